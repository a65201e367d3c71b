import CGSL

/// log γ*(a), where Γ(a) = √(2π) a^(a - 1/2) e^(-a) γ*(a): what Stirling's formula lacks, for a > 0.
///
/// Normalising constants are written with γ* instead of differences of log Γ, whose huge terms cancel.
func logGammaStar(_ a: Double) -> Double {
  if a < 0.5 {
    return logGamma(a) - (a - 0.5) * log(a) + a - halfLogTwoPi
  }
  if a < 10 { return log(gsl_sf_gammastar(a)) }
  let s = 1 / (a * a)
  return
    (1.0 / 12
    - s
    * (1.0 / 360
      - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * (691.0 / 360_360 - s / 156))))))
    / a
}

/// log Γ(a) for a > 0, by GSL.
func logGamma(_ a: Double) -> Double {
  _ = quietGSL
  return gsl_sf_lngamma(a)
}

/// ψ(a) for a > 0, by GSL.
private func digamma(_ a: Double) -> Double {
  _ = quietGSL
  return gsl_sf_psi(a)
}

/// GSL's default handler aborts the process on an overflow; without it the functions return what IEEE 754
/// would.
private let quietGSL: Void = { _ = gsl_set_error_handler_off() }()

/// ½ log(2π).
let halfLogTwoPi = 0.918938533204672741780329736405618

/// log a - ψ(a) for a > 0, ψ the digamma function, without cancellation for large a.
func digammaDeficit(_ a: Double) -> Double {
  if a < 12 { return log(a) - digamma(a) }
  let s = 1 / (a * a)
  return 0.5 / a
    + s
    * (1.0 / 12
      - s
      * (1.0 / 120
        - s * (1.0 / 252 - s * (1.0 / 240 - s * (1.0 / 132 - s * (691.0 / 32_760 - s / 12))))))
}

/// ψ(a + ½) - ψ(a) for a > 0, without cancellation for large a.
func digammaHalfStep(_ a: Double) -> Double {
  var (sum, h) = (0.0, a)
  while h < 16 {
    sum += 0.5 / (h * (h + 0.5))
    h += 1
  }
  let n = 2 * h
  let s = 1 / (n * n)
  return sum + 1 / n
    + s * (0.5 - s * (0.25 - s * (0.5 - s * (17.0 / 8 - s * (15.5 - s * (691.0 / 4 - s * 5461.0 / 2))))))
}

/// log Γ(1 + a) for a >= 0, with full relative accuracy as a tends to 0.
func logGammaOnePlus(_ a: Double) -> Double {
  if a > 0.5 { return logGamma(1 + a) }
  // log Γ(1 + a) = -log(1 + a) + (1 - γ) a + Σ_{n >= 2} (-1)ⁿ (ζ(n) - 1) aⁿ / n
  var (sum, power) = (0.0, a)
  for n in 2...40 {
    power *= -a
    let term = -power * zetaMinusOne[n] / Double(n)
    sum += term
    if term.magnitude < 1e-18 * a { break }
  }
  return -log1p(a) + (1 - eulerGamma) * a + sum
}

/// Euler's constant γ.
let eulerGamma = 0.577215664901532860606512090082402

/// ζ(n) - 1 by n, for n up to 40; the first two entries are unused.
let zetaMinusOne: [Double] = [0, 0] + (2...40).map { gsl_sf_zetam1_int($0) }
