import AdversarialTraining
import ArgumentParser
import Distributions
import ExperimentKit
import LearnedAgainstExact
import NeuralNetworks
import Quadrature

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `minimax train`: Algorithm 1 on a distribution or a CSV of numbers, held against the exact game as it goes.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train G and D on the line and hold each moment against the exact D*.",
    discussion: """
      Writes evolution.csv, generator.safetensors, discriminator.safetensors and checkpoint.safetensors to the folder.
      --resume goes on from its checkpoint, to the same bits as a run that was never stopped; all other options
      are then taken from the checkpoint, but for --data and --steps.

      minimax train --data "normal(4, 1.25)" --out run
      minimax train --data samples.csv --out run --steps 60000 --resume
      minimax evaluate --data "normal(4, 1.25)" --generator run/generator.safetensors --prior "normal(0, 1)"
      """)

  @Option(help: "The law of the data as text, or a CSV file: its rows are the samples, kde(FILE) is p_data.")
  var data: String

  @Option(help: ArgumentHelp("The folder for what is written.", valueName: "folder"))
  var out: String

  @Option(help: "Generator steps.")
  var steps = 30_000

  @Option(help: "Units in each hidden layer of both players.")
  var width = 32

  @Option(help: "Hidden layers of both players.")
  var layers = 2

  @Option(help: "tanh, relu, softplus or sigmoid.")
  var activation = ActivationName.tanh

  @Option(help: "The noise: normal (mean 0, sd 1) or uniform (on [-1, 1]).")
  var prior = PriorName.normal

  @Option(help: "The generator's loss: nonSaturating or saturating.")
  var loss = LossName.nonSaturating

  @Option(help: "momentum, adam or rmsProp, for both players.")
  var optimiser = OptimiserName.momentum

  @Option(help: "The generator's rate at the start.")
  var generatorRate = 0.02

  @Option(help: "The discriminator's rate at the start.")
  var discriminatorRate = 0.1

  @Flag(help: "Keep the rates as they are; else they fall along a line to 0.")
  var constantRates = false

  @Option(help: "m, samples of each kind in a minibatch.")
  var minibatch = 256

  @Option(help: ArgumentHelp("k, discriminator steps for each generator step.", valueName: "k"))
  var discriminatorSteps = 1

  @Option(help: "The seed of everything random.")
  var seed: UInt64 = 1

  @Option(help: "Steps from one exact snapshot to the next.")
  var every = 1000

  @Flag(help: "Go on from the checkpoint in the folder.")
  var resume = false

  func validate() throws {
    for (name, value) in [
      ("steps", steps), ("width", width), ("layers", layers), ("minibatch", minibatch), ("every", every),
      ("discriminator-steps", discriminatorSteps),
    ] where value < 1 {
      throw ValidationError("--\(name) is \(value); allowed: 1 or more")
    }
    for (name, value) in [("generator-rate", generatorRate), ("discriminator-rate", discriminatorRate)]
    where !(value > 0 && value.isFinite) {
      throw ValidationError("--\(name) is \(value); allowed: a number above 0")
    }
  }

  func run() throws {
    do {
      try train()
    } catch let error as ExitCode {
      throw error
    } catch {
      Terminal.fail("\(error)")
      throw ExitCode(1)
    }
  }

  private func train() throws {
    let isFile = data.hasSuffix(".csv")
    let law = try Distribution(isFile ? "kde(\"\(data)\")" : data)
    let source: any AdversarialTraining.SampleSource<Float> =
      isFile
      ? try TableSource(values: Empirical(file: data).sampleValues.map { Float($0) }, dimension: 1)
      : LawSource<Float>(law)
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    var log = EvolutionLog(folder: out, data: law)
    let training: AlternatingTraining<Float>
    if resume {
      let checkpoint = try TrainingCheckpoint<Float>.load(from: log.checkpointPath)
      training = try AlternatingTraining(resuming: checkpoint, data: source, workers: 2)
      try log.readBack(until: training.step)
    } else {
      training = try AlternatingTraining(settings, data: source, workers: 2)
    }
    do {
      try training.run(until: max(steps, training.step), observing: .every(every)) { try log.add($0) }
    } catch let divergence as TrainingDivergence<Float> {
      try log.saveNetworks(divergence.lastGood)
      throw divergence
    }
    if training.step % every != 0 { try log.add(training) }
    log.finish()
  }

  /// The configuration that the options describe.
  private var settings: TrainingConfiguration {
    let shape = Architecture.perceptron(
      inputs: 1, hidden: Array(repeating: width, count: layers), activation: activation.value, outputs: 1)
    var result = TrainingConfiguration(
      generator: shape, discriminator: shape,
      prior: prior == .normal ? .normal(dimension: 1) : .uniform(dimension: 1))
    result.minibatch = minibatch
    result.discriminatorSteps = discriminatorSteps
    result.steps = steps
    result.generatorLoss = loss == .saturating ? .saturating : .nonSaturating
    result.generatorOptimiser = rule(generatorRate, updates: steps)
    result.discriminatorOptimiser = rule(discriminatorRate, updates: steps * discriminatorSteps)
    result.seed = seed
    return result
  }

  private func rule(_ rate: Double, updates: Int) -> Optimiser {
    let schedule: Schedule =
      constantRates ? .constant(value: rate) : .linear(initial: rate, final: 0, end: updates)
    switch optimiser {
    case .momentum: return .momentum(rate: schedule, momentum: 0.5)
    case .adam: return .adam(rate: schedule)
    case .rmsProp: return .rmsProp(rate: schedule, decay: 0.9, epsilon: 1e-8)
    }
  }
}

enum ActivationName: String, ExpressibleByArgument, CaseIterable {
  case tanh, relu, softplus, sigmoid

  var value: Activation {
    switch self {
    case .tanh: .tanh
    case .relu: .relu
    case .softplus: .softplus
    case .sigmoid: .sigmoid
    }
  }
}

enum PriorName: String, ExpressibleByArgument, CaseIterable { case normal, uniform }
enum LossName: String, ExpressibleByArgument, CaseIterable { case nonSaturating, saturating }
enum OptimiserName: String, ExpressibleByArgument, CaseIterable { case momentum, adam, rmsProp }
