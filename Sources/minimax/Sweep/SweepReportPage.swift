import ExperimentKit
import Sweeps

/// The report of a sweep: what was swept, and the means with their intervals, or the values where nothing is averaged.
struct SweepReportPage {
  private let plan: SweepPlan
  private let report: SweepReport
  private let out: String

  init(_ plan: SweepPlan, _ report: SweepReport, in out: String) {
    self.plan = plan
    self.report = report
    self.out = out
  }

  /// Writes the page; returns its path.
  func build() throws -> String {
    let averaged = Set(plan.averagedTables.map(\.table.name))
    var text = ["# The sweep \(plan.name)", "", opening(averaged: !averaged.isEmpty)]
    for part in plan.parts {
      for table in part.tables {
        let rows = report.files.first { $0.path.hasSuffix("/\(table.table.fileName)") }?.rows ?? 0
        let shown =
          averaged.contains(table.table.name)
          ? try SweepReportTable(meansOf: table, run: part.run, plan, in: out)
          : try SweepReportTable(rowsOf: table, count: rows, run: part.run, in: out)
        text += ["", "## \(table.table.name)", "", table.table.description + " " + shown.note]
        if !shown.lines.isEmpty { text += ["", shown.markdown] }
      }
    }
    text += failed + ["", "## The plan", "", fenced(plan.text), ""]
    let folder = "\(out)/report"
    let results = try ResultsFolder(preparing: out)
    try ResultsFolder.make(folder)
    let path = "\(folder)/sweep-\(plan.name).md"
    try AtomicFile.write(text.joined(separator: "\n"), to: path, temporaryFolder: results.hidden)
    return path
  }

  private func opening(averaged: Bool) -> String {
    let over = plan.averagedOver.sorted().joined(separator: ", ")
    return "\(plan.count) cells. All rows are in the tables beside this folder."
      + (averaged
        ? " A mean over \(over) is followed by half the width of its \(plan.confidence) confidence interval, by Student's "
          + "t; in parentheses stands how many values are infinite or undefined, or unresolved, and are left out of it."
        : "")
  }

  private var failed: [String] {
    guard report.failed > 0 else { return [] }
    let more = report.failed > report.failures.count ? ["", "All are in \(plan.failedTable.fileName)."] : []
    return ["", "## \(report.failed) cells failed", ""] + report.failures.map { "- `\($0)`" } + more
  }

  /// A block of text as it is, whatever stands in it.
  private func fenced(_ text: String) -> String {
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    var rest = text[...]
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return "\(fence)yaml\n\(rest)\n\(fence)"
  }
}
