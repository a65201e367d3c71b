import Distributions
import Divergences
import Quadrature
import Testing

@Suite("The sweep over pairs of normal laws")
struct NormalGamesTests {
  /// Seeded pairs from nearly equal to far apart, scale ratios up to 30.
  private static let games: [NormalGame] = {
    var random = SeededGenerator(seed: 64)
    func draw(_ low: Double, _ high: Double) -> Double { Double.random(in: low...high, using: &random) }
    let ordinary = (0..<60).map { _ in
      NormalGame(
        dataMean: draw(-1, 1), dataDeviation: draw(0.5, 2), generatorMean: draw(-3, 3),
        generatorDeviation: draw(0.5, 2))
    }
    let close = [1e-6, 1e-4, 1e-2].map {
      NormalGame(dataMean: 2, dataDeviation: 1, generatorMean: 2 + $0, generatorDeviation: 1 + 0.5 * $0)
    }
    let far = [5.0, 12, 30].map {
      NormalGame(dataMean: 0, dataDeviation: 1, generatorMean: $0, generatorDeviation: $0)
    }
    return ordinary + close + far
  }()

  @Test("every JSD is that of the adaptive integrator, within the two errors, and to 1e-12 of itself")
  func values() throws {
    for (game, estimate) in zip(Self.games, try jensenShannon(of: Self.games)) {
      let expected = try jensenShannon(
        Normal(mean: game.dataMean, standardDeviation: game.dataDeviation),
        Normal(mean: game.generatorMean, standardDeviation: game.generatorDeviation),
        tolerance: Tolerance(relative: 1e-13))
      #expect(estimate.agrees(with: expected), "\(game): \(estimate), \(expected)")
      if estimate.verdict == .converged {
        #expect(estimate.absoluteError <= 1e-12 * estimate.value, "\(game): \(estimate)")
      }
    }
  }

  @Test("the number of workers changes no digit")
  func workers() throws {
    let games = Array(repeating: Self.games, count: 20).flatMap { $0 }
    #expect(try jensenShannon(of: games, workers: 1) == jensenShannon(of: games, workers: 3))
  }

  @Test("equal laws are at distance 0, and what is no normal law is refused by name")
  func ends() throws {
    let same = NormalGame(dataMean: 1, dataDeviation: 0.3, generatorMean: 1, generatorDeviation: 0.3)
    #expect(try jensenShannon(of: [same])[0].value == 0)
    var bad = same
    bad.generatorDeviation = 0
    #expect(throws: DivergenceError.self) { try jensenShannon(of: [same, bad]) }
    #expect(throws: DivergenceError.self) { try jensenShannon(of: [same], tolerance: 1) }
  }
}
