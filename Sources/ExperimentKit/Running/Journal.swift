import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The finished cells of one plan in one folder, kept as they end by any number of processes.
///
/// Every process appends to a file of its own, so a killed one loses at most the cells it was at. Which
/// process computed a cell, and whether two did, does not matter: the rows are the same. In memory there is
/// one place a cell, no rows.
final class Journal: Sendable {
  private struct Place {
    var chunk: Int
    var offset: Int
    var length: Int
  }

  private struct State {
    var chunks: [JournalChunk] = []
    var known: Set<String> = []
    var own: (number: Int, file: File)?
    var lastRead: File?
    var places: [Place?]
    var done = 0
    var seconds = 0.0
    var strangers = 0
  }

  private let folder: String
  private let tableCount: Int
  private let acceptsOtherBuilds: Bool
  private let state: Mutex<State>

  /// The journal of a plan in its folder, with what other processes, or killed ones, have left there.
  ///
  /// - Parameter acceptsOtherBuilds: whether cells of another executable count as done.
  init(folder: String, plan: Plan, acceptsOtherBuilds: Bool) throws {
    self.folder = folder
    tableCount = plan.tables.count
    self.acceptsOtherBuilds = acceptsOtherBuilds
    state = Mutex(State(places: Array(repeating: nil, count: plan.identifiers.count)))
    try ResultsFolder.make(folder)
    try readOthers()
  }

  /// Looks for cells that other processes finished since.
  func readOthers() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".cells") }
    try state.withLock { state in
      for name in names.sorted() {
        let path = "\(folder)/\(name)"
        guard !state.known.contains(path), let chunk = try JournalChunk.read(path) else { continue }
        // One without a record yet is looked at again.
        guard acceptsOtherBuilds || chunk.machine.build == Machine.current.build else {
          try chunk.forEachRecord(tableCount: tableCount) { _ in state.strangers += 1 }
          state.known.insert(path)
          continue
        }
        try Self.index(chunk, tableCount: tableCount, into: &state)
      }
    }
  }

  private static func index(_ chunk: JournalChunk, tableCount: Int, into state: inout State) throws {
    let number = state.chunks.count
    var used = false
    try chunk.forEachRecord(tableCount: tableCount) { record in
      guard record.head.cell < state.places.count, state.places[record.head.cell] == nil else { return }
      state.places[record.head.cell] = Place(
        chunk: number, offset: record.offset, length: record.length)
      state.done += 1
      state.seconds += record.head.seconds
      used = true
    }
    if used { state.chunks.append(chunk) }
  }

  /// Keeps a finished cell.
  func append(_ record: CellRecord) throws {
    let bytes = record.bytes
    try state.withLock { state in
      let own = try state.own ?? open(&state)
      let offset = own.file.size
      try own.file.append(bytes)
      if state.places[record.cell] == nil {
        state.done += 1
        state.seconds += record.seconds
      }
      state.places[record.cell] = Place(chunk: own.number, offset: offset, length: bytes.count)
    }
  }

  private func open(_ state: inout State) throws -> (number: Int, file: File) {
    let (chunk, file) = try JournalChunk.make(in: folder)
    let own = (state.chunks.count, file)
    state.chunks.append(chunk)
    state.known.insert(chunk.path)
    state.own = own
    return own
  }

  /// The kept rows of a cell, as CSV lines of each table; `nil` if it is not done.
  func record(of cell: Int) throws -> CellRecord? {
    try state.withLock { state in
      guard let place = state.places[cell] else { return nil }
      let path = state.chunks[place.chunk].path
      let file = if let last = state.lastRead, last.path == path { last } else { try File(reading: path) }
      state.lastRead = file
      return try JournalChunk.record(
        in: file, at: place.offset, length: place.length, tableCount: tableCount)
    }
  }

  /// Whether a cell is done.
  func contains(_ cell: Int) -> Bool { state.withLock { $0.places[cell] != nil } }

  /// How many cells are done.
  var done: Int { state.withLock { $0.done } }

  /// The cells that are not done, in order.
  var missing: [Int] {
    state.withLock { state in state.places.indices.filter { state.places[$0] == nil } }
  }

  /// How long the cells that are done took, one after the other.
  var seconds: Double { state.withLock { $0.seconds } }

  /// How many records of other builds were left aside.
  var strangers: Int { state.withLock { $0.strangers } }

  /// The machines and builds that the cells come from.
  var machines: [Machine] {
    let all = state.withLock { $0.chunks.map(\.machine) }
    return Set(all).sorted()
  }
}
