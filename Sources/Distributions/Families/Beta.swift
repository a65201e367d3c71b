import CGSL
import Quadrature

/// The beta law with density x^(a-1) (1 - x)^(b-1) / B(a, b) on [0, 1].
///
/// Near 1 it is a function of the distance 1 - x, which `logDensity(anchor: 1, offset:)` receives exactly.
public struct Beta: Law, Equatable {
  /// The exponent at 0 plus 1, above 0.
  public let a: Double
  /// The exponent at 1 plus 1, above 0.
  public let b: Double
  private let logNormalizer: Double

  /// The beta law of the given exponents.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when an argument is
  ///   not finite and above 0.
  public init(a: Double, b: Double) throws(DistributionError) {
    try requirePositive(a, "a", of: "beta")
    try requirePositive(b, "b", of: "beta")
    self.a = a
    self.b = b
    logNormalizer = -logBeta(a, b)
  }

  static let family = Family(
    "beta", [.positive("a"), .positive("b")],
    summary: "density x^(a - 1) (1 - x)^(b - 1) / B(a, b) on [0, 1]", example: "beta(2, 3)"
  ) { try Beta(a: $0[0], b: $0[1]) }

  // MARK: Density

  /// Below this sum of the exponents the direct formula is as accurate and faster.
  private static let smallTotal = 16.0

  public func logDensity(anchor: Double, offset: Double) -> Double {
    logDensity(x: anchor + offset, y: (1 - anchor) - offset, shift: shift(anchor) + offset * (a + b))
  }

  /// anchor (a + b) - a, the deviation from the mean in units of 1 / (a + b).
  private func shift(_ anchor: Double) -> Double { betaShift(a, b, x: anchor, y: 1 - anchor) }

  /// log p at x, where y = 1 - x and shift = x (a + b) - a.
  @inline(__always)
  private func logDensity(x: Double, y: Double, shift: Double) -> Double {
    guard x > 0, y > 0 else {
      if x < 0 || y < 0 { return -.infinity }
      return logDensityAtEnd(exponent: x == 0 ? a - 1 : b - 1)
    }
    if a + b < Self.smallTotal {
      return (a == 1 ? 0 : (a - 1) * (x < 0.5 ? log(x) : log1p(-y)))
        + (b == 1 ? 0 : (b - 1) * (y < 0.5 ? log(y) : log1p(-x))) + logNormalizer
    }
    return logBetaPrefix(a, b, x: x, y: y, shift: shift) - log(x) - log(y)
  }

  private func logDensityAtEnd(exponent: Double) -> Double {
    exponent == 0 ? logNormalizer : (exponent < 0 ? .infinity : -.infinity)
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (complement, shift, total) = (1 - anchor, shift(anchor), a + b)
    for i in 0..<offsets.count {
      result[i] = logDensity(
        x: anchor + offsets[i], y: complement - offsets[i], shift: shift + offsets[i] * total)
    }
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { exp(logCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double { logIncompleteBeta(a, b, x: x, y: 1 - x).lower }
  public func logComplementaryCumulative(_ x: Double) -> Double {
    logIncompleteBeta(a, b, x: x, y: 1 - x).upper
  }

  public func quantile(_ probability: Double) -> Double {
    searchedQuantile(probability, start: start(log(probability)))
  }

  public func complementaryQuantile(_ probability: Double) -> Double {
    searchedComplementaryQuantile(probability, start: start(log1p(-probability)))
  }

  /// Where the search begins: the leading term F ≈ xᵃ / (a B(a, b)) for small x, else the mean.
  private func start(_ logProbability: Double) -> Double {
    let small = exp((logProbability + log(a) - logNormalizer) / a)
    return small < 0.2 * a / (a + b) ? small : a / (a + b)
  }

  /// The distance from the end 0 that holds a probability of 1e-18.
  private var negligibleDistance: Double { quantile(1e-18) }

  // MARK: Structure

  public var support: Interval { .unit }
  public var breakPoints: [Double] { [0, 1] }
  public var landmarks: [Landmark] {
    let bulk = Landmark(
      position: a / (a + b), scale: (a / (a + b) * (b / (a + b)) / (a + b + 1)).squareRoot())
    let mirrored = (try? Beta(a: b, b: a))?.negligibleDistance ?? negligibleDistance
    return algebraicLandmarks(at: 0, exponent: a - 1, distance: negligibleDistance) + [bulk]
      + algebraicLandmarks(at: 1, exponent: b - 1, distance: mirrored)
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point == 0 { return side == .below ? nil : endForm(at: 0, exponent: a - 1) }
    if point == 1 { return side == .above ? nil : endForm(at: 1, exponent: b - 1) }
    return regularForm(at: point)
  }

  private func endForm(at point: Double, exponent: Double) -> AsymptoticForm {
    AsymptoticForm(variable: .reciprocalDistance(from: point), log: -exponent, constant: logNormalizer)
  }

  // MARK: Moments

  public var mean: Double? { a / (a + b) }
  public var variance: Double? { (a / (a + b)) * (b / (a + b)) / (a + b + 1) }

  public func entropy() -> Estimate {
    // log B - (a-1) ψ(a) - (b-1) ψ(b) + (a+b-2) ψ(a+b), its large terms cancelled by hand
    let total = a + b
    return .closedForm(
      halfLogTwoPi + 0.5 * (log(a / total) + log(b / total)) - 0.5 * log(total)
        + (logGammaStar(a) + logGammaStar(b) - logGammaStar(total))
        + (a - 1) * digammaDeficit(a) + (b - 1) * digammaDeficit(b) - (total - 2) * digammaDeficit(total))
  }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    let first = logStandardGamma(shape: a, using: &generator)
    let second = logStandardGamma(shape: b, using: &generator)
    return 1 / (1 + exp(second - first))
  }

  public var description: String { "beta(\(a), \(b))" }
}
