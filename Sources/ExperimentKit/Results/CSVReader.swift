/// Reads the records of a CSV file one by one, in constant memory.
///
/// Fields may be quoted and then hold commas, quotes (doubled) and line ends; lines end in LF or CRLF.
package struct CSVReader: ~Copyable {
  /// The line on which the last record began, from 1.
  private(set) var line = 0

  private let path: String
  private let file: File
  private var buffer: [UInt8] = []
  private var position = 0
  private var offset = 0
  private var nextLine = 1

  package init(path: String) throws {
    self.path = path
    file = try File(reading: path)
  }

  /// The fields of the next record; `nil` at the end of the file.
  package mutating func next() throws -> [String]? {
    guard var byte = try nextByte() else { return nil }
    line = nextLine
    var fields: [String] = []
    var field: [UInt8] = []
    var quoted = false
    while true {
      if quoted {
        if byte == CSVFormat.quote {
          guard let after = try nextByte() else { return finish(&fields, field) }
          quoted = after == CSVFormat.quote
          if quoted {
            field.append(CSVFormat.quote)
          } else {
            byte = after
            continue
          }
        } else {
          if byte == CSVFormat.newline { nextLine += 1 }
          field.append(byte)
        }
      } else if byte == CSVFormat.quote && field.isEmpty {
        quoted = true
      } else if byte == CSVFormat.comma {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
      } else if byte == CSVFormat.newline {
        nextLine += 1
        if field.last == CSVFormat.carriageReturn { field.removeLast() }
        return finish(&fields, field)
      } else {
        field.append(byte)
      }
      guard let following = try nextByte() else {
        if quoted { throw ExperimentError.file(path: path, line: line, message: "a quote is not closed") }
        return finish(&fields, field)
      }
      byte = following
    }
  }

  /// Passes over a record, which is faster than reading it; false at the end of the file.
  package mutating func skip() throws -> Bool {
    guard var byte = try nextByte() else { return false }
    line = nextLine
    var quoted = false
    while quoted || byte != CSVFormat.newline {
      if byte == CSVFormat.quote { quoted.toggle() }
      if byte == CSVFormat.newline { nextLine += 1 }
      guard let following = try nextByte() else { return true }
      byte = following
    }
    nextLine += 1
    return true
  }

  private func finish(_ fields: inout [String], _ field: [UInt8]) -> [String] {
    fields.append(String(decoding: field, as: UTF8.self))
    return fields
  }

  private mutating func nextByte() throws -> UInt8? {
    if position == buffer.count {
      buffer = try file.read(at: offset, count: 1 << 16)
      offset += buffer.count
      position = 0
      if buffer.isEmpty { return nil }
    }
    defer { position += 1 }
    return buffer[position]
  }
}
