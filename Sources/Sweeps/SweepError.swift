/// Why a sweep could not be read, run or gathered; each prints as a sentence for the user.
public enum SweepError: Error, Sendable, Equatable {
  /// The plan says something that it cannot say.
  case plan(path: String, found: String, allowed: String)
  /// Cells failed; the others are kept.
  case cellsFailed(sweep: String, failures: [String], others: Int)
  /// Cells are missing.
  ///
  /// - Parameter others: whether cells of another plan of this name, or of other files, are kept in the folder.
  case incomplete(sweep: String, missing: Int, total: Int, first: [String], others: Bool)
  /// A file is not what was written.
  case file(path: String, message: String)
  /// Another process works on the same sweep in the same folder.
  case busy(sweep: String, folder: String)
  /// Slurm, or what it needs, said no.
  case slurm(String)
  /// A cell cannot be what its values make it.
  case cell(String, message: String)
  /// A task of an array was given another plan than the one that was submitted.
  case changed(sweep: String)
}

extension SweepError: CustomStringConvertible {
  /// One sentence that names what was wrong, with its value and what is allowed.
  public var description: String {
    switch self {
    case .plan(let path, let found, let allowed):
      return "\(path.isEmpty ? "the plan" : path) \(found); allowed: \(allowed)"
    case .cellsFailed(let sweep, let failures, let others):
      let count = failures.count + others
      let rest = others == 0 ? "" : "\n  and \(others) more"
      return
        "\(sweep): \(count) \(count == 1 ? "cell" : "cells") failed; the others are kept, and the same command tries "
        + "these again:" + failures.map { "\n  \($0)" }.joined() + rest
    case .incomplete(let sweep, let missing, let total, let first, let others):
      let names = first.joined(separator: ", ") + (missing > first.count ? ", ..." : "")
      return
        "\(sweep): \(missing) of \(total) cells are missing: \(names); --resume submits them to Slurm, and the "
        + "plan without an option computes them here"
        + (others && missing == total
          ? "; cells of another plan of this name are kept, or of files that it names as they were" : "")
    case .file(let path, let message):
      return "\(path): \(message)"
    case .busy(let sweep, let folder):
      return "\(sweep): another process runs it in \(folder); wait for it, or give another --out"
    case .slurm(let message):
      return message
    case .cell(let cell, let message):
      return "\(cell): \(message)"
    case .changed(let sweep):
      return "\(sweep): the plan, or a file that it names, is not what it was when the array was submitted; "
        + "submit it again"
    }
  }
}
