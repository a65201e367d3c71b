/// What a run did, and what it found.
public struct RunReport: Sendable, Equatable {
  /// Whether the results are there.
  public enum State: Sendable, Equatable {
    /// All tables are written and verified.
    case complete
    /// This shard is done; as many cells of others are still missing.
    case waiting(missing: Int)
  }

  /// A table that was written.
  public struct File: Sendable, Equatable {
    /// Its path.
    public let path: String
    /// How many rows it has.
    public let rows: Int

    /// A table's file.
    package init(path: String, rows: Int) {
      self.path = path
      self.rows = rows
    }
  }

  /// Whether the results are there.
  public internal(set) var state: State
  /// How many cells this process computed.
  public internal(set) var computed: Int
  /// How many of its cells it found done.
  public internal(set) var kept: Int
  /// How long it took, in seconds of the clock.
  public internal(set) var seconds: Double = 0
  /// How long all cells took, one after the other, in whichever process.
  public internal(set) var cellSeconds: Double = 0
  /// The files of a complete run.
  public internal(set) var files: [File] = []
  /// What does not hold.
  public internal(set) var violations: [Violation] = []
  /// What the user should know: cells of another build left aside, processors that differ.
  public internal(set) var notes: [String] = []
}

/// How far a run is.
public struct Progress: Sendable, Equatable {
  /// How many of the cells to be done are done, those of former runs among them.
  public let done: Int
  /// How many cells are to be done in all.
  public let total: Int
  /// The seconds since the run began.
  public let elapsed: Double
  /// The estimated seconds to its end; `nil` before the first cell ends.
  public let remaining: Double?

  /// How far a run is.
  package init(done: Int, total: Int, elapsed: Double, remaining: Double?) {
    self.done = done
    self.total = total
    self.elapsed = elapsed
    self.remaining = remaining
  }
}
