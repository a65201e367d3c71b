import CGSL

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// x - log(1 + x) >= 0, for x > -1; `.infinity` at -1 and below.
func logarithmExcess(_ x: Double) -> Double {
  guard x > -1 else { return .infinity }
  guard x.magnitude < 0.5 else { return x - log1p(x) }
  // log(1 + x) = 2 artanh(s) with s = x/(2 + x), and x - 2s = x s.
  let s = x / (2 + x)
  var (power, sum, order) = (s * s * s, 0.0, 3.0)
  while order < 41 {
    sum += power / order
    power *= s * s
    order += 2
  }
  return x * s - 2 * sum
}

/// The same where 1 + x is known as a ratio that may be so small that 1 + x would lose its digits.
func logarithmExcess(_ x: Double, ofRatio ratio: Double) -> Double {
  x.magnitude < 0.5 ? logarithmExcess(x) : x - log(ratio)
}

/// log(a/b) for a, b > 0, to the last digits also where they are nearly equal.
func logarithmOfRatio(_ a: Double, _ b: Double) -> Double {
  a <= 2 * b && b <= 2 * a ? log1p((a - b) / b) : log(a / b)
}

/// log Γ(y + s) - log Γ(y) - ψ(y) s >= 0 for the step s: how far log Γ lies above its tangent at y; `.infinity`
/// where y + s <= 0.
///
/// Near y it is Σ (-1)ⁿ ζ(n, y) sⁿ / n from n = 2, with Hurwitz' zeta function.
func logGammaExcess(step: Double, tangentAt y: Double) -> Double {
  guard y + step > 0 else { return .infinity }
  guard step.magnitude < 0.25 * y else { return lgamma(y + step) - lgamma(y) - gsl_sf_psi(y) * step }
  // In units of y, so that no power overflows: yⁿ ζ(n, y) is about y/(n - 1) + 1/2.
  var (sum, order) = (0.0, 2.0)
  let ratio = step / y
  var power = ratio * ratio
  while order < 60 {
    let term = power * scaledZeta(order, y) / order
    sum += term
    if term.magnitude <= 1e-18 * sum.magnitude { break }
    power *= -ratio
    order += 1
  }
  return sum
}

/// yⁿ ζ(n, y) = Σ (y/(y + k))ⁿ, by the sum's first terms and Euler and Maclaurin's formula for the rest.
private func scaledZeta(_ n: Double, _ y: Double) -> Double {
  var (sum, k) = (0.0, 0.0)
  while y + k < 20 {
    sum += pow(y / (y + k), n)
    k += 1
  }
  let z = y + k
  let last = pow(y / z, n)
  // ∫ f + f/2 - Σ B₂ₘ/(2m)! f⁽²ᵐ⁻¹⁾, relative to f(z) = (y/z)ⁿ, whose derivatives are
  // ±n(n+1)...(n+2m-2)/z²ᵐ⁻¹.
  var derivative = n / z
  var (correction, m) = (0.0, 1.0)
  for divisor in [12.0, -720, 30240, -1_209_600, 47_900_160] {
    correction += derivative / divisor
    derivative *= (n + 2 * m - 1) * (n + 2 * m) / (z * z)
    m += 1
  }
  return sum + last * (z / (n - 1) + 0.5 + correction)
}
