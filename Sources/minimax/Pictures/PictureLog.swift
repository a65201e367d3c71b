import AdversarialTraining
import ExperimentKit
import NeuralNetworks
import Pictures
import TrainingFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `minimax pictures train` writes as it goes: a line and a sheet of samples an epoch, then the checkpoint, from which
/// they can be made again. Seconds go to a file of their own, so that evolution.csv is the same in each repetition.
struct PictureLog {
  let run: PictureRun
  private let observer: PictureObserver
  private var lines: [String] = []
  private var times: [String] = []
  private var lastMoment = ContinuousClock.now
  private var lastShown = ContinuousClock.now
  private var progress: TrainingProgress
  private var status = ""

  init(run: PictureRun, from step: Int) {
    self.run = run
    observer = PictureObserver(run.split, workers: ProcessInfo.processInfo.activeProcessorCount)
    progress = TrainingProgress(first: step, last: run.file.configuration.steps)
    let (every, last) = (run.file.every, run.file.configuration.steps)
    lines = PictureLog.rows(of: run.evolutionPath) { $0 <= step && ($0 % every == 0 || $0 == last) }
    times = PictureLog.rows(of: run.timesPath) { $0 <= step }
  }

  /// The rows of a file that a resumed run goes on from; the last of a shorter run has no place in a longer one.
  private static func rows(of path: String, where isKept: (_ step: Int) -> Bool) -> [String] {
    guard let contents = FileManager.default.contents(atPath: path) else { return [] }
    return String(decoding: contents, as: UTF8.self).split(separator: "\n").dropFirst().map(String.init)
      .filter { line in line.split(separator: ",").first.flatMap { Int($0) }.map(isKept) ?? false }
  }

  /// One more moment: its line, its samples, its seconds, and last the checkpoint.
  mutating func add(_ training: AlternatingTraining<Float>) throws {
    // A run resumed where it was already observed sees that moment again.
    if lines.last?.hasPrefix("\(training.step),") ?? false { return }
    let steps = ContinuousClock.now - lastMoment
    let moment = observer.moment(of: training)
    let epoch = Double(training.step) / run.stepsPerEpoch
    let fields = moment.fields(epoch: epoch).dropFirst().map { $0.isNaN ? "nan" : "\($0)" }
    lines.append((["\(training.step)"] + fields).joined(separator: ","))
    try writeTable(PictureMoment.columns, lines, to: run.evolutionPath)
    try writeAtomically(run.sheet.png(moment.sheet, across: 10).encoded, to: run.samplesPath(training.step))
    try save(training)
    let whole = ContinuousClock.now - lastMoment
    times.append("\(training.step),\(text(steps)),\(text(whole))")
    try writeTable(PictureLog.timeColumns, times, to: run.timesPath)
    status =
      "epoch \(formatted(epoch, significantDigits: 4))  Parzen \(formatted(moment.parzen.value, significantDigits: 4))"
      + "  D(x) \(formatted(moment.onValidation.value, significantDigits: 3))"
      + "  D(G(z)) \(formatted(moment.onSamples.value, significantDigits: 3))"
    lastMoment = ContinuousClock.now
    try show(training.step, always: true)
  }

  /// What is kept of a run that is stopped between two moments.
  mutating func stop(_ training: AlternatingTraining<Float>) throws {
    let spent = text(ContinuousClock.now - lastMoment)
    times.append("\(training.step),\(spent),\(spent)")
    try writeTable(PictureLog.timeColumns, times, to: run.timesPath)
    try save(training)
  }

  private static let timeColumns = ["step", "seconds_of_steps", "seconds"]

  /// Both networks, and the checkpoint.
  private func save(_ training: AlternatingTraining<Float>) throws {
    let snapshot = training.snapshot()
    try run.save(snapshot.generator, as: .generator, step: snapshot.step)
    try run.save(snapshot.discriminator, as: .discriminator, step: snapshot.step)
    var checkpoint = training.checkpoint()
    checkpoint.notes = run.checkpointNotes
    try checkpoint.save(to: run.folder.checkpointPath)
  }

  /// Wall time of all sessions up to their last moments or orderly ends.
  var seconds: Double {
    times.reduce(0) { $0 + ($1.split(separator: ",").last.flatMap { Double($0) } ?? 0) }
  }

  private func writeTable(_ columns: [String], _ lines: [String], to path: String) throws {
    try writeAtomically(([columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n", to: path)
  }

  private func text(_ duration: Duration) -> String { "\((duration / .milliseconds(1)).rounded() / 1000)" }

  /// The step on a terminal, a few times a second.
  mutating func showProgress(_ step: Int) throws {
    if Terminal.isInteractive { try show(step, always: false) }
  }

  private mutating func show(_ step: Int, always: Bool) throws {
    let now = ContinuousClock.now
    guard always || now - lastShown > .milliseconds(200) else { return }
    lastShown = now
    let line = "\(progress.line(step))  \(status)"
    try Terminal.write(Terminal.isInteractive ? "\r\u{1B}[2K\(line)" : "\(line)\n")
    Terminal.flush()
  }
}

/// How far a run is and how long it will take.
struct TrainingProgress {
  private let first: Int
  private let last: Int
  private let start = ContinuousClock.now

  init(first: Int, last: Int) { (self.first, self.last) = (first, last) }

  /// A bar, the steps, and the time left at the mean speed of this session.
  func line(_ step: Int) -> String {
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let left =
      step > first
      ? ", \(ProgressBar.duration(elapsed * Double(last - step) / Double(step - first))) left" : ""
    return "\(ProgressBar.bar(step, of: last)) \(step)/\(last)\(left)"
  }
}
