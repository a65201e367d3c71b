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

  var componentCount: Int { 1 }
  var acceptsZero: Bool { true }
  var splitsBeforehand: Bool { power == 1 }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) {
    for i in 0..<offsets.count {
      let difference = cumulativeDifference(pair.first, pair.second, at: anchor + offsets[i])
      values[i] = power == 1 ? difference.magnitude : difference * difference
    }
  }

  func splitPoint(of panel: Panel) -> Double? {
    guard power == 1 else { return nil }
    return signChange(in: panel) { cumulativeDifference(pair.first, pair.second, at: panel.anchor + $0) }
  }
}

extension LawPair {
  /// ∫ |F - G|^power over the line.
  func cumulativeIntegral(power: Int, tolerance: Tolerance) throws -> Estimate {
    let unknownTail = reasonForUnknownTail
    if unknownTail == nil, let reason = reasonForInfiniteCumulativeIntegral(power: Double(power)) {
      return .infinite(reason: reason)
    }
    let hull = first.support.hull(second.support)
    var marks = marks
    for atom in first.atoms + second.atoms {
      marks.append(PanelMesh.Mark(position: atom.position, scale: .infinity))
    }
    let integrand = CumulativeDifferenceIntegrand(pair: self, power: power)
    var result = try PanelIntegrator(tolerance: tolerance)
      .integrate(integrand, mesh: PanelMesh(over: hull, marks: marks)).estimates[0]
    // Each cumulative is right to a few ulp, so their difference is off by that much where it counts: over
    // the width on which either law has its mass.
    let width =
      (first.spread * first.cumulativeRounding + second.spread * second.cumulativeRounding) / 2
    let rounding = 4 * Double.ulpOfOne * (power == 1 ? width : 2 * (result.value * width).squareRoot())
    result.absoluteError += rounding
    if result.verdict == .converged, result.absoluteError > tolerance.allowed(for: result.value) {
      result.verdict = .unresolved(reason: "rounding of the cumulatives keeps the error above the tolerance")
    }
    return result.doubted(because: unknownTail)
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
