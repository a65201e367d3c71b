import ExperimentKit
import Foundation
import Synchronization

@testable import Sweeps

/// A tiny program: tosses of a coin, one row each, from the cell's seed. The last of a cell is its own label.
struct CoinProgram: SweepProgram {
  static let table = Table(
    "coin", "Tosses.",
    [
      .integer("toss", "from 0"), .text("mark", "nothing", optional: true),
      .estimate("share", unit: "1", "share of heads so far"),
      .number("odds", unit: "1", "heads over tails, which may be inf"),
      .boolean("head", "whether it is heads"),
      .text("verdict", "converged, unless the setting verdict says otherwise"),
    ], keys: ["toss", "mark"])
  let tables = [table]
  var dependsOnSeed = true
  let canVerify = true

  /// Six tosses are one too many.
  func violations(of cell: SweepCell, in results: Results) throws -> [String] {
    let rows = try results.rows(of: Self.table)
    return rows.count < 6
      ? [] : ["\(rows.count) tosses, of which the last is number \(try rows[5].integer("toss"))"]
  }

  /// Cells whose identifier ends so throw.
  var broken = "no such cell"
  /// How many cells were computed, in whatever order.
  let calls = Counter()

  final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
  }

  struct Broken: Error, CustomStringConvertible {
    let description = "the coin stands on its edge"
  }

  func check(_ cell: SweepCell) throws {
    guard cell.settings["tosses"]?.columnKind == .integer else {
      throw SweepError.plan(path: "tosses", found: "is no number", allowed: "a whole number")
    }
  }

  func rows(of cell: SweepCell) throws -> Rows {
    calls.increment()
    if cell.identifier.hasSuffix(broken) { throw Broken() }
    guard case .integer(let tosses)? = cell.settings["tosses"] else { throw Broken() }
    var random = RandomStream(seed: cell.seed, experiment: "coin", cell: cell.identifier)
    var rows = Rows()
    var heads = 0.0
    for toss in 0..<tosses {
      let isHead = Bool.random(using: &random)
      heads += isHead ? 1 : 0
      let n = Double(toss + 1)
      rows.append(
        [
          "toss": toss, "mark": nil, "head": isHead,
          "verdict": cell.settings["verdict"]?.plainText ?? "converged",
          "share": Measured(heads / n, error: 0.5 / n.squareRoot()),
          "odds": heads / (n - heads),
        ], to: Self.table)
    }
    return rows
  }
}

/// A plan whose parts all toss coins.
func coinPlan(_ yaml: String, _ program: CoinProgram = CoinProgram(), name: String = "coins") throws
  -> SweepPlan
{
  try SweepPlan(yaml: yaml, fileName: name, readFile: { $0 }, program: { _ in program })
}

/// A folder that is removed at the end.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.path + "/sweeps-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// What a user sees of a folder of results: each file's bytes by name, without what differs between machines.
func published(_ folder: String) throws -> [String: Data] {
  let names = try FileManager.default.contentsOfDirectory(atPath: folder)
  return try names.filter { !$0.hasPrefix(".") && $0 != "provenance.json" && $0 != "report" }.reduce(into: [:]
  ) {
    $0[$1] = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($1)"))
  }
}
