import AdversarialTraining
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

/// What `minimax train` writes as it goes: the evolution, the weights and a checkpoint, each file at once or not at all.
struct EvolutionLog {
  let folder: String
  let data: Distribution
  private var lines: [String] = []

  init(folder: String, data: Distribution) {
    self.folder = folder
    self.data = data
  }

  var checkpointPath: String { "\(folder)/checkpoint.safetensors" }
  private var evolutionPath: String { "\(folder)/evolution.csv" }

  private static let names = [
    "value", "criterion", "gap", "duality_gap", "jsd", "wasserstein_1", "sup_distance", "sup_from_half",
    "rms_distance", "rms_from_half", "exact_rms_from_half",
  ]
  private static let header =
    "step," + names.map { "\($0),\($0)_error" }.joined(separator: ",")
    + ",minibatch_value,minibatch_value_error,minibatch_generator_loss,minibatch_generator_loss_error"

  /// Takes over the lines up to a step, which a resumed run goes on from.
  mutating func readBack(until step: Int) throws {
    guard let contents = FileManager.default.contents(atPath: evolutionPath) else { return }
    lines = String(decoding: contents, as: UTF8.self).split(separator: "\n").dropFirst().map(String.init)
      .filter { line in line.split(separator: ",").first.flatMap { Int($0) }.map { $0 <= step } ?? false }
  }

  /// One more moment: a line, the weights, and last the checkpoint, from which the rest can be made again.
  mutating func add(_ training: AlternatingTraining<Float>) throws {
    // A run resumed where it was already observed sees that moment again.
    if lines.last?.hasPrefix("\(training.step),") ?? false { return }
    let snapshot = try training.exactSnapshot(data: data)
    let losses = training.losses
    let numbers = [
      snapshot.value, snapshot.criterion, snapshot.gap, snapshot.dualityGap, snapshot.jensenShannon,
      snapshot.wasserstein1, snapshot.supremumDistance, snapshot.supremumFromHalf, snapshot.rootMeanSquare,
      snapshot.rootMeanSquareFromHalf, snapshot.exactRootMeanSquareFromHalf,
    ].flatMap { [$0.value, $0.absoluteError] }
    let ofMinibatch = [
      losses.value, losses.valueError, losses.generatorLoss, losses.generatorLossError,
    ]
    let fields = (numbers + ofMinibatch).map { $0.isNaN ? "nan" : "\($0)" }
    lines.append("\(training.step)," + fields.joined(separator: ","))
    try writeAtomically(([Self.header] + lines).joined(separator: "\n") + "\n", to: evolutionPath)
    try saveNetworks(training.snapshot())
    try training.checkpoint().save(to: checkpointPath)
    let jsd = formatted(snapshot.jensenShannon.value, significantDigits: 4)
    let gap = formatted(snapshot.gap.value, significantDigits: 4)
    let line = "step \(training.step) of \(training.configuration.steps)  JSD \(jsd)  gap \(gap)"
    if Terminal.isInteractive {
      print("\r\u{1B}[2K\(line)", terminator: "")
    } else {
      print(line)
    }
    Terminal.flush()
  }

  /// Both players, each a file that `minimax evaluate` reads.
  func saveNetworks(_ snapshot: TrainingSnapshot<Float>) throws {
    let metadata = ["step": "\(snapshot.step)"]
    try snapshot.generator.save(to: "\(folder)/generator.safetensors", metadata: metadata)
    try snapshot.discriminator.save(to: "\(folder)/discriminator.safetensors", metadata: metadata)
  }

  /// Ends the line of progress.
  func finish() { if Terminal.isInteractive { print() } }
}
