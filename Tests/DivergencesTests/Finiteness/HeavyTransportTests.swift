import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

/// Wasserstein distances of laws whose tails are close to 1/x, or whose mean lies beyond the range of Double.
@Suite("Transport between heavy tails")
struct HeavyTransportTests {
  private func check(_ p: String, _ q: String, exact: Double, rounding: Double = 1e-12) throws {
    let (first, second) = (try Distribution(p), try Distribution(q))
    for estimate in [try wasserstein1(first, second), try wasserstein1(second, first)] {
      expectAgreement(estimate, exact, rounding: rounding, "W1 of \(p) and \(q)")
      #expect(estimate.verdict == .converged, "W1 of \(p) and \(q): \(estimate)")
    }
  }

  @Test("laws that differ in location alone are their distance apart, though neither has a mean")
  func shifted() throws {
    try check("student(1, 0, 2)", "cauchy(5, 2)", exact: 5)
    try check("cauchy(0, 1)", "cauchy(0.001, 1)", exact: 0.001)
    try check("student(1.05, 0, 1)", "student(1.05, 3, 1)", exact: 3)
    try check("pareto(0.9, 1)", "affine(pareto(0.9, 1), 2, 1)", exact: 2)
  }

  @Test("where the tails are heavier still, what is lost to rounding is told")
  func heaviest() throws {
    for df in [0.2, 0.5] {
      let estimate = try wasserstein1(
        Distribution("student(\(df), 0, 1)"), Distribution("student(\(df), 5, 1)"))
      #expect((estimate.value - 5).magnitude <= estimate.absoluteError, "\(estimate)")
    }
  }

  @Test(
    "Student's t and twice it: E|X| = 2 √ν Γ((ν + 1)/2) / (√π Γ(ν/2) (ν - 1))",
    arguments: [1.0009765625, 1.5])
  func scaledStudent(df: Double) throws {
    let mean =
      2 * df.squareRoot() * tgamma((df + 1) / 2) / (Double.pi.squareRoot() * tgamma(df / 2) * (df - 1))
    try check("student(\(df), 0, 1)", "student(\(df), 0, 2)", exact: mean)
  }

  @Test("Pareto laws in order: the difference of their means α/(α - 1)")
  func pareto() throws {
    let (a, b) = (1.0009765625, 1.001953125)
    try check("pareto(\(a), 1)", "pareto(\(b), 1)", exact: a / (a - 1) - b / (b - 1))
    try check(
      "affine(pareto(\(a), 1), 0, -1)", "affine(pareto(\(b), 1), 0, -1)", exact: a / (a - 1) - b / (b - 1))
  }

  @Test("log-normal laws whose mean is carried where x is beyond the largest double: e^(σ²/2) (e - 1)")
  func lognormal() throws {
    try check("lognormal(0, 30)", "lognormal(1, 30)", exact: exp(450) * (exp(1) - 1), rounding: 1e-11)
    let estimate = try wasserstein1(Distribution("lognormal(0, 50)"), Distribution("lognormal(1, 50)"))
    #expect(estimate.verdict == .unresolved(reason: "finite, but beyond the largest double"))
  }

  @Test("cumulatives of a singular law far from 0 are read at rounded x: the error says so")
  func farSingularity() throws {
    // mpmath: E|F - G| of gamma(0.05, 1) and gamma(0.1, 1), in order: the difference of their means.
    let estimate = try wasserstein1(
      Distribution("affine(gamma(0.05, 1), 1e6, 1)"), Distribution("affine(gamma(0.1, 1), 1e6, 1)"))
    #expect((estimate.value - 0.05).magnitude <= estimate.absoluteError, "\(estimate)")
    #expect(estimate.verdict.name == "unresolved")
  }

  @Test(
    "W2 of Student's t and twice it is √(ν/(ν - 2)), extrapolated towards both ends of (0, 1)",
    arguments: [2.05, 2.1, 3])
  func secondOrder(df: Double) throws {
    let estimate = try wasserstein2(
      Distribution("student(\(df), 0, 1)"), Distribution("student(\(df), 0, 2)"))
    let exact = (df / (df - 2)).squareRoot()
    #expect(
      (estimate.value - exact).magnitude <= estimate.absoluteError + 1e-13 * exact,
      "\(estimate), exact \(exact)")
    #expect(estimate.absoluteError < 1e-2 * exact, "\(estimate)")
  }

  @Test(
    "W2 of a Pareto law and twice it is √(α/(α - 2)): with α near 2, most of it lies beyond any quantile asked for",
    arguments: [2.01, 2.1, 3])
  func secondOrderPareto(alpha: Double) throws {
    let estimate = try wasserstein2(Distribution("pareto(\(alpha), 1)"), Distribution("pareto(\(alpha), 2)"))
    let exact = (alpha / (alpha - 2)).squareRoot()
    #expect(
      (estimate.value - exact).magnitude <= estimate.absoluteError + 1e-13 * exact,
      "\(estimate), exact \(exact)")
    #expect(estimate.absoluteError < 1e-2 * exact, "\(estimate)")
  }
}
