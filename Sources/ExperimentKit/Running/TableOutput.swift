/// Tables being written, side by side, each under a temporary name.
package final class TableOutput {
  private let tables: [Table]
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

  /// Files for tables in a folder, each with its header.
  package init(tables: [Table], folder: ResultsFolder) throws {
    self.tables = tables
    for table in tables {
      let output = Output(
        try AtomicFile(path: "\(folder.path)/\(table.fileName)", temporaryFolder: folder.hidden))
      var header: [UInt8] = []
      CSVFormat.appendHeader(of: table, to: &header)
      try output.file.write(header)
      files.append(output)
      rows[table.name] = 0
    }
  }

  /// Adds the rows of a cell, the lines of each table.
  package func append(_ lines: some Sequence<[UInt8]>) throws {
    for (index, lines) in lines.enumerated() {
      try files[index].file.write(lines)
      rows[tables[index].name, default: 0] += countRecords(lines)
    }
  }

  /// Has every file whole on the disk, so that only its name is missing.
  package func finishWriting() throws {
    for output in files { try output.file.finishWriting() }
  }

  /// Gives all files their names.
  func commit() throws {
    for (table, output) in zip(tables, files) {
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
