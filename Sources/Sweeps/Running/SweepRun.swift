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

  /// How many cells an earlier run has finished, for a word before the work begins.
  ///
  /// - Parameter anyBuild: whether those of another executable count.
  public func unfinishedChunks(anyBuild: Bool) -> [Int] {
    (0..<plan.chunkCount).filter { chunk in
      if anyBuild { return !folder.isFinished(chunk) }
      return ChunkHead.read(folder.chunk(chunk))?.build != Machine.current.build
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
    try folder.make()
    let lock = try File(locking: folder.lock)
    guard lock.lock(.exclusive, waiting: false) else { throw SweepError.busy(sweep: plan.name, folder: out) }
    let gathering = SweepGathering(plan: plan, folder: folder)
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
    let gathered = try gathering.publish(patience: 0)
    report.files = gathered.files
    report.notes = gathered.notes
    report.cellSeconds = gathered.seconds
    try gathering.finish(&report, since: start, machines: gathered.machines, jobs: jobs)
    ResultsFolder.remove(folder.path)
    return report
  }

  /// Forgets what is done of the sweep.
  public func forget() throws {
    try folder.make()
    let lock = try File(locking: folder.lock)
    guard lock.lock(.exclusive, waiting: false) else { throw SweepError.busy(sweep: plan.name, folder: out) }
    ResultsFolder.remove(folder.seal)
    ResultsFolder.remove(folder.path)
  }

  /// Computes what is missing of some chunks, as one task of an array; others may be at work beside it.
  ///
  /// - Returns: how many cells it computed.
  public func computeTask(
    chunks: [Int], jobs: Int, observe: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> Int {
    try folder.make()
    let lock = try File(locking: folder.lock)
    _ = lock.lock(.shared, waiting: false)
    let dealer = CellDealer(plan, chunks: chunks, kept: 0, in: folder, isAlone: false, jobs: jobs)
    try compute(dealer, jobs: jobs, observe: observe)
    return dealer.counts.computed
  }

  /// Gathers what tasks have left, of whichever build.
  public func merge() throws -> SweepReport {
    let start = ContinuousClock.now
    let gathering = SweepGathering(plan: plan, folder: folder)
    try folder.make()
    let lock = try File(locking: folder.lock)
    _ = lock.lock(.shared, waiting: false)
    if let sealed = gathering.sealed(anyBuild: true) {
      var report = SweepReport(computed: 0, kept: plan.count, files: sealed)
      try gathering.finish(&report, since: start, machines: [], jobs: 0)
      return report
    }
    let gathered = try gathering.publish(patience: patience())
    var report = SweepReport(computed: 0, kept: plan.count, files: gathered.files, notes: gathered.notes)
    report.cellSeconds = gathered.seconds
    try gathering.finish(&report, since: start, machines: gathered.machines, jobs: 0)
    if lock.lock(.exclusive, waiting: false) { ResultsFolder.remove(folder.path) }
    return report
  }

  /// How long a chunk is waited for: not at all where Slurm says that one is not there yet, or never will be.
  private func patience() -> Double {
    let owners = (try? chunkOwners()) ?? [:]
    let isHopeless = (0..<plan.chunkCount).contains { chunk in
      !folder.isFinished(chunk) && !(owners[chunk]?.isCompleted ?? true)
    }
    return isHopeless ? 0 : plan.slurm.patience
  }

  private func compute(
    _ dealer: CellDealer, jobs: Int, observe: @escaping @Sendable (Progress) -> Void
  ) throws {
    let plan = plan
    WorkerPool.run(count: jobs) {
      while let work = dealer.next() {
        let record: CellRecord
        do {
          let start = ContinuousClock.now
          let lines = try plan.lines(ofCellAt: work.cell)
          record = CellRecord(
            cell: work.cell, seconds: (ContinuousClock.now - start) / .seconds(1), lines: lines)
        } catch {
          dealer.fail(work.cell, "\(error)")
          continue
        }
        do {
          observe(try dealer.finish(work, record))
        } catch {
          return dealer.stop(error)
        }
      }
    }
    try note(dealer.failures())
  }

  /// Throws if cells failed, and leaves word of them for `--status`.
  private func note(_ failures: [(cell: Int, message: String)]) throws {
    guard !failures.isEmpty else { return }
    var byChunk: [Int: [String]] = [:]
    var messages: [String] = []
    for (index, message) in failures {
      let identifier = (try? plan.cell(at: index).identifier) ?? "\(index)"
      messages.append("\(identifier): \(message)")
      byChunk[index / plan.cellsPerChunk, default: []].append("\(identifier): \(message)")
    }
    for (chunk, texts) in byChunk {
      try AtomicFile.write(
        JSONValue.array(texts.map(JSONValue.string)).text, to: folder.failures(chunk),
        temporaryFolder: folder.results.hidden)
    }
    throw SweepError.cellsFailed(
      sweep: plan.name, failures: Array(messages.prefix(10)), others: max(0, messages.count - 10))
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
  /// How long it took, in seconds of the clock.
  public var seconds = 0.0
  /// How long all cells took, one after the other.
  public var cellSeconds = 0.0
}
