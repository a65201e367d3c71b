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

  private static func isInside(_ p: Uniform, _ q: Uniform) -> Bool {
    q.lower <= p.lower && p.upper <= q.upper
  }

  /// log(w/v) where q's interval holds p's; else infinite.
  public static func kullbackLeibler(from p: Uniform, to q: Uniform) -> Double {
    isInside(p, q) ? logarithmOfRatio(q.upper - q.lower, p.upper - p.lower) : .infinity
  }

  /// (w - v)/v where q's interval holds p's; else infinite.
  public static func chiSquared(of p: Uniform, against q: Uniform) -> Double {
    let (v, w) = (p.upper - p.lower, q.upper - q.lower)
    return isInside(p, q) ? (w - v) / v : .infinity
  }

  /// log(o v^-a w^(a-1))/(a - 1); for a > 1 infinite unless q's interval holds p's.
  public static func renyi(of p: Uniform, against q: Uniform, order a: Double) -> Double {
    if isInside(p, q) { return kullbackLeibler(from: p, to: q) }
    guard a < 1 else { return .infinity }
    let (v, w, o) = (p.upper - p.lower, q.upper - q.lower, overlap(p, q))
    guard o > 0 else { return .infinity }
    return -(a * logarithmOfRatio(o, v) + (1 - a) * logarithmOfRatio(o, w)) / (1 - a)
  }

  /// ½ log(vw) - log o, infinite for disjoint intervals.
  public static func bhattacharyyaDistance(_ p: Uniform, _ q: Uniform) -> Double {
    let o = overlap(p, q)
    guard o > 0 else { return .infinity }
    return 0.5 * (logarithmOfRatio(p.upper - p.lower, o) + logarithmOfRatio(q.upper - q.lower, o))
  }

  /// 1 - o/√(vw).
  public static func squaredHellinger(_ p: Uniform, _ q: Uniform) -> Double {
    -expm1(-bhattacharyyaDistance(p, q))
  }

  /// 1 - o/max(v, w).
  public static func totalVariation(_ p: Uniform, _ q: Uniform) -> Double {
    let widest = p.upper - p.lower >= q.upper - q.lower ? p : q
    guard overlap(p, q) > 0 else { return 1 }
    let narrow = p.upper - p.lower >= q.upper - q.lower ? q : p
    // What the wider interval has outside the narrower one, without the difference of two nearly equal lengths.
    let outside = max(0, narrow.lower - widest.lower) + max(0, widest.upper - narrow.upper)
    return outside / (widest.upper - widest.lower)
  }

  /// ½ [(o/v) log(2w/(v + w)) + (o/w) log(2v/(v + w)) + (2 - o/v - o/w) log 2].
  public static func jensenShannon(_ p: Uniform, _ q: Uniform) -> Double {
    let (v, w, o) = (p.upper - p.lower, q.upper - q.lower, overlap(p, q))
    let difference = (w - v) / (v + w)
    let shared = (o / v) * log1p(difference) + (o / w) * log1p(-difference)
    let alone = (v - o) / v + (w - o) / w
    return 0.5 * (shared + alone * log(2))
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
