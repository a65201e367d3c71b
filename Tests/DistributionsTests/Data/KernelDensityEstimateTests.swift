import Foundation
import Testing

@testable import Distributions

@Suite("The kernel density estimate")
struct KernelDensityEstimateTests {
  private static func sample(_ count: Int) -> [Double] {
    var generator = SeededGenerator(state: 7)
    return (0..<count).map { _ in standardNormal(using: &generator) }
  }

  @Test("the default bandwidth is R's bw.nrd0")
  func bandwidth() throws {
    // R: bw.nrd0(c(1, 2, 4, 7, 11, 16)) = 0.9 * min(5.776389..., 7.25/1.34) * 6^-0.2
    let law = try KernelDensityEstimate(sample: [16, 1, 11, 2, 7, 4])
    #expect(abs(law.bandwidth - 0.9 * (7.5 / 1.34) * pow(6, -0.2)) < 1e-14)
    // An interquartile range of 0 leaves the standard deviation.
    let tied = try KernelDensityEstimate(sample: [0, 5, 5, 5, 5, 5, 5, 9])
    #expect(tied.bandwidth > 0)
  }

  @Test("a sample without spread needs a bandwidth, an empty one is refused, NaN too")
  func degenerate() throws {
    #expect(throws: DistributionError.self) { try KernelDensityEstimate(sample: [3, 3, 3]) }
    #expect(try KernelDensityEstimate(sample: [3, 3, 3], bandwidth: 1).density(3) > 0.39)
    #expect(throws: DistributionError.self) { try KernelDensityEstimate(sample: []) }
    #expect(throws: DistributionError.self) { try KernelDensityEstimate(sample: [1, .nan]) }
    #expect(throws: DistributionError.self) { try KernelDensityEstimate(sample: [1, 2], bandwidth: 0) }
  }

  @Test(
    "only kernels that matter are summed, and no digit is lost",
    arguments: [-40.0, -3, -0.2, 0, 1.7, 6, 1000])
  func window(_ x: Double) throws {
    let law = try KernelDensityEstimate(sample: Self.sample(1500))
    let h = law.bandwidth
    let exponents = law.sample.map { -0.5 * (x - $0) * (x - $0) / (h * h) }
    let highest = exponents.max() ?? 0
    let sum = exponents.reduce(0) { $0 + exp($1 - highest) }
    let expected = highest + log(sum / (1500 * h * (2 * .pi).squareRoot()))
    #expect(abs(law.logDensity(x) - expected) < 2e-14 * max(1, abs(expected)))
    let below = log(law.sample.reduce(0) { $0 + erfc(-(x - $1) / (h * 2.0.squareRoot())) } / 3000)
    if below > -700 { #expect(abs(law.logCumulative(x) - below) < 1e-13) }
  }

  @Test("landmarks cover the sample by cells of two bandwidths, at most 4,096")
  func landmarks() throws {
    let law = try KernelDensityEstimate(sample: Self.sample(2000))
    #expect(law.landmarks.count < 60)
    #expect(
      law.sample.allSatisfy { x in law.landmarks.contains { abs($0.position - x) <= 2 * law.bandwidth } })
    let sparse = try KernelDensityEstimate(sample: (0..<9000).map(Double.init), bandwidth: 1e-3)
    #expect(sparse.landmarks.count <= 4096)
  }
}

@Suite("The empirical law")
struct EmpiricalTests {
  @Test("equal values share an atom, and F steps at it")
  func steps() throws {
    let law = try Empirical(sample: [4, 1, 2, 2])
    #expect(
      law.atoms == [
        Atom(position: 1, weight: 0.25), Atom(position: 2, weight: 0.5), Atom(position: 4, weight: 0.25),
      ])
    #expect([0.9, 1, 1.9, 2, 3, 4].map(law.cumulative) == [0, 0.25, 0.25, 0.75, 0.75, 1])
    #expect([0.0, 0.25, 0.26, 0.75, 0.76, 1].map(law.quantile) == [1, 1, 2, 2, 4, 4])
    #expect([1, 0.75, 0.74, 0.25, 0.24, 0].map(law.complementaryQuantile) == [1, 1, 2, 2, 4, 4])
    #expect(law.logDensity(2) == -.infinity && law.supportIntervals.isEmpty)
    #expect(law.mean == 2.25 && law.variance == 1.1875)
    #expect(throws: DistributionError.self) { try law.entropy() }
  }
}
