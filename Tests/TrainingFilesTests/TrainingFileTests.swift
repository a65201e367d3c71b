import AdversarialTraining
import Foundation
import NeuralNetworks
import Testing
import TrainingFiles

@Suite("a training in a file")
struct TrainingFileTests {
  static func read(_ yaml: String, _ settings: [TrainingFile.Setting] = []) throws -> TrainingFile {
    try TrainingFile(yaml: yaml, setting: settings) { _ in 1 }
  }

  /// A game that uses every kind of layer, activation, initialisation, rule, schedule, loss and remedy once.
  static var everything: TrainingFile {
    var game = TrainingConfiguration(
      generator: Architecture(
        inputs: 3,
        layers: [
          .dense(7, .identity, weights: .uniform(range: 0.05), biases: .constant(value: 0.25)),
          .batchNormalisation(BatchNormalisation(activation: .relu, momentum: 0.8, epsilon: 1e-3)),
          .dense(5, .leakyReLU(slope: 0.2), weights: .he, biases: .uniform(range: 0.1)),
          .dense(4, .softplus, weights: .orthogonal(gain: 1.4)),
          .dense(1, .sigmoid, weights: .zeros, biases: .values(values: [-0.5])),
        ]),
      discriminator: Architecture(
        inputs: 2,
        layers: [
          .dropout(keep: 0.8, scale: 1),
          .dense(6, .maxout(pieces: 5), weights: .normal(standardDeviation: 0.1)),
          .dropout(keep: 0.5), .minibatchDiscrimination(MinibatchDiscrimination(kernels: 4, dimensions: 2)),
          .dense(3, .tanh), .dense(1, .identity),
        ]),
      prior: .uniform(dimension: 3, lower: -0.5, upper: 2))
    game.minibatch = 30
    game.discriminatorSteps = 4
    game.steps = 777
    game.updates = .simultaneous
    game.discriminatorLoss = .wasserstein
    game.generatorLoss = .wasserstein
    game.discriminatorFactor = 0.5
    game.discriminatorOptimiser = .momentum(
      rate: .exponential(initial: 0.1, divisor: 1.000004, floor: 1e-6),
      momentum: .linear(initial: 0.5, final: 0.7, start: 1, end: 250))
    game.generatorOptimiser = .adam(rate: 2e-4, beta1: 0.5, beta2: 0.99, epsilon: 1e-7)
    game.packing = 2
    game.unrolling = Unrolling(steps: 5, rate: 0.25)
    game.instanceNoise = InstanceNoise(standardDeviation: .linear(initial: 0.5, final: 0, end: 3108))
    game.shares = 1
    game.seed = .max
    return TrainingFile(data: "kde(\"a: b #.csv\")", every: 7, snapshots: false, configuration: game)
  }

