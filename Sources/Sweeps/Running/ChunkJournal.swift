import ExperimentKit
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The cells of one chunk while they are computed: each is on the disk when it ends, and when all are, the chunk is
/// written in order under its name.
///
/// Every process appends to a file of its own, so that one that was killed loses at most the cell it was at, and two
/// that work on the same chunk do not meet. A record carries its cell's identifier: of a cell that is there twice one
/// is taken, and the rows are the same. A cell that failed has a record too, which says why.
final class ChunkJournal: Sendable {
  let chunk: Int
  let cells: Range<Int>

  private struct Place {
    var file: Int
    var offset: Int
    var length: Int
    var isFailure: Bool
  }

  private struct State {
    var files: [File] = []
    var machines: [Machine] = []
    var places: [Place?]
    var claimed: [Bool]
    var done = 0
    var seconds = 0.0
    var failures: [Int: String] = [:]
    var own: Int?

    /// Takes a record for its cell, unless a better one is there.
    mutating func keep(_ record: CellRecord, _ place: Place, at first: Int) -> Bool {
      let index = record.cell - first
      if let known = places[index] {
        guard known.isFailure, !place.isFailure else { return false }
        failures[record.cell] = nil
      } else {
        done += 1
        seconds += record.seconds
      }
      failures[record.cell] = record.failure
      places[index] = place
      return true
    }
  }

  private let folder: SweepFolder
  private let tableCount: Int
  private let isAlone: Bool
  private let state: Mutex<State>

  /// The journal of a chunk, with what former attempts have left.
  ///
  /// - Parameters:
  ///   - isAlone: whether no other process works in the folder.
  ///   - retrying: whether cells that failed are to be tried again, and so count as missing.
  ///   - anyBuild: whether cells of another executable count as done.
  init(
    _ chunk: Int, of plan: SweepPlan, in folder: SweepFolder, isAlone: Bool, retrying: Bool,
    anyBuild: Bool = false
  ) throws {
    self.chunk = chunk
    self.folder = folder
    self.isAlone = isAlone
    cells = plan.cells(ofChunk: chunk)
    tableCount = 1 + plan.tables.count
    state = Mutex(
      State(
        places: Array(repeating: nil, count: cells.count),
        claimed: Array(repeating: false, count: cells.count)))
    for path in folder.records(of: chunk) {
      do {
        try read(path, of: plan, retrying: retrying, anyBuild: anyBuild)
      } catch  where !SweepFolder.exists(path) {
        // Another process that works on the chunk has finished it and removed its file meanwhile.
        continue
      }
    }
  }

  /// Takes the records of a file, which may be torn: a finished chunk, or what an attempt has left.
  private func read(_ path: String, of plan: SweepPlan, retrying: Bool, anyBuild: Bool) throws {
    guard let attempt = try JournalChunk.read(path),
      anyBuild || attempt.machine.build == Machine.current.build
    else { return }
    let file = try File(reading: path)
    let machines = ChunkHead.read(path)?.machines ?? [attempt.machine]
    try state.withLock { state in
      var isUsed = false
      try attempt.forEachWholeRecord(tableCount: tableCount) { place, record in
        guard cells.contains(record.cell), !(retrying && record.failure != nil),
          try record.isOf(plan.cell(at: record.cell))
        else { return }
        let place = Place(
          file: state.files.count, offset: place.offset, length: place.length,
          isFailure: record.failure != nil)
        if state.keep(record, place, at: cells.lowerBound) { isUsed = true }
      }
      guard isUsed else { return }
      state.files.append(file)
      state.machines += machines
    }
  }

  /// How many cells are done, those that failed among them.
  var done: Int { state.withLock { $0.done } }

  /// What the cells that failed said, by their positions.
  var failures: [Int: String] { state.withLock { $0.failures } }

  /// Whether a cell is not done.
  func isMissing(_ cell: Int) -> Bool { state.withLock { $0.places[cell - cells.lowerBound] == nil } }

  /// Takes a cell to be computed; false if it is done or taken.
  func claim(_ cell: Int) -> Bool {
    state.withLock { state in
      let index = cell - cells.lowerBound
      guard state.places[index] == nil, !state.claimed[index] else { return false }
      state.claimed[index] = true
      return true
    }
  }

