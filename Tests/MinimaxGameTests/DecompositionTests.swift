import Distributions
import Divergences
import Expressions
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("C(G) = -log 4 + KL(p_data ‖ m) + KL(p_g ‖ m) = -log 4 + 2 JSD: three routes that share little")
struct DecompositionTests {
  @Test("x-space KL terms, entropies and quantile space agree within their errors", arguments: games)
  func threeRoutes(_ named: NamedGame) throws {
    let game = try named.make()
    let routes = [
      try game.criterion(), try game.criterionByKullbackLeibler(), try game.criterionByEntropies(),
      try game.optimalValue(), try game.value(of: game.optimalDiscriminator),
    ]
    for (i, route) in routes.enumerated() {
      #expect(route.agrees(with: routes[0]), "route \(i): \(route) against \(routes[0])")
      #expect(route.absoluteError < 1e-8, "route \(i) claims \(route.absoluteError)")
    }
  }

  @Test("from identical to disjoint the routes stay together", arguments: [0, 1e-6, 1e-3, 1, 10, 50])
  func separations(_ distance: Double) throws {
    for scale in [1e-3, 1, 1e3] {
      let game = MinimaxGame(
        data: try Normal(mean: 0, standardDeviation: 1),
        generator: try Normal(mean: distance, standardDeviation: scale))
      let first = try game.criterion()
      for route in [
        try game.criterionByKullbackLeibler(), try game.criterionByEntropies(), try game.optimalValue(),
      ] {
        #expect(route.agrees(with: first), "scale \(scale)")
        #expect(route.absoluteError < 1e-6)
      }
    }
  }

  @Test("JSD is the mean of the two KL terms, and log 2 - JSD its complement", arguments: games)
  func jensenShannonIsTheMean(_ named: NamedGame) throws {
    let game = try named.make()
    let jsd = try jensenShannon(game.data, game.generator)
    let first = try kullbackLeiblerToMixture(from: game.data, with: game.generator)
    let second = try kullbackLeiblerToMixture(from: game.generator, with: game.data)
    #expect(jsd.agrees(with: (first + second).scaled(by: 0.5)))
    let deficit = try jensenShannonDeficit(game.data, game.generator)
    #expect((jsd + deficit).agrees(with: log(2)))
  }
}

@Suite("The gap identity: V(G, D*) - V(G, D) = ∫ (p_data + p_g) KL_Bernoulli(D* ‖ D) >= 4 E_m[(D - D*)²]")
struct GapTests {
  static let discriminators: [(name: String, make: @Sendable () throws -> any Discriminator)] = [
    ("1/2", { try ConstantDiscriminator(0.5) }),
    ("0.3", { try ConstantDiscriminator(0.3) }),
    ("a steep step", { ClosureDiscriminator(logit: { x in 25 * (x - 0.5) }) }),
    (
      "a table",
      { try TableDiscriminator(abscissas: [-2, 0, 1, 3], values: [0.2, 0.7, 0.4, 0.9]) }
    ),
    ("waves", { ClosureDiscriminator(logit: randomDirection(seed: 5)) }),
  ]

