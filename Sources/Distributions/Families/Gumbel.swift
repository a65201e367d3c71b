import CGSL
import Quadrature
import VectorMath

/// The Gumbel law of maxima with density exp(-z - e⁻ᶻ) / β, z = (x - μ) / β, on the line.
public struct Gumbel: Law, Equatable {
  /// μ, the mode.
  public let location: Double
  /// β, above 0.
  public let scale: Double
  private let logScale: Double

  /// The Gumbel law of the given mode and scale.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when the location
  ///   is not finite or the scale is not finite and above 0.
  public init(location: Double, scale: Double) throws(DistributionError) {
    try requireFinite(location, "location", of: "gumbel")
    try requirePositive(scale, "scale", of: "gumbel")
    self.location = location
    self.scale = scale
    logScale = log(scale)
  }

  static let family = Family(
    "gumbel", [.finite("location"), .positive("scale")],
    summary: "of maxima, cumulative exp(-exp(-(x - location) / scale))", example: "gumbel(0, 1)"
  ) { try Gumbel(location: $0[0], scale: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    let z = ((anchor - location) + offset) / scale
    return z == -.infinity ? -.infinity : -z - exp(-z) - logScale
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (shift, inverse) = (anchor - location, 1 / scale)
    for i in 0..<offsets.count {
      let z = (shift + offsets[i]) * inverse
      // Beyond z = -709 the double exponential is e^709 at most; exp of either is 0.
      result[i] = -z - vectorExponential(-z) - logScale
    }
  }

  /// -u - e^-z (e^-u - 1), z the reference and u the step in units of the scale.
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    let z = (reference - location) / scale
    let u = ((anchor - reference) + offset) / scale
    return -u - exp(-z) * expm1(-u)
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { exp(logCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { -expm1(logCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double { -exp(-standardized(x)) }
  public func logComplementaryCumulative(_ x: Double) -> Double {
    let z = standardized(x)
    // 1 - exp(-w) with w = e⁻ᶻ
    return z > 40 ? -z : logOneMinusExp(-exp(-z))
  }

  public func quantile(_ probability: Double) -> Double { location - scale * log(0 - log(probability)) }
  public func complementaryQuantile(_ probability: Double) -> Double {
    location - scale * log(0 - log1p(-probability))
  }

  private func standardized(_ x: Double) -> Double { (x - location) / scale }

  // MARK: Structure

  public var support: Interval { .line }
  public var breakPoints: [Double] { [] }
  public var landmarks: [Landmark] { [Landmark(position: location, scale: scale)] }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point.isFinite { return regularForm(at: point) }
    let shift = location / scale
    if point > 0 {
      return AsymptoticForm(variable: .magnitude, powers: [1: -1 / scale], constant: shift - logScale)
    }
    // x = -y: -z = (y + μ) / β
    return AsymptoticForm(
      variable: .magnitude,
      exponentials: [AsymptoticForm.Exponential(sign: -1, logMagnitude: shift, rate: 1 / scale)],
      powers: [1: 1 / scale], constant: shift - logScale)
  }

  // MARK: Moments

  public var mean: Double? { location + eulerGamma * scale }
  public var variance: Double? { scale * scale * (.pi * .pi / 6) }
  public func entropy() -> Estimate { .closedForm(logScale + eulerGamma + 1) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    location - scale * log(standardExponential(using: &generator))
  }

  public var description: String { "gumbel(\(location), \(scale))" }
}
