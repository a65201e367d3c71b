import ExperimentKit
import Reports
import Sweeps

/// The report of a sweep: what was swept, and the means with their intervals.
struct SweepReportPage {
  private let plan: SweepPlan
  private let out: String

  /// Longer tables are for programs.
  private static let mostRows = 60

  init(_ plan: SweepPlan, in out: String) {
    self.plan = plan
    self.out = out
  }

  /// Writes the page; returns its path.
  func build() throws -> String {
    let results = Results(folder: out, tables: plan.summaryTables)
    let tables = try plan.summaryTables.map { table -> (table: Table, rows: [Row]) in
      var shown: [Row] = []
      var lastStep = 0
      let hasSteps = table.columns.contains { $0.name == "step" }
      try results.forEach(in: table) { row in
        guard row.has("average") else { return }
        if hasSteps {
          // Of a training, its end.
          let step = try row.integer("step")
          if step > lastStep { shown.removeAll { _ in true } }
          lastStep = max(lastStep, step)
          guard step == lastStep else { return }
        }
        if shown.count < Self.mostRows { shown.append(row) }
      }
      return (table, shown)
    }
    let folder = "\(out)/report"
    let reports = try ReportFolder(folder, page: "sweep-\(plan.name)", template: template(tables))
    _ = try reports.build(
      from: tables, title: "The sweep \(plan.name)", parameters: ["plan": .string(plan.text)], drawing: false)
    return "\(folder)/sweep-\(plan.name).md"
  }

  private func template(_ tables: [(table: Table, rows: [Row])]) -> String {
    var head = ["---", "title: The sweep \(plan.name)", "tables:"]
    var body = [
      "",
      "\(plan.count) cells, the means with half the width of their \(plan.confidence) confidence intervals by "
        + "Student's t. All rows are in the tables beside this folder; at most \(Self.mostRows) of each summary are here.",
    ]
    for (index, entry) in tables.enumerated() {
      head += [
        "  t\(index):", "    query: |",
        "      SELECT *, coalesce(average_error, abs(average) * 1e-6) AS width",
      ]
      head += ["      FROM \"\(entry.table.name)\"", "    columns:"]
      for column in entry.table.columns where !Self.hidden.contains(column.name) {
        head.append("      - \(column.name): \"\(Self.cell(column))\"")
      }
      body += ["", "## \(entry.table.name)", "", "{{ tables.t\(index) }}"]
    }
    body += ["", "## The plan", "", "```yaml", plan.text.trimmedEnd(), "```", ""]
    return (head + ["---"] + body).joined(separator: "\n")
  }

  private static let hidden: Set<String> = ["average_error", "not_finite", "minimum", "maximum"]

  private static func cell(_ column: Column) -> String {
    switch column.name {
    case "average": "{{ average|rounded:width,8 }}"
    case "standard_deviation": "{% if standard_deviation %}{{ standard_deviation|digits:2 }}{% endif %}"
    default: column.kind == .number ? "{{ \(column.name)|plain }}" : "{{ \(column.name) }}"
    }
  }
}

extension String {
  fileprivate func trimmedEnd() -> String {
    var rest = self[...]
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
