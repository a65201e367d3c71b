import Foundation

/// A sweep handed to the Slurm that `SLURM_CONF` names, and what the system shows of its tasks.
struct SlurmSweep {
  /// A plan, with what a run of it on this machine publishes.
  enum Plan: String {
    /// 60 games and 24 short trainings, four cells a task.
    case mixed = """
      name: mixed
      cells_per_file: 4
      slurm: {partition: p, time: "5", memory: 500M, tasks_at_once: 6, patience: 10}
      parts:
        pairs:
          run: evaluate
          set: {generator: "normal({mean}, 1)", quantities: [jsd, kl_data_generator, wasserstein_1]}
          grid: {data: ["normal(0, 1)", "laplace(0, 1)", "student(3, 0, 1)"], mean: {from: 0, to: 2, count: 20}}
        trainings:
          run: train
          set: {data: "normal(4, 1.25)", steps: 100, every: 50, generator.layers: {hidden: [8]}, discriminator.layers: {hidden: [8]}}
          grid: {remedies: [{}, {packing: 2}, {penalties: [{r1: 0.1}]}]}
          seeds: 8
      """
    /// 160 trainings of a fraction of a second, twenty a task.
    case trainings = """
      name: trainings
      cells_per_file: 20
      slurm: {partition: p, patience: 10}
      parts:
        runs:
          run: train
          set: {data: "normal(4, 1.25)", steps: 1500, every: 1500, generator.layers: {hidden: [16, 16]}, discriminator.layers: {hidden: [16, 16]}}
          grid: {generator.loss: [saturating, non_saturating]}
          seeds: 80
      """

    private static let mixedLocally = Result { try Plan.mixed.runLocally() }
    private static let trainingsLocally = Result { try Plan.trainings.runLocally() }

    /// What a run on this machine publishes, computed once.
    func local() throws -> [String: Data] {
      try (self == .mixed ? Self.mixedLocally : Self.trainingsLocally).get()
    }

    private func runLocally() throws -> [String: Data] {
      try withTemporaryFolder { folder in
        let sweep = try SlurmSweep(self, in: folder)
        try sweep.run()
        return try sweep.published()
      }
    }
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let folder: URL
  private var out: URL { folder.appendingPathComponent("out") }

  init(_ plan: Plan, in folder: URL) throws {
    self.folder = folder
    try Data(plan.rawValue.utf8).write(to: folder.appendingPathComponent("plan.yaml"))
  }

  /// Runs `minimax sweep` with these options.
  @discardableResult
  func run(_ options: String...) throws -> ProgramRun {
    try ProgramRun(["sweep", "plan.yaml", "--out", "out"] + options, in: folder)
  }

  /// Gathers; throws what the program says if it cannot.
  func merge() throws {
    let result = try run("--merge")
    guard result.status == 0 else { throw Failure(description: result.errors) }
  }

  /// Each file's bytes, without what differs between machines.
  func published() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
    return try names.filter { $0.hasSuffix(".csv") || $0 == "datapackage.json" }.reduce(into: [:]) {
      $0[$1] = try Data(contentsOf: out.appendingPathComponent($1))
    }
  }

  /// How many cells are done, running, waiting, failed, missing.
  func status() throws -> [String: Int] {
    let result = try run("--status")
    guard result.status == 0 else { throw Failure(description: result.errors) }
    return result.output.split(separator: "\n").dropFirst().reduce(into: [:]) { counts, line in
      let words = line.split(separator: " ")
      if words.count > 1, let count = Int(words[1]) { counts[String(words[0])] = count }
    }
  }

  /// Waits, at most two minutes, until something holds.
  func wait(_ what: String, until holds: () throws -> Bool) throws {
    for _ in 0..<600 {
      if try holds() { return }
      usleep(200_000)
    }
    throw Failure(description: "waited two minutes for \(what); the queue: \(try queue()), \(try status())")
  }

  /// Waits until no task runs or waits.
  func waitForEnd() throws {
    try wait("the array's end") {
      try queue().values.allSatisfy {
        !["PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "REQUEUED"].contains($0)
      }
    }
  }

  // MARK: What the system shows

  private func fields(_ format: String) throws -> [[String]] {
    let states = try tool("squeue", ["--noheader", "--array", "--states=all", "--format=\(format)|%j"])
    return states.split(separator: "\n").map { $0.split(separator: "|").map(String.init) }
      .filter { $0.last?.contains("minimax") == true && $0.contains(where: { comments.contains($0) }) }
  }

  /// The names of this sweep's own submissions.
  private var comments: Set<String> {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: out.path)) ?? []
    return Set(
      paths.filter { $0.contains("/submissions/") && $0.hasSuffix(".json") }
        .map { String($0.split(separator: "/").last?.dropLast(5) ?? "") })
  }

  /// Slurm's word for each task.
  func queue() throws -> [String: String] {
    try fields("%K|%T|%k").reduce(into: [:]) { $0[$1[0]] = $1[1] }
  }

  /// The number of the array's job.
  func job() throws -> String {
    guard let job = try fields("%F|%k").first?[0] else { throw Failure(description: "no job is queued") }
    return job
  }

  /// The name of the only submission.
  func submission() -> String { comments.first ?? "" }

  /// How many files of cells are being written for a chunk.
  func attempts(ofChunk chunk: Int) throws -> Int {
    try FileManager.default.subpathsOfDirectory(atPath: out.path)
      .count { $0.contains("/attempts/\(chunk)/") && $0.hasSuffix(".cells") }
  }

  /// The processes of a task of this sweep.
  func processes(task: Int) throws -> [pid_t] { try processes(with: "SLURM_ARRAY_TASK_ID=\(task)") }

  /// The processes of this sweep on a node.
  func processes(node: String) throws -> [pid_t] { try processes(with: "SLURMD_NODENAME=\(node)") }

  private func processes(with variable: String) throws -> [pid_t] {
    let job = "SLURM_ARRAY_JOB_ID=\((try? self.job()) ?? "none")"
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter {
      process in
      guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ") else {
        return false
      }
      let variables = Set(environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
      return variables.isSuperset(of: [variable, job])
    }
  }

  func scontrol(_ words: String...) throws { _ = try tool("scontrol", words) }

  // MARK: Nodes

  private var slurmFolder: String {
    let file = ProcessInfo.processInfo.environment["SLURM_CONF"] ?? "/etc/slurm/slurm.conf"
    return URL(fileURLWithPath: file).deletingLastPathComponent().path
  }

  /// Kills a node's daemon and all that it started, as a power cut does.
  func killNode(_ node: String) throws {
    let file = try String(contentsOfFile: "\(slurmFolder)/\(node).pid", encoding: .utf8)
    guard let daemon = pid_t(file.trimmingCharacters(in: .whitespacesAndNewlines)) else { return }
    kill(daemon, SIGKILL)
    for process in try processes(node: node) {
      let status = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      // Behind the name in parentheses: state, parent.
      let rest = status.split(separator: ")").last?.split(separator: " ") ?? []
      if rest.count > 1, let parent = pid_t(rest[1]), parent > 1 { kill(parent, SIGKILL) }
      kill(process, SIGKILL)
    }
  }

  func startNode(_ node: String) throws { _ = try tool("slurmd", ["-N", node]) }

  private func tool(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? ""):/usr/sbin", name] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(name) \(arguments) failed: \(text)")
    }
    return text
  }
}
