import CGSL
import Quadrature

/// A law conditioned on the closed interval [lower, upper], which may be half-infinite.
///
/// The density is renormalised by the logarithm of the parent's mass between the ends, so that a piece far
/// in a tail, where every probability underflows, is as exact as one in the bulk. Where the parent can, log p is
/// reckoned from an end of the piece and not as the difference of two large logarithms.
public struct Truncated: Law {
  /// The law that is conditioned.
  public let law: any Law
  /// The lower end, `-.infinity` allowed.
  public let lower: Double
  /// The upper end, `.infinity` allowed.
  public let upper: Double
  /// log P(lower <= X <= upper) under the parent.
  public let logMass: Double
  private let lowerAtom: Double
  private var tailEnd: TailEnd?

  /// The end from which log p is reckoned where the piece lies in a tail, and log p there.
  private struct TailEnd {
    var position: Double
    var logDensity: Double
  }

  /// The law conditioned on [lower, upper].
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when an end is NaN,
  ///   the upper end is not above the lower, or the parent has no resolvable mass between them.
  public init(_ law: any Law, lower: Double, upper: Double) throws(DistributionError) {
    guard !lower.isNaN, lower < .infinity else {
      throw .invalidParameter(
        distribution: "truncated", name: "lower", value: lower, allowed: "a number, or -inf")
    }
    guard upper > lower else {
      throw .invalidParameter(
        distribution: "truncated", name: "upper", value: upper,
        allowed: "a number above lower (\(lower)), or inf")
    }
    var (inner, low, high) = ((law as? Distribution)?.law ?? law, lower, upper)
    if let truncated = inner as? Truncated, truncated.lower < upper, lower < truncated.upper {
      (inner, low, high) = (truncated.law, max(lower, truncated.lower), min(upper, truncated.upper))
    }
    self.law = inner
    self.lower = low
    self.upper = high
    lowerAtom = inner.atoms.first { $0.position == low }?.weight ?? 0
    logMass = logSum(inner.logMass(from: low, to: high), log(lowerAtom))
    guard logMass.isFinite else {
      throw .invalidParameter(
        distribution: "truncated", name: "upper", value: upper,
        allowed: "ends between which \(inner) has mass; it has none in [\(lower), \(upper)]")
    }
    tailEnd = findTailEnd()
  }

