import Distributions
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("Proposition 1, pointwise: a log y + b log(1 - y) is greatest at a/(a + b)")
struct PointwiseMaximiserTests {
  private func objective(_ a: Double, _ b: Double, _ y: Double) -> Double {
    (a == 0 ? 0 : a * log(y)) + (b == 0 ? 0 : b * log1p(-y))
  }

  @Test("for every a, b >= 0 with a + b > 0, no y in [0, 1] does better", arguments: 0..<40)
  func nowhereGreater(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Densities of all sizes, each vanishing now and then.
    let a = seed % 8 == 0 ? 0 : pow(10, Double.random(in: -12...3, using: &random))
    let b = seed % 8 == 4 ? 0 : pow(10, Double.random(in: -12...3, using: &random))
    let best = a / (a + b)
    for _ in 0..<200 {
      let y = Double.random(in: 0...1, using: &random)
      #expect(objective(a, b, y) <= objective(a, b, best) + 1e-12 * (a + b))
    }
    for step in [-1e-3, 1e-3] where (0...1).contains(best + step) {
      #expect(objective(a, b, best + step) < objective(a, b, best))
    }
  }

  @Test("it is not so for all (a, b) other than (0, 0), as the paper has it: (-1, -1) gives a minimum")
  func minimumForNegativeWeights() {
    for y in [0.1, 0.3, 0.49, 0.51, 0.9] {
      #expect(objective(-1, -1, y) > objective(-1, -1, 0.5))
    }
  }

  @Test("nor for (2, -1), whose a/(a + b) = 2 lies outside [0, 1] and whose objective is unbounded")
  func outsideTheUnitInterval() {
    #expect(2.0 / (2.0 - 1.0) == 2)
    #expect(objective(2, -1, 1 - 1e-16) > objective(2, -1, 1 - 1e-8))
    #expect(objective(2, -1, 1) == .infinity)
  }

