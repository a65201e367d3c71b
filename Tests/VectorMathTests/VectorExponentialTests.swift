import Foundation
import Testing
import VectorMath

@Suite("The vectorised exponential")
struct VectorExponentialTests {
  @Test("is within 2 ulp of the C library from -708 to 709")
  func accuracy() {
    var worst = 0.0
    for i in 0...40_000 {
      let x = -708 + 1417 * (Double(i) / 40_000)
      let expected = exp(x)
      worst = max(worst, abs(vectorExponential(x) - expected) / expected.ulp)
    }
    #expect(worst <= 2)
  }

  @Test("is 0 where the result would be subnormal, 1 at 0, and stays finite above 709")
  func ends() {
    #expect(vectorExponential(-708.5) == 0)
    #expect(vectorExponential(-.infinity) == 0)
    #expect(vectorExponential(0) == 1)
    #expect(vectorExponential(5000).isFinite)
  }
}
