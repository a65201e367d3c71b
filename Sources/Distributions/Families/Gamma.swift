import CGSL
import Quadrature

/// The gamma law with density x^(k-1) e^(-x/θ) / (Γ(k) θᵏ) on [0, ∞).
///
/// Its logarithm is written by Loader's deviance from the point k θ, so that nothing cancels for a large
/// shape.
public struct Gamma: Law, Equatable {
  /// k, above 0; below 1 the density is singular at 0.
  public let shape: Double
  /// θ, above 0.
  public let scale: Double
  /// k θ, the mean, rounded.
  private let centre: Double
  /// What the rounding of k θ left out: for a large shape its digits count.
  private let centreRest: Double
  /// log of z p(z) at z = k: ½ log(k / (2π)) - log γ*(k).
  private let logPeak: Double
  /// -log Γ(k) - k log θ.
  private let logNormalizer: Double

  /// The gamma law of the given shape and scale.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when an argument is
  ///   not finite and above 0.
  public init(shape: Double, scale: Double) throws(DistributionError) {
    try requirePositive(shape, "shape", of: "gamma")
    try requirePositive(scale, "scale", of: "gamma")
    guard (shape * scale).isFinite else {
      throw .invalidParameter(
        distribution: "gamma", name: "scale", value: scale,
        allowed: "a finite number above 0, the mean shape * scale not overflowing")
    }
    self.shape = shape
    self.scale = scale
    centre = shape * scale
    centreRest = (-centre).addingProduct(shape, scale)
    logPeak = 0.5 * log(shape) - halfLogTwoPi - logGammaStar(shape)
    logNormalizer = -logGamma(shape) - shape * log(scale)
  }

  static let family = Family(
    "gamma", [.positive("shape"), .positive("scale")],
    summary: "density x^(shape - 1) exp(-x / scale) / (Gamma(shape) scale^shape) on x >= 0",
    example: "gamma(2, 1)"
  ) { try Gamma(shape: $0[0], scale: $0[1]) }

  // MARK: Density

  /// Below this shape the direct formula is as accurate and faster.
  private static let smallShape = 8.0

  public func logDensity(anchor: Double, offset: Double) -> Double {
    logDensity(x: anchor + offset, distance: (anchor - centre) + offset)
  }

  /// log p at x, which lies at `distance` from the rounded mean.
  @inline(__always)
  private func logDensity(x: Double, distance: Double) -> Double {
    guard x > 0 else { return x == 0 ? logDensityAtZero : -.infinity }
    if shape < Self.smallShape {
      return shape == 1 ? logNormalizer - x / scale : (shape - 1) * log(x) - x / scale + logNormalizer
    }
    let u = (distance - centreRest) / centre
    return shape * (u > -0.5 ? gsl_sf_log_1plusx_mx(u) : log(x / centre) - u) + logPeak - log(x)
  }

  private var logDensityAtZero: Double {
    shape == 1 ? logNormalizer : (shape < 1 ? .infinity : -.infinity)
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let shift = anchor - centre
    for i in 0..<offsets.count {
      result[i] = logDensity(x: anchor + offsets[i], distance: shift + offsets[i])
    }
  }

  /// With v the step relative to the reference: (k - 1) (log(1 + v) - v) + v (k - 1 - x/θ).
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? {
    guard reference > 0 else { return nil }
    let v = ((anchor - reference) + offset) / reference
    guard v > -1 else { return logDensity(anchor: anchor, offset: offset) == -.infinity ? -.infinity : nil }
    let rest = ((centre - reference) + centreRest) / scale - 1
    return (shape - 1) * gsl_sf_log_1plusx_mx(v) + v * rest
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { exp(logCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double { logSides(x).lower }
  public func logComplementaryCumulative(_ x: Double) -> Double { logSides(x).upper }

  private func logSides(_ x: Double) -> LogSides {
    logIncompleteGamma(shape, x / scale, deviation: ((x - centre) - centreRest) / centre)
  }

  public func quantile(_ probability: Double) -> Double {
    searchedQuantile(
      probability, start: start(log(probability), normal: gsl_cdf_ugaussian_Pinv(probability)))
  }

  public func complementaryQuantile(_ probability: Double) -> Double {
    searchedComplementaryQuantile(
      probability, start: start(log1p(-probability), normal: gsl_cdf_ugaussian_Qinv(probability)))
  }

  /// Where the search begins: the leading term P ≈ zᵏ / Γ(k + 1) for small z, else Wilson and Hilferty's
  /// cube of a normal quantile.
  private func start(_ logProbability: Double, normal: Double) -> Double {
    let small = exp((logProbability + logGammaOnePlus(shape)) / shape)
    if small < 0.2 * shape { return scale * small }
    let root = 1 - 1 / (9 * shape) + normal / (3 * shape.squareRoot())
    return root > 0.1 ? centre * root * root * root : centre
  }

  // MARK: Structure

  public var support: Interval { .positive }
  public var breakPoints: [Double] { [0] }
  public var landmarks: [Landmark] {
    let bulk = Landmark(
      position: scale * max(shape - 1, 0), scale: scale * min(max(shape.squareRoot(), 1), shape + 1))
    return algebraicLandmarks(at: 0, exponent: shape - 1, distance: quantile(1e-18)) + [bulk]
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point == .infinity {
      return AsymptoticForm(
        variable: .magnitude, powers: [1: -1 / scale], log: shape - 1, constant: logNormalizer)
    }
    if point == 0 {
      return side == .below
        ? nil
        : AsymptoticForm(variable: .reciprocalDistance(from: 0), log: 1 - shape, constant: logNormalizer)
    }
    return regularForm(at: point)
  }

  // MARK: Moments

  public var mean: Double? { shape * scale }
  public var variance: Double? { shape * scale * scale }

  public func entropy() -> Estimate {
    // k + log(θ Γ(k)) + (1 - k) ψ(k), its large terms cancelled by hand
    .closedForm(
      halfLogTwoPi + 0.5 * log(shape) + log(scale) + logGammaStar(shape)
        + (shape - 1) * digammaDeficit(shape))
  }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    scale * exp(logStandardGamma(shape: shape, using: &generator))
  }

  public var description: String { "gamma(\(shape), \(scale))" }
}
