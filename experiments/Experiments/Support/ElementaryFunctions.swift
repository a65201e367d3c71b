#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// eˣ, under a name that no property takes.
func exponential(_ x: Double) -> Double { exp(x) }

/// log x.
func natural(_ x: Double) -> Double { log(x) }
/// log(1 + x).
func natural1p(_ x: Double) -> Double { log1p(x) }
/// tanh x.
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// cos x.
func cosine(_ x: Double) -> Double { cos(x) }

/// sin x.
func sine(_ x: Double) -> Double { sin(x) }
