import AdversarialTraining
import ArgumentParser
import ExperimentKit
import NeuralNetworks
import Pictures
import TrainingFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `minimax pictures train`: Algorithm 1, or the published variant of it, on pictures.
struct PicturesTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train G and D on pictures.",
    discussion: """
      The configuration is a YAML file as of minimax train (examples/fashion-mnist-*.yaml), whose data is the folder of the
      four files. The folder of the run gets config.yaml, the whole configuration; evolution.csv, a line each epoch with
      V, both players' losses, D(x), D(G(z)) and the Parzen score, all at rest on held-out pictures; samples/STEP.png;
      times.csv; both networks; and checkpoint.safetensors, each epoch and on SIGINT or SIGTERM. --resume goes on from
      there to the same bits as a run that was never stopped.

      minimax pictures train --config examples/fashion-mnist-paper.yaml --out run
      minimax pictures train --out run --resume
      minimax pictures train --config examples/fashion-mnist-paper.yaml --data-dir mnist --epochs 50 --out run
      """)

  @Option(help: ArgumentHelp("A configuration.", valueName: "file.yaml"))
  var config: String?

  @Option(help: ArgumentHelp("The folder for what is written.", valueName: "folder"))
  var out: String

  @Flag(help: "Go on from the folder's checkpoint, if it has one.")
  var resume = false

  @Option(help: ArgumentHelp("The folder of the four files of pictures.", valueName: "folder"))
  var dataDir: String?

  @Option(help: "Passes through the training pictures.")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "The seed of everything random.")
  var seed: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Set any other value of the configuration.", valueName: "key.key=value"))
  var set: [String] = []

  func validate() throws {
    if let epochs, epochs < 0 { throw ValidationError("--epochs is \(epochs); allowed: 0 or more") }
    if config == nil && !resume { throw ValidationError("--config is missing; allowed without it: --resume") }
  }

  func run() throws {
    try reportingErrors { try train() }
  }

  private func train() throws {
    let folder = TrainingFolder(path: out)
    var run = try pictureRun(folder)
    if let epochs {
      let steps = Int((Double(epochs) * run.stepsPerEpoch).rounded())
      run = try pictureRun(folder, further: [TrainingFile.Setting("steps", "\(steps)")])
    }
    let training = try started(run)
    OpenBLAS.threads = run.file.threads
    let stop = StopRequest()
    try stop.watching { try play(training, run, stop) }
  }

  private func pictureRun(
    _ folder: TrainingFolder, further: [TrainingFile.Setting] = []
  ) throws -> PictureRun {
    let base = try folder.startingConfiguration(given: config, isResumed: resume)
    guard let base else { throw TextError("\(folder.configurationPath) is not there; allowed: --config") }
    return try PictureRun(
      folder: folder, yaml: base, settings: settings() + further,
      name: config ?? folder.configurationPath)
  }

  private func settings() throws -> [TrainingFile.Setting] {
    var result: [TrainingFile.Setting] = []
    if let dataDir { result.append(TrainingFile.Setting("data", yamlText(dataDir))) }
    if let seed { result.append(TrainingFile.Setting("seed", seed)) }
    for text in set { result.append(try TrainingFile.Setting(assignment: text)) }
    return result
  }

  /// Runs to the end or to the signal, with a moment each `every` steps.
  private func play(
    _ training: AlternatingTraining<Float>, _ run: PictureRun, _ stop: StopRequest
  ) throws {
    var log = PictureLog(run: run, from: training.step)
    let last = run.file.configuration.steps
    if training.step % run.file.every == 0 || training.step == last { try log.add(training) }
    do {
      try training.run(until: max(last, training.step), observing: .every(1)) { moment in
        if moment.step > 0, moment.step % run.file.every == 0 || moment.step == last {
          try log.add(moment)
        } else {
          try log.showProgress(moment.step)
        }
        if let signal = stop.signal { throw Stopped(signal: signal) }
      }
    } catch let stopped as Stopped {
      try log.stop(training)
      try Terminal.write("\nstopped at step \(training.step); go on with: --resume\n")
      throw ExitCode(128 + stopped.signal)
    }
    if Terminal.isInteractive { try Terminal.write("\n") }
  }

  private struct Stopped: Error { let signal: Int32 }

  /// A new training, or the one that the folder's checkpoint goes on with.
  private func started(_ run: PictureRun) throws -> AlternatingTraining<Float> {
    let data = try TableSource<Float>(
      values: run.split.training.intensities(), dimension: run.split.training.dimension,
      order: .shuffledEpochs)
    let training = try AlternatingTraining(run.configuration, data: data)
    if run.folder.hasCheckpoint {
      guard resume else {
        throw TextError("\(run.folder.checkpointPath) is there already; allowed: --resume, or another folder")
      }
      do {
        try training.restore(TrainingCheckpoint<Float>.load(from: run.folder.checkpointPath))
      } catch TrainingError.foreignCheckpoint {
        throw TextError(
          "\(run.folder.checkpointPath) was made with another configuration or other pictures than are asked for"
        )
      }
    }
    try run.folder.create(run.file)
    try TrainingFolder.makeFolder("\(run.folder.path)/samples")
    return training
  }
}
