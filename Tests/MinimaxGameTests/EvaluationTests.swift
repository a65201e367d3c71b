import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("The table of a game: every quantity with its value, error and verdict")
struct EvaluationTests {
  @Test("all rows are there, in order, and agree with the functions of their names", arguments: games)
  func rows(_ named: NamedGame) throws {
    let game = try named.make()
    let (p, q) = (game.data, game.generator)
    let table = try game.evaluation()
    #expect(table.rows.map(\.quantity) == Quantity.allCases.filter { !$0.needsDiscriminator })
    let expected: [(Quantity, Estimate)] = [
      (.jensenShannon, try jensenShannon(p, q)), (.totalVariation, try totalVariation(p, q)),
      (.jensenShannonDeficit, try jensenShannonDeficit(p, q)),
      (.totalVariationDeficit, try totalVariationDeficit(p, q)),
      (.kullbackLeiblerOfDataToGenerator, try kullbackLeibler(from: p, to: q)),
      (.kullbackLeiblerOfGeneratorToData, try kullbackLeibler(from: q, to: p)),
      (.kullbackLeiblerOfDataToMixture, try kullbackLeiblerToMixture(from: p, with: q)),
      (.kullbackLeiblerOfGeneratorToMixture, try kullbackLeiblerToMixture(from: q, with: p)),
      (.squaredHellinger, try squaredHellinger(p, q)), (.chiSquared, try chiSquared(of: p, against: q)),
      (.wasserstein1, try wasserstein1(p, q)), (.criterionByKullbackLeibler, try game.criterion()),
      (.criterionByJensenShannon, try game.criterion()), (.optimalValue, try game.criterion()),
      (.massOfData, .closedForm(1)), (.massOfGenerator, .closedForm(1)),
    ]
    for (quantity, estimate) in expected {
      let row = try #require(table[quantity])
      #expect(row.agrees(with: estimate), "\(quantity.rawValue): \(row) against \(estimate)")
      #expect(row.verdict.reason.isEmpty == (row.verdict == .converged), "\(quantity.rawValue)")
      #expect(row.value.isFinite || !row.verdict.reason.isEmpty, "\(quantity.rawValue)")
    }
    #expect(table.failedMasses.isEmpty)
  }

  @Test(
    "with a discriminator: -V against its floor -C(G), and half of each as mean cross-entropy",
    arguments: games)
  func losses(_ named: NamedGame) throws {
    let game = try named.make()
    let discriminator = ClosureDiscriminator(logit: randomDirection(seed: 9), supremum: 4)
    let table = try game.evaluation(discriminator: discriminator)
    #expect(table.rows.map(\.quantity) == Quantity.allCases)
    func value(_ quantity: Quantity) throws -> Estimate { try #require(table[quantity]) }
    #expect(try value(.lossSum).value == -value(.value).value)
    #expect(try value(.lossMean).value == 0.5 * value(.lossSum).value)
    #expect(try value(.lossSumFloor).agrees(with: game.criterion().scaled(by: -1)))
    #expect(try (value(.lossSum) - value(.lossSumFloor)).agrees(with: value(.lossSumExcess)))
    #expect(try (value(.lossMean) - value(.lossMeanFloor)).agrees(with: value(.lossMeanExcess)))
    #expect(try value(.lossSumExcess).agrees(with: value(.gap)))
    #expect(try value(.dualityGap).value >= value(.gap).value - value(.gap).absoluteError)
  }

  @Test(
    "ganhacks#36, pix2pix-tensorflow#127: at the solution the loss reads log 4 as a sum and log 2 as a mean")
  func readingALoss() throws {
    let game = MinimaxGame(
      data: try Distribution("normal(0, 1)"), generator: try Distribution("normal(0, 1)"))
    let table = try game.evaluation(discriminator: ConstantDiscriminator(0.5))
    #expect(try #require(table[.lossSum]).agrees(with: log(4)))
    #expect(try #require(table[.lossMean]).agrees(with: log(2)))
    #expect(try #require(table[.lossSumFloor]).agrees(with: log(4)))
    #expect(try #require(table[.lossMeanExcess]).agrees(with: 0))
    // And a loss near log 4 may hide a generator that is far from the data: the floor tells.
    let bad = MinimaxGame(data: game.data, generator: try Distribution("normal(3, 1)"))
    let hidden = try bad.evaluation(discriminator: ConstantDiscriminator(0.5))
    #expect(try #require(hidden[.lossSum]).agrees(with: log(4)))
    #expect(try #require(hidden[.lossSumFloor]).value < 0.6)
  }

  @Test("only what is asked for is returned, and nothing of a discriminator without one")
  func selection() throws {
    let game = try games[0].make()
    let table = try game.evaluation(of: [.jensenShannon, .wasserstein1, .gap])
    #expect(table.rows.map(\.quantity) == [.jensenShannon, .wasserstein1])
    #expect(table[.gap] == nil && table[.totalVariation] == nil)
    let one = try game.evaluation(of: [.criterionByKullbackLeibler])
    #expect(one.rows.map(\.quantity) == [.criterionByKullbackLeibler])
  }

  @Test("infinite rows say in words which law and where, with the names of the data and the generator")
  func reasons() throws {
    let game = MinimaxGame(
      data: try Distribution("cauchy(0, 1)"), generator: try Distribution("uniform(0, 1)"))
    let table = try game.evaluation()
    for quantity in [Quantity.kullbackLeiblerOfDataToGenerator, .chiSquared, .wasserstein1] {
      let row = try #require(table[quantity])
      #expect(row.value == .infinity && row.verdict.name == "infinite")
      #expect(
        row.verdict.reason.contains("the data") || row.verdict.reason.contains("tail"), "\(row.verdict)")
    }
    #expect(try #require(table[.kullbackLeiblerOfGeneratorToData]).verdict == .converged)
  }

