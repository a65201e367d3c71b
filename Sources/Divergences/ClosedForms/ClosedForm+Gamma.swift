import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Gamma laws, p with shape k and scale θ, q with l and η.
///
/// They are an exponential family, so every formula is a sum of excesses of log Γ, and of the logarithm, over
/// a tangent.
extension ClosedForm {
  /// (k - l) ψ(k) - log Γ(k) + log Γ(l) + l log(η/θ) + k(θ/η - 1).
  public static func kullbackLeibler(from p: Gamma, to q: Gamma) -> Double {
    let t = logarithmOfRatio(p.scale, q.scale)
    return logGammaExcess(step: q.shape - p.shape, tangentAt: p.shape) + p.shape * exponentialExcess(t)
      + (p.shape - q.shape) * t
  }

  /// log(Γ(m) r^-m/(Γ(k)^a Γ(l)^(1-a) θ^(ak) η^((1-a)l)))/(a - 1) with m = a k + (1 - a) l and
  /// r = a/θ + (1 - a)/η; infinite where m or r is not positive.
  public static func renyi(of p: Gamma, against q: Gamma, order a: Double) -> Double {
    let shape = a * p.shape + (1 - a) * q.shape
    // Rates in units of 1/η: r = η/θ, and a r + (1 - a) = 1 + a (r - 1).
    let excess = (q.scale - p.scale) / p.scale
    let rate = 1 + a * excess
    guard shape > 0, rate > 0 else { return .infinity }
    let w = excess / rate
    let shapes =
      -a * logGammaExcess(step: (1 - a) * (p.shape - q.shape), tangentAt: shape)
      - (1 - a) * logGammaExcess(step: -a * (p.shape - q.shape), tangentAt: shape)
    let rates =
      a * (1 - a) * (p.shape - q.shape) * w
      - a * p.shape * logarithmExcess((1 - a) * w, ofRatio: (1 + excess) / rate)
      - (1 - a) * q.shape * logarithmExcess(-a * w, ofRatio: 1 / rate)
    return (shapes + rates) / (a - 1)
  }

  /// Half the Rényi divergence of order ½.
  public static func bhattacharyyaDistance(_ p: Gamma, _ q: Gamma) -> Double {
    0.5 * renyi(of: p, against: q, order: 0.5)
  }

  /// 1 - Γ(m) (2θη/(θ + η))^m/√(Γ(k) Γ(l) θ^k η^l), m = (k + l)/2.
  public static func squaredHellinger(_ p: Gamma, _ q: Gamma) -> Double {
    -expm1(-bhattacharyyaDistance(p, q))
  }

  /// e^R - 1 with the Rényi divergence R of order 2; finite for 2k > l and θ < 2η.
  public static func chiSquared(of p: Gamma, against q: Gamma) -> Double {
    expm1(renyi(of: p, against: q, order: 2))
  }

  /// |kθ - lη|, the difference of the means, where one law lies above the other throughout (k - l and θ - η
  /// of one sign).
  public static func wasserstein1(_ p: Gamma, _ q: Gamma) -> Double? {
    guard (p.shape - q.shape) * (p.scale - q.scale) >= 0 else { return nil }
    return (p.shape * (p.scale - q.scale) + (p.shape - q.shape) * q.scale).magnitude
  }

  /// |θ - η| √(k(k + 1)), for one shape.
  public static func wasserstein2(_ p: Gamma, _ q: Gamma) -> Double? {
    p.shape == q.shape
      ? (p.scale - q.scale).magnitude * (p.shape * (p.shape + 1)).squareRoot() : nil
  }
}
