import CGSL
import Quadrature

/// The Pareto law with density (α/m) (x/m)^(-α-1) on [m, ∞).
public struct Pareto: Law, Equatable {
  /// α, above 0; moments below this order exist.
  public let shape: Double
  /// m, the lower end, above 0.
  public let scale: Double
  private let logRate: Double

  /// The Pareto law of the given shape and lower end.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when an argument is
  ///   not finite and above 0.
  public init(shape: Double, scale: Double) throws(DistributionError) {
    try requirePositive(shape, "shape", of: "pareto")
    try requirePositive(scale, "scale", of: "pareto")
    self.shape = shape
    self.scale = scale
    logRate = log(shape) - log(scale)
  }

  static let family = Family(
    "pareto", [.positive("shape"), .positive("scale")],
    summary: "probability (scale / x)^shape above x, on x >= scale", example: "pareto(2.5, 1)"
  ) { try Pareto(shape: $0[0], scale: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    let distance = (anchor - scale) + offset
    return distance >= 0 ? logRate - (shape + 1) * log1p(distance / scale) : -.infinity
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (shift, inverse) = (anchor - scale, 1 / scale)
    for i in 0..<offsets.count {
      let distance = shift + offsets[i]
      result[i] = distance >= 0 ? logRate - (shape + 1) * log1p(distance * inverse) : -.infinity
    }
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { -expm1(logComplementaryCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double {
    x > scale ? logOneMinusExp(logComplementaryCumulative(x)) : -.infinity
  }
  public func logComplementaryCumulative(_ x: Double) -> Double {
    x > scale ? -shape * log1p((x - scale) / scale) : 0
  }

  public func quantile(_ probability: Double) -> Double {
    scale + scale * expm1(-log1p(-probability) / shape)
  }
  public func complementaryQuantile(_ probability: Double) -> Double {
    scale * exp(-log(probability) / shape)
  }

  // MARK: Structure

  public var support: Interval { closedInterval(scale, .infinity) }
  public var breakPoints: [Double] { [scale] }
  public var landmarks: [Landmark] { [Landmark(position: scale, scale: scale / (shape + 1))] }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point == .infinity {
      return AsymptoticForm(
        variable: .magnitude, log: -(shape + 1), constant: logRate + (shape + 1) * CGSL.log(scale))
    }
    return point == scale && side == .below ? nil : regularForm(at: point)
  }

  // MARK: Moments

  public var mean: Double? { shape > 1 ? scale * (shape / (shape - 1)) : .infinity }
  public var variance: Double? {
    guard shape > 2 else { return .infinity }
    let ratio = scale / (shape - 1)
    return ratio * ratio * (shape / (shape - 2))
  }
  public func entropy() -> Estimate { .closedForm(1 + 1 / shape - logRate) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    scale * exp(standardExponential(using: &generator) / shape)
  }

  public var description: String { "pareto(\(shape), \(scale))" }
}
