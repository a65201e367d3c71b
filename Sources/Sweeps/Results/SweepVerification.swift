import ExperimentKit

/// What an experiment verifies, asked of each setting of a part: `PLAN-PART-verified.csv`.
///
/// A sweep goes where a claim need not hold; this says where it does. The rows of a setting stand together in each
/// table, and are laid before the experiment as its executable would.
struct SweepVerification {
  /// The table.
  let table: Table
  /// How many settings there are.
  private(set) var rows = 0
  /// How many of them have violations.
  private(set) var failed = 0

  /// Verifies the settings of a part, whose tables are published; `nil` if the plan does not ask for it.
  init?(of part: SweepPart, in folder: ResultsFolder) throws {
    guard let table = part.verifiedTable else { return nil }
    self.table = table
    let temporary = "\(folder.hidden)/tmp-\(uniqueName())"
    try ResultsFolder.make(temporary)
    defer { ResultsFolder.remove(temporary) }
    let slices = try part.tables.map { try Slices(of: $0, in: folder) }
    let results = Results(folder: temporary, tables: part.program.tables)
    var output = try AtomicFile(path: "\(folder.path)/\(table.fileName)", temporaryFolder: folder.hidden)
    var bytes: [UInt8] = []
    CSVFormat.appendHeader(of: table, to: &bytes)
    for assignment in 0..<part.assignments {
      let cell = part.cell(assignment: assignment)
      var row = part.axisRow(of: cell)
      let key = part.columns.map { Self.field(row.values[$0.name] ?? .missing) }
      for slice in slices { try slice.write(rowsOf: key, to: temporary) }
      let violations = try part.program.violations(of: cell, in: results)
      row.set("violations", violations.count)
      row.set("first", violations.first)
      rows += 1
      if !violations.isEmpty { failed += 1 }
      try CSVFormat.append(row, number: rows, of: table, to: &bytes)
    }
    try output.write(bytes)
    try output.commit()
  }

  /// A value as the field of a CSV that is read back has it.
  private static func field(_ value: Datum) -> String {
    if case .text(let text) = value { return text }
    return String(CSVFormat.line(of: [value]).dropLast())
  }

  /// Reads a table once, the rows of one setting after another.
  private final class Slices {
    private let table: SweepTable
    private var reader: CSVReader
    private var next: [String]?

    init(of table: SweepTable, in folder: ResultsFolder) throws {
      self.table = table
      reader = try CSVReader(path: "\(folder.path)/\(table.table.fileName)")
      _ = try reader.next()
      next = try reader.next()
    }

    /// Writes the rows whose axes have these fields as the program's own table.
    func write(rowsOf key: [String], to folder: String) throws {
      var bytes: [UInt8] = []
      CSVFormat.appendHeader(of: table.programTable, to: &bytes)
      while let row = next, row.prefix(key.count).elementsEqual(key) {
        bytes += CSVFormat.line(of: row.dropFirst(key.count).map(Datum.text)).utf8
        next = try reader.next()
      }
      let path = "\(folder)/\(table.programTable.fileName)"
      ResultsFolder.remove(path)
      try File(creating: path).append(bytes)
    }
  }
}
