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
      there to the same bits as a run that was never stopped; with more --epochs it goes on beyond its end.

      threads in the file are those of a matrix product: two make a step of the paper's networks in about 60 % of the time
      of one where two cores are idle, and gain nothing where they are not. Their number is part of what fixes the last
      bits.

      minimax pictures train --config examples/fashion-mnist-paper.yaml --out run
      minimax pictures train --out run --resume
      minimax pictures train --config examples/fashion-mnist-paper.yaml --data-dir mnist --epochs 50 --out run
      minimax pictures train --config examples/fashion-mnist-adam.yaml --minutes 60 --set threads=1 --out run
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

  @Option(
    help: """
      Stop at the end of the epoch in which the wall time of the run, all its sessions together, reaches this; --resume \
      with more minutes goes on.
      """)
  var minutes: Double?

  @Option(parsing: .unconditional, help: "The seed of everything random.")
  var seed: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Set any other value of the configuration.", valueName: "key.key=value"))
  var set: [String] = []

  func validate() throws {
    let most = 1_000_000_000
    if let epochs, !(0...most).contains(epochs) {
      throw ValidationError("--epochs is \(epochs); allowed: 0 to \(most)")
    }
    if let minutes, !(minutes > 0 && minutes.isFinite) {
      throw ValidationError("--minutes is \(minutes); allowed: above 0")
    }
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

  /// Runs to the end, to the signal or to the end of its time, with a moment each `every` steps.
  private func play(
    _ training: AlternatingTraining<Float>, _ run: PictureRun, _ stop: StopRequest
  ) throws {
    var log = PictureLog(run: run, from: training.step)
    let last = run.file.configuration.steps
    func observe(_ moment: AlternatingTraining<Float>) throws {
      try log.add(moment)
      if let minutes, log.seconds >= 60 * minutes, moment.step < last { throw Stop.timeIsUp }
    }
    do {
      if training.step % run.file.every == 0 || training.step == last { try observe(training) }
      try training.run(until: last, observing: .every(1)) { moment in
        if moment.step > 0, moment.step % run.file.every == 0 || moment.step == last {
          try observe(moment)
        } else {
          try log.showProgress(moment.step)
        }
        if let signal = stop.signal { throw Stop.signal(signal) }
      }
      if Terminal.isInteractive { try Terminal.write("\n") }
    } catch let reason as Stop {
      if case .signal = reason { try log.stop(training) }
      let lineEnd = Terminal.isInteractive ? "\n" : ""
      try Terminal.write(
        "\(lineEnd)stopped at step \(training.step) of \(last)\(reason.text); go on with: --resume\n")
      if case .signal(let number) = reason { throw ExitCode(128 + number) }
    }
  }

  private enum Stop: Error {
    case signal(Int32)
    case timeIsUp

    var text: String { if case .timeIsUp = self { ", its time is up" } else { "" } }
  }

  /// A new training, or the one that the folder's checkpoint goes on with.
  private func started(_ run: PictureRun) throws -> AlternatingTraining<Float> {
    let data = try TableSource<Float>(
      values: run.split.training.intensities(), dimension: run.split.training.dimension,
      order: .shuffledEpochs)
    let training = try AlternatingTraining(run.configuration, data: data)
    if run.folder.hasCheckpoint { try restore(training, run) }
    try run.folder.create(run.file)
    try TrainingFolder.makeFolder("\(run.folder.path)/samples")
    return training
  }
}

extension PicturesTrainCommand {
  /// Goes on from the folder's checkpoint, which must be one of this run.
  private func restore(_ training: AlternatingTraining<Float>, _ run: PictureRun) throws {
    let path = run.folder.checkpointPath
    guard resume else { throw TextError("\(path) is there already; allowed: --resume, or another folder") }
    let checkpoint = try TrainingCheckpoint<Float>.load(from: path)
    let notes = run.checkpointNotes
    if let pictures = notes["pictures"], checkpoint.notes["pictures"] != pictures {
      throw TextError(
        "\(path) was made from other pictures (\(checkpoint.notes["pictures"] ?? "unknown")) than \(run.file.data) has "
          + "(\(pictures)); allowed with --resume: the same")
    }
    if let every = checkpoint.notes["every"], every != notes["every"] {
      throw TextError(
        "every is \(run.file.every), but the run's is \(every); allowed with --resume: \(every)")
    }
    let (asked, made) = (run.file.configuration.steps, checkpoint.networks.step)
    guard asked >= made else {
      throw TextError(
        "the run is to end at step \(asked), but \(path) is at step \(made); allowed with --resume: \(made) steps "
          + "or more, \(formatted(Double(made) / run.stepsPerEpoch, significantDigits: 4)) epochs")
    }
    do {
      try training.restore(checkpoint)
    } catch {
      guard case .foreignCheckpoint = error else { throw error }
      throw TextError("\(path) was made with another configuration than is asked for")
    }
  }
}
