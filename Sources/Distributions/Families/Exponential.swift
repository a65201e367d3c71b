import CGSL
import Quadrature

/// The exponential law with density exp(-x / θ) / θ on [0, ∞).
public struct Exponential: Law, Equatable {
  /// θ, the mean, above 0.
  public let scale: Double
  private let logScale: Double

  /// The exponential law of the given mean.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when the scale is
  ///   not finite and above 0.
  public init(scale: Double) throws(DistributionError) {
    try requirePositive(scale, "scale", of: "exponential")
    self.scale = scale
    logScale = log(scale)
  }

  static let family = Family(
    "exponential", [.positive("scale")],
    summary: "density exp(-x / scale) / scale on x >= 0; the mean is scale",
    example: "exponential(1)"
  ) { try Exponential(scale: $0[0]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    let x = anchor + offset
    return x >= 0 ? -x / scale - logScale : -.infinity
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let inverse = 1 / scale
    for i in 0..<offsets.count {
      let x = anchor + offsets[i]
      result[i] = x >= 0 ? -x * inverse - logScale : -.infinity
    }
  }

  /// -step / scale.
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    anchor + offset >= 0 ? -((anchor - reference) + offset) / scale : -.infinity
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { x > 0 ? -expm1(-x / scale) : 0 }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double { x > 0 ? logOneMinusExp(-x / scale) : -.infinity }
  public func logComplementaryCumulative(_ x: Double) -> Double { x > 0 ? -x / scale : 0 }

  public func quantile(_ probability: Double) -> Double { 0 - scale * log1p(-probability) }
  public func complementaryQuantile(_ probability: Double) -> Double { 0 - scale * log(probability) }

  // MARK: Structure

  public var support: Interval { .positive }
  public var breakPoints: [Double] { [0] }
  public var landmarks: [Landmark] { [Landmark(position: 0, scale: scale)] }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point == .infinity {
      return AsymptoticForm(variable: .magnitude, powers: [1: -1 / scale], constant: -logScale)
    }
    return point == 0 && side == .below ? nil : regularForm(at: point)
  }

  // MARK: Moments

  public var mean: Double? { scale }
  public var variance: Double? { scale * scale }
  public func entropy() -> Estimate { .closedForm(1 + logScale) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    scale * standardExponential(using: &generator)
  }

  public var description: String { "exponential(\(scale))" }
}
