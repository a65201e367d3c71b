import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

/// A random density: the mean of p_data and the start times exp of a random smooth function.
private func randomDensity(_ game: GridGame, seed: UInt64) -> [Double] {
  let direction = randomDirection(seed: seed)
  return game.normalized(
    game.nodes.indices.map { 0.5 * (game.data[$0] + game.start[$0]) * exp(direction(game.nodes[$0])) })
}

private let pairs = [
  NamedGame(data: "normal(0, 1)", generator: "normal(1, 1.5)"),
  NamedGame(data: "gamma(2, 1)", generator: "gamma(4, 1)"),
  NamedGame(data: "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)", generator: "normal(0, 2)"),
  NamedGame(data: "0.5*normal(-4, 1) + 0.5*normal(4, 1)", generator: "normal(4, 1)"),
  NamedGame(data: "0.5*uniform(0, 1) + 0.5*uniform(2, 3)", generator: "uniform(0, 1)"),
  NamedGame(data: "uniform(0, 1)", generator: "uniform(0.5, 1.5)"),
  NamedGame(data: "uniform(0, 1)", generator: "uniform(2, 3)"),
]

extension NamedGame {
  fileprivate func onGrid(order: Int = 21) throws -> GridGame {
    try GridGame(data: Distribution(data), start: Distribution(generator), order: order)
  }
}

@Suite("Proposition 2's functional on a grid: V is affine in p_g, C convex with subgradient log(1 - D*)")
struct GridFunctionalTests {
  @Test("C and TV on the grid are those of the line, within the difference of two rules", arguments: pairs)
  func gridAgainstLine(_ named: NamedGame) throws {
    let (fine, coarse, game) = (try named.onGrid(), try named.onGrid(order: 14), try named.make())
    let jsd = try jensenShannon(game.data, game.generator)
    let excess = (fine.excess(fine.start), coarse.excess(coarse.start))
    #expect(abs(excess.0 - 2 * jsd.value) <= abs(excess.0 - excess.1) + 2 * jsd.absoluteError + 1e-14)
    let variation = try totalVariation(game.data, game.generator)
    #expect(abs(fine.totalVariation(fine.start) - variation.value) <= variation.absoluteError + 1e-13)
    #expect(fine.massDefect < 1e-12)
  }

  @Test("V(q, D) is affine in q for a D of its own", arguments: pairs)
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
    "C is convex; log(1 - D*) is a subgradient; the tangent is left by at most KL(r ‖ q)", arguments: pairs)
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

  @Test("C(q) = V(q, D*) is the greatest of V(q, D)", arguments: pairs)
  func envelope(_ named: NamedGame) throws {
    let game = try named.onGrid()
    let q = randomDensity(game, seed: 7)
    let criterion = game.excess(q) - log(4)
    #expect(abs(game.value(of: game.optimalDiscriminator(against: q), against: q) - criterion) < 1e-13)
    let other = game.optimalDiscriminator(against: randomDensity(game, seed: 8))
    #expect(game.value(of: other, against: q) < criterion)
  }
}

@Suite("Mirror descent on C: q <- q^(1-η) (p_data + q)^η / Z")
struct MirrorDescentTests {
  @Test(
    "for η <= 1, C falls at every step and C_t + log 4 <= KL(p_data ‖ q_0)/(η t)", arguments: [0.1, 0.5, 1],
    pairs)
  func bound(step: Double, named: NamedGame) throws {
    let (game, descent) = (try named.onGrid(), MirrorDescent(step: step))
    var (q, last) = (game.start, game.excess(game.start))
    for t in 1...40 {
      q = try descent.next(after: q, in: game)
      let excess = game.excess(q)
      let rounding = 64 * .ulpOfOne * excess.squareRoot() + 1e-28
      #expect(excess <= last + rounding)
      if let bound = descent.bound(from: game.start, steps: t, in: game) {
        #expect(excess <= bound + rounding)
      }
      last = excess
    }
  }

