import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

@Suite("Chi-squared where the exponential terms of p²/q cancel and a power decides")
struct PowerTieTests {
  /// gamma(a, 2) against gamma(b, 1) from 1 on: p²/q is a multiple of x^(2(a - 1) - (b - 1)).
  @Test(
    "exact values: Reference/narrow_mixtures.py",
    arguments: [
      ("gamma(2, 2)", "gamma(5, 1)", 0.80555555555555555556),
      ("gamma(2, 2)", "gamma(4.01, 1)", 44.020290338750763772),
      ("gamma(1.5, 2)", "gamma(3.2, 1)", 1.8203738902132971241),
      ("gamma(2, 2)", "affine(gamma(5, 1), -0.5, 1)", 0.37564300411522633745),
      ("gamma(1.5, 2)", "affine(gamma(3.1, 1), -0.5, 1)", 5.9132077345339174625),
    ])
  func exact(p: String, q: String, exact: Double) throws {
    let pair = LawPair(
      try Distribution("truncated(\(p), 1, inf)"), try Distribution("truncated(\(q), 1, inf)"))
    let estimate = try pair.integrals(of: [.chiSquared]).estimates[0]
    expectAgreement(estimate, exact, "\(p) against \(q)")
    #expect(estimate.absoluteError < 1e-6 * exact)
    // The same number among other kernels, which share its mesh, and theirs unharmed.
    let kernels: [DivergenceKernel] = [.jensenShannon, .chiSquared, .kullbackLeibler]
    let together = try pair.integrals(of: kernels).estimates
    #expect(together[1].agrees(with: estimate))
    let apart = try LawPair(pair.first, pair.second).integrals(of: [.jensenShannon, .kullbackLeibler])
      .estimates
    #expect(together[0].agrees(with: apart[0]) && together[2].agrees(with: apart[1]))
  }

  @Test("by a hair infinite, or finite: at the power -1 and on either side of it")
  func hair() throws {
    for (shape, isFinite) in [(4.0, false), (3.99, false), (4.1, true), (4.001, true)] {
      let pair = LawPair(
        try Distribution("truncated(gamma(2, 2), 1, inf)"),
        try Distribution("truncated(gamma(\(shape), 1), 1, inf)"))
      let estimate = try pair.integrals(of: [.chiSquared]).estimates[0]
      #expect((estimate.verdict.name != "infinite") == isFinite, "\(shape): \(estimate)")
      #expect(estimate.value.magnitude < 1e6 || estimate.value == .infinity, "\(shape): \(estimate)")
    }
  }

  @Test("of a light tail against a heavy one")
  func lightAgainstHeavy() throws {
    let pair = LawPair(try Distribution("normal(0, 1)"), try Distribution("cauchy(0, 1)"))
    // mpmath: E[π (1 + x²) φ(x)] - 1.
    expectAgreement(try pair.integrals(of: [.chiSquared]).estimates[0], 0.329340388179137020473625612506)
  }
}
