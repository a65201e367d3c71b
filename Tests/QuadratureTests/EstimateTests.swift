import Quadrature
import Testing

@Suite("An estimate is a value with its error")
struct EstimateTests {
  @Test("errors add, whatever the sign")
  func errorsAdd() {
    let a = Estimate(value: 1, absoluteError: 0.25, evaluations: 3)
    let b = Estimate(value: 2, absoluteError: 0.5, evaluations: 4)
    #expect((a - b).value == -1)
    #expect((a - b).absoluteError == 0.75)
    #expect((a + b).evaluations == 7)
  }

  @Test("a sum is no better than the weaker of its terms")
  func weakerVerdict() {
    let good = Estimate(value: 1, absoluteError: 0)
    let bad = Estimate(value: 1, absoluteError: 1, verdict: .unresolved(reason: "why"))
    #expect((good + bad).verdict == .unresolved(reason: "why"))
    #expect((good + Estimate.infinite(reason: "tail")).verdict.name == "infinite")
  }
}
