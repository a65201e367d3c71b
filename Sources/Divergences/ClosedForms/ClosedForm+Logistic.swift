import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Logistic laws: with one scale s, t = |μ - ν|/s.
extension ClosedForm {
  private static func reach(_ p: Logistic, _ q: Logistic) -> Double? {
    p.scale == q.scale ? (p.location - q.location).magnitude / p.scale : nil
  }

  /// t coth(t/2) - 2, for one scale.
  public static func kullbackLeibler(from p: Logistic, to q: Logistic) -> Double? {
    reach(p, q).map { t in
      let x = t / 2
      guard x < 1 else { return 2 * (x / tanh(x) - 1) }
      guard x > 0 else { return 0 }
      // (x cosh x - sinh x)/sinh x, the numerator being Σ 2k x^(2k+1)/(2k+1)!.
      var (power, sum, k) = (x * x * x / 6, 0.0, 1.0)
      while k < 12 {
        sum += 2 * k * power
        power *= x * x / ((2 * k + 2) * (2 * k + 3))
        k += 1
      }
      return 2 * sum / sinh(x)
    }
  }

  /// log(sinh(t/2)/(t/2)), for one scale.
  public static func bhattacharyyaDistance(_ p: Logistic, _ q: Logistic) -> Double? {
    reach(p, q).map { t in
      let x = t / 2
      guard x < 1 else { return x + log1p(-exp(-2 * x)) - log(2 * x) }
      var (term, sum, k) = (x * x / 6, 0.0, 1.0)
      while k < 12 {
        sum += term
        term *= x * x / ((2 * k + 2) * (2 * k + 3))
        k += 1
      }
      return log1p(sum)
    }
  }

  /// 1 - (t/2)/sinh(t/2), for one scale.
  public static func squaredHellinger(_ p: Logistic, _ q: Logistic) -> Double? {
    bhattacharyyaDistance(p, q).map { -expm1(-$0) }
  }

  /// (4/3) sinh²(t/2), for one scale.
  public static func chiSquared(of p: Logistic, against q: Logistic) -> Double? {
    reach(p, q).map { 4 * sinh($0 / 2) * sinh($0 / 2) / 3 }
  }

  /// tanh(t/4), for one scale.
  public static func totalVariation(_ p: Logistic, _ q: Logistic) -> Double? {
    reach(p, q).map { tanh($0 / 4) }
  }

  /// E|d + δ Y| for a standard logistic Y, d = |μ - ν| and δ the difference of the scales: d + 2δ log(1 + e^(-d/δ)).
  public static func wasserstein1(_ p: Logistic, _ q: Logistic) -> Double {
    let (d, spread) = ((p.location - q.location).magnitude, (p.scale - q.scale).magnitude)
    return spread > 0 ? d + 2 * spread * log1p(exp(-d / spread)) : d
  }

  /// √(d² + π² δ²/3).
  public static func wasserstein2(_ p: Logistic, _ q: Logistic) -> Double {
    hypot(p.location - q.location, .pi / 3.0.squareRoot() * (p.scale - q.scale))
  }
}
