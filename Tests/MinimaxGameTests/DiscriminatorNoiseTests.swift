import Distributions
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("A D in error near the generator's samples (Arjovsky and Bottou 2017, Theorem 2.6)")
struct DiscriminatorNoiseTests {
  static let count = 100_000

  private func gradients(
    _ objective: GeneratorObjective, _ noise: DiscriminatorNoise, _ jet: LogitJet, seed: UInt64
  ) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<Self.count).map { _ in noise.gradient(of: objective, at: jet, using: &generator) }
  }

  /// D = dD/dx = 0: what the theorem supposes of a perfect D on the generator's samples.
  private let perfect = LogitJet(value: -.infinity, slope: 0)

  @Test("noise on D and dD/dx makes the gradient of -log D Cauchy: tail index 1, KS test of level 1e-4")
  func cauchy() throws {
    for (value, slope) in [(0.01, 0.01), (0.1, 1)] {
      let noise = try DiscriminatorNoise(on: .probability, valueDeviation: value, slopeDeviation: slope)
      let sample = gradients(.nonSaturating, noise, perfect, seed: 5)
      let law = try Cauchy(location: 0, scale: slope / value)
      #expect(KolmogorovSmirnovTest(sample) { law.cumulative($0) }.probability > 1e-4)
      let index = try #require(TailIndex(of: sample, largest: Self.count / 100))
      #expect((index.value - 1).magnitude < 4 * index.standardError)
      // The test can fail: twice the scale is told apart.
      let other = try Cauchy(location: 0, scale: 2 * slope / value)
      #expect(KolmogorovSmirnovTest(sample) { other.cumulative($0) }.probability < 1e-6)
    }
  }

  @Test("the same noise leaves log(1 - D) with thin tails: it divides by 1 - D, which is near 1")
  func saturating() throws {
    let noise = try DiscriminatorNoise(on: .probability, valueDeviation: 0.01, slopeDeviation: 0.01)
    let index = try #require(
      TailIndex(of: gradients(.saturating, noise, perfect, seed: 6), largest: Self.count / 1000))
    #expect(index.value - 4 * index.standardError > 4)
  }

  @Test("noise on the logit and its slope leaves -log D's gradient within |h' + r|: thin, and never Cauchy")
  func logit() throws {
    let jet = LogitJet(value: -32, slope: -8)
    let law = try Cauchy(location: 8, scale: 1)
    for (value, slope) in [(0.1, 1.0), (1, 0.3), (10, 1)] {
      let noise = try DiscriminatorNoise(on: .logit, valueDeviation: value, slopeDeviation: slope)
      let sample = gradients(.nonSaturating, noise, jet, seed: 7)
      let index = try #require(TailIndex(of: sample, largest: Self.count / 1000))
      #expect(index.value - 4 * index.standardError > 4)
      // 2 Q(4) = 6.4e-5 of a normal law lie beyond four standard deviations; five standard errors of the count.
      let beyond = sample.filter { $0.magnitude > 8 + 4 * slope }.count
      let expected = 6.4e-5 * Double(Self.count)
      #expect(Double(beyond) <= expected + 5 * expected.squareRoot())
      #expect(KolmogorovSmirnovTest(sample) { law.cumulative($0) }.probability < 1e-6)
    }
  }

  @Test(
    "Hill's estimate has its centre where the conditional law beyond its threshold says, on D and on the logit"
  )
  func centre() throws {
    let cases: [(DiscriminatorNoise.Place, Double, Double, LogitJet)] = [
      (.logit, 0.01, 0.01, LogitJet(value: -32, slope: -8)),
      (.logit, 0.1, 1, LogitJet(value: -32, slope: -8)),
      (.logit, 1, 0.3, LogitJet(value: -40, slope: -8)), (.probability, 0.01, 0.01, perfect),
      (.probability, 0.1, 1, perfect),
    ]
    for (place, value, slope, jet) in cases {
      let noise = try DiscriminatorNoise(on: place, valueDeviation: value, slopeDeviation: slope)
      for (share, seed) in [(1e-2, 21 as UInt64), (1e-3, 22)] {
        let count = Int(share * Double(Self.count))
        let sample = gradients(.nonSaturating, noise, jet, seed: seed).map(\.magnitude).sorted(by: >)
        let index = try #require(TailIndex(of: sample, largest: count))
        // The estimate's error is α/√k, nearly: log-spacings of a thin tail scatter less, its threshold by a tenth of that.
        let theory = try noise.rejectedTailIndex(slope: jet.slope, share: share)
        #expect((index.value - theory.value).magnitude < 4 * index.standardError, "\(noise), \(share)")
        // Given the threshold, 1/α̂ is a mean of independent values: the centre at the threshold that was met.
        func survival(_ x: Double) throws -> Double {
          switch place {
          case .probability:
            return try 2 * Cauchy(location: 0, scale: slope / value).complementaryCumulative(x)
          case .logit:
            let law = try Normal(mean: jet.slope, standardDeviation: slope)
            return law.complementaryCumulative(x) + law.cumulative(-x)
          }
        }
        let met = try survival(sample[count])
        let conditional = try noise.rejectedTailIndex(slope: jet.slope, share: met)
        #expect(
          (1 / index.value - 1 / conditional.value).magnitude < 4
            / (conditional.value * Double(count).squareRoot()))
      }
    }
  }

  @Test(
    "the centre is a power law's index at every share, and 102.925 for a normal law beyond ten standard deviations"
  )
  func limits() throws {
    for alpha in [0.5, 1, 3] {
      for share in [0.1, 1e-3] {
        let found = try TailIndex.limit(share: share, greatest: pow(1e-30, -1 / alpha)) {
          min(1, pow($0, -alpha))
        }
        #expect((found.value - alpha).magnitude <= found.absoluteError + 1e-9 * alpha)
      }
    }
    // mpmath: 2 Q(10) over twice the integral of φ(x) log(x/10) from 10 on.
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let found = try TailIndex.limit(share: 2 * normal.complementaryCumulative(10), greatest: 38) {
      2 * normal.complementaryCumulative($0)
    }
    #expect((found.value / 102.92543935910173 - 1).magnitude < 1e-9)
    #expect(throws: QuadratureError.self) { try TailIndex.limit(share: 0, greatest: 1) { _ in 0 } }
    #expect(throws: QuadratureError.self) { try TailIndex.limit(share: 0.1, greatest: 1) { _ in 1 } }
  }

  @Test("Hill's estimate finds the index of a Pareto law, and Kolmogorov's limit its known quantile")
  func statistics() throws {
    var generator = SeededGenerator(seed: 8)
    for shape in [0.5, 1, 3] {
      let law = try Pareto(shape: shape, scale: 1)
      let sample = (0..<20_000).map { _ in law.sample(using: &generator) }
      let index = try #require(TailIndex(of: sample, largest: 2000))
      #expect((index.value - shape).magnitude < 4 * index.standardError)
    }
    #expect(TailIndex(of: [1, 2], largest: 2) == nil && TailIndex(of: [0, 0], largest: 1) == nil)
    // A sample whose distance is exactly 1/(2n): evenly spaced.
    let even = (0..<100).map { (Double($0) + 0.5) / 100 }
    #expect((KolmogorovSmirnovTest(even) { $0 }.distance - 0.005).magnitude < 1e-12)
    // Kolmogorov's distribution has its 95 % point at 1.3581.
    let shifted = (0..<10_000).map { (Double($0) + 0.5) / 10_000 + 0.013581 - 0.00005 }
    #expect((KolmogorovSmirnovTest(shifted) { min(max($0, 0), 1) }.probability - 0.05).magnitude < 1e-4)
  }
}
