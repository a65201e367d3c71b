import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("Projected subgradient descent of C")
struct ProjectedSubgradientTests {
  @Test("the projection is the nearest density above its floor", arguments: [0, 0.01, 0.3])
  func projection(floor: Double) throws {
    let game = try functionSpacePairs[2].onGrid()
    let method = ProjectedSubgradient(step: 0.1, floor: floor)
    let direction = randomDirection(seed: 3)
    let f = game.nodes.indices.map { game.start[$0] + 0.05 * direction(game.nodes[$0]) }
    let projected = method.project(f, in: game)
    #expect(abs(game.integral(of: projected) - 1) < 1e-12)
    #expect(zip(projected, game.data).allSatisfy { $0 >= floor * $1 })
    // <f - Πf, g - Πf> <= 0 for every feasible g: what characterises a projection.
    for seed in 10...20 as ClosedRange<UInt64> {
      let g = method.feasible(randomDensity(game, seed: seed), in: game)
      let product = game.integral(
        of: game.nodes.indices.map { (f[$0] - projected[$0]) * (g[$0] - projected[$0]) })
      #expect(product <= 1e-12)
    }
  }

  @Test("above a floor the mean excess obeys (‖q_0 - p‖² + η² Σ‖g‖²)/(2 η t)", arguments: functionSpacePairs)
  func bound(_ named: NamedGame) throws {
    let game = try named.onGrid()
    let method = ProjectedSubgradient(step: 0.01, floor: 0.01)
    var q = method.feasible(game.start, in: game)
    let distance = method.squaredDistance(q, in: game)
    var (sum, squares) = (0.0, 0.0)
    for t in 1...50 {
      sum += game.excess(q)
      squares += method.squaredNorm(at: q, in: game)
      q = try method.next(after: q, in: game)
      #expect(sum / Double(t) <= (distance + 1e-4 * squares) / (0.02 * Double(t)) * (1 + 1e-12))
    }
  }

  @Test("where p_g = 0 < p_data the subgradient is -infinity, and the method says that it has none")
  func stall() throws {
    let game = try functionSpacePairs[4].onGrid()
    #expect(
      zip(game.subgradient(at: game.start), zip(game.data, game.start)).allSatisfy { g, densities in
        (g == -.infinity) == (densities.0 > 0 && densities.1 == 0)
      })
    let method = ProjectedSubgradient(step: 0.1, floor: 0)
    let stall = #expect(throws: Stall.self) { try method.next(after: game.start, in: game) }
    guard case .noSubgradient(let mass) = stall else { return #expect(Bool(false)) }
    #expect(abs(mass - 0.5) < 1e-13)
  }

  @Test(
    "the bound holds for steps an eighth of, as large as, and eight times the one that the first subgradient suggests",
    arguments: [0.125, 1, 8])
  func boundAtOtherSteps(factor: Double) throws {
    let game = try functionSpacePairs[0].onGrid()
    let count = 40
    var q = ProjectedSubgradient(step: 1, floor: 0.01).feasible(game.start, in: game)
    let distance = ProjectedSubgradient(step: 1, floor: 0.01).squaredDistance(q, in: game)
    let norm = ProjectedSubgradient(step: 1, floor: 0.01).squaredNorm(at: q, in: game)
    let step = factor * (distance / (norm * Double(count))).squareRoot()
    let method = ProjectedSubgradient(step: step, floor: 0.01)
    var (sum, squares, excesses) = (0.0, 0.0, [Double]())
    for _ in 0..<count {
      excesses.append(game.excess(q))
      sum += game.excess(q)
      squares += method.squaredNorm(at: q, in: game)
      q = try method.next(after: q, in: game)
    }
    let bound = (distance + step * step * squares) / (2 * step * Double(count))
    #expect(sum / Double(count) <= bound * (1 + 1e-12))
    // It is no descent: C rises on the way, whatever the step, which is why the mean is what is reported.
    #expect(zip(excesses, excesses.dropFirst()).contains { $0 < $1 })
  }

  @Test(
    "without a floor it digs its own hole: mass far above p_data is projected to 0 where p_data is positive")
  func digsItsOwnHole() throws {
    let game = try functionSpacePairs[0].onGrid()
    #expect(game.hole(of: game.start) == 0)
    let next = try ProjectedSubgradient(step: 0.1, floor: 0).next(after: game.start, in: game)
    #expect(game.hole(of: next) > 0)
  }

  @Test("into a hole C falls faster than any line: the slope is like log ε")
  func slopeIntoAHole() throws {
    let game = try functionSpacePairs[4].onGrid()
    let inHole = game.normalized(zip(game.data, game.start).map { $1 == 0 ? $0 : 0 })
    let slopes = [1e-3, 1e-5, 1e-7].map { share in
      let moved = zip(game.start, inHole).map { (1 - share) * $0 + share * $1 }
      return (game.excess(moved) - game.excess(game.start)) / share
    }
    for (a, b) in zip(slopes, slopes.dropFirst()) { #expect(abs(b - a + log(100)) < 0.01) }
  }
}
