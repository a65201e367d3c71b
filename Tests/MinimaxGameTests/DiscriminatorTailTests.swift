import Distributions
import Divergences
import Expressions
import Foundation
import MinimaxGame
import Quadrature
import Testing

/// Games much of whose mass lies where x is too large, or too close to a point, to be a double.
@Suite("A discriminator beyond the range of doubles")
struct DiscriminatorTailTests {
  private func game(_ data: String, _ generator: String) throws -> MinimaxGame {
    MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
  }

  private func formula(_ text: String) throws -> ExpressionDiscriminator {
    ExpressionDiscriminator(try Expression(text))
  }

  @Test(
    "the gap of D = 1/2 is 2 JSD, and C(G) by entropies is C(G)",
    arguments: [
      ("gamma(0.001, 1)", "gamma(0.002, 1)"), ("beta(0.001, 1)", "beta(1, 0.002)"),
      ("affine(gamma(0.001, 1), 0, -1)", "affine(gamma(0.002, 3), 0, -1)"),
      ("student(0.01, 0, 1)", "student(0.02, 0, 1)"), ("lognormal(0, 300)", "lognormal(100, 200)"),
      ("pareto(0.001, 1)", "cauchy(0, 1)"),
    ])
  func constant(data: String, generator: String) throws {
    let game = try game(data, generator)
    let report = try game.report(on: ConstantDiscriminator(0.5))
    let exact = try jensenShannon(game.data, game.generator).scaled(by: 2)
    #expect(exact.verdict == .converged && report.gap.verdict == .converged, "\(report.gap)")
    #expect(report.gap.agrees(with: exact), "\(report.gap) against \(exact)")
    #expect(report.value.agrees(with: -log(4)) && report.value.verdict == .converged, "\(report.value)")
    let byEntropies = try game.criterionByEntropies()
    #expect(byEntropies.agrees(with: try game.criterion()), "\(byEntropies)")
    #expect(byEntropies.absoluteError < 1e-8, "\(byEntropies)")
  }

  @Test("E[log 1/2] is what it is for gamma(0.001, 1) against gamma(0.002, 1): the gap to the digit")
  func gammaGap() throws {
    // mpmath, at 50 digits, over s = -log x: 2 JSD of the two laws.
    let gap = try game("gamma(0.001, 1)", "gamma(0.002, 1)").gap(of: ConstantDiscriminator(0.5))
    #expect(gap.agrees(with: 0.1075642620501057177276), "\(gap)")
  }

  @Test(
    "a logit that is a power of x: E[log D] at -x² less E[log D] at x² is -E[x²] = -ν/(ν - 2)",
    arguments: [2.01, 2.1, 3])
  func power(df: Double) throws {
    let game = try game("student(\(df), 0, 1)", "normal(0, 1)")
    let down = try game.report(on: formula("sigmoid(-x^2)"))
    let up = try game.report(on: formula("sigmoid(x^2)"))
    let difference = down.dataTerm - up.dataTerm
    let exact = -df / (df - 2)
    #expect(difference.verdict == .converged, "\(difference)")
    #expect(
      (difference.value - exact).magnitude <= difference.absoluteError + 1e-13 * exact.magnitude,
      "\(difference), exact \(exact)")
    #expect(down.gap.agrees(with: try game.criterion() - down.value), "\(down.gap)")
  }

  @Test("a logit that is a logarithm: E[log D] at log x less E[log D] at -log x is E[log x] = ψ(a)")
  func logarithmic() throws {
    let game = try game("gamma(0.001, 1)", "gamma(0.002, 1)")
    let rising = try game.report(on: formula("sigmoid(log(x))"))
    let falling = try game.report(on: formula("sigmoid(-log(x))"))
    let overData = rising.dataTerm - falling.dataTerm
    // mpmath: digamma(0.001), with the double that is nearest to 0.001.
    #expect(overData.agrees(with: -1000.575571931810279655), "\(overData)")
    #expect(rising.gap.agrees(with: try game.criterion() - rising.value), "\(rising.gap)")
  }

  @Test("where nothing is known of D beyond the doubles, and mass is there, the error covers it")
  func unknown() throws {
    let discriminator = try formula("0.5 + 0.4*sin(x)")
    let heavy = try game("student(0.01, 0, 1)", "student(0.02, 0, 1)").report(on: discriminator)
    for estimate in [heavy.value, heavy.gap, heavy.squaredDistance] {
      #expect(estimate.absoluteError == .infinity && estimate.verdict.name == "unresolved", "\(estimate)")
    }
    #expect(heavy.masses.data.agrees(with: 1) && heavy.optimalSquaredDistanceFromHalf.verdict == .converged)
    let light = try game("normal(0, 1)", "normal(1, 1)").report(on: discriminator)
    #expect(light.value.verdict == .converged, "\(light.value)")
  }

  @Test("a logit that outgrows the tail: no number is claimed")
  func outgrowing() throws {
    let report = try game("cauchy(0, 1)", "normal(0, 1)").report(on: formula("sigmoid(-x^2)"))
    #expect(
      report.value.absoluteError == .infinity && report.value.verdict.name == "unresolved", "\(report.value)")
  }
}
