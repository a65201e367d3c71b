import TrainingFiles

/// What a plan asks of Slurm.
public struct SlurmSettings: Sendable, Equatable {
  /// The partition; Slurm's default if `nil`.
  public var partition: String?
  /// The time limit of a task, as sbatch writes it: `30` (minutes), `2:00:00`, `1-12:00:00`.
  public var time: String?
  /// The memory of a task, as sbatch writes it: `500M`, `2G`.
  public var memory: String?
  /// The account that pays.
  public var account: String?
  /// Cores of a task, each with a cell.
  public var coresPerTask = 1
  /// How many tasks run at once at most; all if `nil`.
  public var tasksAtOnce: Int?
  /// About how many cells a task has; as few as make at most a thousand tasks if `nil`.
  public var cellsPerTask: Int?
  /// How many seconds a file that should be there is waited for.
  public var patience = 60.0

  /// No wishes.
  public init() {}

  init(reading value: YAMLValue) throws {
    self = try value.section(
      "{partition, time, memory, account, cores_per_task, tasks_at_once, cells_per_task}"
    ) {
      section in
      // One word each: they become a line of the job's script.
      func word(_ value: YAMLValue?, _ allowed: String) throws -> String? {
        guard let value else { return nil }
        let text = try value.string(allowed)
        guard text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_-:.,".contains($0)) }) else {
          throw value.refused(allowed: allowed)
        }
        return text
      }
      var result = SlurmSettings()
      result.partition = try word(section["partition"], "the name of a partition")
      result.time = try word(section["time"], "minutes, or as 2:00:00 or 1-12:00:00")
      result.memory = try word(section["memory"], "as 500M or 2G")
      result.account = try word(section["account"], "the name of an account")
      result.coresPerTask = try section["cores_per_task"]?.count() ?? 1
      result.tasksAtOnce = try section["tasks_at_once"]?.count()
      result.cellsPerTask = try section["cells_per_task"]?.count()
      result.patience = try section["patience"]?.number("seconds, 0 or more") { $0 >= 0 } ?? 60
      return result
    }
  }
}
