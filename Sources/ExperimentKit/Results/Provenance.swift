#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `provenance.json`: what differs between machines, commits and runs, and is never compared or committed.
enum Provenance {
  static let fileName = "provenance.json"

  /// Notes how an experiment came about, in place of what was noted of it before.
  static func record(
    _ report: RunReport, of plan: Plan, machines: [Machine], jobs: Int, in folder: ResultsFolder
  ) throws {
    let path = "\(folder.path)/\(fileName)"
    var experiments: [String: JSONValue] = [:]
    if let data = FileManager.default.contents(atPath: path),
      case .object(let known)? = (try? JSONValue(text: String(decoding: data, as: UTF8.self)))?["experiments"]
    {
      experiments = known
    }
    experiments[plan.name] = .object([
      "arguments": .string(plan.arguments),
      "date": .string(Date.now.formatted(.iso8601)),
      "git_revision": .string(Machine.gitRevision ?? "unknown"),
      "swift_compiler": .string(Machine.compiler),
      "operating_system": .string(Machine.operatingSystem),
      "machines": .array(
        machines.map {
          .object(["host": .string($0.host), "cpu": .string($0.cpu), "build": .string($0.build)])
        }),
      "jobs": .integer(jobs),
      "wall_seconds": .number(report.seconds),
      "cell_seconds": .number(report.cellSeconds),
      "cells_computed": .integer(report.computed),
      "cells_kept": .integer(report.kept),
    ])
    let text = JSONValue.object(["experiments": .object(experiments)]).indentedText
    try AtomicFile.write(text, to: path, temporaryFolder: folder.hidden)
  }
}
