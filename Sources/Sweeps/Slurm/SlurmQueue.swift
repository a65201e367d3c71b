import ExperimentKit

/// What Slurm knows of the arrays of a sweep.
struct SlurmQueue: Sendable {
  /// A task of an array.
  struct Task: Sendable {
    /// `JOB_INDEX`, as Slurm's commands take it.
    let name: String
    /// Which task of its submission.
    let index: Int
    /// Slurm's word: PENDING, RUNNING, COMPLETED, FAILED, ...
    let state: String
    /// The submission that it belongs to.
    let submission: String

    /// Whether it may still do something.
    var isLive: Bool { !Self.ended.contains(state) }
    /// Whether it holds a node.
    var isRunning: Bool { isLive && !Self.waiting.contains(state) }
    /// Whether it ended well.
    var isCompleted: Bool { state == "COMPLETED" }

    private static let ended: Set<String> = [
      "COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY", "BOOT_FAIL",
      "DEADLINE", "REVOKED",
    ]
    private static let waiting: Set<String> = [
      "PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT", "RESV_DEL_HOLD",
    ]
  }

  /// The tasks, in the order of their jobs.
  let tasks: [Task]

  /// Throws, saying what to install, if there is no Slurm here.
  static func require() throws {
    guard Shell.has("sbatch"), Shell.has("squeue") else {
      throw SweepError.slurm(
        "there is no sbatch here: on Debian install Slurm by apt-get install slurm-wlm munge (script/slurm-up starts "
          + "one on this machine), on a cluster load its module; or run the plan without --slurm, on all cores here"
      )
    }
  }

  /// The tasks of all arrays of a sweep, those that ended lately among them.
  init(jobName: String) throws {
    let (status, output) = Shell.run([
      "squeue", "--noheader", "--array", "--states=all", "--name=\(jobName)", "--format=%F|%K|%T|%k",
    ])
    guard status == 0 else {
      throw SweepError.slurm("squeue failed: \(output.trimmed); is Slurm's controller running?")
    }
    tasks = output.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map { String($0).trimmed }
      guard fields.count == 4, let job = Int(fields[0]), let index = Int(fields[1]) else { return nil }
      return Task(name: "\(job)_\(index)", index: index, state: fields[2], submission: fields[3])
    }.sorted { ($0.name.count, $0.name) < ($1.name.count, $1.name) }
  }

  /// How many tasks an array may have: Slurm's MaxArraySize, whose largest index is one less.
  static var mostTasks: Int {
    let output = Shell.run(["scontrol", "show", "config"]).output
    let line = output.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    return line?.split(separator: "=").last.flatMap { Int(String($0).trimmed) } ?? 1001
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
