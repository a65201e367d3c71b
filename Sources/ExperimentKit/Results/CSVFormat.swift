/// How values are spelled in a CSV file (RFC 4180, lines ended by a line feed).
///
/// A Double is written with the fewest digits that read back as itself, `inf`, `-inf` or `nan`. A text is
/// quoted where it has to be; an absent value is an empty field.
public enum CSVFormat {
  /// The header line of a table.
  package static func appendHeader(of table: Table, to line: inout [UInt8]) {
    for (index, column) in table.columns.enumerated() {
      if index > 0 { line.append(comma) }
      append(column.name, to: &line)
    }
    line.append(newline)
  }

  /// The line of a row, checked against its table.
  ///
  /// - Parameter number: which of the cell's rows it is, from 1, for the error.
  package static func append(_ row: Row, number: Int, of table: Table, to line: inout [UInt8]) throws {
    func misfit(_ column: String, _ message: String) -> ExperimentError {
      .schema(table: table.name, row: number, column: column, message: message)
    }
    if let duplicate = row.duplicate { throw misfit(duplicate, "is given twice") }
    var known = 0
    var present = 0
    for (index, column) in table.columns.enumerated() {
      if index > 0 { line.append(comma) }
      guard let value = row.values[column.name] else {
        if !column.optional { throw misfit(column.name, "is missing") }
        continue
      }
      known += 1
      guard value != .missing, value != .text("") else {
        if !column.optional { throw misfit(column.name, "is empty, and is not declared optional") }
        continue
      }
      guard append(value, as: column.kind, to: &line) else {
        throw misfit(column.name, "is \(value); allowed: \(column.kind.rawValue)")
      }
      present += 1
    }
    if known < row.values.count {
      let names = Set(table.columns.map(\.name))
      let stranger = row.values.keys.filter { !names.contains($0) }.min() ?? ""
      throw misfit(stranger, "is not in the table")
    }
    if present == 0 { throw misfit(table.columns[0].name, "is empty, as is the whole row") }
    line.append(newline)
  }

  /// Appends a value to a line; false if a column of that kind cannot hold it.
  private static func append(_ value: Datum, as kind: Column.Kind, to line: inout [UInt8]) -> Bool {
    switch (kind, value) {
    case (.number, .number(let number)): append(number, to: &line)
    case (.number, .integer(let integer)):
      guard let number = Double(exactly: integer) else { return false }
      append(number, to: &line)
    case (.integer, .integer(let integer)): line.append(contentsOf: integer.description.utf8)
    case (.boolean, .boolean(let boolean)): line.append(contentsOf: boolean.description.utf8)
    case (.string, .text(let text)): append(text, to: &line)
    default: return false
    }
    return true
  }

  private static func append(_ number: Double, to line: inout [UInt8]) {
    // The sign and payload of a NaN differ between machines, and mean nothing.
    line.append(contentsOf: number.isNaN ? "nan".utf8 : number.description.utf8)
  }

  private static func append(_ text: String, to line: inout [UInt8]) {
    guard needsQuotes(text) else { return line.append(contentsOf: text.utf8) }
    line.append(quote)
    for byte in text.utf8 {
      if byte == quote { line.append(quote) }
      line.append(byte)
    }
    line.append(quote)
  }

  /// Also where a space stands at an end: some readers drop it otherwise.
  private static func needsQuotes(_ text: String) -> Bool {
    let bytes = text.utf8
    let space = UInt8(ascii: " ")
    return bytes.first == space || bytes.last == space
      || bytes.contains { $0 == comma || $0 == quote || $0 == newline || $0 == carriageReturn }
  }

  /// The line of any values, an absent one being an empty field.
  public static func line(of values: [Datum]) -> String {
    var line: [UInt8] = []
    for (index, value) in values.enumerated() {
      if index > 0 { line.append(comma) }
      switch value {
      case .number(let number): append(number, to: &line)
      case .integer(let integer): line.append(contentsOf: integer.description.utf8)
      case .boolean(let boolean): line.append(contentsOf: boolean.description.utf8)
      case .text(let text): append(text, to: &line)
      case .missing: break
      }
    }
    line.append(newline)
    return String(decoding: line, as: UTF8.self)
  }

  static let comma = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
