import ExperimentKit
import Foundation
import Testing

@testable import Reports

@Suite("Reports from templates and tables")
struct ReportFolderTests {
  private static let table = Table(
    "trials", "One trial.", [.text("law", "its law"), .estimate("jsd", unit: "nat", "JSD", optional: true)])
  private static let rows: [Row] = [
    ["law": "normal", "jsd": Measured(0.02193039588351, error: 2e-5)],
    ["law": "laplace", "jsd": Measured(0.5, error: 0.01)], ["law": "none", "jsd": nil],
  ]

  private func package() throws -> ResultsPackage {
    try ResultsPackage(tables: [(Self.table, Self.rows)], title: "Trials", parameters: ["seeds": .integer(3)])
  }

  private func page(_ head: String, _ body: String) throws -> ReportPage {
    let text = "---\ntitle: Trials\nneeds: [trials]\n\(head)\n---\n\(body)"
    return try ReportPage(ReportTemplate(name: "page", text: text), from: package())
  }

  @Test("Text and tables take their numbers from queries, rounded to the errors")
  func numbers() throws {
    let head = """
      values:
        worst: SELECT law, jsd, jsd_error FROM trials WHERE jsd IS NOT NULL ORDER BY jsd DESC LIMIT 1
      tables:
        all:
          query: SELECT * FROM trials WHERE jsd IS NOT NULL
          columns:
            - law: "{{ law }}"
            - JSD: "{{ jsd|rounded:jsd_error }}"
      """
    let text = try page(
      head, "{{ worst.law }}: {{ worst.jsd|rounded:worst.jsd_error }}\n\n{{ tables.all }}\n"
    ).text()
    #expect(
      text == """
        # Trials

        laplace: 0.500

        | law | JSD |
        | --- | --- |
        | normal | 0.021930 |
        | laplace | 0.500 |

        """)
  }

  @Test("A claim whose check passes is given with its closest call")
  func claimHolds() throws {
    let head = """
      claims:
        - name: small
          statement: JSD < 1
          stated: here
          how: so
          check: SELECT jsd AS deviation, 1 AS allowed FROM trials WHERE jsd
      """
    let outcome = try #require(try page(head, "").outcomes.first)
    #expect(outcome.verdict == "holds")
    #expect((outcome.comparisons, outcome.deviation) == (2, 0.5))
  }

  @Test(
    "A claim whose check fails, finds nothing or finds no number fails the build and is named",
    arguments: [
      "SELECT jsd AS deviation, 0.1 AS allowed FROM trials WHERE jsd",
      "SELECT 1 AS deviation, 2 AS allowed WHERE 0",
      "SELECT jsd AS deviation, 1 AS allowed FROM trials",
    ])
  func claimFails(check: String) throws {
    let head = "claims:\n  - {name: the-claim, statement: s, stated: here, how: so, check: \"\(check)\"}"
    let error = #expect(throws: ReportError.self) { try page(head, "") }
    #expect("\(try #require(error))".contains("the-claim"))
  }

  @Test("A missing value, table or column is an error that says which, never a blank")
  func missing() throws {
    #expect(throws: ReportError.self) { try page("", "{{ nothing|digits:2 }}").text() }
    #expect(throws: ReportError.self) { try page("values: {a: SELECT stranger FROM trials}", "") }
    let template = try ReportTemplate(name: "page", text: "---\ntitle: T\nneeds: [strangers]\n---\n")
    #expect(throws: ReportError.missingTables(file: "page", tables: ["strangers"])) {
      try ReportPage(template, from: package())
    }
  }

  @Test("A second build writes nothing")
  func secondBuild() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = """
      ---
      title: Trials
      figures:
        jsd:
          alt: bars
          data:
            trials: SELECT law, jsd FROM trials
          plot: plot trials using 'jsd'
      ---
      {{ figures.jsd }}
      """
    let reports = try ReportFolder(folder.path, templates: [ReportTemplate(name: "page", text: text)])
    let first = try reports.build(nil, from: package(), drawing: false)
    #expect(first.written == ["figures/page-jsd-trials.csv", "page.md"])
    #expect(try reports.build(nil, from: package(), drawing: false).written.isEmpty)
    let page = try String(contentsOf: folder.appendingPathComponent("page.md"), encoding: .utf8)
    #expect(page.contains("![bars](figures/page-jsd.svg)"))
  }

  @Test("A reduction keeps what its query selects, with the schema of the columns")
  func reduction() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (results, small) = (
      folder.appendingPathComponent("results").path, folder.appendingPathComponent("small").path
    )
    let reports = try ReportFolder(
      folder.path, templates: [ReportTemplate(name: "page", text: "---\ntitle: T\n---\n")])
    _ = try reports.build(
      from: [(Self.table, Self.rows)], title: "Trials", parameters: [:])
    try FileManager.default.moveItem(atPath: "\(folder.path)/data", toPath: results)
    let list = folder.appendingPathComponent("data.yml")
    try """
    - name: trials-count
      from: trials
      query: SELECT count(*) AS trials, jsd, jsd_error, max(jsd) AS greatest FROM trials
      columns: {trials: how many, greatest: the greatest}
    """.write(to: list, atomically: true, encoding: .utf8)
    try #"{"experiments": {"trials": {"swift_compiler": "Swift 6.3.1", "machines": [{"cpu": "EPYC"}]}}}"#
      .write(toFile: "\(results)/provenance.json", atomically: true, encoding: .utf8)
    let versions = try Versions(results: results, packages: "nowhere", libraries: [("GSL", "2.7.1")])
    let names = try Reduction(file: list.path).publish(from: results, to: small, versions: versions)
    #expect(names == ["trials-count", "versions"])
    let known = try String(contentsOfFile: "\(small)/versions.csv", encoding: .utf8)
    #expect(
      known
        == "experiment,component,version\n,GSL,2.7.1\ntrials,Swift,Swift 6.3.1\ntrials,processor,EPYC\n")
    let csv = try String(contentsOfFile: "\(small)/trials-count.csv", encoding: .utf8)
    #expect(csv == "trials,jsd,jsd_error,greatest\n3,0.5,0.01,0.5\n")
    #expect(try ResultsPackage(folder: small).database.tableNames().contains("trials-count"))

    // Tables from elsewhere come beside them, and what no experiment made changes no versions.
    let others = folder.appendingPathComponent("others").path
    try FileManager.default.createDirectory(atPath: others, withIntermediateDirectories: true)
    let other = Table("others", "From elsewhere.", [.integer("count", "how many")])
    try ResultsPackage.write(
      [(other, [["count": 7]])], experiment: "elsewhere", title: "Elsewhere", parameters: ["a": .integer(1)],
      to: others)
    try "- name: trials-count\n- name: others\n".write(to: list, atomically: true, encoding: .utf8)
    #expect(
      try Reduction(file: list.path).publish(from: others, to: small, versions: versions) == ["others"])
    let merged = try ResultsPackage(folder: small)
    #expect(Set(try merged.database.tableNames()).isSuperset(of: ["trials-count", "others", "versions"]))
    #expect(try String(contentsOfFile: "\(small)/versions.csv", encoding: .utf8) == known)

    // A folder of one experiment's results replaces its own tables and versions, and leaves those of the others.
    try #"{"experiments": {"others": {"swift_compiler": "Swift 6.4"}}}"#
      .write(toFile: "\(others)/provenance.json", atomically: true, encoding: .utf8)
    let newer = try Versions(results: others, packages: "nowhere", libraries: [("GSL", "2.8")])
    let written = try Reduction(file: list.path).publish(from: others, to: small, versions: newer)
    #expect(written == ["others", "versions"])
    #expect(
      Set(try ResultsPackage(folder: small).database.tableNames()).isSuperset(of: [
        "trials-count", "others", "versions",
      ]))
    #expect(
      try String(contentsOfFile: "\(small)/versions.csv", encoding: .utf8)
        == "experiment,component,version\n,GSL,2.8\nothers,Swift,Swift 6.4\n"
        + "trials,Swift,Swift 6.3.1\ntrials,processor,EPYC\n")
    #expect(try String(contentsOfFile: "\(small)/trials-count.csv", encoding: .utf8) == csv)
  }
}
