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
    var unfinished = (0..<plan.chunkCount).filter { !folder.isFinished($0) }
    let promised = unfinished.filter { owner[$0]?.isCompleted ?? false }
    let late = Set(folder.unfinished(of: promised, patience: promised.isEmpty ? 0 : plan.slurm.patience))
    unfinished.removeAll { (owner[$0]?.isCompleted ?? false) && !late.contains($0) }
    status.done = plan.count
    var tasks: [WritableKeyPath<SweepStatus, SweepStatus.Share>: Set<String>] = [:]
    for chunk in unfinished {
      let journal = try ChunkJournal(chunk, of: plan, in: folder, isAlone: false, anyBuild: true)
      let left = journal.cells.count - journal.done
      status.done -= left
      let task = owner[chunk]
      let share: WritableKeyPath<SweepStatus, SweepStatus.Share>
      switch task {
      case let task? where task.isRunning: share = \.running
      case let task? where task.isLive: share = \.pending
      case let task? where !task.isCompleted:
        share = \.failed
        status.failures.append("task \(task.name) \(task.state)")
      default: share = hasFailures(chunk) ? \.failed : \.missing
      }
      status[keyPath: share].cells += left
      if let task { tasks[share, default: []].insert(task.name) }
      status[keyPath: share].tasks = tasks[share]?.count ?? 0
      if share == \.failed || share == \.missing { status.missingChunks.append(chunk) }
      if share == \.failed { status.failures += failureMessages(chunk) }
    }
    var seen: Set<String> = []
    status.failures = status.failures.filter { seen.insert($0).inserted }
    return status
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

  private func hasFailures(_ chunk: Int) -> Bool {
    FileManager.default.fileExists(atPath: folder.failures(chunk))
  }

  private func failureMessages(_ chunk: Int) -> [String] {
    guard let data = FileManager.default.contents(atPath: folder.failures(chunk)),
      let json = try? JSONValue(text: String(decoding: data, as: UTF8.self))
    else { return [] }
    return json.elements.compactMap(\.stringValue)
  }
}
