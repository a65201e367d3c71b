#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The names exp and log are taken by properties in many places; these say which function is meant.

@inline(__always)
func exponential(_ x: Double) -> Double { exp(x) }

@inline(__always)
func logarithm(_ x: Double) -> Double { log(x) }

@inline(__always)
func logarithmOnePlus(_ x: Double) -> Double { log1p(x) }

/// log(1 + e^x): -log(1 - D) for the logit x, and -log D for -x.
@inline(__always)
package func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-x.magnitude)) }

/// x^a for x >= 0, with 0^0 = 1.
@inline(__always)
func power(_ x: Double, _ a: Double) -> Double { pow(x, a) }
