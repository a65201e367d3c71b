#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The small functions from which non-negative integrands are built, without cancellation near their zeros.
///
/// Each has a double zero at the origin, where the textbook form would lose all digits; below a threshold the
/// power series is summed to the last bit instead.

/// e^x - 1 - x >= 0, for all x.
@inline(__always)
func exponentialExcess(_ x: Double) -> Double {
  guard x.magnitude < 0.5 else { return expm1(x) - x }
  // x²/2 + x³/6 + ...; the term of order 18 is below 2^-53 of the first at |x| = 1/2.
  var (term, sum, order) = (0.5 * x * x, 0.0, 2.0)
  while order < 19 {
    sum += term
    order += 1
    term *= x / order
  }
  return sum
}

/// (1 + x) log(1 + x) - x >= 0, for x >= -1; 1 at x = -1.
@inline(__always)
func entropyExcess(_ x: Double) -> Double {
  guard x > -1 else { return 1 }
  guard x.magnitude < 0.125 else { return (1 + x) * log1p(x) - x }
  // Σ (-1)^k x^k / (k (k - 1)) from k = 2; 18 terms reach 2^-53 at |x| = 1/8.
  var (power, sum, order) = (x * x, 0.0, 2.0)
  while order < 20 {
    sum += power / (order * (order - 1))
    power *= -x
    order += 1
  }
  return sum
}
