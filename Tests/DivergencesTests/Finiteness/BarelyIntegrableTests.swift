import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

/// Divergences that are finite by a hair: much of their value lies where x, or log q, has left the range of Double.
@Suite("KL whose tail is barely integrable")
struct BarelyIntegrableTests {
  private func law(_ text: String) throws -> Distribution { try Distribution(text) }

  /// Checks KL(p ‖ q) and, with the laws exchanged, the same number by the other kernel.
  private func check(_ p: String, _ q: String, crossEntropy: Double) throws {
    let (first, second) = (try law(p), try law(q))
    let exact = try crossEntropy - first.entropy().value
    let there = try kullbackLeibler(from: first, to: second)
    let back = try LawPair(second, first).integrals(of: [.reverseKullbackLeibler]).estimates[0]
    for estimate in [there, back] {
      expectAgreement(estimate, exact, rounding: 1e-13, "\(p) against \(q)")
      #expect(estimate.verdict == .converged, "\(p) against \(q): \(estimate)")
    }
  }

  @Test("Student's t against the normal law, E[x²] = ν / (ν - 2)", arguments: [2.001, 2.01, 2.1, 2.5, 3])
  func student(df: Double) throws {
    try check(
      "student(\(df), 0, 1)", "normal(0, 1)", crossEntropy: 0.5 * log(2 * .pi) + 0.5 * df / (df - 2))
  }

  @Test("Pareto against a half of the normal law, E[x²] = α / (α - 2)", arguments: [2.01, 2.3])
  func paretoAgainstNormal(shape: Double) throws {
    let upper = 0.5 * erfc(0.5.squareRoot())
    try check(
      "pareto(\(shape), 1)", "truncated(normal(0, 1), 1, inf)",
      crossEntropy: 0.5 * log(2 * .pi) + log(upper) + 0.5 * shape / (shape - 2))
  }

  @Test("Pareto against Weibull, E[xᵏ] = α / (α - k) and E[log x] = 1/α", arguments: [10.1, 10.01, 12])
  func paretoAgainstWeibull(shape: Double) throws {
    let k = 10.0
    try check(
      "pareto(\(shape), 1)", "weibull(10, 1)",
      crossEntropy: -log(k) - (k - 1) / shape + shape / (shape - k))
  }

  @Test("Laplace against Gumbel, E[e⁻ˣ] = 1 / (1 - b²)", arguments: [0.5, 0.99, 0.999])
  func laplaceAgainstGumbel(scale: Double) throws {
    try check("laplace(0, \(scale))", "gumbel(0, 1)", crossEntropy: 1 / ((1 - scale) * (1 + scale)))
  }

  @Test("a mirrored Gumbel law against a wider one, E[e⁻ˣᐟᵝ] = Γ(1 - 1/β)", arguments: [1.01, 1.5])
  func mirroredGumbel(scale: Double) throws {
    let gamma = 0.5772156649015329
    try check(
      "affine(gumbel(0, 1), 0, -1)", "gumbel(0, \(scale))",
      crossEntropy: log(scale) - gamma / scale + tgamma((scale - 1) / scale))
  }

  @Test("log-normal against normal, E[x²] = exp(2σ²)", arguments: [2.0, 12, 13])
  func lognormal(sigma: Double) throws {
    try check(
      "lognormal(0, \(sigma))", "normal(0, 1)",
      crossEntropy: 0.5 * log(2 * .pi) + 0.5 * exp(2 * sigma * sigma))
  }

  @Test("what exceeds the largest double says so")
  func overflow() throws {
    let estimate = try kullbackLeibler(from: law("lognormal(0, 150)"), to: law("normal(0, 1)"))
    #expect(estimate.verdict == .unresolved(reason: "finite, but beyond the largest double"))
  }

  @Test(
    "mass below the smallest double is not lost: beta(a, 1) against beta(1, a)", arguments: [0.001, 0.01])
  func smallShapes(a: Double) throws {
    // E[log x] = -1/a, and E[log(1 - x)] = ψ(1) - ψ(1 + a).
    let series = [1.6449340668482264, -1.2020569031595942, 1.0823232337111382, -1.03692775514337]
    let difference = zip(series, [a, a * a, a * a * a, a * a * a * a]).reduce(0) { $0 + $1.0 * $1.1 }
    let (p, q) = (try law("beta(\(a), 1)"), try law("beta(1, \(a))"))
    let integrals = try LawPair(p, q).integrals(of: [.kullbackLeibler, .reverseKullbackLeibler])
    for estimate in integrals.estimates {
      expectAgreement(estimate, (1 - a) * (1 / a - difference), rounding: 1e-11)
    }
    for mass in [integrals.massOfFirst, integrals.massOfSecond] { #expect(mass.agrees(with: 1)) }
  }
}
