import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import NeuralNetworks
import Quadrature
import TrainingFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `minimax train` writes as it goes: the evolution, the weights and a checkpoint, each file at once or not at all.
struct EvolutionLog {
  let folder: TrainingFolder
  let file: TrainingFile
  let data: TrainingData
  private var lines: [String] = []
  private var status = ""
  private var modes: ModeMasses?
  private var lastShown = ContinuousClock.now

  init(folder: TrainingFolder, file: TrainingFile, data: TrainingData) {
    (self.folder, self.file, self.data) = (folder, file, data)
  }

  /// Takes over the lines up to a step, which a resumed run goes on from; the last of a shorter run has no place in
  /// a longer one. A line is there for each moment until then, or the file is not the run's own.
  mutating func readBack(until step: Int) throws {
    let path = folder.evolutionPath
    let allowed = "allowed with --resume: \(path) as the run left it, or another folder for a new run"
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) is missing, with the moments before step \(step); \(allowed)")
    }
    let all = String(decoding: contents, as: UTF8.self).split(separator: "\n").map(String.init)
    let header = EvolutionRow.header(for: data)
    guard all.first == header else { throw TextError("\(path) has other columns than the run's; \(allowed)") }
    var byStep: [Int: String] = [:]
    for line in all.dropFirst() {
      guard let logged = line.split(separator: ",").first.flatMap({ Int($0) }),
        line.count(where: { $0 == "," }) >= header.count(where: { $0 == "," }),
        // The last field is a text that may hold commas, in quotes: cut within it, it has one quote only.
        line.count(where: { $0 == "\"" }).isMultiple(of: 2)
      else { throw TextError("\(path) has a broken line, \(line.prefix(40)); \(allowed)") }
      byStep[logged] = line
    }
    var wanted = Array(stride(from: 0, through: step, by: file.every))
    if step == file.configuration.steps, step % file.every != 0 { wanted.append(step) }
    lines = try wanted.map { moment in
      guard let line = byStep[moment] else {
        throw TextError("\(path) has no line of step \(moment); \(allowed)")
      }
      return line
    }
  }

  /// One more moment: a line, the weights, and last the checkpoint, from which the rest can be made again.
  mutating func add(_ training: AlternatingTraining<Float>) throws {
    // A run resumed where it was already observed sees that moment again.
    if lines.last?.hasPrefix("\(training.step),") ?? false { return }
    let row = try EvolutionRow(training, data: data)
    lines.append(row.line)
    try writeAtomically(
      ([EvolutionRow.header(for: data)] + lines).joined(separator: "\n") + "\n", to: folder.evolutionPath)
    let snapshot = training.snapshot()
    if file.snapshots {
      try TrainingFolder.makeFolder(folder.snapshotPath(training.step))
      try saveNetworks(snapshot, to: folder.snapshotPath(training.step))
    }
    try saveNetworks(snapshot, to: folder.path)
    var checkpoint = training.checkpoint()
    checkpoint.notes = ["data": data.identity, "every": "\(file.every)"]
    try checkpoint.save(to: folder.checkpointPath)
    status = row.summary
    modes = row.modes
    try show(training, always: true)
  }

  /// The step on a terminal, a few times a second.
  mutating func showProgress(_ training: AlternatingTraining<Float>) {
    guard training.step % 64 == 0, Terminal.isInteractive else { return }
    try? show(training, always: false)
  }

  private mutating func show(_ training: AlternatingTraining<Float>, always: Bool) throws {
    let now = ContinuousClock.now
    guard always || now - lastShown > .milliseconds(200) else { return }
    lastShown = now
    let line = "step \(training.step) of \(file.configuration.steps)  \(status)"
    try Terminal.write(Terminal.isInteractive ? "\r\u{1B}[2K\(line)" : "\(line)\n")
  }

  /// Both players, each a file that `minimax evaluate` reads.
  func saveNetworks(_ snapshot: TrainingSnapshot<Float>, to path: String) throws {
    let step = ["step": "\(snapshot.step)"]
    let prior = file.configuration.prior.text.map { ["prior": $0] } ?? [:]
    func save(_ network: NetworkSnapshot<Float>, _ role: PlayerName, _ more: [String: String] = [:]) throws {
      let metadata = step.merging(SavedNetworks.metadata(role)) { $1 }.merging(more) { $1 }
      try network.save(to: "\(path)/\(role.rawValue).safetensors", metadata: metadata)
    }
    try save(snapshot.generator, .generator, prior)
    try save(snapshot.discriminator, .discriminator)
  }

  /// Ends the line of progress, and says where the mass lies on the modes of the data, and what a bounded generator
  /// cannot reach of them.
  func finish(_ training: AlternatingTraining<Float>) throws {
    if Terminal.isInteractive { try Terminal.write("\n") }
    if let modes { try Terminal.write("\(modes.summary)\n") }
    guard let law = data.law, training.configuration.generatorIsAMapOfTheLine else { return }
    let generator = try training.exactGame(data: law).generator
    if let text = BoundedSupport(of: generator, data: law)?.description { try Terminal.write("\(text)\n") }
  }
}