  @Test("says everything: read back it is the same, and writes the same bytes")
  func roundTrip() throws {
    for file in [TrainingFileTests.everything, try Self.read("data: normal(0, 1)")] {
      let text = try file.yaml()
      let again = try Self.read(text)
      #expect(again == file)
      #expect(try again.yaml() == text)
    }
    let penalised = try Self.read(
      "data: x\nremedies: {penalties: [{wasserstein: 10}, {r1: 0.1}, {r2: 3}]}")
    #expect(
      penalised.configuration.penalties == [.wasserstein(weight: 10), .r1(weight: 0.1), .r2(weight: 3)])
    #expect(try Self.read(penalised.yaml()) == penalised)
    let rmsProp = try Self.read("data: x\ngenerator: {optimiser: {rule: rms_prop, rate: 0.1, decay: 0.8}}")
    #expect(
      rmsProp.configuration.generatorOptimiser == .rmsProp(rate: 0.1, decay: 0.8, epsilon: 1e-8))
    #expect(try Self.read(rmsProp.yaml()) == rmsProp)
  }

  @Test(
    "what is not said takes its default; an end that is not said is that of the run, in this player's updates"
  )
  func defaults() throws {
    let game = try Self.read("data: normal(0, 1)\nsteps: 10\ndiscriminator_steps: 3").configuration
    #expect(game.generator == .perceptron(inputs: 1, hidden: [32, 32], activation: .tanh, outputs: 1))
    #expect(
      game.generatorOptimiser == .momentum(rate: .linear(initial: 0.02, final: 0, end: 10), momentum: 0.5))
    #expect(
      game.discriminatorOptimiser == .momentum(rate: .linear(initial: 0.1, final: 0, end: 30), momentum: 0.5))
    #expect(game.shares == 2)
  }

  @Test("settings win over the file, in their order, and make the mappings that they need")
  func settings() throws {
    let file = try Self.read(
      "data: x\ngenerator: {optimiser: {rule: momentum, momentum: 0.9}}",
      [
        .init("generator.optimiser", "{rule: adam}"), .init("generator.optimiser.rate", "0.25"),
        .init("discriminator.layers", "{hidden: [3], activation: {leaky_relu: 0.1}}"),
        .init("data", "\"a b\""),
      ])
    #expect(file.configuration.generatorOptimiser == .adam(rate: 0.25))
    #expect(file.data == "a b")
    #expect(
      file.configuration.discriminator
        == .perceptron(inputs: 1, hidden: [3], activation: .leakyReLU(slope: 0.1), outputs: 1))
  }

  @Test("inputs follow from noise, data and packing")
  func inputs() throws {
    let game = try TrainingFile(
      yaml: "data: plane\nnoise: {dimension: 5}\nremedies: {packing: 3}", dimension: { _ in 2 }
    ).configuration
    #expect((game.generator.inputs, game.generator.outputs) == (5, 2))
    #expect((game.discriminator.inputs, game.discriminator.outputs) == (6, 1))
  }

  @Test("every example is read, and its whole form is the same game")
  func examples() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../examples").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yaml" && !$0.lastPathComponent.hasPrefix("sweep-") }
    #expect(files.count >= 3)
    for url in files {
      func dimension(_ data: String) -> Int {
        if data.hasPrefix("/usr/share/datasets/") { return 28 * 28 }
        return ["ring", "grid"].contains(data) ? 2 : 1
      }
      let file = try TrainingFile(yaml: String(contentsOf: url, encoding: .utf8), dimension: dimension)
      #expect(try TrainingFile(yaml: file.yaml(), dimension: dimension) == file)
    }
  }

  @Test(
    "an error names the keys, what stands there, and what is allowed",
    arguments: [
      ("steps: 10", "data is missing"),
      ("data: x\nstep: 10", "the file has the key step; allowed: data, every"),
      ("data: x\nsteps: ten", "steps is ten; allowed: a whole number, 0 or more"),
      ("data: x\nminibatch: 0", "minibatch is 0; allowed: a whole number, 1 or more"),
      ("data: x\nseed: -1", "seed is -1; allowed: a whole number from 0"),
      ("data: x\nupdates: both", "updates is both; allowed: alternating, simultaneous"),
      ("data: x\nsnapshots: yes", "snapshots is yes; allowed: true, false"),
      ("data: x\nnoise: {law: cauchy}", "noise.law is cauchy; allowed: normal, uniform"),
      ("data: x\nnoise: {law: uniform, lower: 2, upper: 1}", "noise.upper is 1; allowed: above lower"),
      ("data: x\nnoise: {law: normal, lower: 2}", "noise has the key lower; allowed: law, dimension, mean"),
      ("data: x\ngenerator: 3", "generator is 3; allowed: {layers, loss, optimiser}"),
      ("data: x\ngenerator: {loss: hinge}", "generator.loss is hinge; allowed: non_saturating"),
      ("data: x\ngenerator: {layers: 3}", "generator.layers is 3; allowed: a list of layers"),
      ("data: x\ngenerator: {layers: {hidden: [3, x]}}", "generator.layers.hidden[1] is x"),
      ("data: x\ngenerator: {layers: [{dense: {}}]}", "generator.layers[0].dense.units is missing"),
      (
        "data: x\ngenerator: {layers: [{dance: {units: 1}}]}",
        "generator.layers[0] is {dance: {units: 1}}; allowed"
      ),
      (
        "data: x\ngenerator: {layers: [{dense: {units: 1, activation: {leaky_relu: 2}}}]}",
        "generator.layers[0].dense.activation.leaky_relu is 2; allowed: between 0 and 1"
      ),
      (
        "data: x\ngenerator: {layers: [{dense: {units: 1, activation: maxout}}]}",
        "activation is maxout; allowed"
      ),
      (
        "data: x\ngenerator: {layers: [{dense: {units: 1, weights: {he: 1}}}]}", "weights is {he: 1}; allowed"
      ),
      (
        "data: x\ndiscriminator: {optimiser: {rule: sgd}}",
        "discriminator.optimiser.rule is sgd; allowed: momentum"
      ),
      (
        "data: x\ndiscriminator: {optimiser: {rule: adam, momentum: 0.5}}",
        "discriminator.optimiser has the key momentum; allowed: rule, rate, beta1"
      ),
      (
        "data: x\ndiscriminator: {optimiser: {rate: -1}}",
        "discriminator.optimiser.rate is -1; allowed: 0 or more"
      ),
      ("data: x\ndiscriminator: {optimiser: {rate: nan}}", "discriminator.optimiser.rate is nan; allowed"),
      (
        "data: x\ndiscriminator: {optimiser: {rate: {to: 1}}}", "discriminator.optimiser.rate.from is missing"
      ),
      (
        "data: x\nremedies: {penalties: [{r3: 1}]}", "remedies.penalties[0] is {r3: 1}; allowed: {r1: weight}"
      ),
      ("data: x\nremedies: {packing: 0}", "remedies.packing is 0"),
      ("data: x\nremedies: {unrolling: 5}", "remedies.unrolling is 5; allowed: {steps, rate}"),
      ("data: x\nremedies: {unrolling: {steps: 5}}", "remedies.unrolling.rate is missing"),
      ("data: [x", "the file cannot be read"),
      ("- data", "the file is [data]; allowed: a mapping"),
      ("data: x\ndata: y", "the file cannot be read"),
    ])
  func errors(yaml: String, message: String) throws {
    let error = #expect(throws: TrainingFileError.self) { try Self.read(yaml) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("parts that do not fit together are refused")
  func misfits() throws {
    #expect(throws: TrainingError.self) {
      try Self.read("data: x\ngenerator: {layers: [{dense: {units: 2}}]}")
    }
    #expect(throws: TrainingError.self) { try Self.read("data: x\nminibatch: 7\nshares: 2") }
  }
}
