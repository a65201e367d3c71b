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
          limit: 1
          check: SELECT jsd AS deviation, 1 AS allowed FROM trials WHERE jsd
      """
    let outcome = try #require(try page(head, "").outcomes.first)
    #expect(outcome.verdict == "holds")
    #expect((outcome.call.comparisons, outcome.call.deviation) == (2, 0.5))
  }

  @Test(
    "A claim whose check fails, finds nothing, finds no number or allows too much fails the build and is named",
    arguments: [
      ("SELECT jsd AS deviation, 0.1 AS allowed FROM trials WHERE jsd", "exceeds the allowed 0.1"),
      ("SELECT 1 AS deviation, 2 AS allowed WHERE 0", "nothing was compared"),
      ("SELECT jsd AS deviation, 1 AS allowed FROM trials", "the deviation is missing"),
      ("SELECT 0.1 AS deviation, jsd_error AS allowed FROM trials", "allowed is missing"),
      ("SELECT 0.1 AS deviation, 1e999 AS allowed FROM trials", "allowed is inf"),
      ("SELECT 0.1 AS deviation, 10 AS allowed FROM trials", "shows nothing; the claim's limit is 2.0"),
    ])
  func claimFails(check: String, message: String) throws {
    let head =
      "claims:\n  - {name: the-claim, statement: s, stated: here, how: so, limit: 2, check: \"\(check)\"}"
    let error = #expect(throws: ReportError.self) { try page(head, "") }
    let text = "\(try #require(error))"
    #expect(text.contains("the-claim") && text.contains(message), "\(text)")
  }

  @Test("A claim without a limit is refused")
  func limit() throws {
    let head =
      "claims:\n  - {name: c, statement: s, stated: here, how: so, check: SELECT 0 AS deviation, 1 AS allowed}"
    let error = #expect(throws: ReportError.self) { try page(head, "") }
    #expect("\(try #require(error))".contains("limit"))
  }

  @Test("Where every comparison is on the safe side, the least margin is given with its sign")
  func margin() throws {
    let head = """
      claims:
        - name: below
          statement: JSD < 1
          stated: here
          how: so
          limit: 1
          check: SELECT jsd - 1 AS deviation, jsd_error AS allowed FROM trials WHERE jsd
      """
    let outcome = try #require(try page(head, "").outcomes.first)
    #expect((outcome.call.deviation, outcome.call.allowed, outcome.call.largestAllowed) == (-0.5, 0.01, 0.01))
    #expect(outcome.forStencil["deviation"] as? String == "−0.50")
  }

  @Test(
    "sum, avg, least and greatest refuse a missing value, unless the query says that it is meant",
    arguments: ["sum", "avg", "least", "greatest"])
  func strictAggregates(aggregate: String) throws {
    let database = try package().database
    let error = #expect(throws: ReportError.self) {
      try database.select("SELECT \(aggregate)(jsd) FROM trials")
    }
    #expect("\(try #require(error))".contains("missing value"))
    let meant = try database.select("SELECT \(aggregate)(jsd) FILTER (WHERE jsd IS NOT NULL) FROM trials")
    let numbers = [0.02193039588351, 0.5]
    let expected = [
      "sum": 0.52193039588351, "avg": 0.260965197941755, "least": numbers[0], "greatest": numbers[1],
    ]
    #expect(meant.rows == [[.number(try #require(expected[aggregate]))]])
    #expect(try database.select("SELECT \(aggregate)(jsd) FROM trials WHERE 0").rows == [[.missing]])
  }

  @Test("Sums of whole numbers are whole, and others lose no digits on the way")
  func sums() throws {
    let database = try SQLDatabase()
    #expect(
      try database.select("SELECT sum(x) FROM (SELECT 1 AS x UNION ALL SELECT 2)").rows == [[.integer(3)]])
    let cancelling = "SELECT sum(x) FROM (SELECT 1e100 AS x UNION ALL SELECT 1.0 UNION ALL SELECT -1e100)"
    #expect(try database.select(cancelling).rows == [[.number(1)]])
  }

  @Test(
    "Mathematics that GitHub would strip of a backslash, or that pandoc does not know, is refused",
    arguments: [#"\,"#, #"\|"#, #"\;"#, #"\!"#, #"\thinspace"#, #"\negthinspace"#, #"\thickspace"#])
  func strippedMathematics(command: String) throws {
    let error = #expect(throws: ReportError.self) { try page("", "$$p \(command) q$$\n").text() }
    #expect("\(try #require(error))".contains(command))
    #expect(try page("", #"a \| b, $$p \Vert q$$, c \| d"#).text().contains("Vert"))
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

  @Test("A page says itself what rows it would need, and is left out without them")
  func lacking() throws {
    let head = "lacks: SELECT 'a law called cauchy' WHERE 'cauchy' NOT IN (SELECT law FROM trials)"
    #expect(throws: ReportError.missingTables(file: "page", tables: ["a law called cauchy"])) {
      try page(head, "")
    }
    _ = try page(head.replacing("cauchy", with: "laplace"), "")
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

  @Test(
    "A figure that cannot be drawn leaves the folder as it was",
    .enabled(if: ReportFolder.gnuplotVersion != nil, "gnuplot is not installed"))
  func failedFigure() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func template(_ query: String, _ plot: String) throws -> ReportTemplate {
      let head = "title: T\nfigures: {jsd: {alt: bars, data: {trials: \"\(query)\"}, plot: \"\(plot)\"}}"
      return try ReportTemplate(name: "page", text: "---\n\(head)\n---\n{{ figures.jsd }}\n")
    }
    func contents() throws -> [String: Data] {
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      return Dictionary(
        uniqueKeysWithValues: names.map {
          ($0, (try? Data(contentsOf: folder.appendingPathComponent($0))) ?? Data())
        })
    }
    let good = try template("SELECT jsd FROM trials WHERE jsd", "plot trials using 'jsd'")
    _ = try ReportFolder(folder.path, templates: [good]).build(nil, from: package(), drawing: true)
    let before = try contents()
    #expect(before.keys.contains("figures/page-jsd.svg"))
    let bad = try template("SELECT law, jsd FROM trials", "set yrange [0:0]; plot trials using 'jsd'")
    #expect(throws: ReportError.self) {
      try ReportFolder(folder.path, templates: [bad]).build(nil, from: package(), drawing: true)
    }
    #expect(try contents() == before)
  }

  @Test("A page may read a CSV file beside its templates, a cut one is an error that names it")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func text() throws -> String {
      let head =
        "title: T\nfiles: {times: times.csv}\nvalues: {sum: 'SELECT sum(time) AS time, max(name) AS name FROM times'}"
      let template = try ReportTemplate(
        name: "page", text: "---\n\(head)\n---\n{{ sum.time|digits:2 }} {{ sum.name }}", folder: folder.path)
      return try ReportPage(template, from: package()).text()
    }
    let file = folder.appendingPathComponent("times.csv")
    try "name,time\na,1.5\nb,2\n".write(to: file, atomically: true, encoding: .utf8)
    #expect(try text().hasSuffix("3.5 b"))
    try "name,time\na,1.5\nb\n".write(to: file, atomically: true, encoding: .utf8)
    let error = #expect(throws: ReportError.self) { try text() }
    #expect("\(try #require(error))".contains("times.csv"))
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
    try checkComparisons(from: results, versions)
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

  /// Comparisons of a reduction: the closest call and the count of all rows, a row without a number an error.
  private func checkComparisons(from results: String, _ versions: Versions) throws {
    try withTemporaryFolder { folder in
      let list = folder.appendingPathComponent("data.yml")
      func publish(_ comparison: String) throws -> String {
        try "- {name: closest, from: trials, by: [law], compare: {small: \(comparison)}}\n".write(
          to: list, atomically: true, encoding: .utf8)
        _ = try Reduction(file: list.path).publish(from: results, to: folder.path, versions: versions)
        return try String(contentsOf: folder.appendingPathComponent("closest.csv"), encoding: .utf8)
      }
      #expect(
        try publish("{deviation: jsd - 1, allowed: jsd_error, of: jsd IS NOT NULL}") == """
          comparison,law,comparisons,deviation,allowed,largest_allowed
          small,normal,1,-0.97806960411649,2e-05,2e-05
          small,laplace,1,-0.5,0.01,0.01

          """)
      // Of the third trial there is no JSD, so whether it is meant cannot be told: it is compared, and is no number.
      let error = #expect(throws: ReportError.self) {
        try publish("{deviation: jsd - 1, allowed: jsd_error, of: jsd > 0}")
      }
      #expect("\(try #require(error))".contains("closest, small: a comparison is undefined"))
      try "law,jsd,jsd_error\nnormal,nan,0.1\n".write(
        toFile: "\(results)/trials.csv", atomically: true, encoding: .utf8)
      let undefined = #expect(throws: ReportError.self) { try publish("{deviation: jsd, allowed: 1}") }
      #expect("\(try #require(undefined))".contains("trials, row 1: jsd is nan"))
      try Self.table.text(of: Self.rows).write(
        toFile: "\(results)/trials.csv", atomically: true, encoding: .utf8)
    }
  }
}

/// A folder that is removed at the end.
private func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
