#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Double {
  /// tanh x of the C library.
  static func hyperbolicTangentOf(_ x: Double) -> Double { tanh(x) }
}

/// log(1 + eˣ), without overflow.
func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-x.magnitude)) }
