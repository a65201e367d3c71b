/// A finished cell as it stands in a journal: a head line, the CSV lines of each table, and a line end.
///
///     cell INDEX SECONDS CHECKSUM LENGTH ... \n LINES OF EACH TABLE \n
///
/// The checksum covers the lines, so that a record torn by a crash is known.
package struct CellRecord {
  /// Which cell of its plan.
  package let cell: Int
  /// How long the cell took.
  package let seconds: Double
  /// The CSV lines of each table of the plan, in its order.
  package let lines: [[UInt8]]

  /// A finished cell.
  package init(cell: Int, seconds: Double, lines: [[UInt8]]) {
    self.cell = cell
    self.seconds = seconds
    self.lines = lines
  }

  /// The record as it stands in the file.
  package var bytes: [UInt8] {
    let lengths = lines.map { String($0.count) }.joined(separator: " ")
    var bytes = Array("cell \(cell) \(seconds) \(Self.checksum(lines)) \(lengths)\n".utf8)
    bytes.reserveCapacity(bytes.count + lines.reduce(1) { $0 + $1.count })
    for part in lines { bytes.append(contentsOf: part) }
    bytes.append(CSVFormat.newline)
    return bytes
  }

  private static func checksum(_ lines: [[UInt8]]) -> String {
    var hash = StableHash()
    for part in lines { part.withUnsafeBytes { hash.combine(bytes: $0) } }
    return hash.hexadecimal
  }

  /// What a head line promises.
  package struct Head {
    let cell: Int
    let seconds: Double
    let lengths: [Int]
    fileprivate let checksum: String

    /// The head of a line; `nil` if it is none for this many tables.
    init?(line: String, tableCount: Int) {
      let words = line.split(separator: " ")
      guard words.count == 4 + tableCount, words[0] == "cell", let cell = Int(words[1]), cell >= 0,
        let seconds = Double(words[2])
      else { return nil }
      let lengths = words[4...].compactMap { Int($0) }.filter { $0 >= 0 }
      guard lengths.count == tableCount else { return nil }
      self.cell = cell
      self.seconds = seconds
      self.lengths = lengths
      checksum = String(words[3])
    }

    /// How many bytes follow the head line, the last line end among them.
    var bodyLength: Int { lengths.reduce(1, +) }
  }

  /// A record from its head and what follows it; `nil` if the bytes are not those that were written.
  init?(head: Head, body: some RandomAccessCollection<UInt8>) {
    guard body.count == head.bodyLength, body.last == CSVFormat.newline else { return nil }
    var rest = body.dropLast()
    cell = head.cell
    seconds = head.seconds
    lines = head.lengths.map { length in
      defer { rest = rest.dropFirst(length) }
      return Array(rest.prefix(length))
    }
    guard Self.checksum(lines) == head.checksum else { return nil }
  }
}
