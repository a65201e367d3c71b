import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Beta laws, p with exponents a, b, q with c, d.
extension ClosedForm {
  /// log(B(c, d)/B(a, b)) + (a - c) ψ(a) + (b - d) ψ(b) + (c - a + d - b) ψ(a + b).
  public static func kullbackLeibler(from p: Beta, to q: Beta) -> Double {
    excess(of: q, tangentAt: p)
  }

  /// How far log B lies above its tangent at (a, b).
  private static func excess(of q: Beta, tangentAt p: Beta) -> Double {
    let (s, t) = (q.a - p.a, q.b - p.b)
    return logGammaExcess(step: s, tangentAt: p.a) + logGammaExcess(step: t, tangentAt: p.b)
      - logGammaExcess(step: s + t, tangentAt: p.a + p.b)
  }

  /// log(B(m, n) B(a, b)^-z B(c, d)^(z-1))/(z - 1) of order z, m = z a + (1 - z) c, n = z b + (1 - z) d;
  /// infinite where m or n is not positive.
  public static func renyi(of p: Beta, against q: Beta, order z: Double) -> Double {
    // In this form exactly p's parameters where the laws are equal.
    let (m, n) = (q.a + z * (p.a - q.a), q.b + z * (p.b - q.b))
    guard m > 0, n > 0, let middle = try? Beta(a: m, b: n) else { return .infinity }
    return -(z * excess(of: p, tangentAt: middle) + (1 - z) * excess(of: q, tangentAt: middle)) / (z - 1)
  }

  /// log(√(B(a, b) B(c, d))/B((a + c)/2, (b + d)/2)).
  public static func bhattacharyyaDistance(_ p: Beta, _ q: Beta) -> Double {
    0.5 * renyi(of: p, against: q, order: 0.5)
  }

  /// 1 - B((a + c)/2, (b + d)/2)/√(B(a, b) B(c, d)).
  public static func squaredHellinger(_ p: Beta, _ q: Beta) -> Double { -expm1(-bhattacharyyaDistance(p, q)) }

  /// B(2a - c, 2b - d) B(c, d)/B(a, b)² - 1; infinite for 2a <= c or 2b <= d.
  public static func chiSquared(of p: Beta, against q: Beta) -> Double {
    expm1(renyi(of: p, against: q, order: 2))
  }

  /// |a/(a + b) - c/(c + d)|, the difference of the means, where one law lies above the other throughout
  /// (a - c and d - b of one sign).
  public static func wasserstein1(_ p: Beta, _ q: Beta) -> Double? {
    guard (p.a - q.a) * (q.b - p.b) >= 0 else { return nil }
    // a d - b c = (a - c) d + c (d - b), both of one sign.
    let cross = (p.a - q.a) * q.b + q.a * (q.b - p.b)
    return (cross / (p.a + p.b) / (q.a + q.b)).magnitude
  }
}
