import Distributions
import Testing

@Suite("The normal law")
struct NormalTests {
  @Test("a spike far from the origin keeps its digits when it is reached by an anchor")
  func anchored() throws {
    let spike = try Normal(mean: 1e6, standardDeviation: 1e-6)
    let centred = try Normal(mean: 0, standardDeviation: 1e-6)
    #expect(spike.logDensity(anchor: 1e6, offset: 3e-7) == centred.logDensity(3e-7))
  }
}
