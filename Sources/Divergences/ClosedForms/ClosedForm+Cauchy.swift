import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Cauchy laws, p with scale s, q with scale t, a distance d apart: every f-divergence of theirs is symmetric and a
/// function of χ² = (d² + (s - t)²)/(2st) alone.
extension ClosedForm {
  /// (d² + (s - t)²)/(2st).
  public static func chiSquared(of p: Cauchy, against q: Cauchy) -> Double {
    let (d, spread) = (p.location - q.location, p.scale - q.scale)
    return 0.5 * ((d / p.scale) * (d / q.scale) + (spread / p.scale) * (spread / q.scale))
  }

  /// log(((s + t)² + d²)/(4st)).
  public static func kullbackLeibler(from p: Cauchy, to q: Cauchy) -> Double {
    log1p(0.5 * chiSquared(of: p, against: q))
  }

  /// log(2A/(A + 2√(st))), A² = d² + (s + t)².
  public static func jensenShannon(_ p: Cauchy, _ q: Cauchy) -> Double {
    // In units of 2√(st): A = √(1 + χ²/2), and (A - 1)/(2A) with A - 1 = (χ²/2)/(A + 1).
    let half = 0.5 * chiSquared(of: p, against: q)
    let a = (1 + half).squareRoot()
    return -log1p(-half / (2 * a * (a + 1)))
  }

  /// log 2 minus the Jensen-Shannon divergence: log((A + 2√(st))/A).
  public static func jensenShannonDeficit(_ p: Cauchy, _ q: Cauchy) -> Double {
    log1p(1 / (1 + 0.5 * chiSquared(of: p, against: q)).squareRoot())
  }

  /// (2/π) arctan(√(χ²/2)): (2/π) arctan(d/(2s)) for one scale.
  public static func totalVariation(_ p: Cauchy, _ q: Cauchy) -> Double {
    2 / .pi * atan((0.5 * chiSquared(of: p, against: q)).squareRoot())
  }

  /// 1 - 1/AGM(e^(τ/2), e^(-τ/2)) with cosh τ = 1 + χ² and the arithmetic-geometric mean of Gauss.
  public static func squaredHellinger(_ p: Cauchy, _ q: Cauchy) -> Double {
    // The first step gives the means cosh(τ/2) and 1; each number is kept as its excess over 1.
    let half = 0.5 * chiSquared(of: p, against: q)
    var (a, g) = (half / ((1 + half).squareRoot() + 1), 0.0)
    while a - g > 1e-16 * a {
      let next = 0.5 * (a + g)
      if next == a || next == g { break }
      g = (a + g + a * g) / (((1 + a) * (1 + g)).squareRoot() + 1)
      a = next
    }
    return a / (1 + a)
  }

  /// d for one scale; infinite for two.
  public static func wasserstein1(_ p: Cauchy, _ q: Cauchy) -> Double {
    p.scale == q.scale ? (p.location - q.location).magnitude : .infinity
  }

  /// d for one scale; infinite for two.
  public static func wasserstein2(_ p: Cauchy, _ q: Cauchy) -> Double { wasserstein1(p, q) }
}
