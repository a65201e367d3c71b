import Distributions
import Quadrature
import VectorMath

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The trapezoidal rule for the JSD of two normal laws.
enum NormalGameRule {
  static let firstCount = 16
  static let lastCount = 1024

  static func estimate(_ game: NormalGame, tolerance: Double) -> Estimate {
    // Nine deviations leave 2e-19 of the mass outside.
    let lower = min(game.dataMean - 9 * game.dataDeviation, game.generatorMean - 9 * game.generatorDeviation)
    let upper = max(game.dataMean + 9 * game.dataDeviation, game.generatorMean + 9 * game.generatorDeviation)
    let least = min(game.dataDeviation, game.generatorDeviation)
    // Below a step of 1.2 deviations a normal density begins to be resolved: start there.
    var count = firstCount
    while count < lastCount, (upper - lower) > 1.2 * least * Double(count) { count *= 2 }
    guard count < lastCount else { return adaptive(game, tolerance) }
    var step = (upper - lower) / Double(count)
    var sum = nodeSum(game, start: lower, step: step, count: count)
    var evaluations = count
    while count < lastCount {
      let coarse = sum * step
      sum += nodeSum(game, start: lower + 0.5 * step, step: step, count: count)
      step *= 0.5
      evaluations += count
      count *= 2
      let fine = sum * step
      let error = errorOfFiner(fine, coarse) + roundingError(fine)
      if error <= tolerance * fine || fine == 0 {
        return Estimate(value: fine, absoluteError: error, evaluations: evaluations)
      }
    }
    return adaptive(game, tolerance)
  }

  /// The error of the finer of two trapezoidal sums with steps h and h/2.
  ///
  /// For an integrand that is analytic in a strip of half-width a it falls like e^(-2πa/h), so that halving the step
  /// squares it, up to a factor. Once the two sums agree to a relative δ < 1e-4 the error is taken as δ^1.5 instead of
  /// δ²: half of the digits gained are kept in hand.
  private static func errorOfFiner(_ fine: Double, _ coarse: Double) -> Double {
    let difference = (fine - coarse).magnitude
    let relative = difference / fine
    return relative < 1e-4 ? difference * relative.squareRoot() : difference
  }

  /// The rounding of r moves a quantity with a double zero by its root.
  private static func roundingError(_ value: Double) -> Double {
    Double.ulpOfOne * (8 * value + value.squareRoot())
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

  /// Σ of the JSD's integrand over `count` nodes from `start`, the ends of the range being negligible.
  ///
  /// With s = |log p - log q| and e = e^-s: m ψ, where ψ(s) = log 2 - log(1 + e) - s e/(1 + e), and for small s its
  /// even power series, without cancellation. Four partial sums keep the adders busy.
  @inline(never)
  static func nodeSum(_ game: NormalGame, start: Double, step: Double, count: Int) -> Double {
    let (inverseP, inverseQ) = (1 / game.dataDeviation, 1 / game.generatorDeviation)
    let halfLogTwoPi = 0.918_938_533_204_672_74
    let (constantP, constantQ) = (
      -log(game.dataDeviation) - halfLogTwoPi, -log(game.generatorDeviation) - halfLogTwoPi
    )
    let (offsetP, offsetQ) = (start - game.dataMean, start - game.generatorMean)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { values in
      let values = values.baseAddress.unsafelyUnwrapped
      for i in 0..<count {
        let distance = Double(Int32(truncatingIfNeeded: i)) * step
        let z = (offsetP + distance) * inverseP
        let w = (offsetQ + distance) * inverseQ
        let logP = constantP - 0.5 * z * z
        let logQ = constantQ - 0.5 * w * w
        let r = logP - logQ
        let s = r < 0 ? -r : r
        let greater = vectorExponential(logP > logQ ? logP : logQ)
        let e = vectorExponential(-s)
        let far = 0.693_147_180_559_945_3 - vectorLogarithmOfOnePlus(e) - s * e / (1 + e)
        let near = smallJensenShannon(s * s)
        values[i] = 0.5 * greater * (1 + e) * (s < 0.8 ? near : far)
      }
      var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
      for i in stride(from: 0, to: count, by: 4) {
        a += values[i]
        b += values[i + 1]
        c += values[i + 2]
        d += values[i + 3]
      }
      return (a + c) + (b + d)
    }
  }

  /// ψ as a series in y = s²: ½ [s tanh(s/2) + log(1 - tanh²(s/2))].
  ///
  /// The Taylor coefficients of s² to s^28, computed with 60 digits; the next term is below 2^-54 of the first for s <= 0.8.
  @inline(__always)
  private static func smallJensenShannon(_ y: Double) -> Double {
    var q = -2.3176043270780656e-14
    q = q * y + 2.280867023727207e-13
    q = q * y - 2.2436217698362647e-12
    q = q * y + 2.205613494954526e-11
    q = q * y - 2.1664872983109939e-10
    q = q * y + 2.1257329508622406e-09
    q = q * y - 2.082587795807817e-08
    q = q * y + 2.0358566055490657e-07
    q = q * y - 1.983552873309818e-06
    q = q * y + 1.922123015873016e-05
    q = q * y - 0.00018446180555555555
    q = q * y + 0.001736111111111111
    q = q * y - 0.015625
    q = q * y + 0.125
    return q * y
  }
}
