import ExperimentKit

extension SQLDatabase {
  /// Makes a table of a CSV file that is no experiment's result and has no schema: a column is one of numbers where each
  /// of its fields is.
  ///
  /// - Throws: an error of the file, which names it and the line.
  func fill(_ name: String, fromFile path: String) throws {
    var reader = try CSVReader(path: path)
    guard let header = try reader.next() else {
      throw ReportError.file(path: path, message: "is empty; its first line should name the columns")
    }
    var records: [[String]] = []
    while let fields = try reader.next() {
      guard fields.count == header.count else {
        throw ReportError.file(
          path: path,
          message: "has \(fields.count) fields in record \(records.count + 1) and \(header.count) columns")
      }
      records.append(fields)
    }
    let columns = header.indices.map { i in
      records.allSatisfy { Double($0[i]) != nil }
        ? Column.number(header[i], unit: "1", "as in the file") : Column.text(header[i], "as in the file")
    }
    let table = Table(name, "The file \(path).", columns)
    try fill(table) { insert in
      for fields in records {
        var row = Row()
        for (column, field) in zip(columns, fields) {
          row.insert(
            Double(field).flatMap { column.kind == .number ? .number($0) : nil } ?? .text(field),
            at: column.name)
        }
        try insert(row)
      }
    }
  }
}
