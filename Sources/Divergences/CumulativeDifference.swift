import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// F(x) - G(x), without the cancellation of 1 - 1 in the upper tail.
func cumulativeDifference(_ p: any Law, _ q: any Law, at x: Double) -> Double {
  let (lower, other) = (p.cumulative(x), q.cumulative(x))
  if max(lower, other) <= 0.5 { return lower - other }
  return q.complementaryCumulative(x) - p.complementaryCumulative(x)
}

/// |F - G| and (F - G)² as one batched integrand.
private struct CumulativeDifferenceIntegrand: BatchIntegrand {
  let pair: LawPair
  /// 1 for |F - G|, 2 for its square.
  let power: Int
  /// What the rounding of the cumulatives does to the integral of |F - G|.
  let rounding: Double
  /// Where heavy tails that agree are found equal as soon as their difference is rounding.
  var agreeingTails: [AgreeingTail] = []

  var componentCount: Int { 1 }
  var acceptsZero: Bool { true }
  var splitsBeforehand: Bool { power == 1 }

  /// No panel is split for less than half of the rounding.
  func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double {
    max(standard.allowed(for: value), power == 1 ? 0.5 * rounding : 0)
  }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) {
    for i in 0..<offsets.count {
      let difference = difference(at: anchor + offsets[i])
      values[i] = power == 1 ? difference.magnitude : difference * difference
    }
  }

  private func difference(at x: Double) -> Double {
    let difference = cumulativeDifference(pair.first, pair.second, at: x)
    return agreeingTails.contains { $0.contains(x) } ? 0 : difference
  }

  func splitPoint(of panel: Panel) -> Double? {
    guard power == 1 else { return nil }
    return signChange(in: panel) { difference(at: panel.anchor + $0) }
  }
}

/// Two tails too heavy for a mean that agree up to terms that tend to 0. Their difference is integrable, but sinks below
/// the rounding of both: from there on it is taken to be 0, and what that loses is told.
private struct AgreeingTail {
  /// 1 towards infinity, -1 towards minus infinity.
  let direction: Double
  /// The |x| from which the tails are taken to be equal.
  private(set) var start: Double
  /// ∫ |F - G| beyond the start, at most.
  private(set) var loss: Double

  /// - Parameter index: k of P(|X| > x) = c x^-k, in (0, 1]; the difference falls like x^-(k + 1) or faster.
  init(_ pair: LawPair, direction: Double, index: Double) {
    self.direction = direction
    start = 4 * max(pair.extentOfStructure, .leastNormalMagnitude)
    loss = 0
    while start < 1e290 {
      let x = direction * start
      let tail =
        direction > 0
        ? max(pair.first.complementaryCumulative(x), pair.second.complementaryCumulative(x))
        : max(pair.first.cumulative(x), pair.second.cumulative(x))
      let noise = 16 * .ulpOfOne * tail
      if cumulativeDifference(pair.first, pair.second, at: x).magnitude <= noise {
        loss = noise * start / index
        return
      }
      start *= 2
    }
    loss = .infinity
  }

  func contains(_ x: Double) -> Bool { direction * x >= start }
}

/// (|x| - X) (p - q) beyond the |x| = X where panels end: by parts, it integrates to ∫ (F - G) there. The second component
/// is what the rounding of log p - log q may move it by.
private struct MeanExcessTail: TailTerms {
  /// log X.
  let logarithmOfCut: Double

  var componentCount: Int { 2 }

  func evaluate(_ point: TailPoint, into values: UnsafeMutableBufferPointer<Double>) {
    (values[0], values[1]) = (0, 0)
    let greater = max(point.logMassOfP, point.logMassOfQ)
    guard greater > -.infinity, point.logarithm > logarithmOfCut else { return }
    let excess = point.logarithm + log1p(-exp(logarithmOfCut - point.logarithm))
    let ratio = point.logP - point.logQ
    let greatest = exp(greater + excess)
    values[0] = (ratio < 0 ? -1 : 1) * greatest * -expm1(-ratio.magnitude)
    values[1] = greatest * .ulpOfOne * point.size
  }
}