  @Test(
    "the first step is q^(1-η) (p_data + q)^η / Z at every node, and minimises <log(1 - D*), q'> + KL(q' ‖ q)/η",
    arguments: [0.1, 0.5, 1, 1.5, 2, 3], pairs.prefix(4))
  func firstStep(step: Double, named: NamedGame) throws {
    let game = try named.onGrid()
    let (p, q) = (game.data, game.start)
    let next = try MirrorDescent(step: step).next(after: q, in: game)
    // Another way through the formula: logarithms, of at most some hundreds, each right to an ulp.
    let logs = zip(p, q).map { (1 - step) * log($1) + step * log($0 + $1) }
    let largest = logs.max() ?? 0
    let mass = game.integral(of: logs.map { exp($0 - largest) })
    let gradient = game.subgradient(at: q)
    // Where the minimum of a linear function plus KL/η is, log(1 - D*) + log(q'/q)/η is constant.
    let multiplier = gradient[0] + (log(next[0]) - log(q[0])) / step
    for i in next.indices {
      #expect((next[i] / (exp(logs[i] - largest) / mass) - 1).magnitude < 1e-12)
      let other = gradient[i] + (log(next[i]) - log(q[i])) / step
      #expect((other - multiplier).magnitude < 1e-13 * (1 + log(q[i]).magnitude) / step)
    }
    // The three-point identity: any other density is worse, by KL from the minimum over η.
    let rival = randomDensity(game, seed: 31)
    func objective(_ r: [Double]) -> Double {
      game.integral(of: zip(gradient, r).map { $0 * $1 }) + game.kullbackLeibler(from: r, to: q) / step
    }
    let gap = objective(rival) - objective(next)
    let distance = game.kullbackLeibler(from: rival, to: next) / step
    #expect((gap - distance).magnitude < 1e-12 * (1 + gap.magnitude) && gap > 0)
  }

