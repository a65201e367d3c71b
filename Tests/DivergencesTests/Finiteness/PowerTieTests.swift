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

  /// The same from c on, for shapes down to 0.3 and c from where most of p lies to far out: the whole of (p - q)²/q counts,
  /// and not its leading term alone. χ² + 1 = Γ(b, c) c^-e / (e 4^a Γ(a, c/2)²) with e = b - 2a.
  @Test("a seeded family against its closed form by incomplete gamma functions")
  func family() throws {
    var random = SeededGenerator(seed: 20_261_126)
    var resolved = 0
    for _ in 0..<260 {
      func logarithmic(_ range: ClosedRange<Double>) -> Double {
        exp(Double.random(in: log(range.lowerBound)...log(range.upperBound), using: &random))
      }
      let a = logarithmic(0.3...5)
      let b = 2 * a + logarithmic(0.002...4)
      let c = logarithmic(0.01...30)
      let scale = try #require([1.0, 10, 1e-6].randomElement(using: &random))
      let p = try Truncated(Gamma(shape: a, scale: 2 * scale), lower: c * scale, upper: .infinity)
      let q = try Truncated(Gamma(shape: b, scale: scale), lower: c * scale, upper: .infinity)
      let power = b - 2 * a
      let exact = try expm1(
        logUpperGamma(b, c) - 2 * logUpperGamma(a, c / 2) - power * log(c) - log(power) - 2 * a * log(2))
      let estimate = try LawPair(p, q).integrals(of: [.chiSquared]).estimates[0]
      expectAgreement(
        estimate, exact, rounding: 64 * .ulpOfOne * (1 + 1 / exact), "a \(a), b \(b), c \(c), scale \(scale)")
      if estimate.verdict == .converged { resolved += 1 }
    }
    #expect(resolved > 200)
  }

  /// log of the upper incomplete gamma function Γ(a, x).
  private func logUpperGamma(_ a: Double, _ x: Double) throws -> Double {
    lgamma(a) + (try Gamma(shape: a, scale: 1)).logComplementaryCumulative(x)
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
