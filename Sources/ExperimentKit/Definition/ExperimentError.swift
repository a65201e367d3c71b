/// Why an experiment could not be run or read; each prints as a sentence for the user.
public enum ExperimentError: Error, Sendable, Equatable {
  /// The experiment itself is at fault: a name, a schema, two cells of one name.
  case invalidDefinition(experiment: String, message: String)
  /// A parameter is unknown or has a value that it cannot have.
  case invalidParameter(name: String, value: String, allowed: String)
  /// A row does not fit its table; rows count from 1 within the cell.
  case schema(table: String, row: Int, column: String, message: String)
  /// A row was asked for a column that it cannot give.
  case column(name: String, message: String)
  /// The output folder cannot be made or written to.
  case unwritableFolder(path: String, reason: String)
  /// A file could not be read or written; `line` counts from 1 where one is at fault.
  case file(path: String, line: Int?, message: String)
  /// Cells threw; each with its message. `others` more are not listed.
  case cellsFailed(experiment: String, failures: [CellFailure], others: Int)
  /// A merge found cells missing; the first few are named.
  case incomplete(experiment: String, missing: Int, total: Int, first: [String])
  /// Another process works on the same run in the same folder.
  case busy(experiment: String, folder: String)
  /// The run was asked to stop; what was done is kept.
  case interrupted(experiment: String, done: Int, total: Int)
}

/// A cell that threw, and what it said.
public struct CellFailure: Error, Sendable, Equatable {
  /// The cell.
  public let identifier: String
  /// The error's description.
  public let message: String
}

extension ExperimentError: CustomStringConvertible {
  /// One sentence that names what was wrong, with its value and what is allowed.
  public var description: String {
    switch self {
    case .invalidDefinition(let experiment, let message):
      return "experiment \(experiment): \(message)"
    case .invalidParameter(let name, let value, let allowed):
      return "parameter \(name) is \(value); allowed: \(allowed)"
    case .schema(let table, let row, let column, let message):
      return "table \(table), row \(row) of the cell, column \(column): \(message)"
    case .column(let name, let message):
      return "column \(name) \(message)"
    case .unwritableFolder(let path, let reason):
      return "the output folder \(path) cannot be written to: \(reason)"
    case .file(let path, let line, let message):
      return "\(path)\(line.map { ", line \($0)" } ?? ""): \(message)"
    case .cellsFailed(let experiment, let failures, let others):
      let listed = failures.map { "\n  cell \($0.identifier): \($0.message)" }.joined()
      let rest = others == 0 ? "" : "\n  and \(others) more"
      return
        "\(experiment): \(failures.count + others) of its cells failed; the others are kept:\(listed)\(rest)"
    case .incomplete(let experiment, let missing, let total, let first):
      let names = first.joined(separator: ", ") + (missing > first.count ? ", ..." : "")
      return "\(experiment): \(missing) of \(total) cells are missing: \(names)"
    case .busy(let experiment, let folder):
      return "\(experiment): another process runs it in \(folder); wait for it, or share the work by --shard"
    case .interrupted(let experiment, let done, let total):
      return "\(experiment): stopped with \(done) of \(total) cells kept; the same command goes on from there"
    }
  }
}
