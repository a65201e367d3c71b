import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Normal laws, p with mean μ and standard deviation σ, q with ν and τ; d = μ - ν.
extension ClosedForm {
  private static func pair(_ p: Normal, _ q: Normal) -> NormalPair {
    NormalPair(
      distance: p.location - q.location, first: p.standardDeviation, second: q.standardDeviation)
  }

  /// log(τ/σ) + (σ² + d²)/(2τ²) - 1/2.
  public static func kullbackLeibler(from p: Normal, to q: Normal) -> Double { pair(p, q).kullbackLeibler }

  /// d²/(4(σ² + τ²)) + ½ log((σ² + τ²)/(2στ)).
  public static func bhattacharyyaDistance(_ p: Normal, _ q: Normal) -> Double {
    pair(p, q).bhattacharyyaDistance
  }

  /// 1 - √(2στ/(σ² + τ²)) exp(-d²/(4(σ² + τ²))).
  public static func squaredHellinger(_ p: Normal, _ q: Normal) -> Double {
    -expm1(-pair(p, q).bhattacharyyaDistance)
  }

  /// τ²/(σ√v) exp(d²/v) - 1, v = 2τ² - σ²; infinite for v <= 0.
  public static func chiSquared(of p: Normal, against q: Normal) -> Double {
    expm1(pair(p, q).renyi(order: 2))
  }

  /// log(τ/σ) + log(τ²/v)/(2(a - 1)) + a d²/(2v), v = a τ² + (1 - a) σ²; infinite for v <= 0.
  public static func renyi(of p: Normal, against q: Normal, order a: Double) -> Double {
    pair(p, q).renyi(order: a)
  }

  /// erf(|d|/(2√2 σ)) for σ = τ; else P - Q of the stretch on which the narrower density is the greater.
  public static func totalVariation(_ p: Normal, _ q: Normal) -> Double { pair(p, q).totalVariation }

  /// E|d + (σ - τ) Z| for a standard normal Z: |d| for σ = τ.
  public static func wasserstein1(_ p: Normal, _ q: Normal) -> Double {
    let d = (p.location - q.location).magnitude
    let spread = (p.standardDeviation - q.standardDeviation).magnitude
    guard spread > 0 else { return d }
    let z = d / spread
    return spread * (2 / Double.pi).squareRoot() * exp(-0.5 * z * z) + d * erf(z * 0.5.squareRoot())
  }

  /// √(d² + (σ - τ)²).
  public static func wasserstein2(_ p: Normal, _ q: Normal) -> Double {
    hypot(p.location - q.location, p.standardDeviation - q.standardDeviation)
  }
}
