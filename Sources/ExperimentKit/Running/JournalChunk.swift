/// One file of a journal: a head line that names the machine, then the records of one process.
///
/// It is opened for each use: a thousand shards leave a thousand of them, more than a process may hold open.
package struct JournalChunk: Sendable {
  /// Where it is.
  package let path: String
  /// Who wrote it.
  package let machine: Machine

  /// Where in the file a record stands.
  package struct Place {
    let head: CellRecord.Head
    /// Where it begins.
    package let offset: Int
    /// How many bytes it is long.
    package let length: Int
  }

  private static let title = "minimax cells 1 "

  /// Makes a new chunk in a folder, for this process, and the file to append its records to.
  package static func make(in folder: String) throws -> (JournalChunk, File) {
    let chunk = JournalChunk(path: "\(folder)/\(uniqueName()).cells", machine: .current)
    let file = try File(creating: chunk.path)
    try file.append(headLine(JSONValue(encoding: chunk.machine)))
    return (chunk, file)
  }

  /// The head line of a chunk that says `head`, the members of a ``Machine`` among it.
  package static func headLine(_ head: JSONValue) -> [UInt8] { Array((title + head.text + "\n").utf8) }

  /// The chunk of a file that is there; `nil` if its head line is not complete.
  package static func read(_ path: String) throws -> JournalChunk? {
    guard let machine: Machine = try? head(of: path)?.decoded() else { return nil }
    return JournalChunk(path: path, machine: machine)
  }

  /// What the head line of a file says; `nil` if it is not complete.
  package static func head(of path: String) throws -> JSONValue? {
    let start = try File(reading: path).read(at: 0, count: 1 << 16)
    guard let end = start.firstIndex(of: CSVFormat.newline) else { return nil }
    let line = String(decoding: start[..<end], as: UTF8.self)
    return line.hasPrefix(title) ? try? JSONValue(text: String(line.dropFirst(title.count))) : nil
  }

  /// Calls `body` with the place of each whole record, up to the end or the first one that is torn.
  func forEachRecord(tableCount: Int, _ body: (Place) -> Void) throws {
    try forEachWholeRecord(tableCount: tableCount) { place, _ in body(place) }
  }

  /// Calls `body` with each whole record and its place, up to the end or the first one that is torn.
  package func forEachWholeRecord(
    tableCount: Int, _ body: (Place, CellRecord) throws -> Void
  ) throws {
    let file = try File(reading: path)
    let block = 1 << 20
    var buffer: [UInt8] = []
    var offset = 0
    var isFirstLine = true
    var start = 0
    while true {
      guard let end = buffer[start...].firstIndex(of: CSVFormat.newline) else {
        guard try Self.refill(file, &buffer, from: &start, offset: &offset, count: block) else { return }
        continue
      }
      if isFirstLine {
        isFirstLine = false
        start = end + 1
        continue
      }
      let line = String(decoding: buffer[start..<end], as: UTF8.self)
      guard let head = CellRecord.Head(line: line, tableCount: tableCount) else { return }
      let length = end + 1 - start + head.bodyLength
      guard buffer.count - start >= length else {
        guard try Self.refill(file, &buffer, from: &start, offset: &offset, count: max(block, length)) else {
          return
        }
        continue
      }
      guard let record = CellRecord(head: head, body: buffer[(end + 1)..<(start + length)]) else { return }
      try body(Place(head: head, offset: offset + start, length: length), record)
      start += length
    }
  }

  /// The record at a place in the chunk's `file`.
  static func record(in file: File, at offset: Int, length: Int, tableCount: Int) throws -> CellRecord {
    let bytes = try file.read(at: offset, count: length)
    if let end = bytes.firstIndex(of: CSVFormat.newline),
      let head = CellRecord.Head(
        line: String(decoding: bytes[..<end], as: UTF8.self), tableCount: tableCount),
      let record = CellRecord(head: head, body: bytes[(end + 1)...])
    {
      return record
    }
    throw ExperimentError.file(
      path: file.path, line: nil,
      message: "a finished cell cannot be read back; remove the file and run again")
  }

  /// Drops what lies before `start` and reads on; false at the end of the file.
  private static func refill(
    _ file: File, _ buffer: inout [UInt8], from start: inout Int, offset: inout Int, count: Int
  ) throws -> Bool {
    buffer.removeFirst(start)
    offset += start
    start = 0
    let more = try file.read(at: offset + buffer.count, count: count)
    buffer.append(contentsOf: more)
    return !more.isEmpty
  }
}
