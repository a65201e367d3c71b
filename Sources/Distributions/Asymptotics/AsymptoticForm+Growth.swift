import CGSL

/// What a form tends to, which of two forms prevails, and whether its exponential can be integrated.
extension AsymptoticForm {
  /// The coefficients in the order in which they decide as y tends to infinity: exponentials by falling rate,
  /// powers by falling exponent, (log y)², log y, log log y; those that are 0 are left out.
  private var leadingSign: Double {
    if let exponential = exponentials.first { return exponential.sign }
    if let leading = powers.max(by: { $0.key < $1.key }) { return leading.value }
    if logSquared != 0 { return logSquared }
    if log != 0 { return log }
    return logLog
  }

  /// The limit of the form as y tends to infinity: `±.infinity`, or the constant where nothing else is left.
  public var limit: Double {
    let sign = leadingSign
    return sign == 0 ? constant : (sign > 0 ? .infinity : -.infinity)
  }

  /// Whether every term but the constant is absent: exp of the form tends to a number above 0.
  public var isConstant: Bool { leadingSign == 0 }

  /// Whether this form exceeds `other` by a difference that tends to infinity.
  public func prevails(over other: AsymptoticForm) -> Bool { (self - other).limit == .infinity }

  /// Whether ∫ exp(form) dx converges at this end.
  ///
  /// At a finite point dx = dy / y², which takes 2 from the coefficient of log y. The borderline y⁻¹ is
  /// decided by log log y: ∫ (log y)^b₂ dy / y converges exactly when b₂ < -1.
  public var isIntegrable: Bool {
    if let exponential = exponentials.first { return exponential.sign < 0 }
    if let leading = powers.max(by: { $0.key < $1.key }) { return leading.value < 0 }
    if logSquared != 0 { return logSquared < 0 }
    let exponent: Double
    switch variable {
    case .magnitude: exponent = snappedSum(log, 1)
    case .reciprocalDistance: exponent = snappedSum(log, -1)
    }
    return exponent == 0 ? snappedSum(logLog, 1) < 0 : exponent < 0
  }

  /// The form of log(eᶠ + eᵍ): the one that prevails, or, where they differ by a constant only, that one with
  /// the sum of the two factors.
  ///
  /// A difference that tends to a constant leaves no further term, so mixtures stay closed.
  public static func logOfSum(_ f: AsymptoticForm, _ g: AsymptoticForm) -> AsymptoticForm {
    let difference = f - g
    if difference.isConstant {
      var sum = f
      sum.constant = logSum(f.constant, g.constant)
      return sum
    }
    return difference.limit > 0 ? f : g
  }

  /// The form plus an exact number.
  public func adding(_ constant: Double) -> AsymptoticForm {
    var sum = self
    sum.constant += constant
    return sum
  }
}
