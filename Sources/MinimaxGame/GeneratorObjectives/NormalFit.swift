import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A normal generator fitted to a mixture of normals by what a loss descends when D is optimal at every step.
///
/// The parameters are the location μ and log σ. The gradient is that of ``MinimaxGame/impliedObjective(of:tolerance:)``,
/// taken as the generator's own, through D*.
public struct NormalFit: Sendable {
  /// p_data, as its normals with their weights.
  public let data: [(weight: Double, law: Normal)]
  /// The loss.
  public let objective: GeneratorObjective
  private let law: Mixture

  /// The fit of a normal to a mixture by a loss.
  ///
  /// - Throws: `DistributionError` unless the weights are positive and sum to 1 within 1e-9.
  public init(data: [(weight: Double, law: Normal)], objective: GeneratorObjective) throws {
    self.data = data
    self.objective = objective
    law = try Mixture(data.map { ($0.weight, $0.law) })
  }

  /// The gradient in μ and in log σ.
  public struct Gradient: Sendable {
    /// The derivative in μ.
    public let location: Estimate
    /// The derivative in log σ.
    public let logScale: Estimate
    /// Its length.
    public var length: Double { hypot(location.value, logScale.value) }
    /// The error of its length.
    public var error: Double { hypot(location.absoluteError, logScale.absoluteError) }
  }

  /// The game with that generator.
  public func game(_ generator: Normal) -> MinimaxGame { MinimaxGame(data: law, generator: generator) }

  /// The gradient at a generator.
  ///
  /// - Parameters:
  ///   - generator: where the gradient is taken.
  ///   - tolerance: of both components; 1e-10 relative or 1e-13 unless given, for where one is zero no relative
  ///     tolerance can be met.
  /// - Throws: as ``MinimaxGame/generatorGradient(of:through:velocity:tolerance:)``.
  public func gradient(at generator: Normal, tolerance: Tolerance? = nil) throws -> Gradient {
    let tolerance = try tolerance ?? Tolerance(absolute: 1e-13, relative: 1e-10)
    let best = try OptimalNormalDiscriminator(data: data, generator: generator)
    let (game, location) = (game(generator), generator.location)
    return Gradient(
      location: try game.meanGeneratorGradient(of: objective, through: best, tolerance: tolerance),
      logScale: try game.meanGeneratorGradient(
        of: objective, through: best, velocity: { $0 - location }, tolerance: tolerance))
  }

  /// Where a descent in (μ, log σ) from a generator comes to rest: next to a minimum, or by symmetry to a saddle.
  ///
  /// Steps go along the gradient, of a length that is halved when it turns back and grows again while it does not: a
  /// gradient that has vanished leads on as well as any other. Once steps are below 0.002 the descent may have come to
  /// rest, or only zigzag across a valley. So it goes on with steps -|H|⁻¹∇, |H| the Hessian with its eigenvalues made
  /// positive, of at most 0.05: they follow the valley and lead away from a saddle. It ends when they are below 1e-3,
  /// within the reach of Newton's method, or after `limit` of each kind.
  ///
  /// - Throws: as ``gradient(at:tolerance:)``.
  public func descended(from start: Normal, limit: Int = 400) throws -> Normal {
    var (location, logScale) = (start.location, log(start.standardDeviation))
    var (length, last) = (0.2, (0.0, 0.0))
    for _ in 0..<limit {
      let gradient = try directedGradient(at: normal(location, logScale))
      guard gradient.length > 0 else { break }
      let direction = (-gradient.location.value / gradient.length, -gradient.logScale.value / gradient.length)
      let turn = direction.0 * last.0 + direction.1 * last.1
      length = turn < 0 ? length / 2 : min(0.2, 1.2 * length)
      if length < 0.002 { break }
      location += length * direction.0
      logScale += length * direction.1
      last = direction
    }
    for _ in 0..<limit {
      let step = try curvedStep(location, logScale)
      if hypot(step.0, step.1) < 1e-3 { break }
      location += step.0
      logScale += step.1
    }
    return try normal(location, logScale)
  }

