import CSQLite
import ExperimentKit

/// An SQLite database in memory that holds CSV tables, so that reports select from them in SQL.
///
/// `nan` is NULL there, as SQL has no other word for it; infinities are numbers. `sum`, `avg`, `least` and `greatest` refuse a
/// NULL instead of skipping it; `bootstrap_lower(x)` and `bootstrap_upper(x)` are the 95 % bootstrap interval of a mean. Not
/// for use from two threads.
public final class SQLDatabase {
  /// The rows that a query gave, its columns in order.
  public struct Selection {
    /// The names of the columns.
    public let columns: [String]
    /// The rows, each with one value a column.
    public let rows: [[Datum]]

    /// One row as values by column.
    public func record(_ index: Int) -> [String: Datum] {
      Dictionary(zip(columns, rows[index])) { _, last in last }
    }
  }

  private let handle: OpaquePointer

  /// An empty database.
  public init() throws {
    var pointer: OpaquePointer?
    let status = sqlite3_open(":memory:", &pointer)
    guard status == SQLITE_OK, let pointer else {
      throw ReportError.database("SQLite cannot be opened: \(String(cString: sqlite3_errstr(status)))")
    }
    handle = pointer
    Self.addBootstrap(to: pointer)
    Self.addStrictAggregates(to: pointer)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Makes a table with the rows that `feed` hands over one by one.
  public func fill(_ table: Table, from feed: ((Row) throws -> Void) throws -> Void) throws {
    let columns = table.columns.map { "\(Self.quoted($0.name)) \($0.kind.affinity)" }
    try execute("CREATE TABLE \(Self.quoted(table.name)) (\(columns.joined(separator: ", ")))")
    let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    try execute("BEGIN")
    let statement = try Statement("INSERT INTO \(Self.quoted(table.name)) VALUES (\(places))", in: handle)
    try feed { row in
      for (index, column) in table.columns.enumerated() {
        statement.bind(row.values[column.name] ?? .missing, at: Int32(index + 1))
      }
      _ = try statement.step()
      statement.reset()
    }
    try execute("COMMIT")
  }

  /// The rows of a query.
  public func select(_ query: String) throws -> Selection {
    let statement = try Statement(query, in: handle)
    var rows: [[Datum]] = []
    while try statement.step() { rows.append(statement.row) }
    return Selection(columns: statement.columns, rows: rows)
  }

  /// The names of the tables, in order.
  public func tableNames() throws -> [String] {
    try select("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").rows.compactMap {
      if case .text(let name) = $0[0] { name } else { nil }
    }
  }

  private func execute(_ command: String) throws { _ = try select(command) }

  private static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}

extension Column.Kind {
  /// SQLite's type of such a column.
  fileprivate var affinity: String {
    switch self {
    case .number: "REAL"
    case .integer, .boolean: "INTEGER"
    case .string: "TEXT"
    }
  }
}

/// One prepared statement; it ends with its last use.
private final class Statement {
  private let pointer: OpaquePointer
  private let database: OpaquePointer
  private let query: String

  init(_ query: String, in database: OpaquePointer) throws {
    var pointer: OpaquePointer?
    guard sqlite3_prepare_v2(database, query, -1, &pointer, nil) == SQLITE_OK, let pointer else {
      throw ReportError.query(query, String(cString: sqlite3_errmsg(database)))
    }
    (self.pointer, self.database, self.query) = (pointer, database, query)
  }

  deinit { sqlite3_finalize(pointer) }

  func bind(_ value: Datum, at place: Int32) {
    switch value {
    case .number(let number): sqlite3_bind_double(pointer, place, number)
    case .integer(let integer): sqlite3_bind_int64(pointer, place, Int64(integer))
    case .boolean(let boolean): sqlite3_bind_int(pointer, place, boolean ? 1 : 0)
    case .missing: sqlite3_bind_null(pointer, place)
    case .text(let text):
      // SQLITE_TRANSIENT: SQLite keeps its own copy.
      sqlite3_bind_text(pointer, place, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }

  /// Goes on to the next row; false at the end.
  func step() throws -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw ReportError.query(query, String(cString: sqlite3_errmsg(database)))
    }
  }

  func reset() { sqlite3_reset(pointer) }

  var columns: [String] {
    (0..<sqlite3_column_count(pointer)).map { String(cString: sqlite3_column_name(pointer, $0)) }
  }

  var row: [Datum] {
    (0..<sqlite3_column_count(pointer)).map { index in
      switch sqlite3_column_type(pointer, index) {
      case SQLITE_INTEGER: .integer(Int(sqlite3_column_int64(pointer, index)))
      case SQLITE_FLOAT: .number(sqlite3_column_double(pointer, index))
      case SQLITE_TEXT: .text(String(cString: sqlite3_column_text(pointer, index)))
      default: .missing
      }
    }
  }
}
