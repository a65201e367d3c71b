import ExperimentKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the tasks of one submitted array are to do; kept under a name that Slurm hands back as the job's comment.
struct SlurmSubmission: Codable, Sendable {
  /// The chunks of each task.
  var tasks: [[Int]]

  /// Deals chunks to tasks, neighbours together.
  init(chunks: [Int], chunksPerTask: Int) {
    tasks = stride(from: 0, to: chunks.count, by: chunksPerTask).map {
      Array(chunks[$0..<min(chunks.count, $0 + chunksPerTask)])
    }
  }

  /// Reads a submission by its name; `nil` if it is not there.
  static func read(_ name: String, in folder: SweepFolder) -> SlurmSubmission? {
    guard let data = FileManager.default.contents(atPath: folder.submission(name)) else { return nil }
    return try? JSONValue(text: String(decoding: data, as: UTF8.self)).decoded()
  }

  func write(_ name: String, in folder: SweepFolder) throws {
    try AtomicFile.write(
      JSONValue(encoding: self).text, to: folder.submission(name), temporaryFolder: folder.results.hidden)
  }
}

extension SweepRun {
  /// The name of the sweep's jobs.
  var jobName: String { "minimax-\(plan.name)-\(plan.fingerprint.prefix(8))" }

  /// What was submitted.
  public struct Submitted: Sendable {
    /// The numbers of the jobs.
    public let jobs: [String]
    /// How many tasks they have.
    public let tasks: Int
    /// How many cells are missing in what they will do.
    public let cells: Int
    /// What the user should know.
    public var notes: [String] = []
  }

  /// Submits to Slurm what is neither done nor queued.
  ///
  /// - Parameters:
  ///   - base: the folder that the plan's file names are seen from.
  ///   - continuing: whether tasks of an earlier submission may be queued, whose program the new ones run too.
  ///   - mustBeThisProgram: whether it has to be the one that is running.
  public func submit(base: String, continuing: Bool, mustBeThisProgram: Bool = false) throws -> Submitted {
    try SlurmQueue.require()
    let status = try status(owner: chunkOwners())
    guard continuing || status.running.cells + status.pending.cells == 0 else {
      throw SweepError.slurm(
        "\(plan.name): \(status.running.tasks + status.pending.tasks) tasks of it are queued; see --status, or submit "
          + "by --resume what none of them does")
    }
    let chunks = status.missingChunks
    guard !chunks.isEmpty else { return Submitted(jobs: [], tasks: 0, cells: 0) }
    try folder.make()
    let (program, notes) = try programCopy(continuing: continuing, mustBeThis: mustBeThisProgram)
    // Under its name, which a plan has of its file unless it says one.
    let planCopy = "\(folder.path)/\(plan.name).yaml"
    try AtomicFile.write(plan.text, to: planCopy, temporaryFolder: folder.results.hidden)
    let most = min(1000, SlurmQueue.mostTasks)
    let wanted = plan.slurm.cellsPerTask.map { max(1, $0 / plan.cellsPerChunk) } ?? 1
    let submission = SlurmSubmission(
      chunks: chunks, chunksPerTask: max(wanted, (chunks.count + most - 1) / most))
    let name = uniqueName()
    try submission.write(name, in: folder)
    let script = SlurmScript(
      settings: plan.slurm, jobName: jobName, submission: name, tasks: submission.tasks.count,
      logs: folder.logs,
      command: [
        program, "sweep", planCopy, "--base", base, "--out", out, "--jobs", "\(plan.slurm.coresPerTask)",
        "--expect", plan.fingerprint, "--task", name,
      ])
    let path = "\(folder.path)/submissions/\(name).sh"
    try AtomicFile.write(script.text, to: path, temporaryFolder: folder.results.hidden)
    let (code, output) = Shell.run(["sbatch", "--parsable", path])
    let job = output.split(separator: "\n").last.map { String($0).trimmed } ?? ""
    guard code == 0, job.first?.isNumber == true else {
      throw SweepError.slurm("sbatch refused the array: \(output.trimmed); see the section slurm of the plan")
    }
    return Submitted(
      jobs: [job], tasks: submission.tasks.count, cells: status.missing.cells + status.failed.cells,
      notes: notes)
  }

