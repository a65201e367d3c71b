import ExperimentKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of results as reports read it: its tables in SQL, and how each came about.
///
/// Beside the CSV tables there are `resources` (name, experiment, title, claim, reference, seed, size, arguments),
/// `parameters` (experiment, name, value) and `constants` (experiment, name, value, description), read from
/// `datapackage.json`.
public struct ResultsPackage {
  /// The tables.
  public let database: SQLDatabase
  /// The resources of `datapackage.json` by the name of their table.
  let resources: [String: JSONValue]

  /// Reads a folder's data package.
  ///
  /// - Parameters:
  ///   - folder: with a `datapackage.json`.
  ///   - allowed: only tables of these names; `nil` for all.
  ///   - undefined: by table, the columns in which a `nan` is meant. Anywhere else it is an error: a failed row must not
  ///     pass for one that agrees.
  public init(
    folder: String, only allowed: Set<String>? = nil, undefined: [String: Set<String>] = [:]
  ) throws {
    let path = "\(folder)/datapackage.json"
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw ReportError.file(path: path, message: "is not there; script/reproduce writes it")
    }
    let package = try JSONValue(text: String(decoding: contents, as: UTF8.self))
    let results = try Results(folder: folder)
    try self.init(resources: package["resources"]?.elements ?? []) { name, body in
      let meant = undefined[name] ?? []
      var number = 0
      try results.forEach(in: results.table(named: name)) { row in
        number += 1
        if let column = row.undefinedColumns.first(where: { !meant.contains($0) }) {
          throw ReportError.undefined(table: name, row: number, column: column)
        }
        try body(row)
      }
    } table: { name in
      guard allowed?.contains(name) ?? true else { return nil }
      return try results.table(named: name)
    }
  }

  /// Tables in memory, with how they came about.
  ///
  /// - Parameters:
  ///   - tables: with their rows.
  ///   - experiment: whose they are.
  ///   - title: what was done.
  ///   - parameters: of what.
  public init(
    tables: [(table: Table, rows: [Row])], experiment: String = "report", title: String,
    parameters: [String: JSONValue]
  ) throws {
    let resources = tables.map { table, _ in
      JSONValue.object([
        "name": .string(table.name), "path": .string(table.fileName), "title": .string(title),
        "description": .string(table.description), "experiment": .string(experiment),
        "parameters": .object(parameters),
        "schema": .object(["fields": .array(table.columns.map(\.field)), "missingValues": .array([""])]),
      ])
    }
    try self.init(resources: resources) { name, body in
      try tables.first { $0.table.name == name }?.rows.forEach(body)
    } table: { name in
      tables.first { $0.table.name == name }?.table
    }
  }

  /// Writes tables as a folder of results: a CSV file each, and `datapackage.json`.
  ///
  /// - Parameters:
  ///   - tables: the tables.
  ///   - experiment: the name under which the parameters stand.
  ///   - title: what was done.
  ///   - parameters: of what.
  ///   - folder: it must be there.
  /// - Throws: an error of a row that does not fit its table, or of a file that cannot be written.
  public static func write(
    _ tables: [(table: Table, rows: [Row])], experiment: String, title: String,
    parameters: [String: JSONValue], to folder: String
  ) throws {
    let package = try ResultsPackage(
      tables: tables, experiment: experiment, title: title, parameters: parameters)
    for (name, text) in package.files(of: tables) { try writeAtomically(text, to: "\(folder)/\(name)") }
  }

  /// The files of a folder of results that holds these tables: names and texts.
  func files(of tables: [(table: Table, rows: [Row])]) -> [(name: String, text: String)] {
    tables.map { table, rows in (table.fileName, table.text(of: rows)) }
      + [("datapackage.json", description.indentedText)]
  }

  /// A package from resources, with what gives a table's columns and its rows.
  init(
    resources: [JSONValue], rows: @escaping (String, (Row) throws -> Void) throws -> Void,
    table: (String) throws -> Table?
  ) throws {
    database = try SQLDatabase()
    var known: [String: JSONValue] = [:]
    for resource in resources {
      guard let name = resource["name"]?.stringValue, let table = try table(name) else { continue }
      try database.fill(table) { try rows(name, $0) }
      known[name] = resource
    }
    self.resources = known
    try database.fill(Self.resourceTable) { insert in
      for (name, resource) in known.sorted(by: { $0.key < $1.key }) {
        var row: Row = ["name": name]
        for column in Self.resourceTable.columns.dropFirst() {
          row.set(column.name, resource[column.name]?.plainText)
        }
        try insert(row)
      }
    }
    var byExperiment: [String: JSONValue] = [:]
    for (_, resource) in known.sorted(by: { $0.key < $1.key }) {
      guard let experiment = resource["experiment"]?.stringValue else { continue }
      byExperiment[experiment] = byExperiment[experiment] ?? resource
    }
    try database.fill(Self.parameterTable) { insert in
      for (experiment, resource) in byExperiment.sorted(by: { $0.key < $1.key }) {
        guard case .object(let parameters)? = resource["parameters"] else { continue }
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
          try insert(["experiment": experiment, "name": name, "value": value.plainText])
        }
      }
    }
    try database.fill(Self.constantTable) { insert in
      for (experiment, resource) in byExperiment.sorted(by: { $0.key < $1.key }) {
        for constant in resource["constants"]?.elements ?? [] {
          try insert([
            "experiment": experiment, "name": constant["name"]?.plainText,
            "value": constant["value"]?.plainText,
            "description": constant["description"]?.plainText,
          ])
        }
      }
    }
  }

  private static let resourceTable = Table(
    "resources", "How each table came about.",
    ["name", "experiment", "title", "claim", "reference", "seed", "size", "arguments"].map {
      .text($0, "as in datapackage.json", optional: true)
    })
  private static let parameterTable = Table(
    "parameters", "The parameters of each experiment.",
    [
      .text("experiment", "its name"), .text("name", "of the parameter"),
      .text("value", "as JSON", optional: true),
    ])

  private static let constantTable = Table(
    "constants", "What is fixed in each experiment's code.",
    [.text("experiment", "its name")]
      + ["name", "value", "description"].map { .text($0, "as in datapackage.json", optional: true) })

  /// The content of `datapackage.json`.
  var description: JSONValue { Self.description(of: resources) }

  /// The content of a `datapackage.json` that lists resources.
  static func description(of resources: [String: JSONValue]) -> JSONValue {
    .object([
      "name": "minimax-reports", "title": "What the reports of Minimax are built from",
      "resources": .array(resources.sorted { $0.key < $1.key }.map(\.value)),
    ])
  }

  /// Whether an experiment was run at its shortest: then a check that finds no rows is no failure.
  func isQuick(_ table: String) -> Bool { resources[table]?["size"]?.stringValue == "quick" }
}

extension Row {
  /// The columns whose value is `nan`, in alphabetical order.
  fileprivate var undefinedColumns: [String] {
    values.filter { if case .number(let number) = $0.value { number.isNaN } else { false } }.keys.sorted()
  }
}

extension JSONValue {
  /// A string as it is, anything else as JSON.
  fileprivate var plainText: String { stringValue ?? text }
}
