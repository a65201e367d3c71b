import CGSL

/// log I_x(a, b) and log(1 - I_x(a, b)), the regularised incomplete beta function, for a, b > 0.
///
/// - Parameter x: the argument in [0, 1].
/// - Parameter y: 1 - x, given apart because near x = 1 it has its own digits.
func logIncompleteBeta(_ a: Double, _ b: Double, x: Double, y: Double) -> LogSides {
  if x <= 0 { return LogSides(lower: -.infinity, upper: 0) }
  if y <= 0 { return LogSides(lower: 0, upper: -.infinity) }
  let shift = betaShift(a, b, x: x, y: y)
  let prefix = logBetaPrefix(a, b, x: x, y: y, shift: shift)
  let isBelow = x * (b + 1) <= y * (a + 1)
  if (isBelow ? a : b) > 50, let integral = decayIntegral(a, b, x: x, y: y, shift: shift, isBelow: isBelow) {
    // The density at x is the prefix over x y.
    let side = prefix - log(x) - log(y) + log(integral)
    return isBelow ? .fromLower(side) : .fromUpper(side)
  }
  // The fraction converges fast below the mean and is the smaller side there.
  return isBelow
    ? .fromLower(prefix - log(a) + log(betaFraction(a, b, x)))
    : .fromUpper(prefix - log(b) + log(betaFraction(b, a, y)))
}

/// x (a + b) - a, from whichever of x and y = 1 - x has the finer digits.
func betaShift(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
  x < 0.5 ? (-a).addingProduct(x, a + b) : b.addingProduct(-y, a + b)
}

/// log(xᵃ yᵇ / B(a, b)) with x + y = 1, by the deviance from x₀ = a / (a + b): both of its terms are
/// negative, so that nothing cancels.
///
/// - Parameter shift: x (a + b) - a, given apart because the caller may know more of its digits than x has.
func logBetaPrefix(_ a: Double, _ b: Double, x: Double, y: Double, shift: Double) -> Double {
  let total = a + b
  let (u, v) = (shift / a, -shift / b)
  let first = u > -0.5 ? gsl_sf_log_1plusx_mx(u) : log(x) - log(a / total) - u
  let second = v > -0.5 ? gsl_sf_log_1plusx_mx(v) : log(y) - log(b / total) - v
  return a * first + b * second + logBetaScale(a, b)
}

/// ∫ p(x ± s) / p(x) ds away from the mean, p the beta density.
private func decayIntegral(
  _ a: Double, _ b: Double, x: Double, y: Double, shift: Double, isBelow: Bool
) -> Double? {
  // log p(x) - log p(x + t) = t slope - (a - 1) (log(1 + t/x) - t/x) - (b - 1) (log(1 - t/y) + t/y)
  let slope = (shift + y - x) / (x * y)
  let guess = min(1 / slope.magnitude, (x * y / (a + b)).squareRoot())
  if isBelow {
    return tailIntegral(limit: x, guess: guess) { s in
      -s * slope - (a - 1) * logOnePlusMinus(-s / x) - (b - 1) * logOnePlusMinus(s / y)
    }
  }
  return tailIntegral(limit: y, guess: guess) { s in
    s * slope - (a - 1) * logOnePlusMinus(s / x) - (b - 1) * logOnePlusMinus(-s / y)
  }
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