  @Test("every quantity has a unit and a formula, and its own spelling in snake case")
  func definitions() {
    for quantity in Quantity.allCases {
      #expect(!quantity.definition.isEmpty)
      #expect(quantity.rawValue.allSatisfy { $0.isLowercase || $0 == "_" || $0 == "1" })
    }
    #expect(Quantity.wasserstein1.unit == .x && Quantity.jensenShannon.unit == .nats)
    #expect(Quantity.totalVariation.unit == .one)
  }

  @Test("a failed mass is noticed whichever quantities were asked for")
  func failedMass() throws {
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let game = MinimaxGame(data: Doubled(of: normal), generator: normal)
    for quantity in [Quantity.jensenShannon, .wasserstein1, .optimalValue] {
      let table = try game.evaluation(of: [quantity])
      #expect(table.rows.map(\.quantity) == [quantity])
      #expect(table.failedMasses.map(\.quantity) == [.massOfData])
    }
  }

  @Test(
    "a mass that is not known at all has failed, and one that is known to be 1 is off by at least what it shows"
  )
  func errorsOfMasses() throws {
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let game = MinimaxGame(data: Doubled(of: normal, by: 1e-13), generator: normal)
    let table = try game.evaluation(of: [.massOfData])
    let mass = try #require(table[.massOfData])
    #expect(table.failedMasses.isEmpty && mass.absoluteError >= (mass.value - 1).magnitude)
    #expect((mass.value - 1).magnitude > 5e-14)
    let subnormal = try Normal(mean: 0, standardDeviation: .leastNonzeroMagnitude)
    let failed = try MinimaxGame(data: subnormal, generator: normal).evaluation(of: [.jensenShannon])
    #expect(failed.failedMasses.map(\.quantity).contains(.massOfData))
  }