  /// -|H|⁻¹∇, cut to a length of 0.05.
  private func curvedStep(_ location: Double, _ logScale: Double) throws -> (Double, Double) {
    let gradient = try directedGradient(at: normal(location, logScale))
    let h = try hessian(location, logScale)
    let (values, axis) = eigensystem(h)
    let (g, k) = (gradient.location.value, gradient.logScale.value)
    // Along the first axis, and along the one across it.
    let along = (axis.0 * g + axis.1 * k) / max(values.0.magnitude, 1e-12)
    let across = (axis.0 * k - axis.1 * g) / max(values.1.magnitude, 1e-12)
    let step = (-(along * axis.0 - across * axis.1), -(along * axis.1 + across * axis.0))
    let factor = min(1, 0.05 / max(hypot(step.0, step.1), 1e-300))
    return (factor * step.0, factor * step.1)
  }

  /// The eigenvalues of a symmetric matrix of elements 11, 12 and 22, the smaller first, and the smaller one's unit axis.
  private func eigensystem(
    _ h: (Double, Double, Double)
  ) -> (values: (Double, Double), axis: (Double, Double)) {
    let (centre, half) = (0.5 * (h.0 + h.2), 0.5 * (h.0 - h.2))
    let radius = hypot(half, h.1)
    // The larger one's axis is at half the angle of (half, h.1).
    let angle = 0.5 * atan2(h.1, half)
    return ((centre - radius, centre + radius), (-sin(angle), cos(angle)))
  }

  /// The gradient to about a hundredth of its length, however short it is, down to 1e-30.
  private func directedGradient(at generator: Normal) throws -> Gradient {
    var absolute = 1e-6
    while true {
      let found = try gradient(at: generator, tolerance: Tolerance(absolute: absolute, relative: 1e-3))
      if found.length > 100 * absolute || absolute < 1e-30 { return found }
      absolute *= 1e-4
    }
  }

  /// A stationary point and what kind it is.
  public struct StationaryPoint: Sendable {
    /// The generator there.
    public let generator: Normal
    /// What is left of the gradient.
    public let gradient: Gradient
    /// The eigenvalues of the Hessian in (μ, log σ), the smaller first, by central differences of the gradient.
    public let curvatures: (Double, Double)
    /// Whether it is a minimum.
    public var isMinimum: Bool { curvatures.0 > 0 }
  }

  /// The stationary point near a generator, by Newton's method on the gradient; the last iterate after 30 steps.
  ///
  /// - Throws: as ``gradient(at:tolerance:)``.
  public func stationaryPoint(near start: Normal) throws -> StationaryPoint {
    var (location, logScale) = (start.location, log(start.standardDeviation))
    for _ in 0..<30 {
      let gradient = try gradient(at: normal(location, logScale))
      if gradient.length <= max(gradient.error, 1e-12) { break }
      let h = try hessian(location, logScale)
      let determinant = h.0 * h.2 - h.1 * h.1
      guard determinant != 0 else { break }
      let (g, k) = (gradient.location.value, gradient.logScale.value)
      let (a, b) = ((h.2 * g - h.1 * k) / determinant, (h.0 * k - h.1 * g) / determinant)
      let factor = min(1, 0.3 / max(hypot(a, b), 1e-300))
      location -= factor * a
      logScale -= factor * b
    }
    let generator = try normal(location, logScale)
    let h = try hessian(location, logScale)
    return StationaryPoint(
      generator: generator, gradient: try gradient(at: normal(location, logScale)),
      curvatures: eigensystem(h).values)
  }

  /// The second derivatives μμ, μ log σ and log σ log σ.
  private func hessian(_ location: Double, _ logScale: Double) throws -> (Double, Double, Double) {
    let h = 1e-4 * exp(logScale)
    let k = 1e-4
    let (right, left) = (
      try gradient(at: normal(location + h, logScale)), try gradient(at: normal(location - h, logScale))
    )
    let (above, below) = (
      try gradient(at: normal(location, logScale + k)), try gradient(at: normal(location, logScale - k))
    )
    return (
      (right.location.value - left.location.value) / (2 * h),
      (above.location.value - below.location.value) / (2 * k),
      (above.logScale.value - below.logScale.value) / (2 * k)
    )
  }

  private func normal(_ location: Double, _ logScale: Double) throws -> Normal {
    try Normal(mean: location, standardDeviation: exp(logScale))
  }
}
