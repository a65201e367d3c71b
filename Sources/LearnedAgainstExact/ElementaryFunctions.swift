#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Double {
  /// tanh x of the C library.
  static func hyperbolicTangentOf(_ x: Double) -> Double { tanh(x) }
}
