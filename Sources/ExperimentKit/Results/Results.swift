/// The finished tables of a folder, read back from their CSV files.
public struct Results: Sendable {
  /// The folder.
  public let folder: String
  /// The tables that can be read.
  public let tables: [Table]

  /// The given tables in a folder.
  public init(folder: String, tables: [Table]) {
    self.folder = folder
    self.tables = tables
  }

  /// Every table that the folder's `datapackage.json` lists.
  public init(folder: String) throws {
    self.init(folder: folder, tables: try DataPackage.read(from: folder).tables)
  }

  /// The table of a name; throws if the folder does not list it.
  public func table(named name: String) throws -> Table {
    guard let table = tables.first(where: { $0.name == name }) else {
      throw ExperimentError.file(
        path: folder, line: nil,
        message: "has no table \(name); there are: \(tables.map(\.name).joined(separator: ", "))")
    }
    return table
  }

  /// All rows of a table, in order.
  public func rows(of table: Table) throws -> [Row] {
    var rows: [Row] = []
    try forEach(in: table) { rows.append($0) }
    return rows
  }

  /// Calls `body` with each row of a table, in order, holding only one at a time.
  public func forEach(in table: Table, _ body: (Row) throws -> Void) throws {
    let path = "\(folder)/\(table.fileName)"
    var reader = try CSVReader(path: path)
    let header = try reader.next() ?? []
    guard header == table.columns.map(\.name) else {
      throw ExperimentError.file(
        path: path, line: 1,
        message: "the columns are \(header.joined(separator: ",")); "
          + "allowed: \(table.columns.map(\.name).joined(separator: ","))")
    }
    while let fields = try reader.next() {
      guard fields.count == table.columns.count else {
        throw ExperimentError.file(
          path: path, line: reader.line,
          message: "has \(fields.count) fields; allowed: \(table.columns.count)")
      }
      var row = Row()
      for (column, field) in zip(table.columns, fields) {
        guard let value = Datum(field, kind: column.kind) else {
          throw ExperimentError.file(
            path: path, line: reader.line,
            message: "column \(column.name) is \(field); allowed: \(column.kind.rawValue)")
        }
        row.insert(value, at: column.name)
      }
      try body(row)
    }
  }

  /// What `check` finds wrong, row by row: the usual body of ``Experiment/verify(_:_:)``.
  public func violations(in table: Table, _ check: (Row) throws -> Violation?) throws -> [Violation] {
    var violations: [Violation] = []
    try forEach(in: table) { row in
      if let violation = try check(row) { violations.append(violation) }
    }
    return violations
  }
}

extension Datum {
  /// The value that a field spells; an empty field is absent, `nil` is what the kind does not allow.
  init?(_ field: String, kind: Column.Kind) {
    if field.isEmpty {
      self = .missing
      return
    }
    switch kind {
    case .number:
      guard let number = Double(field) else { return nil }
      self = .number(number)
    case .integer:
      guard let integer = Int(field) else { return nil }
      self = .integer(integer)
    case .boolean:
      guard let boolean = Bool(field) else { return nil }
      self = .boolean(boolean)
    case .string:
      self = .text(field)
    }
  }
}
