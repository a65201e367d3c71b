#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Two normal laws by the difference d of their means and their standard deviations σ and τ: what the formulas of
/// the normal and of the log-normal family share.
struct NormalPair {
  /// d, the first mean minus the second.
  let distance: Double
  /// σ.
  let first: Double
  /// τ.
  let second: Double

  var kullbackLeibler: Double {
    let z = distance / second
    return 0.5 * exponentialExcess(2 * logarithmOfRatio(first, second)) + 0.5 * z * z
  }

  var bhattacharyyaDistance: Double {
    let z = distance / hypot(first, second)
    return 0.25 * z * z + 0.5 * log1p(0.5 * ((first - second) / first) * ((first - second) / second))
  }

  func renyi(order a: Double) -> Double {
    // σ²/τ² = 1 + w and (a τ² + (1 - a) σ²)/τ² = 1 + (1 - a) w.
    let t = logarithmOfRatio(first, second)
    let w = expm1(2 * t)
    let v = 1 + (1 - a) * w
    guard v > 0 else { return .infinity }
    let z = distance / second
    let scales = 0.5 * exponentialExcess(2 * t) + 0.5 * logarithmExcess((1 - a) * w) / (a - 1)
    return scales + 0.5 * a * z * z / v
  }

  /// The difference of the two probabilities of the stretch on which the narrower density is the greater.
  var totalVariation: Double {
    if first == second { return erf(distance.magnitude / (2 * 2.0.squareRoot() * first)) }
    let (s, t) = (min(first, second), max(first, second))
    let d = distance.magnitude
    // At the distance s z from the narrower mean: (t² - s²) z² + 2 s d z = d² + 2 t² log(t/s).
    let a = (t - s) * (t + s)
    let root = (s * s * d * d + a * (d * d + 2 * t * t * logarithmOfRatio(t, s))).squareRoot()
    let (low, high) = ((-s * d - root) / a, (-s * d + root) / a)
    return probability(low, high) - probability((s * low - d) / t, (s * high - d) / t)
  }
}

/// P(low < Z < high) of a standard normal Z.
private func probability(_ low: Double, _ high: Double) -> Double {
  let h = 0.5.squareRoot()
  if low > 0 { return 0.5 * (erfc(low * h) - erfc(high * h)) }
  if high < 0 { return 0.5 * (erfc(-high * h) - erfc(-low * h)) }
  return 0.5 * (erf(high * h) - erf(low * h))
}
