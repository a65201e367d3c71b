import ExperimentKit

/// About how long a sweep takes, from a timed sample of each part.
public struct SweepEstimate: Sendable {
  /// A part of the plan.
  public struct Part: Sendable {
    /// Its name.
    public let name: String
    /// How many cells it has.
    public let cells: Int
    /// The mean seconds of the cells of the sample.
    public let secondsPerCell: Double
    /// How many cells were in the sample.
    public let sampled: Int
    /// What the first of the sample that failed said.
    public let failure: String?
  }

  /// The parts, in order.
  public let parts: [Part]

  /// Times cells that are spread evenly over each part.
  ///
  /// - Parameter budget: about how many seconds a part's sample may take; one cell is timed in any case.
  public init(of plan: SweepPlan, budget: Double = 0.5) {
    parts = plan.parts.map { part in
      let most = min(part.count, 16)
      var (seconds, tried, sampled) = (0.0, 0, 0)
      var failure: String?
      let start = ContinuousClock.now
      while tried < most, tried == 0 || (ContinuousClock.now - start) / .seconds(1) < budget {
        // The first cell of a process also pays for what is made once: it is run, and not counted.
        let index = part.count * (2 * tried + 1) / (2 * most)
        tried += 1
        do {
          let cell = try part.cell(at: index)
          var own = try part.program.estimatedSeconds(of: cell)
          if sampled == 0, own < budget / 4 { own = try part.program.estimatedSeconds(of: cell) }
          seconds += own
          sampled += 1
        } catch {
          failure = failure ?? "\(error)"
        }
      }
      return Part(
        name: part.name, cells: part.count, secondsPerCell: seconds / Double(max(1, sampled)),
        sampled: sampled, failure: failure)
    }
  }

  /// The seconds of all cells, one after the other.
  public var seconds: Double { parts.reduce(0) { $0 + Double($1.cells) * $1.secondsPerCell } }
}
