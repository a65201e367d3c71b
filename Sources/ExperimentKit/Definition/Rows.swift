/// The rows that one cell adds to the tables of its experiment, in order.
public struct Rows: Sendable {
  package private(set) var byTable: [String: [Row]] = [:]

  /// No rows.
  public init() {}

  /// Adds a row at the end of a table.
  public mutating func append(_ row: Row, to table: Table) {
    byTable[table.name, default: []].append(row)
  }

  /// Adds rows at the end of a table.
  public mutating func append(contentsOf rows: some Sequence<Row>, to table: Table) {
    byTable[table.name, default: []].append(contentsOf: rows)
  }

  /// The rows of a table, so far.
  public subscript(table: Table) -> [Row] { byTable[table.name] ?? [] }
}
