import ExperimentKit
import Sweeps
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a sweep costs beside its work: `sweeps-benchmark CELLS JOBS DIR` runs cells that do next to nothing.
///
/// Prints cells, jobs, the seconds to read the plan and to the first cell's end, those of all, the work's own, and the
/// most memory that was used, in kilobytes.
@main
struct SweepsBenchmark {
  static func main() throws {
    let words = CommandLine.arguments
    guard words.count == 4, let cells = Int(words[1]), cells > 0, let jobs = Int(words[2]), jobs > 0 else {
      throw SweepError.plan(
        path: "the arguments", found: "are \(words.dropFirst())", allowed: "CELLS JOBS DIR")
    }
    let start = ContinuousClock.now
    let plan = try SweepPlan(
      yaml: "parts: {tiny: {run: tiny, grid: {x: {from: 1, to: \(cells)}}}}", fileName: "tiny",
      readFile: { $0 },
      program: { _ in TinyProgram() })
    let first = FirstMoment()
    let run = try SweepRun(plan, in: words[3])
    let report = try run.execute(jobs: jobs) { _ in first.note() }
    func seconds(_ moment: ContinuousClock.Instant) -> Double { (moment - start) / .seconds(1) }
    // The work alone, one cell after another.
    let before = ContinuousClock.now
    for index in 0..<min(cells, 10_000) { _ = try TinyProgram().rows(of: plan.cell(at: index)) }
    let work = (ContinuousClock.now - before) / .seconds(1) / Double(min(cells, 10_000))
    var usage = rusage()
    // RUSAGE_SELF, by its number on every system: its type differs.
    getrusage(0, &usage)
    print(
      "\(cells),\(jobs),\(seconds(first.moment ?? start)),\(report.seconds),\(work * Double(cells)),\(usage.ru_maxrss)"
    )
  }
}

/// One row of three numbers.
struct TinyProgram: SweepProgram {
  let tables = [
    Table(
      "tiny", "Next to nothing.",
      [.estimate("square", unit: "1", "x squared"), .text("parity", "odd or even")])
  ]

  func check(_ cell: SweepCell) throws {}

  func rows(of cell: SweepCell) throws -> Rows {
    guard case .integer(let x)? = cell.settings["x"] else { return Rows() }
    var rows = Rows()
    rows.append(
      ["square": Measured(Double(x) * Double(x), error: 0), "parity": x.isMultiple(of: 2) ? "even" : "odd"],
      to: tables[0])
    return rows
  }
}

/// When the first cell ended.
final class FirstMoment: Sendable {
  private let state = Mutex<ContinuousClock.Instant?>(nil)
  var moment: ContinuousClock.Instant? { state.withLock { $0 } }
  func note() { state.withLock { $0 = $0 ?? .now } }
}