  /// Keeps a finished cell; true if it was the last of the chunk.
  func append(_ record: CellRecord) throws -> Bool {
    let bytes = record.bytes
    return try state.withLock { state in
      let own = try state.own ?? open(&state)
      let place = Place(
        file: own, offset: state.files[own].size, length: bytes.count, isFailure: record.failure != nil)
      try state.files[own].append(bytes)
      _ = state.keep(record, place, at: cells.lowerBound)
      return state.done == cells.count
    }
  }

  private func open(_ state: inout State) throws -> Int {
    try ResultsFolder.make(folder.attempts(chunk))
    let (attempt, file) = try JournalChunk.make(in: folder.attempts(chunk))
    let own = state.files.count
    state.files.append(file)
    state.machines.append(attempt.machine)
    state.own = own
    return own
  }

  /// Writes the chunk under its name, all of whose cells are done, and what its failed cells said.
  func finish() throws {
    try state.withLock { state in
      let places = state.places.compactMap { $0 }
      var chunkFile = try AtomicFile(path: folder.chunk(chunk), temporaryFolder: folder.results.hidden)
      let head = ChunkHead(
        machines: state.machines, cells: places.count, seconds: state.seconds,
        bytes: places.reduce(0) { $0 + $1.length }, failed: state.failures.count)
      try chunkFile.write(JournalChunk.headLine(JSONValue(encoding: head)))
      for place in places {
        try chunkFile.write(state.files[place.file].read(at: place.offset, count: place.length))
      }
      try chunkFile.commit()
      if let own = state.own { ResultsFolder.remove(state.files[own].path) }
    }
    // What others are at is theirs to remove.
    if isAlone { ResultsFolder.remove(folder.attempts(chunk)) }
  }
}

extension CellRecord {
  /// The record of a cell that threw: its name, what it said, and no rows.
  init(failed cell: SweepCell?, at index: Int, _ message: String, seconds: Double, tableCount: Int) {
    let name = cell?.identifier ?? "\(index)"
    // One line: it is a field of a table, and a line of what a command prints.
    let message = message.split(separator: "\n").map { String($0).trimmed }.joined(separator: " ")
    let none = [[UInt8]](repeating: [], count: tableCount - 1)
    self.init(cell: index, seconds: seconds, lines: [Array("\(name)\n\(message)".utf8)] + none)
  }

  /// Whether the record says that it is of this cell.
  func isOf(_ cell: SweepCell) -> Bool { lines[0].starts(with: (cell.identifier + "\n").utf8) }

  /// What the cell said when it failed; `nil` if it did not.
  var failure: String? {
    guard let end = lines[0].firstIndex(of: UInt8(ascii: "\n")), end + 1 < lines[0].count else { return nil }
    return String(decoding: lines[0][(end + 1)...], as: UTF8.self)
  }
}

/// What the head line of a finished chunk says.
struct ChunkHead: Codable, Sendable {
  /// Of the machine that finished it, as every chunk of a journal says.
  var host: String
  var cpu: String
  var build: String
  /// All machines that computed cells of it.
  var machines: [Machine]
  /// How many cells there are.
  var cells: Int
  /// How long they took, one after the other.
  var seconds: Double
  /// How many bytes follow the line: a file that ends before is torn.
  var bytes: Int
  /// How many of the cells failed.
  var failed: Int

  init(machines: [Machine], cells: Int, seconds: Double, bytes: Int, failed: Int) {
    let unique = Set(machines).sorted()
    let last = unique.last ?? .current
    (host, cpu, build) = (last.host, last.cpu, last.build)
    self.machines = unique
    self.cells = cells
    self.seconds = seconds
    self.bytes = bytes
    self.failed = failed
  }

  /// The head of a chunk; `nil` if the file is none.
  static func read(_ path: String) -> ChunkHead? { try? JournalChunk.head(of: path)?.decoded() }

  /// The head of a chunk that is as long as it says; `nil` if the file is not there, or torn.
  static func ofWhole(_ path: String) -> ChunkHead? {
    guard SweepFolder.exists(path), let json = try? JournalChunk.head(of: path),
      let head: ChunkHead = try? json.decoded(), let size = try? File(reading: path).size,
      size == JournalChunk.headLine(json).count + head.bytes
    else { return nil }
    return head
  }
}
