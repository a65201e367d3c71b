#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// eˣ, under a name that no property takes.
func exponential(_ x: Double) -> Double { exp(x) }
