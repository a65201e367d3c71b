import Distributions
import Divergences
import Expressions
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("What D may be: a constant, a table, a closure, a formula")
struct DiscriminatorTests {
  private func game(_ data: String = "normal(0, 1)", _ generator: String = "normal(1, 1)") throws
    -> MinimaxGame
  {
    MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
  }

  @Test("the same D in four forms has the same V")
  func fourForms() throws {
    let game = try game()
    let forms: [any Discriminator] = [
      ClosureDiscriminator(logit: { x in 2 * x - 1 }),
      ClosureDiscriminator(value: { x in 1 / (1 + exp(1 - 2 * x)) }),
      ExpressionDiscriminator(try Expression("sigmoid(2*x - 1)")),
      ExpressionDiscriminator(try Expression("1/(1+exp(1-2*x))")),
      ExpressionDiscriminator(try Expression("1/(exp(1-2*x)+1)")),
    ]
    let values = try forms.map { try game.value(of: $0) }
    for value in values { #expect(value.agrees(with: values[0]), "\(value) against \(values[0])") }
  }

  @Test("V at a constant c is log c + log(1 - c), for any two laws", arguments: games)
  func constants(_ named: NamedGame) throws {
    let game = try named.make()
    for c in [1e-300, 0.1, 0.5, 0.9, 1 - 1e-16] {
      #expect(try game.value(of: ConstantDiscriminator(c)).agrees(with: log(c) + log1p(-c)))
    }
  }

  @Test(
    "D = 0 on a set of the data, or D = 1 on one of the generator's, gives minus infinity with the reason")
  func minusInfinity() throws {
    let game = try game("uniform(0, 2)", "uniform(1, 3)")
    let cases: [(any Discriminator, word: String)] = [
      (try ConstantDiscriminator(0), "D = 0"), (try ConstantDiscriminator(1), "D = 1"),
      (try TableDiscriminator(abscissas: [0.5, 1, 2], values: [0, 0, 1]), "D = 0"),
      (try TableDiscriminator(abscissas: [1, 2, 2.5], values: [0.3, 1, 1]), "D = 1"),
    ]
    for (discriminator, word) in cases {
      let report = try game.report(on: discriminator)
      #expect(report.value.value == -.infinity && report.gap.value == .infinity)
      #expect(report.value.verdict.reason.contains(word), "\(report.value.verdict)")
    }
  }

  @Test("D = 0 where only the generator has mass, and 1 where only the data have, costs nothing")
  func zeroWhereAllowed() throws {
    let game = try game("uniform(0, 1)", "uniform(2, 3)")
    let perfect = try TableDiscriminator(abscissas: [1.2, 1.8], values: [1, 0])
    let report = try game.report(on: perfect)
    #expect(report.value.agrees(with: 0) && report.gap.agrees(with: 0))
    #expect(report.value.verdict == .converged)
  }

  @Test("a table that touches 0 at one knot has a finite V: 0 log 0 = 0, and the singularity is integrable")
  func touchesZero() throws {
    let game = try game("uniform(-1, 1)", "uniform(-1, 1)")
    let table = try TableDiscriminator(abscissas: [-1, 0, 1], values: [0.5, 0, 0.5])
    let report = try game.report(on: table)
    // E log(|x|/2) = -1 - log 2, and E log(1 - |x|/2) = 2 ∫ log y over [1/2, 1] = log 2 - 1.
    let data: Double = -1 - log(2)
    let generated: Double = log(2) - 1
    #expect(abs(report.dataTerm.value - data) <= report.dataTerm.absoluteError + 1e-10)
    #expect(abs(report.generatorTerm.value - generated) <= report.generatorTerm.absoluteError + 1e-10)
  }

  @Test("a logit of 800 is no infinity: log(1 - D) is taken from the logit")
  func steepLogit() throws {
    let game = try game("normal(0, 1)", "normal(20, 1)")
    let report = try game.report(on: ClosureDiscriminator(logit: { x in 40 * x }))
    // D is 1 to rounding on the generator's mass: E_g[log(1 - D)] = -40 E[x] = -800.
    #expect(report.generatorTerm.agrees(with: -800))
    #expect(report.value.value > -.infinity)
  }

  @Test("a 1 that comes from rounding is not minus infinity, and the error says what may be lost")
  func roundedToOne() throws {
    let game = try game("normal(0, 1)", "normal(20, 1)")
    let byValue = ClosureDiscriminator(value: { x in 1 / (1 + exp(-40 * x)) })
    let report = try game.report(on: byValue)
    #expect(report.value.value > -.infinity)
    #expect(report.generatorTerm.value <= 0)
    // The true value is -800; the value alone cannot tell.
    #expect((report.generatorTerm.value + 800).magnitude <= report.generatorTerm.absoluteError)
  }

  @Test("a D outside [0, 1] is refused, with the place and what is allowed")
  func outside() throws {
    let game = try game()
    let cases: [any Discriminator] = [
      ClosureDiscriminator(value: { x in x }), ExpressionDiscriminator(try Expression("2*x")),
      ExpressionDiscriminator(try Expression("log(x)")),
    ]
    for discriminator in cases {
      let error = #expect(throws: DiscriminatorError.self) { try game.report(on: discriminator) }
      #expect(error?.description.contains("allowed") == true)
    }
    #expect(throws: DiscriminatorError.self) { try ConstantDiscriminator(1.1) }
    #expect(throws: DiscriminatorError.self) { try ConstantDiscriminator(.nan) }
    #expect(throws: DiscriminatorError.self) { try TableDiscriminator(abscissas: [], values: []) }
    #expect(throws: DiscriminatorError.self) {
      try TableDiscriminator(abscissas: [0, 0], values: [0.1, 0.2])
    }
    #expect(throws: DiscriminatorError.self) {
      try TableDiscriminator(abscissas: [0, 1], values: [0.1, 1.2])
    }
    #expect(throws: DiscriminatorError.self) { try TableDiscriminator(abscissas: [0, 1], values: [0.1]) }
  }

  @Test("a table is linear between its knots and constant beyond")
  func table() throws {
    let table = try TableDiscriminator(abscissas: [0, 1, 3], values: [0.2, 0.6, 0.4])
    for (x, value) in [(-5.0, 0.2), (0, 0.2), (0.5, 0.4), (1, 0.6), (2, 0.5), (3, 0.4), (9, 0.4)] {
      #expect(abs(try table(x) - value) < 1e-15)
    }
  }

  @Test("an error thrown inside a closure comes out unchanged")
  func throwingClosure() throws {
    struct Refusal: Error {}
    let game = try game()
    #expect(throws: Refusal.self) {
      try game.value(of: ClosureDiscriminator(logit: { _ in throw Refusal() }))
    }
  }

  @Test("atoms: D* is the quotient of the weights there, and the terms of V are sums over them")
  func atoms() throws {
    let game = try game("empirical([0, 0, 1, 2])", "empirical([0, 1, 1, 3])")
    // Weights ½, ¼, ¼, 0 and ¼, ½, 0, ¼.
    let optimal = game.optimalDiscriminator
    #expect(abs(try #require(optimal.value(at: 0)) - 2.0 / 3) < 1e-15)
    #expect(optimal.value(at: 2) == 1 && optimal.value(at: 3) == 0 && optimal.value(at: 0.5) == nil)
    let value = try game.value(of: optimal)
    #expect(
      value.agrees(with: 0.75 * log(2.0 / 3) + 0.25 * log(1.0 / 3) + 0.25 * log(1.0 / 3) + 0.5 * log(2.0 / 3))
    )
    #expect(value.agrees(with: try game.criterion()))
    let one = try game.value(
      of: TableDiscriminator(abscissas: [-1, 0, 1, 2, 3], values: [0.5, 0.5, 0.4, 0.6, 0]))
    let byHand = 0.5 * log(0.5) + 0.25 * log(0.4) + 0.25 * log(0.6) + 0.25 * log(0.5) + 0.5 * log(0.6)
    #expect(one.agrees(with: byHand))
  }

  @Test("no continuous D attains the supremum against an atom of the generator: the gap falls with its width")
  func supremumNotAttained() throws {
    let game = try game("normal(0, 1)", "empirical([0])")
    #expect(try game.criterion().agrees(with: 0))
    let values = try [1, 0.1, 0.01, 0.001].map { width in
      try game.value(
        of: ClosureDiscriminator(
          logit: { x in 8 - 20 * exp(-0.5 * x * x / (width * width)) },
          landmarks: [Landmark(position: 0, scale: width)])
      ).value
    }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 } && values[3] < 0)
  }
}