  @Test("nor for (1, -1), whose a/(a + b) divides by zero and whose objective has no stationary point")
  func noStationaryPoint() {
    #expect((1.0 / (1.0 - 1.0)).isInfinite)
    // log y - log(1 - y) is the logit, which increases throughout.
    let values = stride(from: 0.01, to: 1, by: 0.01).map { objective(1, -1, $0) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }
}

@Suite("Proposition 1: for a fixed generator, D* = p_data/(p_data + p_g) maximises V(G, D)")
struct OptimalDiscriminatorTests {
  @Test("D* is the quotient of the densities, and is undefined exactly where both vanish", arguments: games)
  func quotient(_ named: NamedGame) throws {
    let game = try named.make()
    for x in stride(from: -6.03, through: 8, by: 0.5) {
      let (logP, logQ) = (game.data.logDensity(x), game.generator.logDensity(x))
      let value = game.optimalDiscriminator.value(at: x)
      #expect((value == nil) == (logP == -.infinity && logQ == -.infinity))
      let (p, q) = (exp(logP), exp(logQ))
      if p + q > 0 { #expect(abs(try #require(value) - p / (p + q)) <= 1e-14) }
    }
  }

  @Test("D* is exact where both densities underflow: its logit is log p_data - log p_g")
  func farInTheTails() throws {
    let game = MinimaxGame(
      data: try Normal(mean: 0, standardDeviation: 1), generator: try Normal(mean: 1, standardDeviation: 1))
    // log p - log q = ½ - x
    #expect(game.optimalDiscriminator.logit(1000) == -999.5)
    #expect(game.optimalDiscriminator.value(at: -1000) == 1)
  }

  @Test("V(G, D) <= V(G, D*) for seeded random D, and the difference is the gap", arguments: games)
  func nobodyDoesBetter(_ named: NamedGame) throws {
    let game = try named.make()
    let optimum = try game.criterion()
    for seed in 1...4 as ClosedRange<UInt64> {
      let discriminator = ClosureDiscriminator(logit: randomDirection(seed: seed))
      let report = try game.report(on: discriminator)
      #expect(report.value.value <= optimum.value + report.value.absoluteError + optimum.absoluteError)
      #expect((optimum - report.value).agrees(with: report.gap), "seed \(seed)")
      #expect(report.gap.value >= -report.gap.absoluteError)
    }
  }

  @Test("perturbing the logit of D* loses, the more the larger the perturbation", arguments: games)
  func perturbations(_ named: NamedGame) throws {
    let game = try named.make()
    guard game.data.support.lower < game.generator.support.upper,
      game.generator.support.lower < game.data.support.upper
    else { return }
    let optimal = game.optimalDiscriminator
    let direction = randomDirection(seed: 7)
    let gaps = try [0.01, 0.1, 1].map { size in
      try game.gap(
        of: ClosureDiscriminator(
          logit: { x in
            let logit = optimal.logit(x)
            return logit.isNaN ? 0 : logit + size * direction(x)
          }, breakPoints: optimal.breakPoints))
    }
    #expect(gaps[0].value > 0)
    #expect(gaps[0].value < gaps[1].value && gaps[1].value < gaps[2].value)
    // The gap is of second order: a hundredth for a tenth.
    #expect(abs(gaps[1].value / gaps[0].value - 100) < 10)
  }

  @Test("D* is stationary: V's first variation vanishes there and the second is negative", arguments: games)
  func stationarity(_ named: NamedGame) throws {
    let game = try named.make()
    let overlap = try totalVariationIsBelowOne(game)
    for seed in 11...13 as ClosedRange<UInt64> {
      let variations = try game.variations(
        of: game.optimalDiscriminator, along: randomDirection(seed: seed))
      #expect(variations.first.value.magnitude <= variations.first.absoluteError + 1e-15, "seed \(seed)")
      if overlap { #expect(variations.second.value < -variations.second.absoluteError, "seed \(seed)") }
    }
  }

  private func totalVariationIsBelowOne(_ game: MinimaxGame) throws -> Bool {
    let supports = game.data.support.intersection(game.generator.support)
    return supports.map { $0.width > 0 } ?? false
  }

  @Test("the variations are the derivatives of V along a direction of the logit")
  func variationsAreDerivatives() throws {
    let game = try games[0].make()
    let direction = randomDirection(seed: 3)
    let base: @Sendable (Double) -> Double = { x in 0.3 - 0.5 * x }
    func value(_ step: Double) throws -> Double {
      try game.value(of: ClosureDiscriminator(logit: { x in base(x) + step * direction(x) })).value
    }
    let variations = try game.variations(of: ClosureDiscriminator(logit: base), along: direction)
    let h = 1e-3
    let (below, here, above) = (try value(-h), try value(0), try value(h))
    #expect(abs((above - below) / (2 * h) - variations.first.value) < 1e-6)
    #expect(abs((above - 2 * here + below) / (h * h) - variations.second.value) < 1e-5)
  }

  @Test("D* is the only maximiser: the gap of another D is positive, that of D* is 0", arguments: games)
  func uniqueness(_ named: NamedGame) throws {
    let game = try named.make()
    let atOptimum = try game.report(on: game.optimalDiscriminator)
    #expect(atOptimum.gap.value.magnitude <= atOptimum.gap.absoluteError + 1e-15)
    #expect(atOptimum.squaredDistance.value.magnitude <= 1e-15)
    // Another D that differs on an interval only where there is data.
    let (low, high) = (game.data.quantile(0.4), game.data.quantile(0.6))
    let optimal = game.optimalDiscriminator
    let other = ClosureDiscriminator(
      logit: { x in
        let logit = optimal.logit(x)
        return (logit.isNaN ? 0 : max(-30, min(30, logit))) + (low < x && x < high ? 0.01 : 0)
      }, breakPoints: optimal.breakPoints + [low, high])
    let report = try game.report(on: other)
    let isSaturated = optimal.logit(0.5 * (low + high)).magnitude > 30
    // Where D* is within e^-30 of 0 or 1, the other D is clipped there and differs by that alone.
    #expect(report.gap.value > (isSaturated ? 0 : report.gap.absoluteError))
  }

  @Test("V at the optimum is C(G)", arguments: games)
  func optimalValue(_ named: NamedGame) throws {
    let game = try named.make()
    let value = try game.value(of: game.optimalDiscriminator)
    #expect(value.agrees(with: try game.criterion()))
  }
}
