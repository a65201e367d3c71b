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
/// is taken, and the rows are the same.
final class ChunkJournal: Sendable {
  let chunk: Int
  let cells: Range<Int>

  private struct Place {
    var file: Int
    var offset: Int
    var length: Int
  }

  private struct State {
    var files: [File] = []
    var machines: [Machine] = []
    var places: [Place?]
    var claimed: [Bool]
    var done = 0
    var seconds = 0.0
    var own: Int?

    mutating func keep(_ place: Place, of record: CellRecord, at first: Int) {
      if places[record.cell - first] == nil {
        done += 1
        seconds += record.seconds
      }
      places[record.cell - first] = place
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
  ///   - anyBuild: whether cells of another executable count as done.
  init(
    _ chunk: Int, of plan: SweepPlan, in folder: SweepFolder, isAlone: Bool, anyBuild: Bool = false
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
    try readAttempts(of: plan, anyBuild: anyBuild)
  }

  private func readAttempts(of plan: SweepPlan, anyBuild: Bool) throws {
    let path = folder.attempts(chunk)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    try state.withLock { state in
      for name in names.sorted() where name.hasSuffix(".cells") {
        guard let attempt = try? JournalChunk.read("\(path)/\(name)"),
          anyBuild || attempt.machine.build == Machine.current.build
        else { continue }
        let file = try File(reading: attempt.path)
        let number = state.files.count
        var isUsed = false
        try attempt.forEachWholeRecord(tableCount: tableCount) { place, record in
          guard cells.contains(record.cell), state.places[record.cell - cells.lowerBound] == nil,
            try record.isOf(plan.cell(at: record.cell))
          else { return }
          state.keep(
            Place(file: number, offset: place.offset, length: place.length), of: record, at: cells.lowerBound)
          isUsed = true
        }
        guard isUsed else { continue }
        state.files.append(file)
        state.machines.append(attempt.machine)
      }
    }
  }

  /// How many cells are done.
  var done: Int { state.withLock { $0.done } }

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
      let offset = state.files[own].size
      try state.files[own].append(bytes)
      state.keep(Place(file: own, offset: offset, length: bytes.count), of: record, at: cells.lowerBound)
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

  /// Writes the chunk under its name, all of whose cells are done.
  func finish() throws {
    try state.withLock { state in
      var chunkFile = try AtomicFile(path: folder.chunk(chunk), temporaryFolder: folder.results.hidden)
      let head = ChunkHead(machines: state.machines, cells: cells.count, seconds: state.seconds)
      try chunkFile.write(JournalChunk.headLine(JSONValue(encoding: head)))
      for place in state.places {
        guard let place else { continue }
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
  /// Whether the record says that it is of this cell.
  func isOf(_ cell: SweepCell) -> Bool { lines[0].elementsEqual((cell.identifier + "\n").utf8) }
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

  init(machines: [Machine], cells: Int, seconds: Double) {
    let unique = Set(machines).sorted { ($0.host, $0.cpu, $0.build) < ($1.host, $1.cpu, $1.build) }
    let last = unique.last ?? .current
    (host, cpu, build) = (last.host, last.cpu, last.build)
    self.machines = unique
    self.cells = cells
    self.seconds = seconds
  }

  /// The head of a chunk; `nil` if the file is none.
  static func read(_ path: String) -> ChunkHead? { try? JournalChunk.head(of: path)?.decoded() }
}
