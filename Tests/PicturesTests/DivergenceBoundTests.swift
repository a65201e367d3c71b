import AdversarialTraining
import Foundation
import NeuralNetworks
import Testing

@testable import Pictures

/// What a separate discriminator says of the divergence, where it is known.
struct DivergenceBoundTests {
  /// Pictures of 2 x 2 pixels, each 0 or 255 with probability ½.
  private func coins(_ count: Int, _ name: String) -> PictureSet {
    var stream = RandomStream(seed: 3, name: name)
    return PictureSet(
      rows: 2, columns: 2, pixels: (0..<4 * count).map { _ in stream.index(below: 2) == 0 ? 0 : 255 })
  }

  private func bound(weight: Float) throws -> DivergenceBound {
    let split = PictureSplit(
      training: coins(1000, "training"), validation: coins(600, "validation"), test: coins(600, "test"))
    var rules = DivergenceBound.Rules(dimension: 4)
    rules.discriminator = .perceptron(inputs: 4, hidden: [16], activation: .tanh, outputs: 1)
    rules.optimiser = .adam(rate: 0.01)
    (rules.steps, rules.every, rules.minibatch) = (800, 100, 50)
    // σ(40 z) is 0 or 1 but for a hair: the same coins. With weight 0 it is ½ always, which no coin is.
    let identity = (0..<16).map { $0 % 5 == 0 ? weight : 0 }
    let generator = NetworkSnapshot<Float>(
      architecture: Architecture(inputs: 4, layers: [.dense(4, .sigmoid)]),
      parameters: identity + [0, 0, 0, 0])
    return try DivergenceBound(
      of: generator, prior: .normal(dimension: 4), split: split, rules: rules, seed: 5)
  }

  @Test("a generator whose samples never occur among the data is found out: the bound comes near log 2")
  func separable() throws {
    let bound = try bound(weight: 0)
    #expect(bound.bound.value > 0.95 * log(2))
    #expect(bound.interval.lower <= log(2))
  }

  @Test("a generator with the law of the data gets a bound that is not above 0 beyond its error")
  func equal() throws {
    let bound = try bound(weight: 4000)
    #expect(bound.bound.value < 4 * bound.bound.standardError)
  }
}
