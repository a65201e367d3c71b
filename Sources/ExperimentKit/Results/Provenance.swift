#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `provenance.json`: what differs between machines, commits and runs, and is never compared or committed.
package struct Provenance {
  static let fileName = "provenance.json"

  /// The arguments that make the results again.
  let arguments: String
  /// Where and by which builds the cells were computed.
  let machines: [Machine]
  /// How many cells were at work at once.
  let jobs: Int
  /// The seconds of the last process.
  let seconds: Double
  /// The seconds of all cells, one after the other.
  let cellSeconds: Double
  /// How many cells the last process computed.
  let computed: Int
  /// How many it found done.
  let kept: Int

  /// What is to be noted.
  package init(
    arguments: String, machines: [Machine], jobs: Int, seconds: Double, cellSeconds: Double, computed: Int,
    kept: Int
  ) {
    self.arguments = arguments
    self.machines = machines
    self.jobs = jobs
    self.seconds = seconds
    self.cellSeconds = cellSeconds
    self.computed = computed
    self.kept = kept
  }

  /// Notes how an experiment came about, in place of what was noted of it before.
  package func record(of experiment: String, in folder: ResultsFolder) throws {
    try folder.withPackageLock { try write(as: experiment, in: folder) }
  }

  private func write(as experiment: String, in folder: ResultsFolder) throws {
    let path = "\(folder.path)/\(Self.fileName)"
    var experiments: [String: JSONValue] = [:]
    if let data = FileManager.default.contents(atPath: path),
      case .object(let known)? = (try? JSONValue(text: String(decoding: data, as: UTF8.self)))?["experiments"]
    {
      experiments = known
    }
    experiments[experiment] = .object([
      "arguments": .string(arguments),
      "date": .string(Date.now.formatted(.iso8601)),
      "git_revision": .string(Machine.gitRevision ?? "unknown"),
      "swift_compiler": .string(Machine.compiler),
      "operating_system": .string(Machine.operatingSystem),
      "machines": .array(
        machines.map {
          .object(["host": .string($0.host), "cpu": .string($0.cpu), "build": .string($0.build)])
        }),
      "jobs": .integer(jobs),
      "wall_seconds": .number(seconds),
      "cell_seconds": .number(cellSeconds),
      "cells_computed": .integer(computed),
      "cells_kept": .integer(kept),
    ])
    let text = JSONValue.object(["experiments": .object(experiments)]).indentedText
    try AtomicFile.write(text, to: path, temporaryFolder: folder.hidden)
  }
}
