import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Log-normal laws: a divergence of densities is that of the two normal laws of log x, with d = μ_p - μ_q.
extension ClosedForm {
  private static func pair(_ p: Lognormal, _ q: Lognormal) -> NormalPair {
    NormalPair(distance: p.mu - q.mu, first: p.sigma, second: q.sigma)
  }

  /// log(τ/σ) + (σ² + d²)/(2τ²) - 1/2.
  public static func kullbackLeibler(from p: Lognormal, to q: Lognormal) -> Double {
    pair(p, q).kullbackLeibler
  }

  /// d²/(4(σ² + τ²)) + ½ log((σ² + τ²)/(2στ)).
  public static func bhattacharyyaDistance(_ p: Lognormal, _ q: Lognormal) -> Double {
    pair(p, q).bhattacharyyaDistance
  }

  /// 1 - √(2στ/(σ² + τ²)) exp(-d²/(4(σ² + τ²))).
  public static func squaredHellinger(_ p: Lognormal, _ q: Lognormal) -> Double {
    -expm1(-pair(p, q).bhattacharyyaDistance)
  }

  /// τ²/(σ√v) exp(d²/v) - 1, v = 2τ² - σ²; infinite for v <= 0.
  public static func chiSquared(of p: Lognormal, against q: Lognormal) -> Double {
    expm1(pair(p, q).renyi(order: 2))
  }

  /// log(τ/σ) + log(τ²/v)/(2(a - 1)) + a d²/(2v), v = a τ² + (1 - a) σ²; infinite for v <= 0.
  public static func renyi(of p: Lognormal, against q: Lognormal, order a: Double) -> Double {
    pair(p, q).renyi(order: a)
  }

  /// That of the normal laws of log x.
  public static func totalVariation(_ p: Lognormal, _ q: Lognormal) -> Double { pair(p, q).totalVariation }

  /// |M_p erf((σ - z)/√2) - M_q erf((τ - z)/√2)|, M the means and z = -d/(σ - τ) where the quantile functions cross;
  /// the difference of the means for σ = τ.
  public static func wasserstein1(_ p: Lognormal, _ q: Lognormal) -> Double {
    let (first, second) = (exp(p.mu + 0.5 * p.sigma * p.sigma), exp(q.mu + 0.5 * q.sigma * q.sigma))
    guard p.sigma != q.sigma else { return second * expm1(p.mu - q.mu).magnitude }
    let z = -(p.mu - q.mu) / (p.sigma - q.sigma)
    let h = 0.5.squareRoot()
    return (first * erf((p.sigma - z) * h) - second * erf((q.sigma - z) * h)).magnitude
  }

  /// √(e^(2μ+2σ²) + e^(2ν+2τ²) - 2 e^(μ+ν+(σ+τ)²/2)).
  public static func wasserstein2(_ p: Lognormal, _ q: Lognormal) -> Double {
    let (s, t) = (p.sigma, q.sigma)
    // With B = e^(μ+ν+(σ+τ)²/2) it is B (e^a + e^c - 2), and a + c = (σ - τ)².
    let half = 0.5 * (s + t) * (s + t)
    let (a, c) = (p.mu - q.mu + 2 * s * s - half, q.mu - p.mu + 2 * t * t - half)
    let sum = exponentialExcess(a) + exponentialExcess(c) + (s - t) * (s - t)
    return (exp(p.mu + q.mu + half) * sum).squareRoot()
  }
}
