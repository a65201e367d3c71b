import ExperimentKit

/// One cell of a sweep: an independent piece of work, known by a name that does not depend on what else is swept.
public struct SweepCell: Sendable {
  /// `PART/key=value,key=value`, and of an experiment the name of its own cell behind another slash.
  public let identifier: String
  /// Every setting by its key, with what stood in braces put in.
  public let settings: [String: JSONValue]
  /// The values of the part's axes, in order.
  public let axisValues: [JSONValue]
  /// The seed of its random numbers.
  public let seed: UInt64
  /// Which of the cells that the program makes of these settings, from 0.
  public let inner: Int
}

/// What a part of a plan runs: `evaluate`, `train` or an experiment.
///
/// A value without state but caches. Its rows depend on the cell alone, so that any number of threads, tasks and
/// resumed runs write the same bytes.
public protocol SweepProgram: Sendable {
  /// What it writes, without the columns of the axes; the keys tell the rows of a cell apart.
  var tables: [Table] { get }
  /// Whether any row depends on the seed.
  var dependsOnSeed: Bool { get }
  /// Throws if the settings of a cell cannot be run: an unknown key, a text that cannot be read.
  func check(_ cell: SweepCell) throws
  /// The names of the cells that settings make, each run by itself; `nil` where there is just one.
  func innerCells(of cell: SweepCell) throws -> [String]?
  /// The rows of a cell.
  func rows(of cell: SweepCell) throws -> Rows
  /// Whether there is something to verify.
  var canVerify: Bool { get }
  /// What does not hold of all rows of a cell's settings, one sentence each.
  func violations(of cell: SweepCell, in results: Results) throws -> [String]
  /// About how many seconds a cell takes, from a timed sample of its work.
  func estimatedSeconds(of cell: SweepCell) throws -> Double
}

extension SweepProgram {
  /// True.
  public var dependsOnSeed: Bool { true }

  /// False.
  public var canVerify: Bool { false }

  /// None.
  public func violations(of cell: SweepCell, in results: Results) throws -> [String] { [] }

  /// One cell.
  public func innerCells(of cell: SweepCell) throws -> [String]? { nil }

  /// The time of the cell itself.
  public func estimatedSeconds(of cell: SweepCell) throws -> Double {
    let start = ContinuousClock.now
    _ = try rows(of: cell)
    return (ContinuousClock.now - start) / .seconds(1)
  }
}

/// A part of a plan before its program is known.
public struct SweepPartDescription: Sendable {
  /// The part's name.
  public let name: String
  /// What it runs.
  public let run: String
  /// `size`, of an experiment.
  public let size: Size?
  /// The text of the file that `config` names.
  public let configuration: String?
  /// What is the same in every cell.
  public let fixed: [String: JSONValue]
  /// The keys that the program is given beside the fixed ones.
  public let sweptKeys: Set<String>
  /// By key: the values that it takes, of a range the first only, with what stands in braces put in for one cell.
  public let examples: [String: [JSONValue]]
}
