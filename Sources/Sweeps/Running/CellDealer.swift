import ExperimentKit
import Synchronization

/// Hands out the cells of some chunks to whoever asks, in order, and knows how far they are.
///
/// The first cell of each part comes before all others: then the time left is known for every part.
final class CellDealer: Sendable {
  /// A cell to be computed, and where it is to be kept.
  struct Work {
    let cell: Int
    let part: Int
    let journal: ChunkJournal
  }

  private struct State {
    var pilots: [Int]
    var chunks: [Int]
    var nextChunk = 0
    var nextCell = 0
    var current: ChunkJournal?
    var open: [Int: ChunkJournal] = [:]
    /// Chunks that were finished before their turn.
    var early: Set<Int> = []
    var kept = 0
    var computed = 0
    /// By part: cells still to be done, cells timed, and their seconds.
    var left: [Int]
    var timed: [Int]
    var seconds: [Double]
    var failed = 0
    /// The first of them to fail.
    var failures: [(cell: Int, message: String)] = []
    var stopped: (any Error)?
  }

  /// How many failed cells are kept in memory, to be told; all are on the disk.
  private static let toldFailures = 10

  private let plan: SweepPlan
  private let folder: SweepFolder
  private let isAlone: Bool
  private let jobs: Int
  private let total: Int
  private let start = ContinuousClock.now
  private let state: Mutex<State>

  /// - Parameters:
  ///   - chunks: those to be finished, in order.
  ///   - kept: how many cells of other chunks count as done.
  init(_ plan: SweepPlan, chunks: [Int], kept: Int, in folder: SweepFolder, isAlone: Bool, jobs: Int) {
    self.plan = plan
    self.folder = folder
    self.isAlone = isAlone
    self.jobs = jobs
    var left = [Int](repeating: 0, count: plan.parts.count)
    var pilots: [Int] = []
    for chunk in chunks {
      let cells = plan.cells(ofChunk: chunk)
      for part in plan.part(ofCell: cells.lowerBound)...plan.part(ofCell: cells.upperBound - 1) {
        let common = cells.clamped(to: plan.cells(ofPart: part))
        if left[part] == 0, !common.isEmpty { pilots.append(common.lowerBound) }
        left[part] += common.count
      }
    }
    total = kept + left.reduce(0, +)
    let zeros = [Int](repeating: 0, count: left.count)
    state = Mutex(
      State(
        pilots: pilots.reversed(), chunks: chunks, kept: kept, left: left, timed: zeros,
        seconds: zeros.map(Double.init)))
  }

  /// The next cell; `nil` when there is none or work has stopped.
  func next() -> Work? {
    state.withLock { state in
      do {
        while state.stopped == nil {
          if let pilot = state.pilots.popLast() {
            let chunk = pilot / plan.cellsPerChunk
            if let journal = try open(chunk, &state), journal.claim(pilot) { return work(pilot, journal) }
          } else if let journal = state.current, state.nextCell < journal.cells.upperBound {
            state.nextCell += 1
            if journal.claim(state.nextCell - 1) { return work(state.nextCell - 1, journal) }
          } else {
            guard state.nextChunk < state.chunks.count else { return nil }
            let chunk = state.chunks[state.nextChunk]
            state.nextChunk += 1
            state.current = try open(chunk, &state)
            state.nextCell = chunk * plan.cellsPerChunk
          }
        }
      } catch {
        state.stopped = state.stopped ?? error
      }
      return nil
    }
  }

  private func work(_ cell: Int, _ journal: ChunkJournal) -> Work {
    Work(cell: cell, part: plan.part(ofCell: cell), journal: journal)
  }

  /// The journal of a chunk; `nil` if the chunk is finished, by this process or another.
  private func open(_ chunk: Int, _ state: inout State) throws -> ChunkJournal? {
    if let journal = state.open[chunk] { return journal }
    if state.early.contains(chunk) { return nil }
    let cells = plan.cells(ofChunk: chunk)
    if isDoneByOthers(chunk) {
      keep(cells, &state)
      return nil
    }
    let journal = try ChunkJournal(chunk, of: plan, in: folder, isAlone: isAlone, retrying: true)
    if journal.done < cells.count, isDoneByOthers(chunk) {
      // What another process was at went into the finished chunk while it was looked for.
      keep(cells, &state)
      return nil
    }
    for cell in cells where !journal.isMissing(cell) { keep(cell..<cell + 1, &state) }
    if journal.done == cells.count {
      try journal.finish()
      state.early.insert(chunk)
      return nil
    }
    state.open[chunk] = journal
    return journal
  }

  /// Whether a chunk is finished, and nothing in it is to be tried again.
  private func isDoneByOthers(_ chunk: Int) -> Bool { !isAlone && folder.head(chunk)?.failed == 0 }

  private func keep(_ cells: Range<Int>, _ state: inout State) {
    state.kept += cells.count
    for cell in cells { state.left[plan.part(ofCell: cell)] -= 1 }
  }

  /// Keeps a computed cell, and its chunk when it was the last of it.
  func finish(_ work: Work, _ record: CellRecord) throws -> Progress {
    if try work.journal.append(record) {
      try work.journal.finish()
      state.withLock { state in
        state.open[work.journal.chunk] = nil
        let isAhead =
          state.nextChunk < state.chunks.count && work.journal.chunk >= state.chunks[state.nextChunk]
        if isAhead { state.early.insert(work.journal.chunk) }
      }
    }
    return state.withLock { state in
      if let message = record.failure {
        state.failed += 1
        if state.failures.count < Self.toldFailures { state.failures.append((work.cell, message)) }
      } else {
        state.computed += 1
      }
      state.left[work.part] -= 1
      state.timed[work.part] += 1
      state.seconds[work.part] += record.seconds
      return Progress(
        done: state.kept + state.computed + state.failed, total: total,
        elapsed: (ContinuousClock.now - start) / .seconds(1),
        remaining: remaining(state))
    }
  }

  /// The cells left of each part, at the mean of those that are done.
  private func remaining(_ state: State) -> Double {
    let timed = max(1, state.timed.reduce(0, +))
    let mean = state.seconds.reduce(0, +) / Double(timed)
    let work = state.left.indices.reduce(0.0) { sum, part in
      let own = state.timed[part] > 0 ? state.seconds[part] / Double(state.timed[part]) : mean
      return sum + Double(state.left[part]) * own
    }
    return work / Double(min(jobs, max(1, state.left.reduce(0, +))))
  }

  /// Has no further cell begun.
  func stop(_ error: any Error) { state.withLock { $0.stopped = $0.stopped ?? error } }

  /// How many cells were computed here, how many were found done, and how many failed here.
  var counts: (computed: Int, kept: Int, failed: Int) {
    state.withLock { ($0.computed, $0.kept, $0.failed) }
  }

  /// The first cells that failed, in order; throws what stopped the work.
  func failures() throws -> [(cell: Int, message: String)] {
    let (stopped, failures) = state.withLock { ($0.stopped, $0.failures) }
    if let stopped { throw stopped }
    return failures.sorted { $0.cell < $1.cell }
  }
}
