#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// eˣ, under a name that no property takes.
func exponential(_ x: Double) -> Double { exp(x) }

/// log(1 + eˣ), without overflow.
func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-x.magnitude)) }

/// 1/(1 + e⁻ˣ), without overflow.
func logistic(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }

/// log x.
func natural(_ x: Double) -> Double { log(x) }
/// log(1 + x).
func natural1p(_ x: Double) -> Double { log1p(x) }
/// tanh x.
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
