import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("Mirror descent on C: q <- q^(1-η) (p_data + q)^η / Z")
struct MirrorDescentTests {
  @Test(
    "for η <= 1, C falls at every step and C_t + log 4 <= KL(p_data ‖ q_0)/(η t)", arguments: [0.1, 0.5, 1],
    functionSpacePairs)
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
    arguments: [0.1, 0.5, 1, 1.5, 2, 3], functionSpacePairs.prefix(4))
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
    for named in [functionSpacePairs[0], NamedGame(data: "beta(2, 5)", generator: "uniform(0, 1)")] {
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

  @Test(
    "at η = 1 the step is (p_data + q)/2 exactly, so TV halves, from any start", arguments: functionSpacePairs
  )
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
    arguments: [0.3, 1, 1.5, 2], functionSpacePairs.prefix(4))
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
    for (named, missing) in [
      (functionSpacePairs[4], 0.5), (functionSpacePairs[5], 0.5), (functionSpacePairs[6], 1),
    ] {
      let game = try named.onGrid()
      var q = game.start
      for _ in 0..<400 { q = try MirrorDescent(step: step).next(after: q, in: game) }
      #expect(abs(game.hole(of: q) - missing) < 1e-13)
      #expect(abs(game.excess(q) - 2 * jensenShannonOfMissing(missing)) < 1e-12)
    }
  }

  @Test("with η > 1 a hole makes the step infinite, which is said", arguments: [4, 5, 6])
  func infinite(_ index: Int) throws {
    let game = try functionSpacePairs[index].onGrid()
    let stall = #expect(throws: Stall.self) { try MirrorDescent(step: 2).next(after: game.start, in: game) }
    guard case .infiniteStep(let mass) = stall else {
      return #expect(Bool(false), "\(String(describing: stall))")
    }
    #expect(abs(mass - game.hole(of: game.start)) < 1e-15)
  }
}
