import CGSL
import Quadrature

/// The Weibull law with density (k/λ) (x/λ)^(k-1) exp(-(x/λ)ᵏ) on [0, ∞).
public struct Weibull: Law, Equatable {
  /// k, above 0; below 1 the density is singular at 0.
  public let shape: Double
  /// λ, above 0.
  public let scale: Double
  private let logRate: Double

  /// The Weibull law of the given shape and scale.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when an argument is
  ///   not finite and above 0.
  public init(shape: Double, scale: Double) throws(DistributionError) {
    try requirePositive(shape, "shape", of: "weibull")
    try requirePositive(scale, "scale", of: "weibull")
    self.shape = shape
    self.scale = scale
    logRate = log(shape) - log(scale)
  }

  static let family = Family(
    "weibull", [.positive("shape"), .positive("scale")],
    summary: "cumulative 1 - exp(-(x / scale)^shape) on x >= 0", example: "weibull(1.5, 1)"
  ) { try Weibull(shape: $0[0], scale: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double { logDensity(at: anchor + offset) }

  @inline(__always)
  private func logDensity(at x: Double) -> Double {
    guard x > 0 else {
      return x < 0 || shape > 1 ? -.infinity : (shape == 1 ? logRate : .infinity)
    }
    let logRatio = logRatio(x)
    return logRate + (shape - 1) * logRatio - exp(shape * logRatio)
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    for i in 0..<offsets.count { result[i] = logDensity(at: anchor + offsets[i]) }
  }

  /// With ℓ the log of the step's ratio: (k - 1) ℓ - (x/scale)^k (e^(kℓ) - 1).
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    guard reference > 0, anchor + offset > 0 else { return nil }
    let logStep = log1p(((anchor - reference) + offset) / reference)
    return (shape - 1) * logStep - exp(shape * logRatio(reference)) * expm1(shape * logStep)
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { x > 0 ? -expm1(-power(x)) : 0 }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    let logPower = shape * logRatio(x)
    // log(1 - e^(-w)) = log w - w/2 + ... where w underflows
    return logPower < -40 ? logPower : logOneMinusExp(-exp(logPower))
  }
  public func logComplementaryCumulative(_ x: Double) -> Double { x > 0 ? -power(x) : 0 }

  /// (x / λ)ᵏ.
  private func power(_ x: Double) -> Double { exp(shape * logRatio(x)) }

  /// log(x / λ), by the exact distance from λ where it is near: a large shape multiplies its rounding.
  @inline(__always)
  private func logRatio(_ x: Double) -> Double {
    x > 0.5 * scale && x < 2 * scale ? log1p((x - scale) / scale) : log(x / scale)
  }

  public func quantile(_ probability: Double) -> Double {
    scale * pow(0 - log1p(-probability), 1 / shape)
  }
  public func complementaryQuantile(_ probability: Double) -> Double {
    scale * pow(0 - log(probability), 1 / shape)
  }

  // MARK: Structure

  public var support: Interval { .positive }
  public var breakPoints: [Double] { [0] }
  public var landmarks: [Landmark] {
    let bulk = Landmark(position: shape > 1 ? scale : 0, scale: scale / max(shape, 1))
    return algebraicLandmarks(at: 0, exponent: shape - 1, distance: quantile(1e-18)) + [bulk]
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    let constant = logRate - (shape - 1) * CGSL.log(scale)
    if point == .infinity {
      return AsymptoticForm(
        variable: .magnitude, powers: [shape: -pow(scale, -shape)], log: shape - 1, constant: constant)
    }
    if point == 0 {
      return side == .below
        ? nil : AsymptoticForm(variable: .reciprocalDistance(from: 0), log: 1 - shape, constant: constant)
    }
    return regularForm(at: point)
  }

  // MARK: Moments

  /// λ Γ(1 + 1/k), infinite where it overflows.
  public var mean: Double? { exp(log(scale) + logGammaOnePlus(1 / shape)) }

  /// λ² (Γ(1 + 2/k) - Γ(1 + 1/k)²), infinite where it overflows.
  public var variance: Double? {
    let h = 1 / shape
    let square = scale * scale * exp(2 * logGammaOnePlus(h))
    if h > 0.04 {
      let excess = logGammaOnePlus(2 * h) - 2 * logGammaOnePlus(h)
      let direct = square * expm1(excess)
      return direct.isFinite ? direct : exp(2 * log(scale) + logGammaOnePlus(2 * h))
    }
    // log Γ(1 + 2h) - 2 log Γ(1 + h) = Σ_{n >= 2} ζ(n) (-h)ⁿ (2ⁿ - 2) / n, without its terms in h
    var (sum, power, double) = (0.0, -h, -2 * h)
    for n in 2...24 {
      power *= -h
      double *= -2 * h
      sum += (1 + zetaMinusOne[n]) * (double - 2 * power) / Double(n)
    }
    return square * expm1(sum)
  }

  public func entropy() -> Estimate { .closedForm(eulerGamma * (1 - 1 / shape) + 1 - logRate) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    scale * pow(standardExponential(using: &generator), 1 / shape)
  }

  public var description: String { "weibull(\(shape), \(scale))" }
}
