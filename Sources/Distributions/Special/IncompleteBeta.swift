import CGSL

/// log I_x(a, b) and log(1 - I_x(a, b)), the regularised incomplete beta function, for a, b > 0.
///
/// - Parameter x: the argument in [0, 1].
/// - Parameter y: 1 - x, given apart because near x = 1 it has its own digits.
func logIncompleteBeta(_ a: Double, _ b: Double, x: Double, y: Double) -> LogSides {
  if x <= 0 { return LogSides(lower: -.infinity, upper: 0) }
  if y <= 0 { return LogSides(lower: 0, upper: -.infinity) }
  let prefix = logBetaPrefix(a, b, x: x, y: y)
  // The fraction converges fast below the mean and is the smaller side there.
  if x * (b + 1) <= y * (a + 1) {
    return .fromLower(prefix - log(a) + log(betaFraction(a, b, x)))
  }
  return .fromUpper(prefix - log(b) + log(betaFraction(b, a, y)))
}

/// log(xᵃ yᵇ / B(a, b)) with x + y = 1, by the deviance from x₀ = a / (a + b): both of its terms are negative,
/// so that nothing cancels.
func logBetaPrefix(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
  let total = a + b
  let shift = (x * b).addingProduct(-y, a)
  let (u, v) = (shift / a, -shift / b)
  let first = u > -0.5 ? gsl_sf_log_1plusx_mx(u) : log(x) - log(a / total) - u
  let second = v > -0.5 ? gsl_sf_log_1plusx_mx(v) : log(y) - log(b / total) - v
  return a * first + b * second + logBetaScale(a, b)
}

/// log of xᵃ yᵇ / B(a, b) at x = a / (a + b), its greatest value.
func logBetaScale(_ a: Double, _ b: Double) -> Double {
  let (small, large) = (min(a, b), max(a, b))
  return 0.5 * log(small / (1 + small / large)) - halfLogTwoPi
    + (logGammaStar(a + b) - logGammaStar(large)) - logGammaStar(small)
}

/// log B(a, b), free of the cancellation of three log Γ.
func logBeta(_ a: Double, _ b: Double) -> Double {
  // a log(a / (a + b)) + b log(b / (a + b)) - log of the greatest value
  let (small, large) = (min(a, b), max(a, b))
  return small * (log(small) - log(a + b)) - large * log1p(small / large) - logBetaScale(a, b)
}

/// The continued fraction of I_x(a, b) a B(a, b) / (xᵃ (1 - x)ᵇ), by Lentz's method.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  var c = 1.0
  var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
  var h = d
  var m = 0.0
  while m < 1e6 {
    m += 1
    let m2 = 2 * m
    var term = m * (b - m) * x / ((a + m2 - 1) * (a + m2))
    d = 1 / nonzero(1 + term * d)
    c = nonzero(1 + term / c)
    h *= d * c
    term = -(a + m) * (a + b + m) * x / ((a + m2) * (a + m2 + 1))
    d = 1 / nonzero(1 + term * d)
    c = nonzero(1 + term / c)
    let delta = d * c
    h *= delta
    if (delta - 1).magnitude < 2e-16 { break }
  }
  return h
}

private func nonzero(_ value: Double) -> Double { value.magnitude < 1e-300 ? 1e-300 : value }
