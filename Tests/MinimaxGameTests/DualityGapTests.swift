import Distributions
import Divergences
import Expressions
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("The duality gap C(G) - E_data[log D] - log(1 - sup D) is at least 0, and 0 only at the solution")
struct DualityGapTests {
  private func game(_ data: String, _ generator: String) throws -> MinimaxGame {
    MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
  }

  @Test("it is 0 at the solution: p_g = p_data and D = ½", arguments: families)
  func solution(text: String) throws {
    let gap = try game(text, text).dualityGap(of: ConstantDiscriminator(0.5))
    #expect(gap.verdict.name != "infinite" && gap.agrees(with: 0))
  }

  @Test("it is 0 for D = ½ on the data and below ½ elsewhere, too")
  func belowOneHalfElsewhere() throws {
    let table = try TableDiscriminator(
      abscissas: [-1, 0, 1, 2], values: [0.1, 0.5, 0.5, 0.2])
    let gap = try game("uniform(0, 1)", "uniform(0, 1)").dualityGap(of: table)
    #expect(gap.verdict == .converged && gap.agrees(with: 0))
  }

  @Test("but not for D = ½ on the data and above ½ elsewhere: a generator would go there")
  func aboveOneHalfElsewhere() throws {
    let table = try TableDiscriminator(abscissas: [-1, 0, 1, 2], values: [0.1, 0.5, 0.5, 0.7])
    let gap = try game("uniform(0, 1)", "uniform(0, 1)").dualityGap(of: table)
    // -log 4 + log 2 - log(0.3)
    #expect(gap.agrees(with: -log(2) - log(0.3)))
  }

  @Test("it is positive when p_g ≠ p_data, even for D = ½: there it is 2 JSD", arguments: games)
  func wrongGenerator(_ named: NamedGame) throws {
    let game = try named.make()
    let gap = try game.dualityGap(of: ConstantDiscriminator(0.5))
    let jsd = try jensenShannon(game.data, game.generator)
    #expect(gap.agrees(with: jsd.scaled(by: 2)) && gap.value > gap.absoluteError)
  }

  @Test("it is positive when D ≠ ½ against the right generator", arguments: [0.1, 0.49, 0.6, 0.999])
  func wrongDiscriminator(value: Double) throws {
    let gap = try game("normal(0, 1)", "normal(0, 1)").dualityGap(of: ConstantDiscriminator(value))
    #expect(gap.agrees(with: -log(4) - log(value) - log1p(-value)))
    #expect(gap.value > gap.absoluteError)
  }

  @Test(
    "it is at least the gap to D* for the same pair: the other player's part is not negative",
    arguments: games)
  func atLeastTheGap(_ named: NamedGame) throws {
    let game = try named.make()
    let table = try TableDiscriminator(abscissas: [-2, 0, 1, 3], values: [0.2, 0.7, 0.4, 0.6])
    let (duality, gap) = (try game.dualityGap(of: table), try game.gap(of: table))
    #expect(duality.verdict == .converged)
    #expect(duality.value >= gap.value - gap.absoluteError - duality.absoluteError)
  }

  @Test("sup D = 1 makes it infinite, with the reason")
  func supremumOne() throws {
    let step = ExpressionDiscriminator(try Expression("sigmoid(x)"))
    let gap = try game("normal(0, 1)", "normal(1, 1)").dualityGap(of: step)
    #expect(gap.value == .infinity && gap.verdict.reason.contains("sup D = 1"))
  }

  @Test("where sup D is not known it is a lower bound, and says so; given, it is exact")
  func unknownSupremum() throws {
    let game = try game("normal(0, 1)", "normal(1, 1)")
    let logit: @Sendable (Double) throws -> Double = { x in sin(x) }
    let unknown = try game.dualityGap(of: ClosureDiscriminator(logit: logit))
    #expect(unknown.verdict.name == "unresolved" && unknown.verdict.reason.contains("lower bound"))
    let known = try game.dualityGap(of: ClosureDiscriminator(logit: logit, supremum: 1))
    #expect(known.verdict == .converged && known.value >= unknown.value)
    let proved = try game.dualityGap(of: ExpressionDiscriminator(Expression("sigmoid(sin(x))")))
    #expect(proved.verdict == .converged && abs(proved.value - known.value) < 1e-8)
  }

  @Test(
    "the supremum of a formula is proved: bounded, attained and approached",
    arguments: [
      ("0.25", 0.25), ("sigmoid(-x^2)", 0.5), ("0.3+0.2*sin(5*x)", 0.5), ("0.9*exp(-x^2)", 0.9),
      ("min(0.7, sigmoid(x))", 0.7), ("0.5*(1+tanh(x)/2)", 0.75),
    ])
  func supremumOfFormulas(text: String, supremum: Double) throws {
    let discriminator = ExpressionDiscriminator(try Expression(text))
    let expected = log(supremum / (1 - supremum))
    switch discriminator.supremum {
    case .known(let logit): #expect(abs(logit - expected) < 1e-7)
    case .atLeast(let logit): Issue.record("\(text): only at least \(logit)")
    }
  }
}
