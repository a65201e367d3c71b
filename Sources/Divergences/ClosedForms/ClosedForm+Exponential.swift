import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Exponential laws with scales θ (of p) and η (of q).
extension ClosedForm {
  private static func ratio(_ p: Exponential, _ q: Exponential) -> RateRatio {
    RateRatio(logarithm: logarithmOfRatio(q.scale, p.scale))
  }

  /// θ/η - 1 - log(θ/η).
  public static func kullbackLeibler(from p: Exponential, to q: Exponential) -> Double {
    ratio(p, q).kullbackLeibler
  }

  /// log((θ + η)/(2√(θη))).
  public static func bhattacharyyaDistance(_ p: Exponential, _ q: Exponential) -> Double {
    ratio(p, q).bhattacharyyaDistance
  }

  /// 1 - 2√(θη)/(θ + η).
  public static func squaredHellinger(_ p: Exponential, _ q: Exponential) -> Double {
    -expm1(-ratio(p, q).bhattacharyyaDistance)
  }

  /// The difference of the tails e^(-x/θ) and e^(-x/η) at the crossing x = log(θ/η) θη/(θ - η).
  public static func totalVariation(_ p: Exponential, _ q: Exponential) -> Double {
    ratio(p, q).totalVariation
  }

  /// (η - θ)²/(θ(2η - θ)); infinite for θ >= 2η.
  public static func chiSquared(of p: Exponential, against q: Exponential) -> Double {
    ratio(p, q).chiSquared
  }

  /// log(r^a s^(1-a)/(a r + (1 - a) s))/(a - 1) with the rates r = 1/θ, s = 1/η; infinite where a r + (1 - a) s <= 0.
  public static func renyi(of p: Exponential, against q: Exponential, order a: Double) -> Double {
    ratio(p, q).renyi(order: a)
  }

  /// |θ - η|.
  public static func wasserstein1(_ p: Exponential, _ q: Exponential) -> Double {
    (p.scale - q.scale).magnitude
  }

  /// √2 |θ - η|.
  public static func wasserstein2(_ p: Exponential, _ q: Exponential) -> Double {
    2.0.squareRoot() * (p.scale - q.scale).magnitude
  }
}