  static let family = Family(
    combinator: "truncated",
    [.distribution, .number("lower", "a number, or -inf"), .number("upper", "a number above lower, or inf")],
    summary: "the distribution conditioned on [lower, upper]", example: "truncated(normal(0, 1), 0, inf)"
  ) { values in
    guard case .law(let law) = values[0], case .number(let lower) = values[1],
      case .number(let upper) = values[2]
    else {
      throw DistributionError.unsupported(
        distribution: "truncated", message: "needs (distribution, lower, upper)")
    }
    return try Truncated(law, lower: lower, upper: upper)
  }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    guard (anchor - lower) + offset >= 0, (upper - anchor) - offset >= 0 else { return -.infinity }
    return logDensityInside(anchor: anchor, offset: offset)
  }

  /// log p at a point of [lower, upper].
  private func logDensityInside(anchor: Double, offset: Double) -> Double {
    if let tailEnd, let rise = law.logDensityRise(from: tailEnd.position, anchor: anchor, offset: offset) {
      return tailEnd.logDensity + rise
    }
    return law.logDensity(anchor: anchor, offset: offset) - logMass
  }

  /// The end with the greater density, its log p such that the density, integrated from there, has mass 1.
  private func findTailEnd() -> TailEnd? {
    let ends = [lower, upper].filter { $0.isFinite && law.logDensity($0).isFinite }
    guard logMass < -1, atoms.isEmpty, let end = ends.max(by: { law.logDensity($0) < law.logDensity($1) }),
      law.logDensityRise(from: end, anchor: end, offset: 0) != nil
    else { return nil }
    var trial = self
    let logDensity = law.logDensity(end) - logMass
    trial.tailEnd = TailEnd(position: end, logDensity: logDensity)
    let mass = trial.densityIntegral(over: support) { _, _ in 1 }
    guard mass.value > 0, mass.absoluteError < 1e-13 else { return nil }
    return TailEnd(position: end, logDensity: logDensity - log(mass.value))
  }

  public func roundingScale(ofLogDensity logDensity: Double) -> Double {
    if let tailEnd { return logDensity.magnitude + 2 * tailEnd.logDensity.magnitude }
    return law.roundingScale(ofLogDensity: logDensity + logMass) + logMass.magnitude
  }

  /// None where the mass is that of an integral of the density itself.
  public func misplacedMass(in window: Interval) -> Double {
    guard tailEnd == nil, let inside = window.intersection(self.window) else { return 0 }
    return exp(log(law.misplacedMass(in: inside)) - logMass)
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (low, high) = (lower - anchor, upper - anchor)
    if tailEnd == nil { law.logDensities(anchor: anchor, offsets: offsets, into: result) }
    for i in 0..<offsets.count {
      guard offsets[i] >= low, offsets[i] <= high else {
        result[i] = -.infinity
        continue
      }
      result[i] =
        tailEnd == nil ? result[i] - logMass : logDensityInside(anchor: anchor, offset: offsets[i])
    }
  }

  // MARK: Probabilities

  public var cumulativeRounding: Double { max(law.cumulativeRounding, logMass.magnitude) }
  public func cumulative(_ x: Double) -> Double { exp(logCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }

  public func logCumulative(_ x: Double) -> Double {
    if x < lower { return -.infinity }
    if x >= upper { return 0 }
    let below = logSum(law.logMass(from: lower, to: x), log(lowerAtom)) - logMass
    return below < -0.7 ? below : logOneMinusExp(min(0, law.logMass(from: x, to: upper) - logMass))
  }

  public func logComplementaryCumulative(_ x: Double) -> Double {
    if x < lower { return 0 }
    if x >= upper { return -.infinity }
    let above = law.logMass(from: x, to: upper) - logMass
    if above < -0.7 { return above }
    return logOneMinusExp(min(0, logSum(law.logMass(from: lower, to: x), log(lowerAtom)) - logMass))
  }

  public func quantile(_ probability: Double) -> Double { searchedQuantile(probability, start: start) }
  public func complementaryQuantile(_ probability: Double) -> Double {
    searchedComplementaryQuantile(probability, start: start)
  }

  /// Where a search begins: the middle of a finite interval, else near the finite end.
  private var start: Double {
    if lower.isFinite, upper.isFinite { return lower + 0.5 * (upper - lower) }
    let median = law.quantile(0.5)
    if lower < median, median < upper { return median }
    return lower.isFinite
      ? lower + max(lower.magnitude * 0.01, 1e-3) : upper - max(upper.magnitude * 0.01, 1e-3)
  }

  // MARK: Structure

  private var window: Interval { closedInterval(lower, upper) }

  public var support: Interval { window.intersection(law.support) ?? window }
  public var supportIntervals: [Interval] {
    law.supportIntervals.compactMap { $0.intersection(window) }.filter { $0.width > 0 }
  }
  public var atoms: [Atom] {
    law.atoms.filter { window.contains($0.position) }
      .map { Atom(position: $0.position, weight: exp(log($0.weight) - logMass)) }
  }
  public var breakPoints: [Double] {
    let ends = supportIntervals.flatMap { [$0.lower, $0.upper] }.filter(\.isFinite)
    return Set(ends + law.breakPoints.filter(window.contains)).sorted()
  }

  public var landmarks: [Landmark] {
    let inside = law.landmarks.filter { window.contains($0.position) }
    let ends = [(lower, 1.0), (upper, -1.0)].compactMap { end, inward -> Landmark? in
      guard end.isFinite, end > law.support.lower, end < law.support.upper else { return nil }
      return decayLength(at: end, inward: inward).map { Landmark(position: end, scale: $0) }
    }
    return inside
      + ends.filter { end in !inside.contains { $0.position == end.position && $0.scale <= end.scale } }
  }

  public var handovers: [Landmark] { law.handovers.filter { window.contains($0.position) } }

  /// The distance from an end on which log p changes by about 1, at most the width; `nil` at a singular end.
  private func decayLength(at end: Double, inward: Double) -> Double? {
    let value = law.logDensity(anchor: end, offset: 0)
    guard value.isFinite else { return nil }
    let width = upper - lower
    var length = min(width, max(end.magnitude * 1e-18, .leastNormalMagnitude))
    while length < width, length < 1e300 {
      let change = law.logDensity(anchor: end, offset: inward * length) - value
      if !(change.magnitude <= 1) { return length }
      length *= 2
    }
    return min(length, width)
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    let isInside = side == .below ? point > lower && point <= upper : point >= lower && point < upper
    return isInside ? law.asymptotics(approaching: point, from: side)?.adding(-logMass) : nil
  }

  // MARK: Moments

  /// By quadrature, relative to an end or the parent's centre.
  public var mean: Double? {
    guard isMomentFinite(1) else { return infiniteMean }
    let centre = momentCentre
    return centre + moment { $0 - centre }
  }

  /// By quadrature about the mean.
  public var variance: Double? {
    guard let mean else { return nil }
    guard mean.isFinite, isMomentFinite(2) else { return .infinity }
    return moment { ($0 - mean) * ($0 - mean) }
  }

  private var momentCentre: Double { quantile(0.5) }

  private func moment(_ function: (Double) -> Double) -> Double {
    let density = densityIntegral(over: support) { x, _ in function(x) }.value
    return atoms.reduce(density) { $0 + function($1.position) * $1.weight }
  }

  /// Whether ∫ |x|ᵏ p converges at both ends.
  private func isMomentFinite(_ order: Double) -> Bool {
    [(Double.infinity, Side.below), (-.infinity, .above)].allSatisfy { end, side in
      isMomentFinite(order, at: end, from: side)
    }
  }
  private func isMomentFinite(_ order: Double, at end: Double, from side: Side) -> Bool {
    guard var form = asymptotics(approaching: end, from: side) else { return true }
    form.log += order
    return form.isIntegrable
  }

  /// The mean where it diverges: to the side whose tail is heavy, `nil` if both are.
  private var infiniteMean: Double? {
    switch (isMomentFinite(1, at: -.infinity, from: .above), isMomentFinite(1, at: .infinity, from: .below)) {
    case (true, false): .infinity
    case (false, true): -.infinity
    default: nil
    }
  }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    if logMass > -1.5 {
      while true {
        let draw = law.sample(using: &generator)
        if window.contains(draw) { return draw }
      }
    }
    return quantile(openUniform(using: &generator))
  }

  public var description: String { "truncated(\(law), \(lower), \(upper))" }
}
