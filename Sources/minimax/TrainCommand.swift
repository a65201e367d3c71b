import AdversarialTraining
import ArgumentParser
import Distributions
import ExperimentKit
import LearnedAgainstExact
import NeuralNetworks
import TrainingFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `minimax train`: Algorithm 1 on a distribution or a file of samples, held against the exact game as it goes.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train G and D and hold each moment against the exact D*.",
    discussion: """
      What is trained is said by a YAML file (examples/*.yaml), by options, or by both: options win. The folder gets
      config.yaml, the whole configuration, which makes the same bytes again; evolution.csv; generator.safetensors and
      discriminator.safetensors, which minimax evaluate reads; snapshots/STEP with both at each moment; and
      checkpoint.safetensors. --resume goes on after an interruption at any moment, to the same bits as a run that was
      never stopped; with a larger --steps it goes on beyond its end, unless the rates have fallen to 0 there, as they
      do by default.

      minimax train --data "normal(4, 1.25)" --out run
      minimax train --config examples/normal.yaml --seed 2 --out run
      minimax train --out run --resume
      minimax evaluate --data "normal(4, 1.25)" --generator run/generator.safetensors

      Where the data have modes (ring, grid, a mixture whose parts lie apart), their masses are reported, and at the end
      whether all are covered (a quarter of their share within three standard deviations), none is lost but some are
      blurred, or the generator has collapsed: a mode with less than a quarter of its share of all that is nearest to it.

      Any value of the file can be set by its keys: --set "generator.optimiser={rule: adam, rate: 1e-3, beta1: 0.5}".
      """)

  @Option(help: ArgumentHelp("A configuration.", valueName: "file.yaml"))
  var config: String?

  @Option(help: ArgumentHelp("The folder for what is written.", valueName: "folder"))
  var out: String

  @Flag(help: "Go on from the folder's checkpoint, if it has one.")
  var resume = false

  @Option(
    parsing: .unconditional,
    help: """
      p_data: a law as text; ring or grid (8 and 25 normal modes in the plane); or a CSV file of samples, whose law is \
      taken to be kde(FILE), or of two numeric columns, in the plane.
      """)
  var data: String?

  @Option(parsing: .unconditional, help: "Generator steps.")
  var steps: String?

  @Option(parsing: .unconditional, help: "The seed of everything random.")
  var seed: String?

  @Option(parsing: .unconditional, help: "Steps from one exact snapshot to the next.")
  var every: String?

  @Option(parsing: .unconditional, help: "m, samples of each kind in a minibatch.")
  var minibatch: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("k, discriminator steps for each generator step.", valueName: "k"))
  var discriminatorSteps: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Units of the hidden layers of both players.", valueName: "32,32"))
  var hidden: String?

  @Option(
    parsing: .unconditional,
    help: "Their activation: tanh, relu, softplus, sigmoid, {leaky_relu: slope} or {maxout: pieces}.")
  var activation: String?

  @Option(parsing: .unconditional, help: "The noise: normal (mean 0, sd 1) or uniform (on [-1, 1]).")
  var prior: String?

  @Option(
    parsing: .unconditional,
    help:
      "The generator's loss: non_saturating, saturating, maximum_likelihood or wasserstein, which makes D a critic too."
  )
  var loss: String?

  @Option(parsing: .unconditional, help: "momentum, adam or rms_prop, for both players.")
  var optimiser: String?

  @Option(
    parsing: .unconditional,
    help: "The generator's rate: a number, or {from: 0.02, to: 0} to fall along a line.")
  var generatorRate: String?

  @Option(parsing: .unconditional, help: "The discriminator's rate.")
  var discriminatorRate: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Set any other value of the configuration.", valueName: "key.key=value"))
  var set: [String] = []

  /// The options as what they set in the file.
  private func settings() throws -> [TrainingFile.Setting] {
    typealias Setting = TrainingFile.Setting
    var result: [Setting] = []
    func add(_ value: String?, _ path: String) {
      if let value { result.append(Setting(path, value)) }
    }
    add(data.map(yamlText), "data")
    add(steps, "steps")
    add(seed, "seed")
    add(every, "every")
    add(minibatch, "minibatch")
    add(discriminatorSteps, "discriminator_steps")
    add(prior.map { "{law: \($0)}" }, "noise")
    if hidden != nil || activation != nil {
      let layers = "{hidden: [\(hidden ?? "32, 32")], activation: \(activation ?? "tanh")}"
      add(layers, "generator.layers")
      add(layers, "discriminator.layers")
    }
    add(loss, "generator.loss")
    // A critic is what the Wasserstein loss is defined by; --set discriminator.loss=logistic still says otherwise.
    if loss == "wasserstein" { add(loss, "discriminator.loss") }
    add(optimiser.map { "{rule: \($0)}" }, "generator.optimiser")
    add(optimiser.map { "{rule: \($0)}" }, "discriminator.optimiser")
    add(generatorRate, "generator.optimiser.rate")
    add(discriminatorRate, "discriminator.optimiser.rate")
    for text in set { result.append(try Setting(assignment: text)) }
    return result
  }

  func run() throws {
    try reportingErrors { try train() }
  }

  private func train() throws {
    let folder = TrainingFolder(path: out)
    let base = try folder.startingConfiguration(given: config, isResumed: resume)
    if resume, base == nil, data == nil {
      throw TextError(
        "--resume: there is no run to go on with, \(folder.configurationPath) is not there; allowed: the folder of a "
          + "run, or --data or --config for a new one")
    }
    let file: TrainingFile
    do {
      file = try TrainingFile(yaml: base ?? "", setting: settings()) { try TrainingData($0).dimension }
    } catch let error as TrainingFileError {
      throw TextError("\(config ?? (resume ? folder.configurationPath : "configuration")): \(error)")
    }
    let data = try TrainingData(file.data)
    let training = try started(file, data, folder)
    OpenBLAS.threads = file.threads
    var log = EvolutionLog(folder: folder, file: file, data: data)
    if training.step > 0 { try log.readBack(until: training.step) }
    do {
      try training.run(until: max(file.configuration.steps, training.step), observing: .every(1)) { moment in
        if moment.step % file.every == 0 { try log.add(moment) } else { log.showProgress(moment) }
      }
    } catch let divergence as TrainingDivergence<Float> {
      try log.saveNetworks(divergence.lastGood, to: folder.path)
      throw divergence
    }
    try log.add(training)
    try log.finish(training)
  }

  /// A new training, or the one that the folder's checkpoint goes on with.
  private func started(
    _ file: TrainingFile, _ data: TrainingData, _ folder: TrainingFolder
  ) throws -> AlternatingTraining<Float> {
    let workers = ProcessInfo.processInfo.activeProcessorCount
    let training = try AlternatingTraining(file.configuration, data: data.source, workers: workers)
    guard folder.hasCheckpoint else {
      try folder.create(file)
      return training
    }
    guard resume else {
      throw TextError("\(folder.checkpointPath) is there already; allowed: --resume, or another folder")
    }
    let checkpoint = try TrainingCheckpoint<Float>.load(from: folder.checkpointPath)
    try requireSameRun(checkpoint, file, data, folder)
    let steps = (old: checkpoint.configuration.steps, new: file.configuration.steps)
    if let end = file.configuration.endOfLearning, steps.new > max(steps.old, end.step) {
      throw TextError(
        "--steps is \(steps.new), but the rate of the \(end.player.rawValue) falls to 0 at step \(end.step), and "
          + "nothing would be learned after it; allowed with --resume: at most \(max(steps.old, end.step)) (a longer "
          + "run is another one, in another folder)")
    }
    do {
      try training.restore(checkpoint)
    } catch TrainingError.foreignCheckpoint {
      throw TextError(
        "\(folder.checkpointPath) was made with another configuration than is asked for; allowed with --resume: "
          + "--steps, and what does not contradict \(folder.configurationPath)")
    }
    try folder.create(file)
    return training
  }
}

