import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Gumbel laws, p with mode μ and scale β, q with ν and δ. For one scale, e^(-x/β) is exponential with rate
/// e^(μ/β).
extension ClosedForm {
  private static func ratio(_ p: Gumbel, _ q: Gumbel) -> RateRatio? {
    p.scale == q.scale ? RateRatio(logarithm: (p.location - q.location) / p.scale) : nil
  }

  /// log(δ/β) + γ(β/δ - 1) + e^c Γ(1 + β/δ) - 1 - c, c = (ν - μ)/δ.
  public static func kullbackLeibler(from p: Gumbel, to q: Gumbel) -> Double {
    gumbelDivergence(
      shift: (q.location - p.location) / q.scale, ratioLessOne: (p.scale - q.scale) / q.scale)
  }

  /// With L = c + log Γ(1 + ρ), the sum of e^L - 1 - L and of log Γ(ρ) less its tangent at 1; s = ρ - 1.
  static func gumbelDivergence(shift c: Double, ratioLessOne s: Double) -> Double {
    // log Γ(2 + s), whose slope at 2 is 1 - γ.
    let logGamma = (1 - eulerGamma) * s + logGammaExcess(step: s, tangentAt: 2)
    return exponentialExcess(c + logGamma) + logGammaExcess(step: s, tangentAt: 1)
  }

  /// log cosh(t/2), t = (μ - ν)/β, for one scale.
  public static func bhattacharyyaDistance(_ p: Gumbel, _ q: Gumbel) -> Double? {
    ratio(p, q)?.bhattacharyyaDistance
  }

  /// 1 - 1/cosh(t/2), t = (μ - ν)/β, for one scale.
  public static func squaredHellinger(_ p: Gumbel, _ q: Gumbel) -> Double? {
    ratio(p, q).map { -expm1(-$0.bhattacharyyaDistance) }
  }

  /// That of exponential laws whose rates have the ratio e^((μ - ν)/β), for one scale.
  public static func totalVariation(_ p: Gumbel, _ q: Gumbel) -> Double? { ratio(p, q)?.totalVariation }

  /// w²/(1 + 2w), w = e^((μ - ν)/β) - 1, for one scale; infinite for w <= -1/2.
  public static func chiSquared(of p: Gumbel, against q: Gumbel) -> Double? { ratio(p, q)?.chiSquared }

  /// That of exponential laws whose rates have the ratio e^((μ - ν)/β), for one scale.
  public static func renyi(of p: Gumbel, against q: Gumbel, order a: Double) -> Double? {
    ratio(p, q)?.renyi(order: a)
  }

  /// |μ - ν|, for one scale.
  public static func wasserstein1(_ p: Gumbel, _ q: Gumbel) -> Double? {
    p.scale == q.scale ? (p.location - q.location).magnitude : nil
  }

  /// √((μ - ν + γ(β - δ))² + π²(β - δ)²/6).
  public static func wasserstein2(_ p: Gumbel, _ q: Gumbel) -> Double {
    let spread = p.scale - q.scale
    return hypot(p.location - q.location + eulerGamma * spread, .pi / 6.0.squareRoot() * spread)
  }

  private static let eulerGamma = 0.57721566490153286061
}
