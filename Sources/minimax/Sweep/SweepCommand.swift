import ArgumentParser
import ExperimentKit
import Sweeps
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `minimax sweep`: a plan of many cells, run here or on a Slurm cluster.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run a plan of many games, trainings or experiments, on all cores here or on a Slurm cluster.",
    discussion: """
      A plan is a YAML file (examples/sweep-*.yaml): parts, each with what it runs (evaluate, train or an experiment),
      what is the same in every cell (set), and what is swept (grid, pairs, seeds). The folder gets PLAN-PART.csv, its
      rows in the plan's order, PLAN-PART-means.csv with means and confidence intervals, report/, and
      datapackage.json.

      minimax sweep examples/sweep-games.yaml --dry-run       # how many cells, about how long
      minimax sweep examples/sweep-games.yaml                 # here; killed at any moment, the same command goes on
      minimax sweep examples/sweep-games.yaml --slurm         # as a job array; then:
      minimax sweep examples/sweep-games.yaml --status
      minimax sweep examples/sweep-games.yaml --resume        # submits exactly the cells that are missing
      minimax sweep examples/sweep-games.yaml --merge         # the same bytes as a run here

      Cells that fail are listed in PLAN-failed.csv, and the rest is written all the same.

      Exit code 0: done; 1: it could not be done, or cells failed; 64: unusable arguments.
      """)

  @Argument(help: ArgumentHelp("The plan.", valueName: "plan.yaml"))
  var planFile: String

  @Option(help: ArgumentHelp("Folder of the results; made if it is not there.", valueName: "dir"))
  var out = "results"

  @Option(help: ArgumentHelp("Cells at work at once (default: all cores).", valueName: "n"))
  var jobs: Int?

  @Flag(
    help: "Compute nothing: say how many cells there are and, from a timed sample, about how long they take.")
  var dryRun = false

  @Flag(help: "Compute all again, whatever an earlier run has left in the folder.")
  var fresh = false

  @Flag(help: "Submit the plan to Slurm as a job array; the plan's section slurm says how.")
  var slurm = false

  @Flag(help: "Say which cells are done, running, waiting, failed and missing.")
  var status = false

  @Flag(help: "Submit to Slurm what is missing, and nothing else.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Compute only part i of n, from 1, for engines other than Slurm; --merge gathers them.",
      valueName: "i/n"))
  var shard: String?

  @Flag(help: "Compute nothing: gather what the tasks have left.")
  var merge = false

  @Flag(
    help: """
      Build and use a program for the baseline of the processor's family, whose digits do not depend on the model; \
      it is slower.
      """)
  var portable = false

  @Option(help: .hidden)
  var base: String?

  @Option(help: .hidden)
  var expect: String?

  @Option(help: .hidden)
  var task: String?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); allowed: 1 or more") }
    let chosen = [
      ("--dry-run", dryRun), ("--slurm", slurm), ("--status", status), ("--resume", resume),
      ("--merge", merge),
    ].filter(\.1).map(\.0)
    if let shard, Shard(shard) == nil {
      throw ValidationError("--shard is \(shard); allowed: i/n with 1 <= i <= n, such as 2/4")
    }
    if let first = chosen.first, shard != nil {
      throw ValidationError("--shard and \(first) exclude each other")
    }
    if fresh, shard != nil { throw ValidationError("--fresh and --shard exclude each other") }
    if chosen.count > 1 { throw ValidationError("\(chosen.joined(separator: " and ")) exclude each other") }
    if fresh, status || resume || merge {
      throw ValidationError("--fresh and \(chosen[0]) exclude each other")
    }
    if out.isEmpty { throw ValidationError("--out is empty; allowed: the path of a folder") }
  }

  func run() throws { try reportingErrors(sweep) }

  private func sweep() throws {
    if portable { try PortableProgram.replaceProcess() }
    let plan = try SweepPrograms.plan(at: planFile, base: base)
    if dryRun { return try estimate(plan) }
    let sweep = try SweepRun(plan, in: out)
    if let task {
      try compute(task, of: sweep)
    } else if let part = shard.flatMap({ Shard($0) }) {
      try compute(part, of: sweep)
    } else if slurm || resume {
      try submit(sweep)
    } else if status {
      try Terminal.write(SweepStatusText.text(of: try sweep.status(), plan: plan))
    } else {
      try execute(sweep)
    }
  }

  private var cores: Int { jobs ?? RunOptions.cores }

  private func estimate(_ plan: SweepPlan) throws {
    let estimate = SweepEstimate(of: plan)
    var lines = estimate.parts.map { part in
      "\(part.name): \(part.cells) cells of about \(Self.duration(part.secondsPerCell)) (\(part.sampled) timed)"
    }
    for part in estimate.parts {
      if let failure = part.failure {
        Terminal.note("\(part.name): note: a cell of the sample failed: \(failure)")
      }
    }
    let here = Self.duration(estimate.seconds / Double(min(cores, max(1, plan.count))))
    lines.append("\(plan.name): \(plan.count) cells, about \(here) on \(cores) cores here")
    try Terminal.write(lines.joined(separator: "\n") + "\n")
  }

  private func execute(_ sweep: SweepRun) throws {
    let report: SweepReport
    if merge {
      report = try sweep.merge()
    } else {
      report = try watched(sweep) { try sweep.execute(jobs: cores, fresh: fresh, observe: $0) }
    }
    let pages = try SweepReportPage(sweep.plan, report, in: out).build()
    let work = "\(report.computed) cells computed, \(report.kept) kept, \(Self.duration(report.seconds))"
    var lines = ["\(sweep.plan.name): \(merge ? "merged" : "done") (\(work))"]
    lines += report.files.map { "  \($0.path): \($0.rows) rows" } + ["  \(pages)"]
    try Terminal.write(lines.joined(separator: "\n") + "\n")
    for note in report.notes { Terminal.note("\(sweep.plan.name): note: \(note)") }
    if report.failed > 0 {
      throw SweepError.cellsFailed(
        sweep: sweep.plan.name, failures: report.failures, others: report.failed - report.failures.count)
    }
  }

  private func submit(_ sweep: SweepRun) throws {
    if fresh { try sweep.forget() }
    let path = FileManager.default.currentDirectoryPath
    let folder = base ?? SweepPrograms.folder(of: planFile)
    let submitted = try sweep.submit(
      base: folder.hasPrefix("/") ? folder : "\(path)/\(folder)", continuing: resume,
      mustBeThisProgram: portable)
    for note in submitted.notes { Terminal.note("\(sweep.plan.name): note: \(note)") }
    guard submitted.tasks > 0 else {
      return try Terminal.write("\(sweep.plan.name): nothing to submit; every cell is done or queued\n")
    }
    try Terminal.write(
      "\(sweep.plan.name): submitted \(submitted.cells) cells in \(submitted.tasks) tasks, "
        + "job \(submitted.jobs.joined(separator: ", "))\n")
  }

  /// One task of an array.
  private func compute(_ task: String, of sweep: SweepRun) throws {
    if let expect, expect != sweep.plan.fingerprint { throw SweepError.changed(sweep: sweep.plan.name) }
    let words = task.split(separator: "/")
    guard words.count == 2, let index = Int(words[1]) else {
      throw TextError("--task is \(task); it is meant for the tasks of an array, as SUBMISSION/INDEX")
    }
    let chunks = try sweep.chunks(ofTask: index, in: String(words[0]))
    let computed = try sweep.computeTask(chunks: chunks, jobs: jobs ?? 1)
    try Terminal.write("\(sweep.plan.name): task \(index): \(computed) cells computed\n")
  }

  /// One of several equal parts.
  private func compute(_ shard: Shard, of sweep: SweepRun) throws {
    let chunks = (0..<sweep.plan.chunkCount).filter(shard.contains)
    let computed = try watched(sweep) { try sweep.computeTask(chunks: chunks, jobs: cores, observe: $0) }
    try Terminal.write("\(sweep.plan.name): shard \(shard): \(computed) cells computed\n")
  }

  /// Runs with progress on a terminal, and a word on how to go on when it is stopped.
  private func watched<Result>(
    _ sweep: SweepRun, _ body: (@escaping @Sendable (Progress) -> Void) throws -> Result
  ) throws -> Result {
    let bar = ProgressBar(name: sweep.plan.name)
    let name = sweep.plan.name
    let progress = Mutex<Progress?>(nil)
    defer { bar.clear() }
    return try Interruption.watched {
      let done = progress.withLock { $0 }.map { "\($0.done) of \($0.total)" } ?? "the finished"
      return "\(name): stopped with \(done) cells kept; the same command goes on from there"
    } during: {
      try body { now in
        progress.withLock { $0 = now }
        bar.show(now)
      }
    }
  }

  /// Seconds as one reads them, down to microseconds.
  private static func duration(_ seconds: Double) -> String {
    if seconds < 1e-3 { return "\(formatted(seconds * 1e6, significantDigits: 3)) us" }
    if seconds < 1 { return "\(formatted(seconds * 1e3, significantDigits: 3)) ms" }
    return ProgressBar.duration(seconds)
  }
}
