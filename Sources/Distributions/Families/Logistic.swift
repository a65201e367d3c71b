import CGSL
import Quadrature
import VectorMath

/// The logistic law with density e⁻ᶻ / (s (1 + e⁻ᶻ)²), z = (x - μ) / s, on the line.
public struct Logistic: Law, Equatable {
  /// μ, the centre, mean and median.
  public let location: Double
  /// s, above 0; the standard deviation is s π / √3.
  public let scale: Double
  private let logScale: Double

  /// The logistic law of the given centre and scale.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when the location
  ///   is not finite or the scale is not finite and above 0.
  public init(location: Double, scale: Double) throws(DistributionError) {
    try requireFinite(location, "location", of: "logistic")
    try requirePositive(scale, "scale", of: "logistic")
    self.location = location
    self.scale = scale
    logScale = log(scale)
  }

  static let family = Family(
    "logistic", [.finite("location"), .positive("scale")],
    summary: "cumulative 1 / (1 + exp(-(x - location) / scale))", example: "logistic(0, 1)"
  ) { try Logistic(location: $0[0], scale: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    let z = (((anchor - location) + offset) / scale).magnitude
    return -z - 2 * log1p(exp(-z)) - logScale
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (shift, inverse) = (anchor - location, 1 / scale)
    for i in 0..<offsets.count {
      let z = ((shift + offsets[i]) * inverse).magnitude
      result[i] = -z - 2 * log1p(vectorExponential(-z)) - logScale
    }
  }

  /// With z = |x - location| / scale: the fall of z, and of 2 log(1 + e^-z).
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    let z = (reference - location) / scale
    let u = ((anchor - reference) + offset) / scale
    let fall = z * (z + u) >= 0 ? (z < 0 ? -u : u) : (z + u).magnitude - z.magnitude
    return -fall - 2 * (log1p(exp(-(z + u).magnitude)) - log1p(exp(-z.magnitude)))
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { 1 / (1 + exp(-standardized(x))) }
  public func complementaryCumulative(_ x: Double) -> Double { 1 / (1 + exp(standardized(x))) }
  public func logCumulative(_ x: Double) -> Double { logUpper(-standardized(x)) }
  public func logComplementaryCumulative(_ x: Double) -> Double { logUpper(standardized(x)) }

  /// log P(Z > z) of the standard law.
  private func logUpper(_ z: Double) -> Double { z > 0 ? -z - log1p(exp(-z)) : -log1p(exp(z)) }

  public func quantile(_ probability: Double) -> Double { location + scale * logit(probability) }
  public func complementaryQuantile(_ probability: Double) -> Double {
    location - scale * logit(probability)
  }

  /// log(p / (1 - p)), with all digits around ½.
  private func logit(_ p: Double) -> Double {
    (p - 0.5).magnitude < 0.25 ? 2 * atanh(2 * p - 1) : log(p) - log1p(-p)
  }

  private func standardized(_ x: Double) -> Double { (x - location) / scale }

  // MARK: Structure

  public var support: Interval { .line }
  public var breakPoints: [Double] { [] }
  public var landmarks: [Landmark] { [Landmark(position: location, scale: scale)] }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point.isFinite { return regularForm(at: point) }
    let shift = point > 0 ? location / scale : -location / scale
    return AsymptoticForm(variable: .magnitude, powers: [1: -1 / scale], constant: shift - logScale)
  }

  // MARK: Moments

  public var mean: Double? { location }
  public var variance: Double? { scale * scale * (.pi * .pi / 3) }
  public func entropy() -> Estimate { .closedForm(2 + logScale) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    location + scale * logit(openUniform(using: &generator))
  }

  public var description: String { "logistic(\(location), \(scale))" }
}
