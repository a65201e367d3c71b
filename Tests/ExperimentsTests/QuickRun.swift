import ExperimentKit
import Foundation
import Testing

/// An experiment run at quick size in a folder that goes with the test.
struct QuickRun {
  let plan: Plan
  /// What verification found.
  let found: [Violation]
  let folder: String

  /// Runs an experiment, and hands on the run.
  static func of(
    _ experiment: AnyExperiment, setting: [String] = [], _ body: (QuickRun) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/experiments-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let overrides = try setting.map { try #require(ParameterOverride($0)) }
    let plan = try experiment.plan(size: .quick, setting: overrides, seed: 1)
    let report = try Run(plan, RunOptions(folder: folder)).execute()
    try body(QuickRun(plan: plan, found: report.violations, folder: folder))
  }

  /// The violations after the lines of a table were changed.
  func violations(table: String, _ change: (inout [String]) -> Void) throws -> [Violation] {
    let path = "\(folder)/\(table).csv"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var lines = text.split(separator: "\n").map(String.init)
    change(&lines)
    try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? text.write(toFile: path, atomically: true, encoding: .utf8) }
    return try plan.verify(Results(folder: folder, tables: plan.tables))
  }

  /// Sets a column's field of a line. Fields before it may hold commas, in quotes.
  func set(_ column: String, to value: String, inLine line: Int, of lines: inout [String]) {
    let place = lines[0].split(separator: ",").firstIndex { $0 == column } ?? 0
    var (fields, isQuoted) = ([""], false)
    for character in lines[line] {
      if character == "\"" { isQuoted.toggle() }
      if character == ",", !isQuoted { fields.append("") } else { fields[fields.count - 1].append(character) }
    }
    fields[place] = value
    lines[line] = fields.joined(separator: ",")
  }
}
