#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Two exponential laws by the logarithm t of the ratio of their rates, of the first to the second.
///
/// A divergence of densities does not change under a map of the line. So these formulas serve every family that
/// one map makes exponential: Gumbel laws of one scale, Weibull laws of one shape, Pareto laws of one lower end.
struct RateRatio {
  /// t = log(r₁/r₂).
  let logarithm: Double

  init(logarithm: Double) { self.logarithm = logarithm }

  /// e^-t - 1 + t.
  var kullbackLeibler: Double { exponentialExcess(-logarithm) }

  /// log cosh(t/2).
  var bhattacharyyaDistance: Double {
    let half = logarithm.magnitude / 2
    let root = sinh(half / 2)
    return half < 1 ? log1p(2 * root * root) : half + log1p(exp(-2 * half)) - log(2)
  }

  /// e^(-T/(e^T - 1)) (1 - e^-T), T = |t|: the difference of the two tails where the densities cross.
  var totalVariation: Double {
    let distance = logarithm.magnitude
    guard distance > 0 else { return 0 }
    return -exp(-distance / expm1(distance)) * expm1(-distance)
  }

  /// w²/(1 + 2w), w = e^t - 1, finite for w > -1/2.
  var chiSquared: Double {
    let w = expm1(logarithm)
    return w > -0.5 ? w * w / (1 + 2 * w) : .infinity
  }

  /// (a log(1 + w) - log(1 + a w))/(a - 1), w = e^t - 1, finite for a w > -1.
  func renyi(order a: Double) -> Double {
    let w = expm1(logarithm)
    guard a * w > -1 else { return .infinity }
    return (logarithmExcess(a * w) - a * exponentialExcess(logarithm)) / (a - 1)
  }
}
