import AdversarialTraining
import ExperimentKit
import Sweeps
import TrainingFiles

/// `run: train`: one training a cell, a row for each moment that `minimax train` writes to evolution.csv.
struct TrainProgram: SweepProgram {
  let tables: [Table]

  private let configuration: String

  init(_ part: SweepPartDescription) throws {
    func refused(_ found: String, _ allowed: String) -> SweepError {
      .plan(path: "parts.\(part.name)", found: found, allowed: allowed)
    }
    guard part.size == nil else {
      throw refused("has a size, which train has not", "config, set, grid, pairs, seeds")
    }
    configuration = part.configuration ?? ""
    var texts = (part.examples["data"] ?? []).map(\.plainText)
    if texts.isEmpty {
      // What the configuration says; a cell that is checked says so itself if there is none.
      texts = [try Self.file(configuration, [:], seed: 1, orElse: refused).data]
    }
    let headers = try texts.map {
      try EvolutionRow.header(for: TrainingData($0)).split(separator: ",").map(String.init)
    }
    tables = [Self.table(headers)]
  }

  /// The column of a text, which is the last.
  private static let verdict = "verdict"
  /// The columns that count.
  private static let counts: Set<String> = ["modes_captured", "modes_covered", "modes_kept"]

  private static func table(_ headers: [[String]]) -> Table {
    var names: [String] = []
    for header in headers { names += header.filter { !names.contains($0) && $0 != "step" } }
    let all = Set(names)
    let columns = names.filter { !($0.hasSuffix("_error") && all.contains(String($0.dropLast(6)))) }
    return Table(
      "train", "One moment of one training, as evolution.csv of minimax train has it.",
      [.integer("step", "generator steps so far")]
        + columns.map { name in
          if name == verdict { return .text(name, "as in evolution.csv", optional: true) }
          if counts.contains(name) { return .integer(name, "as in evolution.csv", optional: true) }
          return
            all.contains("\(name)_error")
            ? .estimate(name, unit: "1", "as in evolution.csv", optional: true)
            : .number(name, unit: "1", "as in evolution.csv", optional: true)
        } + [.text("outcome", "trained, how it diverged, or why its numbers cannot be had")],
      keys: ["step"])
  }

  private static func file(
    _ yaml: String, _ settings: [String: JSONValue], seed: UInt64,
    orElse refused: (String, String) -> any Error
  ) throws -> TrainingFile {
    // JSON is YAML. Keys in order: a record comes before what is set within it.
    let values = settings.sorted { $0.key < $1.key }.map { TrainingFile.Setting($0.key, $0.value.text) }
    do {
      return try TrainingFile(yaml: yaml, setting: values + [TrainingFile.Setting("seed", "\(seed)")]) {
        try TrainingData($0).dimension
      }
    } catch let error as TrainingFileError {
      throw refused("\(error.path.isEmpty ? "the configuration" : error.path) \(error.found)", error.allowed)
    }
  }

  private func file(_ cell: SweepCell) throws -> TrainingFile {
    try Self.file(configuration, cell.settings, seed: cell.seed) { TextError("\($0); allowed: \($1)") }
  }

  func check(_ cell: SweepCell) throws {
    do {
      let file = try file(cell)
      guard file.threads == 1 else {
        throw TextError(
          "threads is \(file.threads); allowed in a sweep, whose cells run beside each other: 1")
      }
      let header = try EvolutionRow.header(for: TrainingData(file.data)).split(separator: ",").map(
        String.init)
      let known = Set(tables[0].columns.map(\.name))
      if let stranger = header.first(where: { !known.contains($0) }) {
        throw TextError(
          "data is \(file.data), which adds the column \(stranger); allowed: data that are listed by name")
      }
    } catch {
      throw SweepError.cell(cell.identifier, message: "cannot be trained: \(error)")
    }
  }

  func rows(of cell: SweepCell) throws -> Rows {
    let file = try file(cell)
    let data = try TrainingData(file.data)
    let names = EvolutionRow.header(for: data).split(separator: ",").map(String.init)
    // Cells run beside each other; a training has one thread.
    let training = try AlternatingTraining(file.configuration, data: data.source, workers: 1)
    var rows = Rows()
    var last = -1
    func add(_ moment: AlternatingTraining<Float>) throws {
      guard moment.step != last else { return }
      last = moment.step
      do {
        let row = try EvolutionRow(moment, data: data)
        rows.append(Self.row(row.line, names), to: tables[0])
      } catch {
        // Finite weights of any size may leave a game that no quadrature resolves; the training goes on.
        rows.append(["step": moment.step, "outcome": "not evaluated: \(error)"], to: tables[0])
      }
    }
    do {
      try training.run(observing: .every(file.every)) { try add($0) }
      try add(training)
    } catch let divergence as TrainingDivergence<Float> {
      // A moment that was written is not written twice.
      let step = divergence.step > last ? divergence.step : last + 1
      rows.append(["step": step, "outcome": "\(divergence)"], to: tables[0])
    }
    return rows
  }

  private static func row(_ line: String, _ names: [String]) -> Row {
    var row = Row()
    let fields = line.split(separator: ",", maxSplits: names.count - 1, omittingEmptySubsequences: false)
    for (name, field) in zip(names, fields) {
      if name == verdict {
        var text = String(field)
        if text.hasPrefix("\"") { text = String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"") }
        row.set(name, text)
      } else if name == "step" || counts.contains(name), let count = Int(field) {
        row.set(name, count)
      } else if let number = Double(field) {
        row.set(name, number)
      }
    }
    row.set("outcome", "trained")
    return row
  }

  /// The time of a few steps and of one snapshot, so many times as there are.
  func estimatedSeconds(of cell: SweepCell) throws -> Double {
    let file = try file(cell)
    let data = try TrainingData(file.data)
    let training = try AlternatingTraining(file.configuration, data: data.source, workers: 1)
    let steps = file.configuration.steps
    let sample = min(steps, 64)
    let start = ContinuousClock.now
    try training.run(until: sample)
    let trained = ContinuousClock.now
    _ = try EvolutionRow(training, data: data)
    let perStep = (trained - start) / .seconds(1) / Double(max(1, sample))
    let perSnapshot = (ContinuousClock.now - trained) / .seconds(1)
    let snapshots = 1 + (steps + file.every - 1) / file.every
    return perStep * Double(steps) + perSnapshot * Double(snapshots)
  }
}
