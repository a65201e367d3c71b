import Testing
import VectorMath

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Elementary functions that vectorise")
struct VectorMathTests {
  @Test("the exponential is within 2 ulp of the C library's over its whole range")
  func exponential() {
    for i in 0...200_000 {
      let x = -707 + Double(i) * 1415 / 200_000
      #expect((vectorExponential(x) - exp(x)).magnitude <= 2 * exp(x).ulp)
    }
  }

  @Test("log(1 + x) on [0, 1] is within 2 ulp of the C library's, down to the smallest x")
  func logarithm() {
    for i in 0...100_000 {
      for x in [Double(i) / 100_000, exp(-Double(i) * 700 / 100_000)] {
        #expect((vectorLogarithmOfOnePlus(x) - log1p(x)).magnitude <= 2 * log1p(x).ulp)
      }
    }
  }
}