  @Test(
    "at η = 2 the step is (p_data + q)²/(q Z) with Z = 4 + χ²(p_data ‖ q); q and p_data²/q have one successor"
  )
  func secondOrderStep() throws {
    for named in [pairs[0], NamedGame(data: "beta(2, 5)", generator: "uniform(0, 1)")] {
      let (game, line) = (try named.onGrid(), try named.make())
      let (p, q) = (game.data, game.start)
      let next = try MirrorDescent(step: 2).next(after: q, in: game)
      let normaliser = 4 + (try chiSquared(of: line.data, against: line.generator)).value
      for i in next.indices {
        #expect((next[i] / ((p[i] + q[i]) * (p[i] + q[i]) / q[i] / normaliser) - 1).magnitude < 1e-9)
      }
      let mirrored = game.normalized(zip(p, q).map { $0 * $0 / $1 })
      let scaled = mirrored.map { $0 * game.integral(of: zip(p, q).map { $0 * $0 / $1 }) }
      let other = try MirrorDescent(step: 2).next(after: scaled, in: game)
      for (a, b) in zip(next, other) { #expect((a - b).magnitude <= 1e-12 * a) }
      // It does not halve TV as η = 1 does, nor does TV always fall.
      let ratio = game.totalVariation(next) / game.totalVariation(q)
      #expect((ratio - 0.5).magnitude > 0.01)
    }
  }

  @Test("at η = 1 the step is (p_data + q)/2 exactly, so TV halves, from any start", arguments: pairs)
  func halving(_ named: NamedGame) throws {
    let game = try named.onGrid()
    var (q, variation) = (game.start, game.totalVariation(game.start))
    for _ in 1...30 {
      let next = try MirrorDescent(step: 1).next(after: q, in: game)
      for (i, value) in next.enumerated() {
        let mean = 0.5 * (game.data[i] + q[i])
        #expect(abs(value - mean) <= 4 * .ulpOfOne * mean)
      }
      (q, variation) = (next, 0.5 * variation)
      #expect(abs(game.totalVariation(q) - variation) <= 8 * .ulpOfOne)
    }
  }

  @Test(
    "for η <= 2 Hilbert's distance of q and p_data never grows; at η = 2 it becomes at most 2 log cosh(d/2)",
    arguments: [0.3, 1, 1.5, 2], pairs.prefix(4))
  func hilbert(step: Double, named: NamedGame) throws {
    let game = try named.onGrid()
    var (q, distance) = (game.start, game.hilbertDistance(game.start))
    for _ in 1...60 {
      q = try MirrorDescent(step: step).next(after: q, in: game)
      let next = game.hilbertDistance(q)
      let bound = try #require(MirrorDescent.hilbertBound(after: distance, step: step))
      #expect(next <= bound + 64 * .ulpOfOne * (1 + distance))
      distance = next
    }
  }

  @Test("at η = 2 the last digits come at once: d becomes d²/4, Newton's rate, but C may rise on the way")
  func newton() throws {
    let game = try NamedGame(data: "beta(2, 5)", generator: "beta(2, 4.9)").onGrid()
    var (q, distances) = (game.start, [game.hilbertDistance(game.start)])
    for _ in 1...12 {
      q = try MirrorDescent(step: 2).next(after: q, in: game)
      distances.append(game.hilbertDistance(q))
    }
    let small = zip(distances, distances.dropFirst()).filter { $0.0 < 0.1 && $0.1 > 1e-12 }
    #expect(!small.isEmpty && small.allSatisfy { $1 <= $0 * $0 / 4 })
    #expect(distances[12] < 1e-13)
    // A mode of mass 0.05 that is all but missed: the step throws nearly all mass there.
    let missed = try NamedGame(
      data: "0.95*uniform(0, 1) + 0.05*uniform(1, 2)",
      generator: "0.999999*uniform(0, 1) + 1e-6*uniform(1, 2)"
    ).onGrid()
    let next = try MirrorDescent(step: 2).next(after: missed.start, in: missed)
    #expect(missed.totalVariation(missed.start) < 0.06 && missed.totalVariation(next) > 0.9)
    #expect(missed.excess(next) > missed.excess(missed.start) + 0.5)
  }

  @Test("for 2 < η < 4 only a neighbourhood of p_data contracts; for η > 4 not even that")
  func beyondTwo() throws {
    let near = try NamedGame(
      data: "uniform(0, 2)", generator: "0.501*uniform(0, 1) + 0.499*uniform(1, 2)"
    ).onGrid()
    let far = try NamedGame(
      data: "uniform(0, 2)", generator: "0.999999*uniform(0, 1) + 1e-6*uniform(1, 2)"
    ).onGrid()
    for step in [3.0, 5] {
      for (game, converges) in [(near, step < 4), (far, false)] {
        var q = game.start
        var isWithinRange = true
        for _ in 0..<60 where isWithinRange {
          do { q = try MirrorDescent(step: step).next(after: q, in: game) } catch { isWithinRange = false }
        }
        #expect((game.hilbertDistance(q) < 1e-12) == converges, "η = \(step)")
      }
    }
  }

  @Test(
    "with η < 1 a hole stays one, and the limit is p_data conditioned on the rest",
    arguments: [0.2, 0.5, 0.9])
  func hole(step: Double) throws {
    for (named, missing) in [(pairs[4], 0.5), (pairs[5], 0.5), (pairs[6], 1)] {
      let game = try named.onGrid()
      var q = game.start
      for _ in 0..<400 { q = try MirrorDescent(step: step).next(after: q, in: game) }
      #expect(abs(game.hole(of: q) - missing) < 1e-13)
      #expect(abs(game.excess(q) - 2 * jensenShannonOfMissing(missing)) < 1e-12)
    }
  }

  @Test("with η > 1 a hole makes the step infinite, which is said", arguments: [4, 5, 6])
  func infinite(_ index: Int) throws {
    let game = try pairs[index].onGrid()
    let stall = #expect(throws: Stall.self) { try MirrorDescent(step: 2).next(after: game.start, in: game) }
    guard case .infiniteStep(let mass) = stall else {
      return #expect(Bool(false), "\(String(describing: stall))")
    }
    #expect(abs(mass - game.hole(of: game.start)) < 1e-15)
  }
}

@Suite("Projected subgradient descent of C")
struct ProjectedSubgradientTests {
  @Test("the projection is the nearest density above its floor", arguments: [0, 0.01, 0.3])
  func projection(floor: Double) throws {
    let game = try pairs[2].onGrid()
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

  @Test("above a floor the mean excess obeys (‖q_0 - p‖² + η² Σ‖g‖²)/(2 η t)", arguments: pairs)
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
    let game = try pairs[4].onGrid()
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
    let game = try pairs[0].onGrid()
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
    let game = try pairs[0].onGrid()
    #expect(game.hole(of: game.start) == 0)
    let next = try ProjectedSubgradient(step: 0.1, floor: 0).next(after: game.start, in: game)
    #expect(game.hole(of: next) > 0)
  }

  @Test("into a hole C falls faster than any line: the slope is like log ε")
  func slopeIntoAHole() throws {
    let game = try pairs[4].onGrid()
    let inHole = game.normalized(zip(game.data, game.start).map { $1 == 0 ? $0 : 0 })
    let slopes = [1e-3, 1e-5, 1e-7].map { share in
      let moved = zip(game.start, inHole).map { (1 - share) * $0 + share * $1 }
      return (game.excess(moved) - game.excess(game.start)) / share
    }
    for (a, b) in zip(slopes, slopes.dropFirst()) { #expect(abs(b - a + log(100)) < 0.01) }
  }
}