  @Test(
    "converged is an error of at most the tolerance times the value, or of 1e-24 where there is a double zero"
  )
  func whatConvergedMeans() throws {
    var unresolved: Set<Quantity> = []
    for exponent in stride(from: -12.0, through: -2, by: 0.5) {
      let shift = pow(10, exponent)
      let data = try Normal(mean: 0, standardDeviation: 1)
      let near = MinimaxGame(data: data, generator: try Normal(mean: shift, standardDeviation: 1))
      let game = MinimaxGame(data: data, generator: try Normal(mean: 1, standardDeviation: 1))
      let optimal = game.optimalDiscriminator
      let rows =
        try near.evaluation(of: [
          .jensenShannon, .kullbackLeiblerOfDataToGenerator, .squaredHellinger, .chiSquared,
        ]).rows
        + game.evaluation(
          of: [.gap], discriminator: ClosureDiscriminator(logit: { x in optimal.logit(x) + shift })
        ).rows
      for row in rows {
        let (value, error) = (row.estimate.value, row.estimate.absoluteError)
        let isKnown = error <= 1e-10 * value || error <= 1e-24
        #expect(
          isKnown || row.estimate.verdict != .converged, "\(row.quantity.rawValue): \(row.estimate)")
        if row.estimate.verdict != .converged { unresolved.insert(row.quantity) }
      }
    }
    #expect(unresolved.contains(.gap) && unresolved.contains(.jensenShannon))
  }

  @Test("the least error that counts as rounding is in the units of the row: W1 is proportional to x")
  func roundingIsInUnits() throws {
    let near = MinimaxGame(
      data: try Normal(mean: 0, standardDeviation: 1e-20),
      generator: try Normal(mean: 1e-34, standardDeviation: 1e-20))
    let distance = try #require(try near.evaluation(of: [.wasserstein1])[.wasserstein1])
    #expect(distance.verdict == .converged || distance.absoluteError > 1e-10 * distance.value)
    #expect(distance.absoluteError < 1e-33 && distance.agrees(with: 1e-34))
    let one = Quantity.wasserstein1.roundingOfTerms(extent: 1)
    #expect(Quantity.wasserstein1.roundingOfTerms(extent: 1e-20) == 1e-20 * one)
    for quantity in [Quantity.value, .jensenShannonDeficit, .totalVariationDeficit, .lossSum] {
      #expect(quantity.roundingOfTerms(extent: 1) == 0)
    }
  }

  @Test("a sample as the generator: JSD is log 2, the KL terms are infinite, W1 is finite")
  func sample() throws {
    let game = MinimaxGame(
      data: try Distribution("normal(0, 1)"), generator: try Distribution("empirical([-1, 0.2, 0.7])"))
    let table = try game.evaluation()
    #expect(try #require(table[.jensenShannon]).agrees(with: log(2)))
    #expect(try #require(table[.totalVariation]).agrees(with: 1))
    #expect(try #require(table[.kullbackLeiblerOfGeneratorToData]).verdict.reason.contains("atom"))
    #expect(try #require(table[.wasserstein1]).value < 1)
    // D* tells them apart everywhere.
    let value = try #require(table[.optimalValue])
    #expect(value.value == 0 && value.verdict == .converged, "\(value)")
    #expect(table.failedMasses.isEmpty)
  }

  @Test(
    "mass beyond the largest and below the smallest double is in every row: V(G, D*) over quantiles is C(G)",
    arguments: [
      ("pareto(0.02, 1)", "pareto(0.03, 1)"), ("student(0.02, 0, 1)", "student(0.03, 0, 1)"),
      ("lognormal(0, 80)", "lognormal(1, 80)"), ("lognormal(0, 150)", "normal(0, 1)"),
      ("gamma(0.001, 1)", "gamma(0.002, 1)"), ("affine(gamma(0.01, 1), 0, -1)", "cauchy(0, 1)"),
    ])
  func massBeyondRange(data: String, generator: String) throws {
    let game = MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
    let evaluation = try game.evaluation()
    #expect(evaluation.failedMasses.isEmpty)
    let criterion = try #require(evaluation[.criterionByKullbackLeibler])
    let value = try #require(evaluation[.optimalValue])
    #expect(criterion.agrees(with: value), "\(criterion), \(value)")
    #expect((criterion.value - value.value).magnitude < 1e-10)
    #expect(evaluation.rows.allSatisfy { !$0.estimate.value.isNaN })
  }

  @Test(
    "laws of the size of the smallest doubles: V(G, D*) and W1 are those of size 1, or say that they are not",
    arguments: [1e-270, 1e-280, 1e-285, 1e-290, 1e-295, 1e-300, 1e-304])
  func smallestScales(scale: Double) throws {
    func laws(_ s: Double) -> [(String, String)] {
      [
        ("normal(0, \(s))", "laplace(\(s), \(s))"), ("gamma(0.3, \(s))", "exponential(\(s))"),
        ("uniform(0, \(s))", "affine(beta(2, 2), 0, \(s))"), ("gamma(2, \(s))", "gamma(3, \(s))"),
      ]
    }
    for (ordinary, tiny) in zip(laws(1), laws(scale)) {
      let game = MinimaxGame(data: try Distribution(ordinary.0), generator: try Distribution(ordinary.1))
      let small = MinimaxGame(data: try Distribution(tiny.0), generator: try Distribution(tiny.1))
      let table = try small.evaluation()
      let value = try #require(table[.optimalValue])
      #expect(value.agrees(with: try game.criterion()), "\(tiny): \(value)")
      let distance = try #require(table[.wasserstein1])
      let exact = try wasserstein1(game.data, game.generator).scaled(by: scale)
      #expect(distance.agrees(with: exact), "\(tiny): \(distance), \(exact)")
      for estimate in [value, distance] where estimate.verdict == .converged {
        #expect(estimate.absoluteError <= 1e-9 * estimate.value.magnitude, "\(tiny): \(estimate)")
      }
    }
  }

  @Test("C(G) by entropies has the digits of an ordinary C, and says where it lacks those of a small one")
  func criterionByEntropies() throws {
    let singular = MinimaxGame(
      data: try Distribution("0.5*gamma(0.3, 1e-6) + 0.5*normal(0, 1)"),
      generator: try Distribution("normal(0, 2)"))
    let row = try #require(try singular.evaluation()[.criterionByJensenShannon])
    let criterion = try singular.criterion()
    #expect(row.verdict == .converged && row.agrees(with: criterion), "\(row)")
    let distant = MinimaxGame(
      data: try Distribution("normal(0, 1)"), generator: try Distribution("normal(12, 1)"))
    let small = try #require(try distant.evaluation()[.criterionByJensenShannon])
    #expect(small.verdict.reason.contains("relative to so small a value"), "\(small)")
    #expect(small.agrees(with: try distant.criterion()))
  }

  @Test("what the quantiles cannot resolve near 1 ends within its limit and is in the error")
  func limitOfEvaluations() throws {
    let game = MinimaxGame(
      data: try Distribution("beta(0.5, 0.05)"), generator: try Distribution("beta(0.5, 0.1)"))
    let value = try game.optimalValue(evaluationLimit: 5000)
    #expect(value.evaluations < 2 * 5000 + 2000)
    #expect(value.verdict.name == "unresolved")
    #expect(value.agrees(with: try game.criterion()))
  }
}

/// A law of a user's whose density is twice what it should be, or more by another share.
private struct Doubled: Law {
  var truth: Normal
  var excess: Double

  init(of truth: Normal, by excess: Double = 1) { (self.truth, self.excess) = (truth, excess) }

  var support: Interval { truth.support }
  var breakPoints: [Double] { truth.breakPoints }
  var landmarks: [Landmark] { truth.landmarks }
  var mean: Double? { truth.mean }
  var variance: Double? { truth.variance }
  var description: String { "doubled \(truth)" }

  func logDensity(anchor: Double, offset: Double) -> Double {
    truth.logDensity(anchor: anchor, offset: offset) + log1p(excess)
  }
  func cumulative(_ x: Double) -> Double { truth.cumulative(x) }
  func complementaryCumulative(_ x: Double) -> Double { truth.complementaryCumulative(x) }
  func quantile(_ probability: Double) -> Double { truth.quantile(probability) }
  func complementaryQuantile(_ probability: Double) -> Double { truth.complementaryQuantile(probability) }
  func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    truth.asymptotics(approaching: point, from: side)
  }
  func entropy() throws -> Estimate { truth.entropy() }
  func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    truth.sample(using: &generator)
  }
}
