import AdversarialTraining
import Foundation
import NeuralNetworks
import Testing

/// Whole trajectories against Reference/trajectories.json, which a NumPy program beside it made from the formulas.
struct TrajectoryTests {
  struct Reference: Decodable {
    struct Moment: Decodable {
      let step: Int
      let value: Double
      let generatorLoss: Double
    }
    let history: [Moment]
    let generator: [Double]
    let discriminator: [Double]
  }

  static func configuration(_ name: String) -> TrainingConfiguration {
    func network(_ inputs: Int, _ activation: Activation) -> Architecture {
      .perceptron(inputs: inputs, hidden: [6, 6], activation: activation, outputs: 1)
    }
    var c = TrainingConfiguration(
      generator: network(1, .tanh), discriminator: network(1, .tanh), prior: .uniform(dimension: 1))
    c.minibatch = 16
    c.steps = 200
    c.seed = 1
    c.generatorOptimiser = .momentum(rate: 0.05, momentum: 0.5)
    switch name {
    case "adam":
      c.generator = network(2, .sigmoid)
      c.discriminator = network(1, .softplus)
      c.prior = .uniform(dimension: 2)
      c.seed = 2
      c.generatorLoss = .saturating
      c.updates = .simultaneous
      c.discriminatorFactor = 0.5
      c.generatorOptimiser = .adam(rate: 0.002, beta1: 0.5)
      c.discriminatorOptimiser = .adam(rate: 0.001, beta1: 0.9, beta2: 0.99)
    case "rmsprop":
      c.seed = 3
      c.discriminatorSteps = 3
      c.shares = 2
      c.generatorOptimiser = .rmsProp(
        rate: .linear(initial: 0.004, final: 0.001, start: 50, end: 150), decay: 0.9, epsilon: 1e-4)
      c.discriminatorOptimiser = .momentum(
        rate: .exponential(initial: 0.1, divisor: 1.01, floor: 0.03),
        momentum: .linear(initial: 0.5, final: 0.7, start: 10, end: 400))
    case "likelihood":
      c.seed = 4
      c.discriminatorSteps = 2
      c.updates = .simultaneous
      c.generatorLoss = .maximumLikelihood
      c.generatorOptimiser = .momentum(rate: 0.01, momentum: 0.0)
      c.discriminatorOptimiser = .adam(rate: 0.002)
    default: break
    }
    return c
  }

  @Test(
    "200 steps agree with an independent program to 1e-9",
    arguments: ["momentum", "adam", "rmsprop", "likelihood"])
  func agrees(_ name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Reference/trajectories.json")
    let all = try JSONDecoder().decode([String: Reference].self, from: Data(contentsOf: file))
    let reference = try #require(all[name])
    let data = FunctionSource<Double>(dimension: 1) { rows, stream in
      stream.fillUniform(rows, lower: 0, upper: 1)
      for i in rows.indices { rows[i] = 1 + rows[i] * rows[i] }
    }
    let training = try AlternatingTraining(Self.configuration(name), data: data)
    var history: [Int: MinibatchLosses] = [:]
    try training.run(observing: .at([1, 50, 100, 150, 200])) { history[$0.step] = $0.losses }
    for moment in reference.history {
      let losses = try #require(history[moment.step])
      #expect(abs(losses.value - moment.value) < 1e-9)
      #expect(abs(losses.generatorLoss - moment.generatorLoss) < 1e-9)
    }
    let pairs =
      Array(zip(training.generator.parameters, reference.generator))
      + Array(zip(training.discriminator.parameters, reference.discriminator))
    #expect(pairs.count == training.generator.parameters.count + training.discriminator.parameters.count)
    let worst = pairs.map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-9, "weights differ by \(worst)")
  }
}