extension TrainCommand {
  /// What a checkpoint's configuration does not hold, and a resumed run must not change all the same.
  private func requireSameRun(
    _ checkpoint: TrainingCheckpoint<Float>, _ file: TrainingFile, _ data: TrainingData,
    _ folder: TrainingFolder
  ) throws {
    let path = folder.checkpointPath
    let known = checkpoint.notes["data"] ?? "unknown data"
    if known != data.identity {
      throw TextError(
        "--data is \(file.data) (\(data.identity)), but \(path) was made from \(known); allowed with --resume: the "
          + "same data, and a file of samples as it was")
    }
    if let every = checkpoint.notes["every"], every != "\(file.every)" {
      throw TextError("--every is \(file.every), but the run's is \(every); allowed with --resume: \(every)")
    }
    let (asked, made) = (file.configuration.steps, checkpoint.networks.step)
    if asked < made {
      throw TextError(
        "--steps is \(asked), but \(path) is at step \(made); allowed with --resume: \(made) or more")
    }
  }
}

/// A text as a YAML scalar.
func yamlText(_ text: String) -> String {
  "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
}

extension TrainingFile.Setting {
  /// The value of an option --set, `key.key=value`.
  init(assignment text: String) throws {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw ValidationError("--set is \(text); allowed: key=value, such as discriminator.factor=0.5")
    }
    self.init(String(text[..<equals]), String(text[text.index(after: equals)...]))
  }
}
