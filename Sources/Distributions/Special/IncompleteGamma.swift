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
/// The prefix xᵃ e⁻ˣ / Γ(a + 1) is written by Loader's deviance, which has no cancellation for large a; it is
/// multiplied by the power series below the mode, by Legendre's continued fraction above it, and for
/// a > 1e6 by Temme's uniform expansion, whose first two terms suffice there.
func logIncompleteGamma(_ a: Double, _ x: Double) -> LogSides {
  if x <= 0 { return LogSides(lower: -.infinity, upper: 0) }
  if x == .infinity { return LogSides(lower: 0, upper: -.infinity) }
  if a > 1e6, x > 0.5 * a, x < 2 * a { return temme(a, x) }
  if a < 1, x <= 1.5 { return smallShape(a, x) }
  let prefix = logPoissonPrefix(a, x)
  return x <= a
    ? .fromLower(prefix + log(powerSeries(a, x)))
    : .fromUpper(prefix + log(a * legendreFraction(a, x)))
}

/// log(xᵃ e⁻ˣ / Γ(a + 1)).
func logPoissonPrefix(_ a: Double, _ x: Double) -> Double {
  if a < 1 { return a * log(x) - x - logGammaOnePlus(a) }
  return a * logRatioMinusLinear(x, a) - logGammaStar(a) - halfLogTwoPi - 0.5 * log(a)
}

/// log(x / m) - (x - m) / m, accurate as x tends to m and as x tends to 0.
@inline(__always)
func logRatioMinusLinear(_ x: Double, _ m: Double) -> Double {
  let u = (x - m) / m
  return u > -0.5 ? gsl_sf_log_1plusx_mx(u) : log(x / m) - u
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

/// Temme's uniform expansion: Q = ½ erfc(η √(a/2)) + e^(-a η²/2) / √(2πa) (c₀ + c₁/a + O(a⁻²)).
private func temme(_ a: Double, _ x: Double) -> LogSides {
  let mu = (x - a) / a
  let halfSquare = -logOnePlusMinus(mu)
  let eta = mu < 0 ? -(2 * halfSquare).squareRoot() : (2 * halfSquare).squareRoot()
  let c0: Double
  let c1: Double
  if eta.magnitude < 0.3 {
    c0 = polynomial(temmeFirst, eta)
    c1 = polynomial(temmeSecond, eta)
  } else {
    c0 = 1 / mu - 1 / eta
    c1 = 1 / (eta * eta * eta) - 1 / (mu * mu * mu) - 1 / (mu * mu) - 1 / (12 * mu)
  }
  let correction = (c0 + c1 / a) / (2 * .pi * a).squareRoot()
  let z = eta.magnitude * (a / 2).squareRoot()
  let side = 0.5 * scaledErfc(z) + (eta < 0 ? -correction : correction)
  let logSide = -a * halfSquare + log(side)
  return eta < 0 ? .fromLower(logSide) : .fromUpper(logSide)
}

/// e^(z²) erfc(z) for z >= 0.
private func scaledErfc(_ z: Double) -> Double { exp(gsl_sf_log_erfc(z) + z * z) }

/// The Taylor coefficients of Temme's c₀ and c₁ in η.
private let temmeFirst = [
  -0.33333333333333333, 0.083333333333333333, -0.014814814814814815, 0.0011574074074074074,
  0.0003527336860670194, -0.00017875514403292181, 3.9192631785224337e-5, -2.185448510679991e-6,
  -1.8540622106682837e-6, 8.2967113409401034e-7, -1.7665955487046472e-7, 6.7078543056578666e-9,
  1.026981130999751e-8, -4.3822581351795411e-9,
]
private let temmeSecond = [
  -0.0018518518518518519, -0.0034722222222222222, 0.0026455026455026455, -0.00099022633744855967,
  0.00020576131687242798, -4.018775720164609e-7, -1.8098550334489933e-5, 7.6491609160810914e-6,
]

private func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
  coefficients.reversed().reduce(0) { $0 * x + $1 }
}
