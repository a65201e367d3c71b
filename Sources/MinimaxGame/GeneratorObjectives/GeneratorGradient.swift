import Distributions
import Quadrature

/// The gradient that a generator receives through a fixed D: what it is on average, and how far one sample is from that.
public struct GeneratorGradient: Sendable {
  /// E_z[∂/∂θ loss(D(G_θ(z)))].
  public let mean: Estimate
  /// The variance of the gradient of one sample; a minibatch of m has variance / m.
  public let variance: Estimate

  /// The standard deviation of the mean over a minibatch of `count` samples.
  public func standardDeviation(minibatch count: Int) -> Double {
    (variance.value / Double(count)).squareRoot()
  }
}

extension MinimaxGame {
  /// The generator's gradient E_z[loss'(h(x)) h'(x) ∂x/∂θ], x = G_θ(z), by quadrature over p_g, for D held fixed.
  ///
  ///     let generator = try Normal(mean: 20, standardDeviation: 1)
  ///     let data = try Normal(mean: 0, standardDeviation: 1)
  ///     let best = OptimalNormalDiscriminator(data: data, generator: generator)
  ///     try MinimaxGame(data: data, generator: generator)
  ///       .generatorGradient(of: .saturating, through: best).mean   // 2.4e-22, with ten digits
  ///
  /// Everything is exponentiated once, together with the density, so that tiny gradients keep their digits.
  ///
  /// - Parameters:
  ///   - tolerance: how exact; absolute or relative, whichever is wider.
  ///   - objective: the loss.
  ///   - discriminator: D with the derivative of its logit.
  ///   - velocity: ∂G_θ(z)/∂θ at the z that G maps to x: 1 for a location, (x - location)/scale for a scale.
  /// - Throws: as the discriminator does, and `QuadratureError` where an integrand is not finite.
  public func generatorGradient(
    of objective: GeneratorObjective, through discriminator: some DifferentiableDiscriminator,
    velocity: @escaping @Sendable (Double) -> Double = { _ in 1 }, tolerance: Tolerance = .standard
  ) throws -> GeneratorGradient {
    let mean = try meanGeneratorGradient(
      of: objective, through: discriminator, velocity: velocity, tolerance: tolerance)
    if let reason = discriminator.reasonForInfiniteVariance(of: objective) {
      return GeneratorGradient(mean: mean, variance: .infinite(reason: reason))
    }
    var variance = try integral(
      GeneratorGradientIntegrand(
        generator: generator, discriminator: discriminator, objective: objective, velocity: velocity,
        moment: .squareAbout(mean.value)), tolerance)
    // The mean is subtracted from gradients that are rounded to an ulp: squares of that size are not told apart.
    let rounding = 2 * .ulpOfOne * mean.value
    variance.absoluteError += rounding * rounding
    return GeneratorGradient(mean: mean, variance: variance)
  }

  /// The mean of ``generatorGradient(of:through:velocity:tolerance:)`` alone.
  ///
  /// - Throws: likewise.
  public func meanGeneratorGradient(
    of objective: GeneratorObjective, through discriminator: some DifferentiableDiscriminator,
    velocity: @escaping @Sendable (Double) -> Double = { _ in 1 }, tolerance: Tolerance = .standard
  ) throws -> Estimate {
    try integral(
      GeneratorGradientIntegrand(
        generator: generator, discriminator: discriminator, objective: objective, velocity: velocity,
        moment: .mean), tolerance)
  }

  private func integral(_ integrand: GeneratorGradientIntegrand, _ tolerance: Tolerance) throws -> Estimate {
    guard let mesh = pair.mesh(including: integrand.discriminator.marks) else {
      return Estimate(value: 0, absoluteError: 0)
    }
    let found = try PanelIntegrator(tolerance: tolerance).integrate(integrand, mesh: mesh).estimates
    let (mass, conditioning) = (found[1], found[2])
    var result = found[0]
    result.absoluteError += .ulpOfOne * conditioning.value
    let defect = mass.massDefect
    if defect > 0 {
      result.absoluteError += defect * result.value.magnitude
      result.verdict = .unresolved(
        reason: "the mass check failed: p_g integrates to \(mass.value) on these panels")
    }
    return result
  }
}

/// The gradient of one sample, or its squared deviation, times p_g; the mass of p_g; and how much rounding of the
/// exponents moves the first.
private struct GeneratorGradientIntegrand: BatchIntegrand {
  enum Moment {
    case mean
    case squareAbout(Double)
  }

  let generator: any Law
  let discriminator: any DifferentiableDiscriminator
  let objective: GeneratorObjective
  let velocity: @Sendable (Double) -> Double
  let moment: Moment

  var componentCount: Int { 3 }
  var acceptsZero: Bool { true }

  func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double {
    component == 2 ? Tolerance.magnitudeOnly.allowed(for: value) : standard.allowed(for: value)
  }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) throws {
    let n = offsets.count
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { logDensities in
      generator.logDensities(anchor: anchor, offsets: offsets, into: logDensities)
      for i in 0..<n {
        let x = abscissa(anchor: anchor, offset: offsets[i])
        let jet = try discriminator.jet(x)
        let logDensity = logDensities[i]
        let logSlope = objective.logMagnitudeOfSlope(atLogit: jet.value)
        let direction = -jet.slope * velocity(x)
        values[i] = value(logDensity: logDensity, logSlope: logSlope, direction: direction)
        values[n + i] = exponential(logDensity)
        let exponents = 2 * logDensity.magnitude + 2 * jet.value.magnitude + 8
        values[2 * n + i] = values[i] == 0 ? 0 : values[i].magnitude * exponents
      }
    }
  }

  private func value(logDensity: Double, logSlope: Double, direction: Double) -> Double {
    guard logDensity > -.infinity else { return 0 }
    switch moment {
    case .mean: return direction == 0 ? 0 : exponential(logDensity + logSlope) * direction
    case .squareAbout(let mean):
      if logSlope > 300 {
        // Far above any mean, which would be lost in the difference.
        return exponential(logDensity + 2 * logSlope) * direction * direction
      }
      let deviation = exponential(logSlope) * direction - mean
      return exponential(logDensity) * deviation * deviation
    }
  }
}
