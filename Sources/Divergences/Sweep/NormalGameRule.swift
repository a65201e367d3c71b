import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The trapezoidal rule for the JSD of two normal laws.
enum NormalGameRule {
  static let lastCount = 1024

  static func estimate(_ game: NormalGame, tolerance: Double) -> Estimate {
    // Nine deviations leave 2e-19 of the mass outside.
    let lower = min(game.dataMean - 9 * game.dataDeviation, game.generatorMean - 9 * game.generatorDeviation)
    let upper = max(game.dataMean + 9 * game.dataDeviation, game.generatorMean + 9 * game.generatorDeviation)
    let firstCount = 2 * (upper - lower) / step(for: game, error: 1e-7)
    guard firstCount < Double(lastCount) else { return adaptive(game, tolerance) }
    var evaluations = 0
    for kernel in [NodeKernel.plain, .careful] {
      var count = max(16, 8 * Int((firstCount / 8).rounded(.up)))
      var step = (upper - lower) / Double(count)
      let sums = kernel.sums(game, start: lower, step: step, count: count)
      var (coarse, fine) = (2 * step * sums.even, step * (sums.even + sums.odd))
      evaluations += count
      while true {
        let rounding = kernel.roundingError(fine)
        let error = errorOfFiner(fine, coarse) + rounding
        if error <= tolerance * fine || fine == 0 {
          return Estimate(value: fine, absoluteError: error, evaluations: evaluations)
        }
        if rounding > 0.5 * tolerance * fine || 2 * count > lastCount { break }
        let between = kernel.sums(game, start: lower + 0.5 * step, step: step, count: count)
        (coarse, fine) = (fine, 0.5 * (fine + step * (between.even + between.odd)))
        step *= 0.5
        evaluations += count
        count *= 2
      }
    }
    return adaptive(game, tolerance)
  }

  /// The step with which the trapezoidal sum is right to about `error`, relative.
  ///
  /// The integrand is analytic up to the nearest zero of p + q, at a height a above the line where
  /// r = log p - log q = iπ, and grows there like e^(y²/(2σ²)) for the lesser deviation σ. A step h leaves
  /// e^(y²/(2σ²) - 2πy/h) at the best height y <= a.
  private static func step(for game: NormalGame, error: Double) -> Double {
    let digits = -log(error)
    let (u, v) = (1 / game.dataDeviation, 1 / game.generatorDeviation)
    // About the mean of the data, r = α x² + β x + γ.
    let shift = (game.generatorMean - game.dataMean) * v
    let (alpha, beta, gamma) = (0.5 * (v - u) * (v + u), -shift * v, 0.5 * shift * shift + log(u / v))
    let discriminant = beta * beta - 4 * alpha * gamma
    let size = (discriminant * discriminant + 16 * .pi * .pi * alpha * alpha).squareRoot()
    let height =
      discriminant >= 0
      ? .pi / (0.5 * (size + discriminant)).squareRoot()
      : (0.5 * (size - discriminant)).squareRoot() / (2 * alpha.magnitude)
    let deviation = min(game.dataDeviation, game.generatorDeviation)
    let unlimited = .pi * deviation * (2 / digits).squareRoot()
    if 2 * .pi * deviation * deviation <= height * unlimited { return unlimited }
    return 2 * .pi * height / (digits + 0.5 * height * height / (deviation * deviation))
  }

  /// The error of the finer of two trapezoidal sums with steps h and h/2.
  ///
  /// Halving the step at least squares a relative error δ, up to a factor. Once the two sums agree to δ < 1e-4 the
  /// error is taken as δ^1.5 instead of δ²: half of the digits gained are kept in hand.
  private static func errorOfFiner(_ fine: Double, _ coarse: Double) -> Double {
    let difference = (fine - coarse).magnitude
    let relative = difference / fine
    return relative < 1e-4 ? difference * relative.squareRoot() : difference
  }

  private static func adaptive(_ game: NormalGame, _ tolerance: Double) -> Estimate {
    do {
      let data = try Normal(mean: game.dataMean, standardDeviation: game.dataDeviation)
      let generator = try Normal(mean: game.generatorMean, standardDeviation: game.generatorDeviation)
      return try jensenShannon(data, generator, tolerance: Tolerance(relative: tolerance))
    } catch {
      return Estimate(value: .nan, absoluteError: .infinity, verdict: .unresolved(reason: "\(error)"))
    }
  }
}
