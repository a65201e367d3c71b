import ExperimentKit
import Stencil

/// One page, built: its text, and its figures ready to be drawn.
struct ReportPage {
  let template: ReportTemplate
  let outcomes: [Claim.Outcome]
  let figures: [(name: String, figure: Figure, data: FigureData)]
  private let context: [String: Any]
  private let environment: Environment

  /// Runs the queries of a template and compares what it claims.
  ///
  /// - Throws: ``ReportError/missingTables(file:tables:)``, ``ReportError/claimsFail(_:)``, or what is wrong with the
  ///   template or a query.
  init(_ template: ReportTemplate, from package: ResultsPackage) throws {
    self.template = template
    environment = NumberFilters.environment()
    let database = package.database
    let head = template.head
    let missing = Set(head.needs ?? []).subtracting(package.resources.keys)
    guard missing.isEmpty else {
      throw ReportError.missingTables(file: template.name, tables: missing.sorted())
    }
    let known = try Set(database.tableNames())
    for (name, path) in head.files ?? [:] where !known.contains(name) {
      try database.fill(name, fromFile: "\(template.folder)/\(path)")
    }
    let lacking =
      try head.lacks.map { try database.select($0).rows.map { "\($0[0].forStencil ?? "")" } } ?? []
    guard lacking.isEmpty else {
      throw ReportError.missingTables(file: template.name, tables: lacking)
    }
    let isQuick = (head.needs ?? []).contains { package.isQuick($0) }
    outcomes = try (head.claims ?? []).map {
      try $0.outcome(in: database, page: template.name, mayBeUntested: isQuick)
    }
    figures = try (head.figures ?? [:]).sorted { $0.key < $1.key }.map {
      ("\(template.name)-\($0.key)", $0.value, try FigureData($0.value, from: database))
    }
    var (context, rows) = ([String: Any](), [String: Any]())
    for (name, query) in head.values ?? [:] {
      let selection = try database.select(query).forStencil
      rows[name] = selection
      context[name] = selection.first
    }
    context["rows"] = rows
    let environment = environment
    var texts: [String: String] = [:]
    for (name, table) in head.tables ?? [:] {
      do {
        texts[name] = try Self.text(of: table, in: database, environment, context)
      } catch let error as ReportError {
        throw error
      } catch {
        throw ReportError.template(file: template.name, message: "table \(name): \(error)")
      }
    }
    context["tables"] = texts
    let drawn = Set(figures.filter { !$0.data.isEmpty }.map(\.name))
    context["figures"] = Dictionary(
      uniqueKeysWithValues: (head.figures ?? [:]).map { name, figure in
        let file = "\(template.name)-\(name)"
        let picture = "![\(figure.alt)](figures/\(file).svg)"
        return (name, drawn.contains(file) ? picture : "*(This run has no data for the figure.)*")
      })
    context["claims"] = Self.claimsTable(outcomes)
    self.context = context
  }

  /// The page's text.
  ///
  /// - Parameter more: what the text may use beside its own queries.
  func text(with more: [String: Any] = [:]) throws -> String {
    do {
      let body = try environment.renderTemplate(
        string: template.body, context: context.merging(more) { own, _ in own })
      if let command = DisplayMathematics.lostCommand(in: body) {
        throw TemplateSyntaxError(
          "between $$ GitHub or pandoc loses \(command); there are names that both know, as \\hspace{2pt}")
      }
      return "# \(template.head.title)\n\n" + body.drop { $0 == "\n" }
    } catch {
      throw ReportError.template(file: template.name, message: "\(error)")
    }
  }

  private static func text(
    of table: ReportTemplate.TableQuery, in database: SQLDatabase, _ environment: Environment,
    _ context: [String: Any]
  ) throws -> String {
    let titles = table.columns.compactMap { $0.keys.first }
    let cells = table.columns.compactMap { $0.values.first }
    var lines = [titles.joined(separator: " | "), titles.map { _ in "---" }.joined(separator: " | ")]
    for row in try database.select(table.query).forStencil {
      let values = try cells.map {
        try environment.renderTemplate(string: $0, context: context.merging(row) { _, own in own })
      }
      lines.append(values.map { $0.replacing("|", with: "\\|") }.joined(separator: " | "))
    }
    return lines.map { "| \($0) |" }.joined(separator: "\n")
  }

  private static func claimsTable(_ outcomes: [Claim.Outcome]) -> String {
    let titles = [
      "claim", "stated in", "how checked", "comparisons", "closest call", "allowed of it", "allowed at most",
      "verdict",
    ]
    let rows = outcomes.map(\.forStencil).map { outcome in
      ["statement", "stated", "how", "comparisons", "deviation", "allowed", "largest", "verdict"].map { key in
        key == "comparisons" ? NumberText.count(outcome[key] as? Int ?? 0) : "\(outcome[key] ?? "")"
      }
    }
    return ([titles, titles.map { _ in "---" }] + rows).map {
      "| " + $0.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }
}
