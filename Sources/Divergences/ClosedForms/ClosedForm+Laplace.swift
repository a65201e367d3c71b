import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Laplace laws, p with scale b, q with scale c, a distance d apart.
extension ClosedForm {
  /// log(c/b) + d/c + (b/c) e^(-d/b) - 1.
  public static func kullbackLeibler(from p: Laplace, to q: Laplace) -> Double {
    let reach = (p.location - q.location).magnitude / p.scale
    return (p.scale / q.scale) * exponentialExcess(-reach)
      + exponentialExcess(logarithmOfRatio(p.scale, q.scale))
  }

  /// -log of 2√(αβ)(β e^(-αd) - α e^(-βd))/(β² - α²) with α = 1/(2b), β = 1/(2c).
  public static func bhattacharyyaDistance(_ p: Laplace, _ q: Laplace) -> Double {
    // Relative to the wider law, whose rate is the smaller: e^(-αd)(1 + αd φ), φ = (1 - e^-x)/x with x = (β - α)d.
    let (wide, narrow) = (max(p.scale, q.scale), min(p.scale, q.scale))
    let d = (p.location - q.location).magnitude
    let reach = d / (2 * wide)
    let x = 0.5 * d * (wide - narrow) / wide / narrow
    let phi = x > 0 ? -expm1(-x) / x : 1
    let complement = x > 0 ? exponentialExcess(-x) / x : 0
    let scales = RateRatio(logarithm: logarithmOfRatio(wide, narrow)).bhattacharyyaDistance
    return scales + logarithmExcess(reach * phi) + reach * complement
  }

  /// 1 - e^-B with the Bhattacharyya distance B.
  public static func squaredHellinger(_ p: Laplace, _ q: Laplace) -> Double {
    -expm1(-bhattacharyyaDistance(p, q))
  }

  /// ⅔ e^(d/b) + ⅓ e^(-2d/b) - 1 for one scale; in general with rates α = 1/b, β = 1/c
  /// α²/(2β) [(e^(βd) + e^(-2αd))/(2α - β) + (e^(βd) - e^(-2αd))/(2α + β)] - 1, infinite for 2α <= β.
  public static func chiSquared(of p: Laplace, against q: Laplace) -> Double {
    let w = (q.scale - p.scale) / p.scale
    // In units of c: α = 1 + w, β = 1.
    let reach = (p.location - q.location).magnitude / q.scale
    let alpha = 1 + w
    guard 2 * alpha > 1 else { return .infinity }
    let scales = w * w / (1 + 2 * w)
    // α²/(4α² - 1) [2α (e^d - 1) + (e^(-2αd) - 1)], whose terms of first order in d cancel.
    let shift = 2 * alpha * exponentialExcess(reach) + exponentialExcess(-2 * alpha * reach)
    return scales + alpha * alpha / ((2 * alpha - 1) * (2 * alpha + 1)) * shift
  }

  /// 1 - e^(-d/(2b)) for one scale; that of two exponential laws for one location.
  public static func totalVariation(_ p: Laplace, _ q: Laplace) -> Double? {
    let d = (p.location - q.location).magnitude
    if p.scale == q.scale { return -expm1(-d / (2 * p.scale)) }
    return d == 0 ? RateRatio(logarithm: logarithmOfRatio(p.scale, q.scale)).totalVariation : nil
  }

  /// E|d + (b - c) Y| for a standard Laplace Y: d + |b - c| e^(-d/|b - c|).
  public static func wasserstein1(_ p: Laplace, _ q: Laplace) -> Double {
    let (d, spread) = ((p.location - q.location).magnitude, (p.scale - q.scale).magnitude)
    return spread > 0 ? d + spread * exp(-d / spread) : d
  }

  /// √(d² + 2(b - c)²).
  public static func wasserstein2(_ p: Laplace, _ q: Laplace) -> Double {
    hypot(p.location - q.location, 2.0.squareRoot() * (p.scale - q.scale))
  }
}
