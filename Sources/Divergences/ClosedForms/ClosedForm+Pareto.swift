import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Pareto laws, p with shape α and lower end m, q with β and n. For one lower end, log(x/m) is exponential with rate α.
extension ClosedForm {
  private static func ratio(_ p: Pareto, _ q: Pareto) -> RateRatio {
    RateRatio(logarithm: logarithmOfRatio(p.shape, q.shape))
  }

  /// log(α/β) + β log(m/n) + β/α - 1; infinite for m < n, where p has mass that q lacks.
  public static func kullbackLeibler(from p: Pareto, to q: Pareto) -> Double {
    guard p.scale >= q.scale else { return .infinity }
    return ratio(p, q).kullbackLeibler + q.shape * logarithmOfRatio(p.scale, q.scale)
  }

  /// log((α + β)/(2√(αβ))) plus half the shape of the law with the lower end times |log(m/n)|.
  public static func bhattacharyyaDistance(_ p: Pareto, _ q: Pareto) -> Double {
    let reach = logarithmOfRatio(p.scale, q.scale)
    return ratio(p, q).bhattacharyyaDistance + 0.5 * (reach > 0 ? q.shape * reach : -p.shape * reach)
  }

  /// 1 - e^-B with the Bhattacharyya distance B.
  public static func squaredHellinger(_ p: Pareto, _ q: Pareto) -> Double {
    -expm1(-bhattacharyyaDistance(p, q))
  }

  /// The excess over 1 of ∫ p²/q = (m/n)^β α²/(β(2α - β)); infinite for m < n or 2α <= β.
  public static func chiSquared(of p: Pareto, against q: Pareto) -> Double {
    expm1(renyi(of: p, against: q, order: 2))
  }

  /// That of exponential laws with rates α and β, plus β log(m/n); for a > 1 infinite where m < n.
  public static func renyi(of p: Pareto, against q: Pareto, order a: Double) -> Double {
    let reach = logarithmOfRatio(p.scale, q.scale)
    let sameEnd = ratio(p, q).renyi(order: a)
    if reach >= 0 { return sameEnd + q.shape * reach }
    return a > 1 ? .infinity : sameEnd - a * p.shape * reach / (1 - a)
  }

  /// 1 - (m/n)^α for one shape and m < n; that of exponential laws with rates α and β for one lower end.
  public static func totalVariation(_ p: Pareto, _ q: Pareto) -> Double? {
    if p.scale == q.scale { return ratio(p, q).totalVariation }
    return p.shape == q.shape
      ? -expm1(-p.shape * logarithmOfRatio(p.scale, q.scale).magnitude) : nil
  }

  /// ½ [log(2r/(1 + r)) + log(2/(1 + r))/r + (1 - 1/r) log 2] for one shape, r = (m/n)^α >= 1 the ratio of the
  /// two densities where both live.
  public static func jensenShannon(_ p: Pareto, _ q: Pareto) -> Double? {
    guard p.shape == q.shape else { return nil }
    let t = p.shape * logarithmOfRatio(p.scale, q.scale).magnitude
    // Where both live, p/q = e^t; q has the rest, 1 - e^-t, to itself.
    let greater = -log1p(0.5 * expm1(-t))
    return 0.5 * (greater + exp(-t) * (greater - t) - expm1(-t) * log(2))
  }

  /// |m - n| α/(α - 1) for one shape; infinite for α <= 1 and m ≠ n.
  public static func wasserstein1(_ p: Pareto, _ q: Pareto) -> Double? {
    guard p.shape == q.shape else { return nil }
    if p.scale == q.scale { return 0 }
    return p.shape > 1 ? (p.scale - q.scale).magnitude * p.shape / (p.shape - 1) : .infinity
  }

  /// |m - n| √(α/(α - 2)) for one shape; infinite for α <= 2 and m ≠ n.
  public static func wasserstein2(_ p: Pareto, _ q: Pareto) -> Double? {
    guard p.shape == q.shape else { return nil }
    if p.scale == q.scale { return 0 }
    return p.shape > 2 ? (p.scale - q.scale).magnitude * (p.shape / (p.shape - 2)).squareRoot() : .infinity
  }
}
