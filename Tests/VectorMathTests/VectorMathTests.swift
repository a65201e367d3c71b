import Testing
import VectorMath

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Elementary functions that vectorise")
struct VectorMathTests {
  @Test("log(1 + x) on [0, 1] is within 2 ulp of the C library's, down to the smallest x")
  func logarithm() {
    for i in 0...100_000 {
      for x in [Double(i) / 100_000, exp(-Double(i) * 700 / 100_000)] {
        #expect((vectorLogarithmOfOnePlus(x) - log1p(x)).magnitude <= 2 * log1p(x).ulp)
      }
    }
  }
}