extension LawPair {
  /// ∫ |F - G|^power over the line.
  func cumulativeIntegral(power: Int, tolerance: Tolerance) throws -> Estimate {
    let unknownTail = reasonForUnknownTail
    if unknownTail == nil, let reason = reasonForInfiniteCumulativeIntegral(power: Double(power)) {
      return .infinite(reason: reason)
    }
    var result = Estimate(value: 0, absoluteError: 0)
    let integrator = try PanelIntegrator(tolerance: tolerance)
    // Each cumulative is right to a few ulp, so their difference is off by that much where it counts: over
    // the width on which either law has its mass. And each is read at an x that is rounded, off by up to half
    // an ulp, of either sign: what that moves is that much times the law's mass, an eighth of it after averaging.
    let width =
      (first.spread * first.cumulativeRounding + second.spread * second.cumulativeRounding) / 2
    let position = first.quantile(0.5).ulp + second.quantile(0.5).ulp
    var integrand = CumulativeDifferenceIntegrand(
      pair: self, power: power, rounding: 4 * .ulpOfOne * width + 0.125 * position)
    if power == 1 {
      integrand.agreeingTails = agreeingTails
      let integral = try integrator.integrate(integrand, mesh: cut(cumulativeMesh, atPoints: false))
      result = integral.estimates[0]
      for end in integral.cutEnds { try add(meanExcessTowards: end, to: &result, tolerance) }
      for tail in integrand.agreeingTails { result.absoluteError += tail.loss }
    } else {
      result = try integrator.integrate(integrand, mesh: cumulativeMesh).estimates[0]
    }
    result.absoluteError +=
      power == 1
      ? integrand.rounding
      : 8 * .ulpOfOne * (result.value * width).squareRoot() + 0.125 * position
    // No panel goes nearer to a singular point than 1e-300, and |F - G| is at most 1 there.
    result.absoluteError += 2e-300 * Double(marks.count { $0.scale == 0 })
    if result.verdict == .converged, !(result.absoluteError <= tolerance.allowed(for: result.value)) {
      result.verdict = .unresolved(reason: "rounding of the cumulatives keeps the error above the tolerance")
    }
    return result.doubted(because: unknownTail)
  }

  /// Adds ∫ |F - G| beyond a cut, where F - G no longer changes its sign.
  private func add(
    meanExcessTowards end: PanelMesh.End, to result: inout Estimate, _ tolerance: Tolerance
  ) throws {
    guard end.point.isInfinite, let s = logarithmOfCut(towards: end) else { return }
    let tail = tail(
      of: MeanExcessTail(logarithmOfCut: s), towards: end, beyondLogarithm: s, addedTo: [result.value, 0],
      tolerance: tolerance)
    result.value += tail.parts[0].value.magnitude
    result.absoluteError += tail.parts[0].absoluteError + tail.parts[1].value
    result.evaluations += tail.parts[0].evaluations
    guard !tail.overflowed.isEmpty else { return }
    result.absoluteError = .infinity
    result.verdict = .unresolved(reason: "finite, but beyond the largest double")
  }

  /// The mesh for an integral of cumulatives: atoms of either law are break points.
  private var cumulativeMesh: PanelMesh {
    let atoms = (first.atoms + second.atoms).map { PanelMesh.Mark(position: $0.position, scale: .infinity) }
    return PanelMesh(over: first.support.hull(second.support), marks: marks + atoms)
  }

  /// The ends at which both tails are too heavy for a mean, but agree.
  private var agreeingTails: [AgreeingTail] {
    [-1.0, 1].compactMap { direction in
      let forms = [first, second].map {
        $0.asymptotics(approaching: direction * .infinity, from: direction > 0 ? .below : .above)
      }
      guard let p = forms[0], let q = forms[1], !p.hasFiniteTailIntegral(power: 1),
        (p - q).isNegligible
      else { return nil }
      return AgreeingTail(self, direction: direction, index: min(1, -(p.log + 1)))
    }
  }

  /// Why ∫ |F - G|^power diverges, or `nil` when it is finite.
  ///
  /// It can diverge only where a tail is so heavy that ∫ (1 - F)^power does; and there it does unless the tails
  /// agree up to terms that tend to 0, which for two laws of one shape leaves a difference one power lighter.
  func reasonForInfiniteCumulativeIntegral(power: Double) -> String? {
    for (point, side) in [(-Double.infinity, Side.above), (.infinity, .below)] {
      let forms = [first, second].map { $0.asymptotics(approaching: point, from: side) }
      let heavy = forms.map { form in form.map { !$0.hasFiniteTailIntegral(power: power) } ?? false }
      guard heavy.contains(true) else { continue }
      if let p = forms[0], let q = forms[1], (p + q.scaled(by: -1)).isNegligible { continue }
      let name = heavy[0] ? firstName : secondName
      return "the tail of \(name) towards \(point > 0 ? "" : "minus ")infinity is too heavy, "
        + "and the two tails differ there"
    }
    return nil
  }
}

extension AsymptoticForm {
  /// Whether ∫ (1 - F)^power dx converges: 1 - F is about y p(y) for a power law, and lighter otherwise.
  fileprivate func hasFiniteTailIntegral(power: Double) -> Bool {
    var shifted = self
    shifted.log += 1
    return shifted.scaled(by: power).isIntegrable
  }

  /// Whether the form is a difference of two that agree, within rounding.
  var isNegligible: Bool { isRegular && constant.magnitude < 1e-12 }
}

extension Law {
  /// The length over which the law has its mass: between its quantiles 0.01 and 0.99.
  var spread: Double { quantile(0.99) - quantile(0.01) }
}
