import Distributions
import Quadrature

/// log D* or log(1 - D*) over half of the probabilities of a law's quantile function: those of either tail, from 0
/// to 1/2. The first component is how far rounding may move it, the second its value.
struct QuantileSpaceIntegrand: BatchIntegrand {
  /// Whose quantile function is followed.
  let law: any Law
  /// `.below` for u = P(X <= x), `.above` for u = P(X > x).
  let side: Side
  let optimal: OptimalDiscriminator
  /// Whether it is log D*, and not log(1 - D*).
  let isOverData: Bool
  /// The points where atoms decide, and not densities.
  let atoms: Set<Double>
  /// Whether x is left out here.
  let isLeftOut: (Double) -> Bool
  /// The point from which quantiles are laid off, and to whose distance their rounding is relative.
  private let origin: Double
  private let latest = Latest()

  /// The rounding of the integral as the integrator last saw it, kept by one integration on one thread.
  private final class Latest {
    var rounding = 0.0
  }

  init(
    law: any Law, side: Side, optimal: OptimalDiscriminator, isOverData: Bool, atoms: Set<Double>,
    isLeftOut: @escaping (Double) -> Bool
  ) {
    self.law = law
    self.side = side
    self.optimal = optimal
    self.isOverData = isOverData
    self.atoms = atoms
    self.isLeftOut = isLeftOut
    // A law of positive numbers keeps its digits towards 0; one with a location does not.
    origin = law.support.lower == 0 || law.support.upper == 0 ? 0 : law.quantile(0.5)
  }

  var componentCount: Int { 2 }
  var acceptsZero: Bool { true }

  /// No panel is split for the size of the rounding, nor for less than half of it.
  func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double {
    if component == 0 {
      latest.rounding = value
      return .infinity
    }
    return max(standard.allowed(for: value), 0.5 * latest.rounding)
  }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) {
    let n = offsets.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { abscissas in
      for i in 0..<n {
        abscissas[i] = quantile(anchor + offsets[i])
        (values[n + i], values[i]) = isLeftOut(abscissas[i]) ? (0, 0) : self.at(abscissas[i])
      }
      // Rounding moves x, and the probability that x has, along the integrand's slope between two nodes.
      for i in 0..<n where n > 1 && !isLeftOut(abscissas[i]) {
        let j = i + 1 < n ? i + 1 : i - 1
        let rise = (values[n + i] - values[n + j]).magnitude
        let x = abscissas[i]
        let moved = .ulpOfOne * (x.magnitude + 2 * (x - origin).magnitude) / (x - abscissas[j]).magnitude
        let misplaced =
          law.cumulativeRounding * .ulpOfOne * (anchor + offsets[i]) / (offsets[i] - offsets[j]).magnitude
        let rounding = rise * (moved + misplaced)
        if rounding.isFinite { values[i] += rounding }
      }
    }
  }

  /// What the rounding of u loses where the integrand jumps, or where the other law has structure that no two neighbouring
  /// u resolve: u is known to some ulps of itself, and on so short a stretch the integrand may be read at the wrong place.
  ///
  /// - Parameter structure: the points where either density may jump or has structure, each with the lengths on which it
  ///   does; 0 for a jump.
  func lost(at structure: [(point: Double, scales: [Double])]) -> Double {
    structure.reduce(0) { sum, place in
      let (point, scales) = place
      let u = min(law.cumulative(point), law.complementaryCumulative(point))
      let density = exponential(law.logDensity(point))
      // F reads the distance from the origin, which is rounded as x is.
      let misplaced = density * (point.magnitude + 2 * (point - origin).magnitude)
      let stretch = .ulpOfOne * (4 * law.cumulativeRounding * u + (misplaced.isFinite ? misplaced : 0))
      guard stretch > 0 else { return sum }
      let length = stretch / density
      let reach = max(point.ulp, length.isFinite ? length : 0)
      let steps = scales.filter { $0 < reach }.map { max($0, point.ulp) }
      guard !steps.isEmpty else { return sum }
      let values = ([reach] + steps).flatMap { [at(point - $0).value, at(point + $0).value] }
      let jump = (values.max() ?? 0) - (values.min() ?? 0)
      return sum + (jump.isFinite ? stretch * jump : 0)
    }
  }

  private func quantile(_ u: Double) -> Double {
    side == .below ? law.quantile(u) : law.complementaryQuantile(u)
  }

  /// The integrand at a point x, and how far the rounding of the logit may move it.
  func at(_ x: Double) -> (value: Double, rounding: Double) {
    let (logit, size) = atoms.contains(x) ? weightLogit(x) : densityLogit(x)
    let signed = isOverData ? logit : -logit
    // d/dt of -softplus(-t) is 1/(1 + e^t).
    let slope = 1 / (1 + exponential(signed))
    return (-softplus(-signed), slope > 0 && size.isFinite ? .ulpOfOne * size * slope : 0)
  }

  private func weightLogit(_ x: Double) -> (logit: Double, size: Double) {
    let logit = optimal.logit(x)
    return (logit, logit.magnitude)
  }

  /// The logit and the size of the logarithms in it, taken next to x where a density is infinite at x itself, and one ulp
  /// inside where x was rounded to an end at which the law's own density vanishes.
  private func densityLogit(_ x: Double) -> (logit: Double, size: Double) {
    let here = optimal.densities(anchor: x, offset: 0)
    guard !here.logit.isFinite else { return (here.logit, here.size) }
    let own = isOverData ? here.p : here.q
    guard here.isSingular || own == -.infinity else { return (here.logit, here.size) }
    // The image of u is no nearer to x than the rounding of u leaves it.
    let u = side == .below ? law.cumulative(x) : law.complementaryCumulative(x)
    let rounded = 0.5 * .ulpOfOne * u / exponential(law.logDensity(x))
    let start = max(x.ulp, rounded.isFinite ? rounded : 0)
    for direction in [-1.0, 1.0] {
      var step = start
      var there = optimal.densities(anchor: x, offset: direction * step)
      // To a law that is stretched the doubles next to 0 are 0.
      while there.isSingular, step < .infinity {
        step *= 16
        there = optimal.densities(anchor: x, offset: direction * step)
      }
      if there.logit.isFinite { return (there.logit, there.size) }
    }
    return (here.logit, here.size)
  }

  /// The expectation over a law that consists of atoms.
  var sumOverAtoms: Estimate {
    var sum = CompensatedSum()
    for atom in law.atoms { sum.add(atom.weight * at(atom.position).value) }
    return Estimate(
      value: sum.value, absoluteError: sum.roundingError(ulps: 4), evaluations: law.atoms.count)
  }
}

/// Both log-densities at one point, atoms aside.
private struct LogDensities {
  let p: Double
  let q: Double
  /// The size of the numbers in which they are computed.
  let size: Double

  var logit: Double { p == q && p.isInfinite ? (p < 0 ? .nan : 0) : p - q }
  var isSingular: Bool { max(p, q) == .infinity }
}

extension OptimalDiscriminator {
  fileprivate func densities(anchor: Double, offset: Double) -> LogDensities {
    let p = data.logDensity(anchor: anchor, offset: offset)
    let q = generator.logDensity(anchor: anchor, offset: offset)
    return LogDensities(
      p: p, q: q, size: data.roundingScale(ofLogDensity: p) + generator.roundingScale(ofLogDensity: q))
  }
}
