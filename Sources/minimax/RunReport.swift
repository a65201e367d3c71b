import ExperimentKit
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The report of a user's own training run.
struct RunReport {
  let folder: String

  func build(in output: String) throws -> ReportFolder.Summary {
    let path = "\(folder)/evolution.csv"
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) is not there; --run is a folder that minimax train wrote")
    }
    // minimax train writes numbers alone, under the names in the first line.
    let header = String(decoding: contents.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let table = Table(
      "evolution", "One moment of the run.",
      header.split(separator: ",").map {
        $0 == "step"
          ? .integer("step", "generator steps") : .number(String($0), unit: "1", "as in evolution.csv")
      })
    let rows = try Results(folder: folder, tables: [table]).rows(of: table)
    return try ReportFolder(output, about: .run).build(
      from: [(table, rows)], title: "A training run", parameters: ["run": .string(folder)])
  }
}
