import ArgumentParser
import Synchronization

extension ExperimentArguments {
  /// Runs an experiment as the options say, with its progress on a terminal and its outcome in words.
  func run(_ experiment: AnyExperiment) throws {
    let plan: Plan
    let report: RunReport
    let bar = ProgressBar(name: experiment.name)
    do {
      plan = try self.plan(of: experiment)
      let run = try Run(plan, options)
      let progress = Mutex<Progress?>(nil)
      report = try Interruption.watched {
        let done = progress.withLock { $0 }.map { "\($0.done) of \($0.total)" } ?? "the finished"
        return "\(experiment.name): stopped with \(done) cells kept; the same command goes on from there"
      } during: {
        try run.execute(observe: { now in
          progress.withLock { $0 = now }
          bar.show(now)
        })
      }
    } catch {
      bar.clear()
      Terminal.writeError("Error: \(error)\n")
      throw Exit.failed
    }
    bar.clear()
    for line in Self.summary(of: report, plan: plan) { print(line) }
    for note in report.notes { Terminal.writeError("\(plan.name): note: \(note)\n") }
    guard report.violations.isEmpty else {
      let shown = report.violations.prefix(20).map { "  \($0)\n" }.joined()
      let rest = report.violations.count > 20 ? "  and \(report.violations.count - 20) more\n" : ""
      Terminal.writeError("\(plan.name): \(plan.claim.reference) does not hold:\n\(shown)\(rest)")
      throw Exit.violated
    }
  }

  /// What was done, in a line, and a line a file.
  static func summary(of report: RunReport, plan: Plan) -> [String] {
    let work =
      "\(report.computed) cells computed, \(report.kept) kept, \(ProgressBar.duration(report.seconds))"
    guard report.state == .complete else {
      guard case .waiting(let missing) = report.state else { return [] }
      return ["\(plan.name): shard done (\(work)); \(missing) cells of other shards are missing"]
    }
    let verdict =
      report.violations.isEmpty ? "verified" : "\(report.violations.count) violations of what it verifies"
    return ["\(plan.name): \(verdict) (\(work))"] + report.files.map { "  \($0.path): \($0.rows) rows" }
  }
}
