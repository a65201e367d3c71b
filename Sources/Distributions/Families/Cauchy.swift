import CGSL
import Quadrature

/// The Cauchy law with density 1 / (π s (1 + ((x - μ) / s)²)) on the line.
public struct Cauchy: Law, Equatable {
  /// μ, the centre and median; the mean is not defined.
  public let location: Double
  /// s, half the interquartile range, above 0.
  public let scale: Double
  private let logNormalizer: Double

  /// The Cauchy law of the given centre and scale.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when the location
  ///   is not finite or the scale is not finite and above 0.
  public init(location: Double, scale: Double) throws(DistributionError) {
    try requireFinite(location, "location", of: "cauchy")
    try requirePositive(scale, "scale", of: "cauchy")
    self.location = location
    self.scale = scale
    logNormalizer = -log(scale) - log(Double.pi)
  }

  static let family = Family(
    "cauchy", [.finite("location"), .positive("scale")],
    summary: "density 1 / (pi scale (1 + ((x - location) / scale)^2))", example: "cauchy(0, 1)"
  ) { try Cauchy(location: $0[0], scale: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    logNormalizer - logOnePlusSquare(((anchor - location) + offset) / scale)
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (shift, inverse) = (anchor - location, 1 / scale)
    for i in 0..<offsets.count {
      result[i] = logNormalizer - logOnePlusSquare((shift + offsets[i]) * inverse)
    }
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { upper(-standardized(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { upper(standardized(x)) }

  /// P(Z > z) of the standard law.
  private func upper(_ z: Double) -> Double { atan2(1, z) / .pi }

  public func quantile(_ probability: Double) -> Double {
    location + scale * standardQuantile(probability)
  }

  public func complementaryQuantile(_ probability: Double) -> Double {
    location - scale * standardQuantile(probability)
  }

  /// -cot(π p), with all digits around ½ and near both ends.
  private func standardQuantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p < 0.25 { return -1 / tan(.pi * p) }
    if p > 0.75 { return 1 / tan(.pi * (1 - p)) }
    return tan(.pi * (p - 0.5))
  }

  private func standardized(_ x: Double) -> Double { (x - location) / scale }

  // MARK: Structure

  public var support: Interval { .line }
  public var breakPoints: [Double] { [] }
  public var landmarks: [Landmark] { [Landmark(position: location, scale: scale)] }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point.isFinite { return regularForm(at: point) }
    return AsymptoticForm(variable: .magnitude, log: -2, constant: logNormalizer + 2 * CGSL.log(scale))
  }

  // MARK: Moments

  public var mean: Double? { nil }
  public var variance: Double? { nil }
  public func entropy() -> Estimate { .closedForm(log(4 * .pi * scale)) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    quantile(openUniform(using: &generator))
  }

  public var description: String { "cauchy(\(location), \(scale))" }
}

/// log(1 + z²), also where z² overflows.
@inline(__always)
func logOnePlusSquare(_ z: Double) -> Double {
  let square = z * z
  return square < 1e300 ? log1p(square) : 2 * log(z.magnitude)
}
