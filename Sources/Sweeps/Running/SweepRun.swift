import ExperimentKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Runs a sweep into a folder: computes the cells that are missing, here or as a task of an array, and gathers them.
///
/// The files depend on the plan alone: not on the number of threads or tasks, or on how often one was killed and
/// begun again. Whatever happens, a CSV is whole or not there.
public struct SweepRun: Sendable {
  /// What is run.
  public let plan: SweepPlan
  let folder: SweepFolder
  let out: String

  /// A sweep in a folder of results; throws at once if nothing can be written there.
  public init(_ plan: SweepPlan, in out: String) throws {
    self.plan = plan
    self.out = out
    folder = try SweepFolder(of: plan, in: out)
  }

  /// The chunks that are not finished, or hold cells that failed and are to be tried again.
  ///
  /// - Parameter anyBuild: whether chunks of another executable count.
  func unfinishedChunks(anyBuild: Bool) -> [Int] {
    (0..<plan.chunkCount).filter { chunk in
      guard let head = folder.head(chunk), head.failed == 0 else { return true }
      return !anyBuild && head.build != Machine.current.build
    }
  }

  /// Computes all that is missing on this machine, and gathers.
  ///
  /// - Parameters:
  ///   - jobs: how many cells are at work at once.
  ///   - fresh: whether to compute again what is there.
  ///   - observe: called as each cell ends, by one thread at a time in no order.
  public func execute(
    jobs: Int, fresh: Bool = false, observe: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> SweepReport {
    let start = ContinuousClock.now
    let gathering = SweepGathering(plan: plan, folder: folder)
    try gathering.checkNames()
    let lock = try makeAlone()
    defer { _ = lock }
    if fresh {
      ResultsFolder.remove(folder.seal)
      ResultsFolder.remove(folder.path)
      try folder.make()
    } else if let sealed = gathering.sealed(anyBuild: false) {
      var report = SweepReport(computed: 0, kept: plan.count, files: sealed)
      try gathering.finish(&report, since: start, machines: [], jobs: jobs)
      ResultsFolder.remove(folder.path)
      return report
    }
    let missing = unfinishedChunks(anyBuild: false)
    let kept = plan.count - missing.reduce(0) { $0 + plan.cells(ofChunk: $1).count }
    let dealer = CellDealer(plan, chunks: missing, kept: kept, in: folder, isAlone: true, jobs: jobs)
    try compute(dealer, jobs: jobs, observe: observe)
    var report = SweepReport(computed: dealer.counts.computed, kept: dealer.counts.kept)
    try gathering.publish(into: &report, patience: 0, since: start, jobs: jobs)
    if report.failed == 0 { ResultsFolder.remove(folder.path) }
    return report
  }

  /// The lock of a run that no other shares; throws if another process, or a task of an array, is at work.
  private func makeAlone() throws -> File {
    try folder.make()
    let lock = try File(locking: folder.lock)
    guard lock.lock(.exclusive, waiting: false) else { throw SweepError.busy(sweep: plan.name, folder: out) }
    // Those that wait hold no lock yet.
    let live = Set(((try? chunkOwners()) ?? [:]).values.filter(\.isLive).map(\.name))
    guard live.isEmpty else {
      throw SweepError.slurm(
        "\(plan.name): \(live.count) of its tasks are queued or at work on Slurm, which would go on without their cells; "
          + "see --status, cancel them by scancel --name=\(jobName), or give another --out")
    }
    return lock
  }

  /// Forgets what is done of the sweep.
  public func forget() throws {
    let lock = try makeAlone()
    defer { _ = lock }
    ResultsFolder.remove(folder.seal)
    ResultsFolder.remove(folder.path)
  }

  /// Computes what is missing of some chunks, as one task of an array; others may be at work beside it.
  ///
  /// - Returns: how many cells it computed.
  /// - Throws: ``SweepError/cellsFailed(sweep:failures:others:)`` when all is done and some cells failed.
  public func computeTask(
    chunks: [Int], jobs: Int, observe: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> Int {
    try folder.make()
    let lock = try File(locking: folder.lock)
    guard lock.lock(.shared, waiting: false) else { throw SweepError.busy(sweep: plan.name, folder: out) }
    let dealer = CellDealer(plan, chunks: chunks, kept: 0, in: folder, isAlone: false, jobs: jobs)
    let failures = try compute(dealer, jobs: jobs, observe: observe)
    let counts = dealer.counts
    guard counts.failed == 0 else {
      throw SweepError.cellsFailed(
        sweep: plan.name, failures: failures, others: counts.failed - failures.count)
    }
    return counts.computed
  }

  /// Gathers what tasks have left, of whichever build.
  public func merge() throws -> SweepReport {
    let start = ContinuousClock.now
    let gathering = SweepGathering(plan: plan, folder: folder)
    try gathering.checkNames()
    try folder.make()
    let lock = try File(locking: folder.lock)
    guard lock.lock(.shared, waiting: false) else { throw SweepError.busy(sweep: plan.name, folder: out) }
    if let sealed = gathering.sealed(anyBuild: true) {
      var report = SweepReport(computed: 0, kept: plan.count, files: sealed)
      try gathering.finish(&report, since: start, machines: [], jobs: 0)
      return report
    }
    var report = SweepReport(computed: 0, kept: plan.count)
    try gathering.publish(into: &report, patience: patience(), since: start, jobs: 0)
    report.kept -= report.failed
    // A task that is still there would find its cells gone.
    if report.failed == 0, lock.lock(.exclusive, waiting: false) { ResultsFolder.remove(folder.path) }
    return report
  }

  /// How long a chunk is waited for: not at all where Slurm says that one is not there yet, or never will be.
  private func patience() -> Double {
    let owners = (try? chunkOwners()) ?? [:]
    let isHopeless = (0..<plan.chunkCount).contains { chunk in
      !(owners[chunk]?.isCompleted ?? true) && !folder.isFinished(chunk)
    }
    return isHopeless ? 0 : plan.slurm.patience
  }

  /// - Returns: what the first cells that failed said.
  @discardableResult
  private func compute(
    _ dealer: CellDealer, jobs: Int, observe: @escaping @Sendable (Progress) -> Void
  ) throws -> [String] {
    let plan = plan
    WorkerPool.run(count: jobs) {
      while let work = dealer.next() {
        let start = ContinuousClock.now
        let record: CellRecord
        do {
          let lines = try plan.lines(ofCellAt: work.cell)
          record = CellRecord(
            cell: work.cell, seconds: (ContinuousClock.now - start) / .seconds(1), lines: lines)
        } catch {
          record = CellRecord(
            failed: try? plan.cell(at: work.cell), at: work.cell, "\(error)",
            seconds: (ContinuousClock.now - start) / .seconds(1), tableCount: 1 + plan.tables.count)
        }
        do {
          observe(try dealer.finish(work, record))
        } catch {
          return dealer.stop(error)
        }
      }
    }
    return try dealer.failures().map { index, message in
      "\((try? plan.cell(at: index).identifier) ?? "\(index)"): \(message)"
    }
  }
}

/// What a run of a sweep did.
public struct SweepReport: Sendable {
  /// How many cells this process computed.
  public var computed: Int
  /// How many it found done.
  public var kept: Int
  /// The files, with how many rows each has.
  public var files: [RunReport.File] = []
  /// What the user should know: processors or builds that differ.
  public var notes: [String] = []
  /// How many cells failed, whose rows are missing in the files.
  public var failed = 0
  /// The first of them, each with what it said.
  public var failures: [String] = []
  /// How long it took, in seconds of the clock.
  public var seconds = 0.0
  /// How long all cells took, one after the other.
  public var cellSeconds = 0.0
}
