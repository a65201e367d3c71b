/// The tables of a plan being written, side by side, each under a temporary name.
final class TableOutput {
  private let plan: Plan
  private var files: [Output] = []
  /// By table: the hash of what was written.
  private(set) var hashes: [String: String] = [:]
  /// By table: how many rows were written.
  private(set) var rows: [String: Int] = [:]

  /// A file that cannot be copied, kept in a list that can.
  private final class Output {
    var file: AtomicFile
    init(_ file: consuming AtomicFile) { self.file = file }
  }

  init(plan: Plan, folder: ResultsFolder) throws {
    self.plan = plan
    for table in plan.tables {
      let output = Output(
        try AtomicFile(path: "\(folder.path)/\(table.fileName)", temporaryFolder: folder.hidden))
      var header: [UInt8] = []
      CSVFormat.appendHeader(of: table, to: &header)
      try output.file.write(header)
      files.append(output)
      rows[table.name] = 0
    }
  }

  /// Adds the rows of a cell.
  func append(_ record: CellRecord) throws {
    for (index, lines) in record.lines.enumerated() {
      try files[index].file.write(lines)
      rows[plan.tables[index].name, default: 0] += countRecords(lines)
    }
  }

  /// Has every file whole on the disk, so that only its name is missing.
  func finishWriting() throws {
    for output in files { try output.file.finishWriting() }
  }

  /// Gives all files their names.
  func commit() throws {
    for (table, output) in zip(plan.tables, files) {
      try output.file.commit()
      hashes[table.name] = output.file.hash.hexadecimal
    }
  }

  /// How many records the lines are: a line end within quotes ends none.
  private func countRecords(_ lines: [UInt8]) -> Int {
    var count = 0
    var quoted = false
    for byte in lines {
      if byte == CSVFormat.quote {
        quoted.toggle()
      } else if byte == CSVFormat.newline && !quoted {
        count += 1
      }
    }
    return count
  }
}
