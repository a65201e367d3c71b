import Synchronization

/// The cells still to be done, handed out one by one to whoever asks, and how far they are.
///
/// Long cells come first, so that no core is left alone with one at the end.
final class CellQueue: Sendable {
  private struct State {
    var next = 0
    var done = 0
    var costDone = 0.0
    var failures: [(cell: Int, failure: CellFailure)] = []
    var stopped: (any Error)?
  }

  /// After this many failed cells no further one is begun.
  private static let failureLimit = 20

  private let cells: [Int]
  private let costs: [Double]
  private let totalCost: Double
  private let kept: Int
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameter kept: how many of the cells to be done were done before.
  init(cells: [Int], plan: Plan, kept: Int) {
    costs = plan.costs
    self.cells = cells.sorted { (plan.costs[$1], $0) < (plan.costs[$0], $1) }
    totalCost = cells.reduce(0) { $0 + plan.costs[$1] }
    self.kept = kept
  }

  /// The next cell; `nil` when there is none or work has stopped.
  func next() -> Int? {
    state.withLock { state in
      guard state.next < cells.count, state.stopped == nil, state.failures.count < Self.failureLimit else {
        return nil
      }
      defer { state.next += 1 }
      return cells[state.next]
    }
  }

  /// Notes that a cell is done.
  func finish(_ cell: Int) -> Progress {
    state.withLock { state in
      state.done += 1
      state.costDone += costs[cell]
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      return Progress(
        done: kept + state.done, total: kept + cells.count, elapsed: elapsed,
        remaining: elapsed * (totalCost - state.costDone) / state.costDone)
    }
  }

  /// Notes that a cell threw.
  func fail(_ cell: Int, _ failure: CellFailure) {
    state.withLock { $0.failures.append((cell, failure)) }
  }

  /// Has no further cell begun.
  func stop(_ error: any Error) {
    state.withLock { $0.stopped = $0.stopped ?? error }
  }

  /// How many cells are done, those of former runs left out.
  var done: Int { state.withLock { $0.done } }

  /// Throws what stopped the work, or the cells that failed, in order.
  func throwIfFailed(experiment: String) throws {
    let (stopped, failures) = state.withLock { ($0.stopped, $0.failures) }
    if let stopped { throw stopped }
    guard !failures.isEmpty else { return }
    let sorted = failures.sorted { $0.cell < $1.cell }.map(\.failure)
    throw ExperimentError.cellsFailed(
      experiment: experiment, failures: Array(sorted.prefix(10)), others: max(0, sorted.count - 10))
  }
}
