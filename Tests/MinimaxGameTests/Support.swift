import Distributions
import Foundation
import MinimaxGame
import Quadrature
import Testing

/// A seeded generator of random numbers (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A game named by the texts of its two laws.
struct NamedGame: Sendable, CustomTestStringConvertible {
  let data: String
  let generator: String

  var testDescription: String { "\(data) against \(generator)" }

  func make() throws -> MinimaxGame {
    MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
  }
}

/// Pairs that cover every family, mixtures, truncation and affine maps, with equal and unequal supports.
let games = [
  NamedGame(data: "normal(0, 1)", generator: "normal(1, 2)"),
  NamedGame(data: "laplace(0, 1)", generator: "normal(0.5, 1)"),
  NamedGame(data: "logistic(0, 1)", generator: "student(3, 0, 1)"),
  NamedGame(data: "cauchy(0, 1)", generator: "cauchy(1, 2)"),
  NamedGame(data: "uniform(0, 1)", generator: "beta(2, 3)"),
  NamedGame(data: "exponential(1)", generator: "gamma(2.5, 0.7)"),
  NamedGame(data: "weibull(1.7, 1)", generator: "lognormal(0, 0.5)"),
  NamedGame(data: "gumbel(0, 1)", generator: "normal(1, 1)"),
  NamedGame(data: "pareto(2.5, 1)", generator: "exponential(2)"),
  NamedGame(data: "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)", generator: "normal(0, 2)"),
  NamedGame(data: "truncated(normal(0, 1), 0, inf)", generator: "gamma(1.5, 1)"),
  NamedGame(data: "affine(gamma(2, 1), 3, -1)", generator: "uniform(-1, 4)"),
  NamedGame(data: "uniform(0, 1)", generator: "uniform(2, 3)"),
]

/// A seeded random smooth function of x: a sum of bumps and waves of size about `size`.
func randomDirection(seed: UInt64, size: Double = 1) -> @Sendable (Double) -> Double {
  var generator = SeededGenerator(seed: seed)
  let waves = (0..<4).map { _ in
    (
      amplitude: Double.random(in: -size...size, using: &generator),
      frequency: Double.random(in: 0.1...2, using: &generator),
      phase: Double.random(in: 0...6.28, using: &generator)
    )
  }
  return { x in waves.reduce(0) { $0 + $1.amplitude * sin($1.frequency * x + $1.phase) } }
}