  @Test("for constants, a steep step, a table and waves", arguments: games)
  func identity(_ named: NamedGame) throws {
    let game = try named.make()
    let criterion = try game.criterion()
    for (name, make) in GapTests.discriminators {
      let report = try game.report(on: try make())
      #expect((criterion - report.value).agrees(with: report.gap), "\(name)")
      #expect(
        report.gap.value + report.gap.absoluteError
          >= 4 * (report.squaredDistance.value - report.squaredDistance.absoluteError), "\(name)")
    }
  }

  @Test("the gap of ½ is 2 JSD", arguments: games)
  func gapOfOneHalf(_ named: NamedGame) throws {
    let game = try named.make()
    let gap = try game.gap(of: ConstantDiscriminator(0.5))
    #expect(gap.agrees(with: try jensenShannon(game.data, game.generator).scaled(by: 2)))
  }

  @Test("the constant 4 is sharp: the ratio of gap to E_m[(D - D*)²] tends to 4 as p and q do to each other")
  func sharpConstant() throws {
    let game = MinimaxGame(
      data: try Normal(mean: 0, standardDeviation: 1), generator: try Normal(mean: 1e-3, standardDeviation: 1)
    )
    let report = try game.report(on: ConstantDiscriminator(0.5))
    #expect(abs(report.gap.value / report.squaredDistance.value - 4) < 1e-5)
  }

  @Test("a gap of order 1e-14 keeps its digits")
  func tinyGap() throws {
    let game = MinimaxGame(
      data: try Normal(mean: 0, standardDeviation: 1), generator: try Normal(mean: 1, standardDeviation: 1))
    let optimal = game.optimalDiscriminator
    let gap = try game.gap(of: ClosureDiscriminator(logit: { x in optimal.logit(x) + 1e-7 }))
    // ½ ∫ (p + q) D*(1 - D*) ε², and E[D*(1 - D*)] from the second variation along 1.
    let second = try game.variations(of: optimal, along: { _ in 1 }).second
    #expect(abs(gap.value / (-0.5e-14 * second.value) - 1) < 1e-6)
  }

  /// The values are mpmath's, at 60 digits: ∫ (p + q) KL_Bernoulli(D* ‖ D) with the logits as they are written.
  @Test(
    "the error of a gap holds what the rounding of both logits does to it",
    arguments: [
      (1.0, "0.5-x", 0.0), (30, "450-30*x", 0), (30, "440-30*x", 1.6244110851670819694e-48),
      (1, "0.5-x+1e-8", 1.989864335916249214e-17), (1, "0.5-x+0.001", 1.9898642903657030176e-7),
      (0.001, "0.0000005-0.001*x", 0),
    ])
  func roundingOfTheLogits(separation: Double, logit: String, exact: Double) throws {
    let game = MinimaxGame(
      data: try Normal(mean: 0, standardDeviation: 1),
      generator: try Normal(mean: separation, standardDeviation: 1))
    let discriminator = ExpressionDiscriminator(try Expression("sigmoid(\(logit))"))
    let gap = try game.gap(of: discriminator)
    #expect(gap.agrees(with: exact), "\(gap), exact \(exact)")
    #expect(gap.absoluteError < 1e-6 * exact + 1e-27)
    // And in the rows of the table.
    let table = try game.evaluation(of: [.gap, .lossMeanExcess], discriminator: discriminator)
    #expect(try #require(table[.gap]).agrees(with: exact))
    #expect(try #require(table[.lossMeanExcess]).agrees(with: 0.5 * exact))
  }
}

@Suite("x-space and z-space agree: E_g[log(1 - D(x))] = E_z[log(1 - D(G(z)))]")
struct NoiseSpaceTests {
  @Test("for affine, exponential and cubic maps of normal and uniform noise")
  func monotoneMaps() throws {
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let data = try Distribution("normal(0.5, 1.5)")
    let discriminator = ClosureDiscriminator(logit: { x in 0.7 - 0.4 * x })
    let cases: [(law: String, map: @Sendable (Double) -> Double, prior: any Law)] = [
      ("normal(1, 2)", { z in 1 + 2 * z }, normal),
      ("lognormal(0, 0.5)", { z in exp(0.5 * z) }, normal),
      ("uniform(2, 5)", { u in 2 + 3 * u }, try Uniform(lower: 0, upper: 1)),
      ("weibull(0.5, 1)", { z in z * z }, try Exponential(scale: 1)),
      ("pareto(3, 1)", { z in exp(z / 3) }, try Exponential(scale: 1)),
    ]
    for (law, map, prior) in cases {
      let game = MinimaxGame(data: data, generator: try Distribution(law))
      let inX = try game.value(of: discriminator)
      let inZ = try game.value(of: discriminator, map: map, prior: Distribution(prior))
      #expect(inX.agrees(with: inZ), "\(law): \(inX) against \(inZ)")
    }
  }

  @Test("a map that is not increasing is refused")
  func notMonotone() throws {
    let game = try games[0].make()
    #expect(throws: DiscriminatorError.self) {
      try game.value(
        of: ConstantDiscriminator(0.5), map: { z in z * z }, prior: Normal(mean: 0, standardDeviation: 1))
    }
  }
}