  /// The program that the tasks run, whatever is built while they wait: a copy beside their cells. Those that go on
  /// with a sweep run the copy of its first submission, so that all cells come from one build.
  private func programCopy(continuing: Bool, mustBeThis: Bool) throws -> (path: String, notes: [String]) {
    let note = "\(folder.path)/program"
    let copy = "\(folder.path)/minimax-\(Machine.current.build)"
    let absolute = copy.hasPrefix("/") ? copy : "\(FileManager.default.currentDirectoryPath)/\(copy)"
    var notes: [String] = []
    if let data = FileManager.default.contents(atPath: note) {
      let known = String(decoding: data, as: UTF8.self)
      if known == absolute, SweepFolder.exists(known) { return (known, []) }
      if continuing, SweepFolder.exists(known) {
        guard !mustBeThis else {
          throw SweepError.slurm(
            "\(plan.name): its cells come from another build, \(known), and --portable would mix two; submit all again by "
              + "--slurm --fresh --portable")
        }
        return (
          known,
          ["the tasks run the build of the first submission, not this one; --slurm --fresh begins anew"]
        )
      }
      notes.append(
        "cells of an earlier submission are kept, which another build computed; --fresh computes all again")
    }
    let temporary = "\(folder.results.hidden)/tmp-\(uniqueName())"
    try FileManager.default.copyItem(atPath: Machine.executablePath, toPath: temporary)
    guard rename(temporary, copy) == 0 else {
      throw SweepError.file(path: copy, message: String(cString: strerror(errno)))
    }
    try AtomicFile.write(absolute, to: note, temporaryFolder: folder.results.hidden)
    return (absolute, notes)
  }

  /// The chunks of a task of an array, waited for as a shared file system may show its list late.
  public func chunks(ofTask index: Int, in submission: String) throws -> [Int] {
    let start = ContinuousClock.now
    while true {
      if let list = SlurmSubmission.read(submission, in: folder), list.tasks.indices.contains(index) {
        return list.tasks[index]
      }
      guard (ContinuousClock.now - start) / .seconds(1) < plan.slurm.patience else {
        throw SweepError.slurm(
          "\(folder.submission(submission)) has no task \(index); submit the sweep again")
      }
      sleep(seconds: 0.5)
    }
  }
}

/// The script of an array.
struct SlurmScript {
  let settings: SlurmSettings
  let jobName: String
  let submission: String
  let tasks: Int
  let logs: String
  let command: [String]

  /// What makes results depend on the processor is handed to the tasks as it is here: see --portable.
  static let environment = ["OPENBLAS_CORETYPE", "GLIBC_TUNABLES"]

  var text: String {
    let throttle = settings.tasksAtOnce.map { "%\($0)" } ?? ""
    var options = [
      "--job-name=\(jobName)", "--comment=\(submission)", "--array=0-\(tasks - 1)\(throttle)", "--requeue",
      "--open-mode=append", "--output=\(logs)/%A_%a.log", "--ntasks=1",
      "--cpus-per-task=\(settings.coresPerTask)",
    ]
    if let partition = settings.partition { options.append("--partition=\(partition)") }
    if let time = settings.time { options.append("--time=\(time)") }
    if let memory = settings.memory { options.append("--mem=\(memory)") }
    if let account = settings.account { options.append("--account=\(account)") }
    let exports = Self.environment.compactMap { name in
      ProcessInfo.processInfo.environment[name].map { "export \(name)=\(Shell.quoted($0))" }
    }
    let head = options.map { "#SBATCH \($0.contains(" ") ? "\"\($0)\"" : $0)" }
    let run = "exec " + command.map(Shell.quoted).joined(separator: " ") + "/\"$SLURM_ARRAY_TASK_ID\""
    return (["#!/bin/sh"] + head + exports + [run]).joined(separator: "\n") + "\n"
  }
}
