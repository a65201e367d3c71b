import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Weibull laws, p with shape k and scale λ, q with l and η: -log x is Gumbel with mode -log λ and scale 1/k,
/// and for one shape x^k is exponential with rate λ^-k.
extension ClosedForm {
  private static func ratio(_ p: Weibull, _ q: Weibull) -> RateRatio? {
    p.shape == q.shape ? RateRatio(logarithm: p.shape * logarithmOfRatio(q.scale, p.scale)) : nil
  }

  /// log(k/λ^k) - log(l/η^l) + (k - l)(log λ - γ/k) + (λ/η)^l Γ(l/k + 1) - 1.
  public static func kullbackLeibler(from p: Weibull, to q: Weibull) -> Double {
    gumbelDivergence(
      shift: q.shape * logarithmOfRatio(p.scale, q.scale), ratioLessOne: (q.shape - p.shape) / p.shape)
  }

  /// log cosh(t/2), t = k log(η/λ), for one shape.
  public static func bhattacharyyaDistance(_ p: Weibull, _ q: Weibull) -> Double? {
    ratio(p, q)?.bhattacharyyaDistance
  }

  /// 1 - 1/cosh(t/2), t = k log(η/λ), for one shape.
  public static func squaredHellinger(_ p: Weibull, _ q: Weibull) -> Double? {
    ratio(p, q).map { -expm1(-$0.bhattacharyyaDistance) }
  }

  /// That of exponential laws with scales λ^k and η^k, for one shape.
  public static func totalVariation(_ p: Weibull, _ q: Weibull) -> Double? { ratio(p, q)?.totalVariation }

  /// w²/(1 + 2w), w = (η/λ)^k - 1, for one shape; infinite for w <= -1/2.
  public static func chiSquared(of p: Weibull, against q: Weibull) -> Double? { ratio(p, q)?.chiSquared }

  /// That of exponential laws with scales λ^k and η^k, for one shape.
  public static func renyi(of p: Weibull, against q: Weibull, order a: Double) -> Double? {
    ratio(p, q)?.renyi(order: a)
  }

  /// |λ - η| Γ(1 + 1/k), for one shape.
  public static func wasserstein1(_ p: Weibull, _ q: Weibull) -> Double? {
    p.shape == q.shape ? (p.scale - q.scale).magnitude * tgamma(1 + 1 / p.shape) : nil
  }

  /// |λ - η| √Γ(1 + 2/k), for one shape.
  public static func wasserstein2(_ p: Weibull, _ q: Weibull) -> Double? {
    p.shape == q.shape ? (p.scale - q.scale).magnitude * tgamma(1 + 2 / p.shape).squareRoot() : nil
  }
}
