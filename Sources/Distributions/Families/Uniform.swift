import CGSL
import Quadrature

/// The uniform law with density 1 / (upper - lower) on [lower, upper].
public struct Uniform: Law, Equatable {
  /// The lower end.
  public let lower: Double
  /// The upper end, above ``lower``.
  public let upper: Double
  private let logNormalizer: Double

  /// The uniform law on [lower, upper].
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when an end is not
  ///   finite, the upper end is not above the lower, or their distance overflows.
  public init(lower: Double, upper: Double) throws(DistributionError) {
    try requireFinite(lower, "lower", of: "uniform")
    try requireFinite(upper, "upper", of: "uniform")
    guard upper > lower, (upper - lower).isFinite else {
      throw .invalidParameter(
        distribution: "uniform", name: "upper", value: upper,
        allowed: "a finite number above lower (\(lower))")
    }
    self.lower = lower
    self.upper = upper
    logNormalizer = -log(upper - lower)
  }

  static let family = Family(
    "uniform", [.finite("lower"), .number("upper", "a finite number above lower")],
    summary: "density 1 / (upper - lower) on [lower, upper]", example: "uniform(0, 1)"
  ) { try Uniform(lower: $0[0], upper: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    (anchor - lower) + offset >= 0 && (upper - anchor) - offset >= 0 ? logNormalizer : -.infinity
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (low, high) = (lower - anchor, upper - anchor)
    for i in 0..<offsets.count {
      result[i] = offsets[i] >= low && offsets[i] <= high ? logNormalizer : -.infinity
    }
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { min(max((x - lower) / (upper - lower), 0), 1) }
  public func complementaryCumulative(_ x: Double) -> Double {
    min(max((upper - x) / (upper - lower), 0), 1)
  }
  public func logCumulative(_ x: Double) -> Double {
    x > 0.5 * lower + 0.5 * upper ? log1p(-complementaryCumulative(x)) : log(cumulative(x))
  }
  public func logComplementaryCumulative(_ x: Double) -> Double {
    x < 0.5 * lower + 0.5 * upper ? log1p(-cumulative(x)) : log(complementaryCumulative(x))
  }

  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return probability < 0.5
      ? lower + (upper - lower) * probability : upper - (upper - lower) * (1 - probability)
  }

  public func complementaryQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return probability < 0.5
      ? upper - (upper - lower) * probability : lower + (upper - lower) * (1 - probability)
  }

  // MARK: Structure

  public var support: Interval { closedInterval(lower, upper) }
  public var breakPoints: [Double] { [lower, upper] }
  public var landmarks: [Landmark] {
    [Landmark(position: lower + 0.5 * (upper - lower), scale: upper - lower)]
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    let isInside = side == .below ? point > lower && point <= upper : point >= lower && point < upper
    return isInside ? .regular(at: point, constant: logNormalizer) : nil
  }

  // MARK: Moments

  public var mean: Double? { lower + 0.5 * (upper - lower) }
  public var variance: Double? { (upper - lower) * (upper - lower) / 12 }
  public func entropy() -> Estimate { .closedForm(-logNormalizer) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    quantile(openUniform(using: &generator))
  }

  public var description: String { "uniform(\(lower), \(upper))" }
}
