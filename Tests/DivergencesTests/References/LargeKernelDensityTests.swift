import Distributions
import Foundation
import Quadrature
import Testing

@testable import Divergences

@Suite("Kernel density estimates of 10,000 points")
struct LargeKernelDensityTests {
  /// Debug builds take a tenth of the points.
  private static let count: Int = {
    #if DEBUG
      1_000
    #else
      10_000
    #endif
  }()

  private static func points() throws -> [Double] {
    var random = SeededGenerator(seed: 2014)
    let law = try Distribution("0.7*normal(0, 1) + 0.3*normal(5, 0.5)")
    return (0..<count).map { _ in law.sample(using: &random) }
  }

  @Test("its mass is found, and the roads to JSD, TV and their complements agree")
  func roads() throws {
    let estimate = try KernelDensityEstimate(sample: LargeKernelDensityTests.points())
    let law = try Distribution("0.7*normal(0, 1) + 0.3*normal(5, 0.5)")
    let pair = LawPair(estimate, law)
    let integrals = try pair.integrals(of: [
      .jensenShannon, .jensenShannonDeficit, .totalVariation, .overlap, .squaredHellinger,
      .bhattacharyyaCoefficient, .toMixture(weight: 0.5), .fromSecondToMixture,
    ])
    let e = integrals.estimates
    #expect((integrals.massOfFirst.value - 1).magnitude < 1e-12)
    #expect((integrals.massOfSecond.value - 1).magnitude < 1e-12)
    for estimate in e { #expect(estimate.verdict == .converged, "\(estimate)") }
    #expect((e[0] + e[1]).agrees(with: log(2)))
    #expect((e[2] + e[3]).agrees(with: 1))
    #expect((e[4] + e[5]).agrees(with: 1))
    #expect((e[6] + e[7]).scaled(by: 0.5).agrees(with: e[0]))
    // The estimate is close to the law it was drawn from, but not equal to it.
    #expect(1e-5 < e[0].value && e[0].value < 0.02)
    #expect(try pair.jensenShannonByEntropies(tolerance: Tolerance(relative: 1e-8)).agrees(with: e[0]))
  }

  @Test(
    "against 160-bit arithmetic: Reference/large_kernel_density.py",
    arguments: [
      (DivergenceKernel.jensenShannon, 0.092878342763359379327), (.kullbackLeibler, 0.35062623935308012987),
      (.squaredHellinger, 0.11545967489851378155), (.chiSquared, 0.77502740862889798368),
    ])
  func reference(_ kernel: DivergenceKernel, _ exact: Double) throws {
    let points = (1...10_000).map { i in
      let u = Double(7919 * i % 10007) / 10007
      return 6 * u * u * u + Double(i % 3)
    }
    let pair = LawPair(
      try KernelDensityEstimate(sample: points, bandwidth: 0.05), try Normal(mean: 2, standardDeviation: 2))
    expectAgreement(try pair.integrals(of: [kernel]).estimates[0], exact, "\(kernel)")
  }
}
