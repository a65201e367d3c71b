import CGSL
import Quadrature

/// Student's law with density Γ((ν+1)/2) / (Γ(ν/2) s √(νπ)) (1 + z²/ν)^(-(ν+1)/2), z = (x - μ) / s, on the
/// line.
///
/// It tends to the normal law as ν grows, here without loss of digits.
public struct Student: Law, Equatable {
  /// ν, above 0; moments below this order exist.
  public let degreesOfFreedom: Double
  /// μ, the centre and median.
  public let location: Double
  /// s, above 0.
  public let scale: Double
  private let logNormalizer: Double

  /// Student's law of the given degrees of freedom, centre and scale.
  ///
  /// - Throws: ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when the location
  ///   is not finite, or the degrees of freedom or the scale are not finite and above 0.
  public init(degreesOfFreedom: Double, location: Double, scale: Double) throws(DistributionError) {
    try requirePositive(degreesOfFreedom, "df", of: "student")
    try requireFinite(location, "location", of: "student")
    try requirePositive(scale, "scale", of: "student")
    self.degreesOfFreedom = degreesOfFreedom
    self.location = location
    self.scale = scale
    logNormalizer = Self.logConstant(degreesOfFreedom) - log(scale)
  }

  /// log of Γ((ν+1)/2) / (Γ(ν/2) √(νπ)), by Stirling's corrections: it tends to -½ log(2π).
  private static func logConstant(_ df: Double) -> Double {
    let h = df / 2
    let main = h < 1e-3 ? h * (log1p(0.5 / h) - 0.5 / h) : h * logOnePlusMinus(0.5 / h)
    return main + logGammaStar(h + 0.5) - logGammaStar(h) - halfLogTwoPi
  }

  static let family = Family(
    "student", [.positive("df"), .finite("location"), .positive("scale")],
    summary:
      "Student's t, density proportional to (1 + z^2 / df)^(-(df + 1) / 2), z = (x - location) / scale",
    example: "student(3, 0, 1)"
  ) { try Student(degreesOfFreedom: $0[0], location: $0[1], scale: $0[2]) }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    let z = ((anchor - location) + offset) / (scale * degreesOfFreedom.squareRoot())
    return logNormalizer - 0.5 * (degreesOfFreedom + 1) * logOnePlusSquare(z)
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let (shift, inverse) = (anchor - location, 1 / (scale * degreesOfFreedom.squareRoot()))
    let exponent = -0.5 * (degreesOfFreedom + 1)
    for i in 0..<offsets.count {
      result[i] = logNormalizer + exponent * logOnePlusSquare((shift + offsets[i]) * inverse)
    }
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { exp(logCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double { logUpper(-(x - location) / scale) }
  public func logComplementaryCumulative(_ x: Double) -> Double { logUpper((x - location) / scale) }

  /// log P(T > t) of the standard law.
  private func logUpper(_ t: Double) -> Double {
    if t == 0 { return -log(2) }
    if t.magnitude == .infinity { return t > 0 ? -.infinity : 0 }
    let df = degreesOfFreedom
    let ratio = t / df.squareRoot()
    if ratio.magnitude > 1e10 {
      // p(t) t / ν (1 + O(ν / t²))
      let logTail = Self.logConstant(df) - 0.5 * log(df) - df * log(ratio.magnitude)
      return t > 0 ? logTail : logOneMinusExp(logTail)
    }
    if df > 100, let logTail = logDecayedTail(t.magnitude) {
      return t > 0 ? logTail : logOneMinusExp(logTail)
    }
    let square = ratio * ratio
    let sides = logIncompleteBeta(df / 2, 0.5, x: 1 / (1 + square), y: square / (1 + square))
    if t > 0 { return sides.lower - log(2) }
    return log1p(-0.5 * exp(sides.lower))
  }

  /// log P(T > t) for t > 0 as the density at t times the integral of its decay.
  private func logDecayedTail(_ t: Double) -> Double? {
    let df = degreesOfFreedom
    let square = df + t * t
    let integral = tailIntegral(limit: .infinity, guess: min(1, 1 / t)) { s in
      0.5 * (df + 1) * log1p(s * (2 * t + s) / square)
    }
    return integral.map {
      Self.logConstant(df) - 0.5 * (df + 1) * log1p(t * t / df) + log($0)
    }
  }

  public func quantile(_ probability: Double) -> Double {
    probability == 0.5 ? location : searchedQuantile(probability, start: start(probability))
  }

  public func complementaryQuantile(_ probability: Double) -> Double {
    probability == 0.5
      ? location : searchedComplementaryQuantile(probability, start: -start(probability) + 2 * location)
  }

  /// A normal quantile, where the search begins.
  private func start(_ probability: Double) -> Double {
    location + scale * gsl_cdf_ugaussian_Pinv(probability)
  }

  // MARK: Structure

  public var support: Interval { .line }
  public var breakPoints: [Double] { [] }
  public var landmarks: [Landmark] {
    // The density is flat up to √ν s and falls like a power from there.
    [Landmark(position: location, scale: scale * (degreesOfFreedom / (degreesOfFreedom + 1)).squareRoot())]
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point.isFinite { return regularForm(at: point) }
    let df = degreesOfFreedom
    return AsymptoticForm(
      variable: .magnitude, log: -(df + 1),
      constant: logNormalizer + (df + 1) * (0.5 * CGSL.log(df) + CGSL.log(scale)))
  }

  // MARK: Moments

  /// The centre, or `nil` for at most 1 degree of freedom.
  public var mean: Double? { degreesOfFreedom > 1 ? location : nil }

  /// s² ν / (ν - 2), infinite for ν in (1, 2], `nil` below.
  public var variance: Double? {
    if degreesOfFreedom > 2 { return scale * scale * (degreesOfFreedom / (degreesOfFreedom - 2)) }
    return degreesOfFreedom > 1 ? .infinity : nil
  }

  public func entropy() -> Estimate {
    // (ν+1)/2 (ψ((ν+1)/2) - ψ(ν/2)) - log p(μ)
    let df = degreesOfFreedom
    return .closedForm(0.5 * (df + 1) * digammaHalfStep(df / 2) - logNormalizer)
  }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    let normal = standardNormal(using: &generator)
    let logChiSquare = logStandardGamma(shape: degreesOfFreedom / 2, using: &generator) + log(2)
    return location + scale * normal * exp(0.5 * (log(degreesOfFreedom) - logChiSquare))
  }

  public var description: String { "student(\(degreesOfFreedom), \(location), \(scale))" }
}
