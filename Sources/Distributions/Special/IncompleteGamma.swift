import CGSL

/// Logarithms of the two sides of a split probability.
struct LogSides {
  /// log of the part below.
  var lower: Double
  /// log of the part above.
  var upper: Double

  /// Both sides from the logarithm of the lower one.
  static func fromLower(_ value: Double) -> LogSides {
    let clamped = min(value, 0)
    return LogSides(lower: clamped, upper: logOneMinusExp(clamped))
  }

  /// Both sides from the logarithm of the upper one.
  static func fromUpper(_ value: Double) -> LogSides {
    let clamped = min(value, 0)
    return LogSides(lower: logOneMinusExp(clamped), upper: clamped)
  }
}

/// log P(a, x) and log Q(a, x), the regularised incomplete gamma functions, for a > 0.
///
/// The prefix xᵃ e⁻ˣ / Γ(a + 1) is written by Loader's deviance, which has no cancellation for large a. It is
/// multiplied by the power series below the mode and by Legendre's continued fraction above it, and for
/// a > 100 by the integral of the density's decay on the smaller side.
///
/// - Parameter u: (x - a) / a, given apart because the caller may know more of its digits than x has.
func logIncompleteGamma(_ a: Double, _ x: Double, deviation u: Double) -> LogSides {
  if x <= 0 { return LogSides(lower: -.infinity, upper: 0) }
  if x == .infinity { return LogSides(lower: 0, upper: -.infinity) }
  if a < 1, x <= 1.5 { return smallShape(a, x) }
  let prefix = logPoissonPrefix(a, x, deviation: u)
  if a > 100, let integral = decayIntegral(a, x, deviation: u) {
    // The density at x is a / x times the prefix.
    let side = prefix + log(a) - log(x) + log(integral)
    return x <= a - 1 ? .fromLower(side) : .fromUpper(side)
  }
  return x <= a
    ? .fromLower(prefix + log(powerSeries(a, x)))
    : .fromUpper(prefix + log(a * legendreFraction(a, x)))
}

/// ∫ p(x ± s) / p(x) ds away from the mode a - 1, p the gamma density of shape a.
private func decayIntegral(_ a: Double, _ x: Double, deviation u: Double) -> Double? {
  // log p(x) - log p(x + t) = t slope - (a - 1) (log(1 + t/x) - t/x), and both terms are positive
  let slope = (1 + u * a) / x
  let guess = min(1 / slope.magnitude, x / a.squareRoot())
  if x <= a - 1 {
    return tailIntegral(limit: x, guess: guess) { s in -s * slope - (a - 1) * logOnePlusMinus(-s / x) }
  }
  return tailIntegral(limit: .infinity, guess: guess) { s in s * slope - (a - 1) * logOnePlusMinus(s / x) }
}

/// log(xᵃ e⁻ˣ / Γ(a + 1)), by a (log(1 + u) - u) for u = (x - a) / a.
private func logPoissonPrefix(_ a: Double, _ x: Double, deviation u: Double) -> Double {
  if a < 1 { return a * log(x) - x - logGammaOnePlus(a) }
  let deviance = u > -0.5 ? gsl_sf_log_1plusx_mx(u) : log(x / a) - u
  return a * deviance - logGammaStar(a) - halfLogTwoPi - 0.5 * log(a)
}

/// Σ xⁿ / ((a + 1) ... (a + n)).
private func powerSeries(_ a: Double, _ x: Double) -> Double {
  var (sum, term, n) = (1.0, 1.0, a)
  while term > 1e-17 * sum {
    n += 1
    term *= x / n
    sum += term
  }
  return sum
}

/// Γ(a, x) eˣ x⁻ᵃ by Legendre's continued fraction, evaluated by Lentz's method.
private func legendreFraction(_ a: Double, _ x: Double) -> Double {
  var b = x + 1 - a
  var c = 1e300
  var d = 1 / b
  var h = d
  var i = 0.0
  while i < 1e7 {
    i += 1
    let numerator = -i * (i - a)
    b += 2
    d = 1 / (numerator * d + b)
    c = b + numerator / c
    let delta = c * d
    h *= delta
    if (delta - 1).magnitude < 2e-16 { break }
  }
  return h
}

/// Both sides for a < 1 and x of order 1 or less, where P may be close to 1 only because a is small.
private func smallShape(_ a: Double, _ x: Double) -> LogSides {
  // P = xᵃ / Γ(1 + a) (1 + s), s = a Σ_{n >= 1} (-x)ⁿ / (n! (a + n))
  var (s, term, n) = (0.0, a, 0.0)
  repeat {
    n += 1
    term *= -x / n
    s += term / (a + n)
  } while (term / (a + n)).magnitude > 1e-18 * s.magnitude
  let exponent = a * log(x) - logGammaOnePlus(a)
  let logLower = exponent + log1p(s)
  let f = expm1(exponent)
  return LogSides(
    lower: min(logLower, 0), upper: logLower < -0.7 ? logOneMinusExp(logLower) : log(-(f + s + f * s)))
}
