import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

/// A random density: the mean of p_data and the start times exp of a random smooth function.
func randomDensity(_ game: GridGame, seed: UInt64) -> [Double] {
  let direction = randomDirection(seed: seed)
  return game.normalized(
    game.nodes.indices.map { 0.5 * (game.data[$0] + game.start[$0]) * exp(direction(game.nodes[$0])) })
}

/// Data and starts of the descents, the last three with a hole.
let functionSpacePairs = [
  NamedGame(data: "normal(0, 1)", generator: "normal(1, 1.5)"),
  NamedGame(data: "gamma(2, 1)", generator: "gamma(4, 1)"),
  NamedGame(data: "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)", generator: "normal(0, 2)"),
  NamedGame(data: "0.5*normal(-4, 1) + 0.5*normal(4, 1)", generator: "normal(4, 1)"),
  NamedGame(data: "0.5*uniform(0, 1) + 0.5*uniform(2, 3)", generator: "uniform(0, 1)"),
  NamedGame(data: "uniform(0, 1)", generator: "uniform(0.5, 1.5)"),
  NamedGame(data: "uniform(0, 1)", generator: "uniform(2, 3)"),
]

extension NamedGame {
  func onGrid(order: Int = 21) throws -> GridGame {
    try GridGame(data: Distribution(data), start: Distribution(generator), order: order)
  }
}

@Suite("Proposition 2's functional on a grid: V is affine in p_g, C convex with subgradient log(1 - D*)")
struct GridFunctionalTests {
  @Test(
    "C and TV on the grid are those of the line, within the difference of two rules",
    arguments: functionSpacePairs)
  func gridAgainstLine(_ named: NamedGame) throws {
    let (fine, coarse, game) = (try named.onGrid(), try named.onGrid(order: 14), try named.make())
    let jsd = try jensenShannon(game.data, game.generator)
    let excess = (fine.excess(fine.start), coarse.excess(coarse.start))
    #expect(abs(excess.0 - 2 * jsd.value) <= abs(excess.0 - excess.1) + 2 * jsd.absoluteError + 1e-14)
    let variation = try totalVariation(game.data, game.generator)
    #expect(abs(fine.totalVariation(fine.start) - variation.value) <= variation.absoluteError + 1e-13)
    #expect(fine.massDefect < 1e-12)
  }

  @Test("V(q, D) is affine in q for a D of its own", arguments: functionSpacePairs)
  func affine(_ named: NamedGame) throws {
    let game = try named.onGrid()
    for seed in 1...5 as ClosedRange<UInt64> {
      let (q, r) = (randomDensity(game, seed: seed), randomDensity(game, seed: seed + 100))
      let d = game.optimalDiscriminator(against: randomDensity(game, seed: seed + 200))
      for share in [0.1, 0.5, 0.8] {
        let between = zip(q, r).map { $0 + share * ($1 - $0) }
        let chord = (1 - share) * game.value(of: d, against: q) + share * game.value(of: d, against: r)
        #expect(abs(game.value(of: d, against: between) - chord) <= 64 * .ulpOfOne * (4 + abs(chord)))
      }
    }
  }

  @Test(
    "C is convex; log(1 - D*) is a subgradient; the tangent is left by at most KL(r ‖ q)",
    arguments: functionSpacePairs)
  func convex(_ named: NamedGame) throws {
    let game = try named.onGrid()
    for seed in 1...10 as ClosedRange<UInt64> {
      let (q, r) = (randomDensity(game, seed: seed), randomDensity(game, seed: seed + 100))
      for share in [0.1, 0.5, 0.8] {
        let between = zip(q, r).map { $0 + share * ($1 - $0) }
        let chord = (1 - share) * game.excess(q) + share * game.excess(r)
        // Strictly, as q and r differ.
        #expect(game.excess(between) < chord - 1e-9)
      }
      let slope = game.integral(of: zip(game.subgradient(at: q), zip(q, r)).map { $0 * ($1.1 - $1.0) })
      let gap = game.excess(r) - game.excess(q) - slope
      #expect(gap > 0 && gap <= game.kullbackLeibler(from: r, to: q))
    }
  }

  @Test("C(q) = V(q, D*) is the greatest of V(q, D)", arguments: functionSpacePairs)
  func envelope(_ named: NamedGame) throws {
    let game = try named.onGrid()
    let q = randomDensity(game, seed: 7)
    let criterion = game.excess(q) - log(4)
    #expect(abs(game.value(of: game.optimalDiscriminator(against: q), against: q) - criterion) < 1e-13)
    let other = game.optimalDiscriminator(against: randomDensity(game, seed: 8))
    #expect(game.value(of: other, against: q) < criterion)
  }
}
