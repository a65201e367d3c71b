/// The weight `(x - a)^α (b - x)^β log^μ(x - a) log^ν(b - x)` on an interval `[a, b]`, μ and ν 0 or 1.
///
/// For an integrand that is such a singularity times something smooth: give the smooth part to
/// `integrate(over:weight:tolerance:limit:_:)`.
public struct AlgebraicWeight: Sendable, Hashable {
  /// α, the exponent at the lower end; above -1.
  public let lowerExponent: Double
  /// β, the exponent at the upper end; above -1.
  public let upperExponent: Double
  /// Whether the weight has a factor `log(x - a)` (μ = 1).
  public let lowerLogarithm: Bool
  /// Whether the weight has a factor `log(b - x)` (ν = 1).
  public let upperLogarithm: Bool

  /// The weight with these exponents and logarithms.
  ///
  /// - Throws: ``QuadratureError/invalidArgument(name:value:allowed:)`` when an exponent is not above -1:
  ///   such an integral diverges.
  public init(
    lowerExponent: Double = 0, upperExponent: Double = 0, lowerLogarithm: Bool = false,
    upperLogarithm: Bool = false
  ) throws(QuadratureError) {
    for (name, exponent) in [("lowerExponent", lowerExponent), ("upperExponent", upperExponent)] {
      guard exponent > -1, exponent.isFinite else {
        throw .invalidArgument(name: name, value: "\(exponent)", allowed: "a finite exponent above -1")
      }
    }
    self.lowerExponent = lowerExponent
    self.upperExponent = upperExponent
    self.lowerLogarithm = lowerLogarithm
    self.upperLogarithm = upperLogarithm
  }
}
