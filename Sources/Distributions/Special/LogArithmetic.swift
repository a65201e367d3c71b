import CGSL

/// log(eᵃ + eᵇ), without overflow.
@inline(__always)
func logSum(_ a: Double, _ b: Double) -> Double {
  let (high, low) = (max(a, b), min(a, b))
  if low == -.infinity || high == .infinity { return high }
  return high + log1p(exp(low - high))
}

/// log Σ e^(terms), without overflow; `-.infinity` for no terms.
func logSum(_ terms: some Collection<Double>) -> Double {
  guard let high = terms.max(), high.isFinite else { return terms.max() ?? -.infinity }
  return high + log(terms.reduce(0) { $0 + exp($1 - high) })
}

/// log(1 - eˣ) for x <= 0, accurate at both ends.
func logOneMinusExp(_ x: Double) -> Double {
  x > -0.6931471805599453 ? log(-expm1(x)) : log1p(-exp(x))
}

/// log(eᵃ - eᵇ) for a >= b.
func logDifference(_ a: Double, _ b: Double) -> Double {
  b == -.infinity ? a : a + logOneMinusExp(b - a)
}

/// log(1 + u) - u for u > -1: the loss of an exponent when its linear term is split off.
func logOnePlusMinus(_ u: Double) -> Double {
  u > -0.5 ? gsl_sf_log_1plusx_mx(u) : log1p(u) - u
}
