import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Uniform laws, p on an interval of width v, q on one of width w; o is the length that both share.
extension ClosedForm {
  private static func overlap(_ p: Uniform, _ q: Uniform) -> Double {
    max(0, min(p.upper, q.upper) - max(p.lower, q.lower))
  }

  /// w - v, without the difference of two nearly equal widths.
  private static func growth(_ p: Uniform, _ q: Uniform) -> Double {
    (q.upper - p.upper) + (p.lower - q.lower)
  }

  private static func isInside(_ p: Uniform, _ q: Uniform) -> Bool {
    q.lower <= p.lower && p.upper <= q.upper
  }

  /// log(w/v) where q's interval holds p's; else infinite.
  public static func kullbackLeibler(from p: Uniform, to q: Uniform) -> Double {
    isInside(p, q) ? log1p(growth(p, q) / (p.upper - p.lower)) : .infinity
  }

  /// (w - v)/v where q's interval holds p's; else infinite.
  public static func chiSquared(of p: Uniform, against q: Uniform) -> Double {
    isInside(p, q) ? growth(p, q) / (p.upper - p.lower) : .infinity
  }

  /// log(o v^-a w^(a-1))/(a - 1); for a > 1 infinite unless q's interval holds p's.
  public static func renyi(of p: Uniform, against q: Uniform, order a: Double) -> Double {
    if isInside(p, q) { return kullbackLeibler(from: p, to: q) }
    guard a < 1, let lost = lostShares(p, q) else { return .infinity }
    return -(a * lost.first + (1 - a) * lost.second) / (1 - a)
  }

  /// log(o/v) and log(o/w), from what each interval has outside the other; `nil` for disjoint ones.
  private static func lostShares(_ p: Uniform, _ q: Uniform) -> (first: Double, second: Double)? {
    guard overlap(p, q) > 0 else { return nil }
    func share(_ a: Uniform, _ b: Uniform) -> Double {
      let outside = max(0, b.lower - a.lower) + max(0, a.upper - b.upper)
      let width = a.upper - a.lower
      return outside < 0.5 * width ? log1p(-outside / width) : log(overlap(p, q) / width)
    }
    return (share(p, q), share(q, p))
  }

  /// ½ log(vw) - log o, infinite for disjoint intervals.
  public static func bhattacharyyaDistance(_ p: Uniform, _ q: Uniform) -> Double {
    lostShares(p, q).map { -0.5 * ($0.first + $0.second) } ?? .infinity
  }

  /// 1 - o/√(vw).
  public static func squaredHellinger(_ p: Uniform, _ q: Uniform) -> Double {
    -expm1(-bhattacharyyaDistance(p, q))
  }

  /// 1 - o/max(v, w).
  public static func totalVariation(_ p: Uniform, _ q: Uniform) -> Double {
    guard let lost = lostShares(p, q) else { return 1 }
    return -expm1(growth(p, q) <= 0 ? lost.first : lost.second)
  }

  /// ½ [(o/v) log(2w/(v + w)) + (o/w) log(2v/(v + w)) + (2 - o/v - o/w) log 2].
  public static func jensenShannon(_ p: Uniform, _ q: Uniform) -> Double {
    guard let lost = lostShares(p, q) else { return log(2) }
    let difference = growth(p, q) / ((p.upper - p.lower) + (q.upper - q.lower))
    let shared = exp(lost.first) * log1p(difference) + exp(lost.second) * log1p(-difference)
    return 0.5 * (shared - (expm1(lost.first) + expm1(lost.second)) * log(2))
  }

  /// ∫ |a + (b - a)u| du with a, b the differences of the lower and of the upper ends.
  public static func wasserstein1(_ p: Uniform, _ q: Uniform) -> Double {
    let (a, b) = (p.lower - q.lower, p.upper - q.upper)
    if a * b >= 0 { return 0.5 * (a + b).magnitude }
    return 0.5 * (a * a + b * b) / (a - b).magnitude
  }

  /// √((a² + ab + b²)/3) with a, b the differences of the lower and of the upper ends.
  public static func wasserstein2(_ p: Uniform, _ q: Uniform) -> Double {
    let (a, b) = (p.lower - q.lower, p.upper - q.upper)
    return ((a * a + a * b + b * b) / 3).squareRoot()
  }
}
