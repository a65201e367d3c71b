import CGSL
import Quadrature

/// The log-normal law with density exp(-(log x - μ)² / (2σ²)) / (x σ √(2π)) on [0, ∞).
public struct Lognormal: Law, Equatable {
  /// μ, the mean of log x.
  public let mu: Double
  /// σ, the standard deviation of log x, above 0.
  public let sigma: Double
  private let logNormalizer: Double

  /// The law of exp(Y), Y normal with mean mu and standard deviation sigma.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when mu is not
  ///   finite or sigma is not finite and above 0.
  public init(mu: Double, sigma: Double) throws(DistributionError) {
    try requireFinite(mu, "mu", of: "lognormal")
    try requirePositive(sigma, "sigma", of: "lognormal")
    self.mu = mu
    self.sigma = sigma
    logNormalizer = -log(sigma) - halfLogTwoPi
  }

  static let family = Family(
    "lognormal", [.finite("mu"), .positive("sigma")],
    summary: "exp of a normal variable with mean mu and standard deviation sigma",
    example: "lognormal(0, 0.5)"
  ) { try Lognormal(mu: $0[0], sigma: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    logDensity(anchor: anchor, logAnchor: log(anchor), offset: offset)
  }

  /// log p at anchor + offset; log x = log anchor + log(1 + offset / anchor) keeps the digits of a small
  /// offset.
  @inline(__always)
  private func logDensity(anchor: Double, logAnchor: Double, offset: Double) -> Double {
    let x = anchor + offset
    guard x > 0, x < .infinity else { return -.infinity }
    let logX = offset.magnitude < 0.5 * anchor ? logAnchor + log1p(offset / anchor) : log(x)
    let z = (logX - mu) / sigma
    return logNormalizer - 0.5 * z * z - logX
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let logAnchor = log(anchor)
    for i in 0..<offsets.count {
      result[i] = logDensity(anchor: anchor, logAnchor: logAnchor, offset: offsets[i])
    }
  }

  /// -u (z + u/2) - ℓ, ℓ the log of the step's ratio, z the reference and u = ℓ/σ.
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    guard reference > 0, anchor + offset > 0 else { return nil }
    let logStep = log1p(((anchor - reference) + offset) / reference)
    let u = logStep / sigma
    return -u * ((log(reference) - mu) / sigma + 0.5 * u) - logStep
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { gsl_cdf_ugaussian_P(standardized(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { gsl_cdf_ugaussian_Q(standardized(x)) }
  public func logCumulative(_ x: Double) -> Double { logComplementaryNormal(-standardized(x)) }
  public func logComplementaryCumulative(_ x: Double) -> Double { logComplementaryNormal(standardized(x)) }

  public func quantile(_ probability: Double) -> Double {
    exp(mu + sigma * gsl_cdf_ugaussian_Pinv(probability))
  }
  public func complementaryQuantile(_ probability: Double) -> Double {
    exp(mu + sigma * gsl_cdf_ugaussian_Qinv(probability))
  }

  private func standardized(_ x: Double) -> Double { x > 0 ? (log(x) - mu) / sigma : -.infinity }

  // MARK: Structure

  public var support: Interval { .positive }
  public var breakPoints: [Double] { [0] }
  public var landmarks: [Landmark] {
    // The bulk in x, and the end 0, from which the mesh must grow in proportion when σ is not small.
    let median = exp(mu)
    return [
      Landmark(position: 0, scale: max(exp(mu - 9 * sigma), .leastNormalMagnitude)),
      Landmark(position: median, scale: median * min(sigma, 1)),
    ]
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    let precision = 1 / (sigma * sigma)
    let ratio = mu / sigma
    let constant = logNormalizer - 0.5 * ratio * ratio
    if point == .infinity {
      return AsymptoticForm(
        variable: .magnitude, logSquared: -0.5 * precision, log: ratio / sigma - 1, constant: constant)
    }
    if point == 0 {
      // log x = -log y
      return side == .below
        ? nil
        : AsymptoticForm(
          variable: .reciprocalDistance(from: 0), logSquared: -0.5 * precision, log: 1 - ratio / sigma,
          constant: constant)
    }
    return regularForm(at: point)
  }

  // MARK: Moments

  public var mean: Double? { exp(mu + 0.5 * sigma * sigma) }
  /// (e^(σ²) - 1) e^(2μ + σ²), infinite where it overflows.
  public var variance: Double? {
    let square = sigma * sigma
    let logExcess = square < 1e-16 ? 2 * log(sigma) : square > 40 ? square : log(expm1(square))
    return exp(2 * mu + square + logExcess)
  }
  public func entropy() -> Estimate { .closedForm(mu + 0.5 - logNormalizer) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    exp(mu + sigma * standardNormal(using: &generator))
  }

  public var description: String { "lognormal(\(mu), \(sigma))" }
}
