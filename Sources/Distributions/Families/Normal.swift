import CGSL
import Quadrature

/// The normal law with density exp(-(x - μ)² / (2σ²)) / (σ √(2π)) on the line.
public struct Normal: Law, Equatable {
  /// μ, the mean.
  public let location: Double
  /// σ, above 0.
  public let standardDeviation: Double
  private let logNormalizer: Double

  /// The normal law of the given mean and standard deviation.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when the mean is
  ///   not finite or the standard deviation is not finite and above 0.
  public init(mean: Double, standardDeviation: Double) throws(DistributionError) {
    try requireFinite(mean, "mean", of: "normal")
    try requirePositive(standardDeviation, "sd", of: "normal")
    location = mean
    self.standardDeviation = standardDeviation
    logNormalizer = -log(standardDeviation) - 0.5 * log(2 * .pi)
  }

  static let family = Family(
    "normal", [.finite("mean"), .positive("sd")],
    summary: "density exp(-(x - mean)^2 / (2 sd^2)) / (sd sqrt(2 pi))", example: "normal(0, 1)"
  ) { try Normal(mean: $0[0], standardDeviation: $0[1]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    let z = ((anchor - location) + offset) / standardDeviation
    return logNormalizer - 0.5 * z * z
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (shift, inverse) = (anchor - location, 1 / standardDeviation)
    for i in 0..<offsets.count {
      let z = (shift + offsets[i]) * inverse
      result[i] = logNormalizer - 0.5 * z * z
    }
  }

  /// -u (z + u/2), z the reference and u the step in units of σ.
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    let u = ((anchor - reference) + offset) / standardDeviation
    return -u * (standardized(reference) + 0.5 * u)
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { gsl_cdf_ugaussian_P(standardized(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { gsl_cdf_ugaussian_Q(standardized(x)) }
  public func logCumulative(_ x: Double) -> Double { logComplementaryNormal(-standardized(x)) }
  public func logComplementaryCumulative(_ x: Double) -> Double { logComplementaryNormal(standardized(x)) }

  public func quantile(_ probability: Double) -> Double {
    location + standardDeviation * gsl_cdf_ugaussian_Pinv(probability)
  }

  public func complementaryQuantile(_ probability: Double) -> Double {
    location + standardDeviation * gsl_cdf_ugaussian_Qinv(probability)
  }

  private func standardized(_ x: Double) -> Double { (x - location) / standardDeviation }

  // MARK: Structure

  public var support: Interval { .line }
  public var breakPoints: [Double] { [] }
  public var landmarks: [Landmark] { [Landmark(position: location, scale: standardDeviation)] }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point.isFinite { return regularForm(at: point) }
    // -(x - μ)²/(2σ²) with x = ±y
    let ratio = (point > 0 ? location : -location) / standardDeviation
    return AsymptoticForm(
      variable: .magnitude,
      powers: [2: -0.5 / (standardDeviation * standardDeviation), 1: ratio / standardDeviation],
      constant: logNormalizer - 0.5 * ratio * ratio)
  }

  // MARK: Moments

  public var mean: Double? { location }
  public var variance: Double? { standardDeviation * standardDeviation }
  public func entropy() -> Estimate { .closedForm(0.5 - logNormalizer) }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    location + standardDeviation * standardNormal(using: &generator)
  }

  public var description: String { "normal(\(location), \(standardDeviation))" }
}

/// log Q(z) of the standard normal law, from GSL's Q in the middle, beyond by its scaled log erfc, and beyond z = 1e8 by
/// its leading term.
func logComplementaryNormal(_ z: Double) -> Double {
  if z > 1e8 { return -0.5 * z * z - log(z) - halfLogTwoPi }
  if z < -1 { return log1p(-gsl_cdf_ugaussian_Q(-z)) }
  if z < 5 { return log(gsl_cdf_ugaussian_Q(z)) }
  return gsl_sf_log_erfc(z / 2.0.squareRoot()) - log(2)
}
