import CGSL
import Quadrature

/// The Laplace law with density exp(-|x - μ| / b) / (2b) on the line.
public struct Laplace: Law, Equatable {
  /// μ, the centre, mean and median.
  public let location: Double
  /// b, the mean absolute deviation, above 0.
  public let scale: Double
  private let logNormalizer: Double

  /// The Laplace law of the given centre and scale.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when the location
  ///   is not finite or the scale is not finite and above 0.
  public init(location: Double, scale: Double) throws(DistributionError) {
    try requireFinite(location, "location", of: "laplace")
    try requirePositive(scale, "scale", of: "laplace")
    self.location = location
    self.scale = scale
    logNormalizer = -log(scale) - log(2)
  }

  static let family = Family(
    "laplace", [.finite("location"), .positive("scale")],
    summary: "density exp(-|x - location| / scale) / (2 scale)", example: "laplace(0, 1)"
  ) { try Laplace(location: $0[0], scale: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    logNormalizer - ((anchor - location) + offset).magnitude / scale
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (shift, inverse) = (anchor - location, 1 / scale)
    for i in 0..<offsets.count {
      result[i] = logNormalizer - (shift + offsets[i]).magnitude * inverse
    }
  }

  /// -|step| / scale away from the location; of two sides, the difference of the distances.
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    let (near, step) = (reference - location, (anchor - reference) + offset)
    let isOneSide = near * (near + step) >= 0
    return (isOneSide ? (near < 0 ? step : -step) : near.magnitude - (near + step).magnitude) / scale
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { exp(logCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double { logUpper(-standardized(x)) }
  public func logComplementaryCumulative(_ x: Double) -> Double { logUpper(standardized(x)) }

  /// log P(Z > z) of the standard law.
  private func logUpper(_ z: Double) -> Double { z > 0 ? -z - log(2) : log1p(-0.5 * exp(z)) }

  public func quantile(_ probability: Double) -> Double {
    probability <= 0.5
      ? location + scale * log(2 * probability) : location - scale * log(2 * (1 - probability))
  }

  public func complementaryQuantile(_ probability: Double) -> Double {
    probability <= 0.5
      ? location - scale * log(2 * probability) : location + scale * log(2 * (1 - probability))
  }

  private func standardized(_ x: Double) -> Double { (x - location) / scale }

  // MARK: Structure

  public var support: Interval { .line }
  public var breakPoints: [Double] { [location] }
  public var landmarks: [Landmark] { [Landmark(position: location, scale: scale)] }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point.isFinite { return regularForm(at: point) }
    let shift = point > 0 ? location / scale : -location / scale
    return AsymptoticForm(variable: .magnitude, powers: [1: -1 / scale], constant: logNormalizer + shift)
  }

  // MARK: Moments

  public var mean: Double? { location }
  public var variance: Double? { 2 * scale * scale }
  public func entropy() -> Estimate { .closedForm(1 - logNormalizer) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    let magnitude = scale * standardExponential(using: &generator)
    return Bool.random(using: &generator) ? location + magnitude : location - magnitude
  }

  public var description: String { "laplace(\(location), \(scale))" }
}
