import ExperimentKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where a sweep keeps what is done of it, below its folder of results: every name is known beforehand.
///
/// Tasks on other machines write there too, and a shared file system may list a file late. So a finished chunk is
/// asked for by its name, and waited for where there is reason to expect it.
struct SweepFolder: Sendable {
  let results: ResultsFolder
  /// The folder of this very plan.
  let path: String
  private let stateFolder: String

  /// The folder of a plan within a folder of results; throws at once if nothing can be written there.
  init(of plan: SweepPlan, in folder: String) throws {
    results = try ResultsFolder(preparing: folder)
    stateFolder = results.stateFolder(of: "sweep-\(plan.name)")
    path = "\(stateFolder)/\(plan.fingerprint)"
  }

  /// The file of a finished chunk.
  func chunk(_ chunk: Int) -> String { "\(path)/\(chunk).cells" }
  /// Where those who work on a chunk keep its cells until all are done, each in a file of its own.
  func attempts(_ chunk: Int) -> String { "\(path)/attempts/\(chunk)" }
  /// What a task says of the cells that failed.
  func failures(_ chunk: Int) -> String { "\(path)/failures/\(chunk).json" }
  /// What the tasks of a submitted array are.
  func submission(_ name: String) -> String { "\(path)/submissions/\(name).json" }
  /// Where tasks log.
  var logs: String { "\(path)/log" }
  /// The lock that says whether someone works there.
  var lock: String { "\(path).lock" }
  /// What was published last.
  var seal: String { "\(stateFolder)/complete.json" }

  /// Makes the folders.
  func make() throws {
    for folder in [path, "\(path)/attempts", "\(path)/failures", "\(path)/submissions", logs] {
      try ResultsFolder.make(folder)
    }
  }

  /// Whether a chunk is finished.
  func isFinished(_ chunk: Int) -> Bool { FileManager.default.fileExists(atPath: self.chunk(chunk)) }

  /// Those of the chunks that are not finished, asked for again until all are or `patience` seconds are over.
  func unfinished(of chunks: [Int], patience: Double) -> [Int] {
    let start = ContinuousClock.now
    var pause = 0.05
    var missing = chunks.filter { !isFinished($0) }
    while !missing.isEmpty, (ContinuousClock.now - start) / .seconds(1) < patience {
      sleep(seconds: min(pause, patience))
      pause = min(2 * pause, 2)
      // Reading the folder has a network file system forget that a file was not there.
      _ = try? FileManager.default.contentsOfDirectory(atPath: path)
      missing = missing.filter { !isFinished($0) }
    }
    return missing
  }
}
