import ExperimentKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How far a sweep is: which cells are done, at work, waiting, failed, or with nobody.
public struct SweepStatus: Sendable {
  /// Some cells, and the tasks that have them.
  public struct Share: Sendable, Equatable {
    /// How many cells.
    public var cells = 0
    /// In how many tasks.
    public var tasks = 0
  }

  /// How many cells there are.
  public let total: Int
  /// Cells whose rows are kept.
  public internal(set) var done = 0
  /// Cells of tasks that run.
  public internal(set) var running = Share()
  /// Cells of tasks that wait.
  public internal(set) var pending = Share()
  /// Cells of tasks that ended, and not well.
  public internal(set) var failed = Share()
  /// Cells that no task has: not submitted, or ended so long ago that Slurm forgot.
  public internal(set) var missing = Share()
  /// What tasks that failed said: the task, Slurm's word, and a message.
  public internal(set) var failures: [String] = []
  /// Whether the results are published.
  public internal(set) var isPublished = false
  /// The chunks whose cells no task has, or only one that failed.
  var missingChunks: [Int] = []
}

extension SweepRun {
  /// How far the sweep is, by the files that are there and by what Slurm says; without Slurm by the files alone.
  public func status() throws -> SweepStatus {
    do {
      return try status(owner: chunkOwners())
    } catch SweepError.slurm(let message) {
      var status = try status(owner: [:])
      if !status.isPublished { status.failures.append(message) }
      return status
    }
  }

  /// How far the sweep is, when `owner` has each chunk.
  func status(owner: [Int: SlurmQueue.Task]) throws -> SweepStatus {
    var status = SweepStatus(total: plan.count)
    let gathering = SweepGathering(plan: plan, folder: folder)
    if gathering.sealed(anyBuild: true) != nil {
      status.done = plan.count
      status.isPublished = true
      return status
    }
    let promised = (0..<plan.chunkCount).filter { owner[$0]?.isCompleted ?? false }
    if !promised.isEmpty { _ = folder.unfinished(of: promised, patience: plan.slurm.patience) }
    let attempted = folder.attempted()
    status.done = plan.count
    var tally = Tally()
    for chunk in 0..<plan.chunkCount {
      let head = folder.head(chunk)
      guard head?.failed != 0 else { continue }
      let isFinished = head != nil
      var left = plan.cells(ofChunk: chunk).count
      var messages: [Int: String] = [:]
      // Most chunks of a large plan are untouched; they need no look.
      if isFinished || attempted.contains(chunk) {
        let journal = try ChunkJournal(
          chunk, of: plan, in: folder, isAlone: false, retrying: false, anyBuild: true)
        // Finished by a task since, perhaps.
        if !isFinished, folder.head(chunk)?.failed == 0 { continue }
        messages = journal.failures
        left -= journal.done - messages.count
      }
      status.done -= left
      let task = owner[chunk]
      let share: WritableKeyPath<SweepStatus, SweepStatus.Share>
      switch task {
      case let task? where task.isRunning: share = \.running
      case let task? where task.isLive: share = \.pending
      case let task? where !task.isCompleted:
        share = \.failed
        status.failures.append("task \(task.name) \(task.state)")
      default: share = messages.isEmpty ? \.missing : \.failed
      }
      tally.add(left, of: task, to: share, in: &status)
      if share == \.failed || share == \.missing { status.missingChunks.append(chunk) }
      if share == \.failed, status.failures.count < 100 {
        for (cell, message) in messages.sorted(by: { $0.key < $1.key }) {
          status.failures.append("\(try plan.cell(at: cell).identifier): \(message)")
        }
      }
    }
    var seen: Set<String> = []
    status.failures = status.failures.filter { seen.insert($0).inserted }
    return status
  }

  /// Which tasks have cells of a share.
  private struct Tally {
    private var tasks: [WritableKeyPath<SweepStatus, SweepStatus.Share>: Set<String>] = [:]

    mutating func add(
      _ cells: Int, of task: SlurmQueue.Task?, to share: WritableKeyPath<SweepStatus, SweepStatus.Share>,
      in status: inout SweepStatus
    ) {
      status[keyPath: share].cells += cells
      if let task { tasks[share, default: []].insert(task.name) }
      status[keyPath: share].tasks = tasks[share]?.count ?? 0
    }
  }

  /// The task that has a chunk, or had it last, where Slurm still knows.
  func chunkOwners() throws -> [Int: SlurmQueue.Task] {
    guard Shell.has("squeue"), FileManager.default.fileExists(atPath: "\(folder.path)/submissions") else {
      return [:]
    }
    var owner: [Int: SlurmQueue.Task] = [:]
    var lists: [String: SlurmSubmission] = [:]
    for task in try SlurmQueue(jobName: jobName).tasks {
      let list = lists[task.submission] ?? SlurmSubmission.read(task.submission, in: folder)
      lists[task.submission] = list
      guard let list, list.tasks.indices.contains(task.index) else { continue }
      // A live task tells more of a chunk than one that has ended; else the last one.
      for chunk in list.tasks[task.index] where !(owner[chunk]?.isLive ?? false) || task.isLive {
        owner[chunk] = task
      }
    }
    return owner
  }
}
