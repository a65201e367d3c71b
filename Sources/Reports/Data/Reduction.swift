import ExperimentKit
import Yams

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How the tables of a results folder become the small ones that are committed beside the reports.
///
/// A YAML list: for each table its name and, where it is not the whole of the table of that name, the table that it
/// comes from and the query that reduces it.
/// A column of the query that is not one of the table's has a description under `columns`. An entry that compares, by its
/// key `compare`, gives the closest calls in place of the rows.
public struct Reduction: Decodable, Sendable {
  /// One table.
  struct Entry: Decodable, Sendable {
    var name: String
    /// The table it comes from; the one of its own name unless given.
    var from: String?
    /// SQL over the tables of the results; absent: the whole table.
    var query: String?
    /// What the query's new columns mean.
    var columns: [String: String]?
    /// Comparisons by name, each made on all rows of the query, or of the table where there is none.
    var compare: [String: Comparison]?
    /// The columns that group them: a closest call for each group.
    var by: [String]?
    /// The columns of the table it comes from in which a `nan` is meant.
    var undefined: [String]?

    var source: String { from ?? name }
  }

  let tables: [Entry]

  /// Reads the list from a file.
  public init(file: String) throws {
    guard let contents = FileManager.default.contents(atPath: file) else {
      throw ReportError.file(path: file, message: "is not there")
    }
    do {
      tables = try YAMLDecoder().decode([Entry].self, from: contents)
    } catch {
      throw ReportError.file(path: file, message: "\(error)")
    }
  }

  /// Reduces the tables of a results folder into another folder, those that are there; tables of the list that the other
  /// folder has from elsewhere stay.
  ///
  /// - Parameters:
  ///   - results: the folder of results, a data package.
  ///   - folder: where the small tables go.
  ///   - versions: what computed them, published as a table of its own, in which the rows of other experiments stay.
  /// - Returns: the names of the tables written.
  @discardableResult
  public func publish(from results: String, to folder: String, versions: Versions) throws -> [String] {
    let package = try ResultsPackage(folder: results, only: Set(tables.map(\.source)), undefined: undefined)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let table = Versions.table
    var resources = Self.resources(in: folder).filter { name, _ in
      name == table.name || tables.contains { $0.name == name }
    }
    var written: [String] = []
    for entry in tables {
      guard let resource = package.resources[entry.source] else { continue }
      let selection = try entry.selection(from: package.database)
      let fields = try Self.fields(of: selection, of: resource, entry)
      let text = Self.text(of: selection, fields)
      try writeAtomically(text, to: "\(folder)/\(entry.name).csv")
      resources[entry.name] = Self.resource(resource, entry, fields: fields, bytes: text.utf8.count)
      written.append(entry.name)
    }
    // Tables that no experiment made do not change what the experiments were made with.
    let hasProvenance = FileManager.default.fileExists(atPath: "\(results)/provenance.json")
    if hasProvenance || resources[table.name] == nil {
      let rows = try versions.merged(
        into: resources[table.name] == nil ? [] : Results(folder: folder, tables: [table]).rows(of: table))
      try writeAtomically(table.text(of: rows), to: "\(folder)/\(table.fileName)")
      let own = try ResultsPackage(tables: [(table, rows)], title: "Versions", parameters: [:])
      resources.merge(own.resources) { $1 }
      written.append(table.name)
    }
    let document = ResultsPackage.description(of: resources)
    try writeAtomically(document.indentedText, to: "\(folder)/datapackage.json")
    return written.sorted()
  }

  /// By table, the columns in which a `nan` is meant.
  private var undefined: [String: Set<String>] {
    tables.reduce(into: [:]) { $0[$1.source, default: []].formUnion($1.undefined ?? []) }
  }

  /// What a folder's `datapackage.json` lists, by name; nothing where there is none.
  private static func resources(in folder: String) -> [String: JSONValue] {
    let contents = FileManager.default.contents(atPath: "\(folder)/datapackage.json") ?? Data()
    let package = try? JSONValue(text: String(decoding: contents, as: UTF8.self))
    let named = package?["resources"]?.elements.compactMap { resource in
      resource["name"]?.stringValue.map { ($0, resource) }
    }
    return Dictionary(named ?? []) { _, last in last }
  }

  /// The schema's field of each column: the table's own, or one described by the entry.
  private static func fields(of selection: SQLDatabase.Selection, of resource: JSONValue, _ entry: Entry)
    throws
    -> [JSONValue]
  {
    let own = resource["schema"]?["fields"]?.elements ?? []
    return try selection.columns.enumerated().map { index, name in
      if let field = own.first(where: { $0["name"]?.stringValue == name }) { return field }
      guard let description = entry.columns?[name] ?? entry.description(ofComparison: name) else {
        throw ReportError.template(file: entry.name, message: "its query's column \(name) is not described")
      }
      let values = selection.rows.map { $0[index] }
      let isText = values.contains { if case .text = $0 { true } else { false } }
      let isNumber = values.contains { if case .number = $0 { true } else { false } }
      let kind: Column.Kind = isText ? .string : isNumber ? .number : .integer
      return .object([
        "name": .string(name), "type": .string(kind.rawValue), "description": .string(description),
      ])
    }
  }

  private static func text(of selection: SQLDatabase.Selection, _ fields: [JSONValue]) -> String {
    let kinds = fields.map { $0["type"]?.stringValue ?? "" }
    let needed = fields.map { $0["constraints"]?["required"] == .boolean(true) }
    return selection.rows.reduce(into: CSVFormat.line(of: selection.columns.map(Datum.text))) { text, row in
      text += CSVFormat.line(
        of: row.enumerated().map { index, value in
          switch (value, kinds[index]) {
          // SQL has neither truth values nor NaN.
          case (.integer(let integer), "boolean"): .boolean(integer != 0)
          case (.missing, "number") where needed[index]: .number(.nan)
          default: value
          }
        })
    }
  }

  private static func resource(_ old: JSONValue, _ entry: Entry, fields: [JSONValue], bytes: Int) -> JSONValue
  {
    guard case .object(var members) = old else { return old }
    members["name"] = .string(entry.name)
    members["path"] = .string("\(entry.name).csv")
    members["bytes"] = .integer(bytes)
    members["schema"] = .object(["fields": .array(fields), "missingValues": .array([""])])
    if let query = entry.query { members["reducedBy"] = .string(query) }
    if let compare = entry.compare { members["compared"] = .object(compare.mapValues { .string($0.text) }) }
    return .object(members)
  }
}
