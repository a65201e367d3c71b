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
  /// The files that hold cells of a chunk: the finished one first, then what attempts have left.
  func records(of chunk: Int) -> [String] {
    let folder = attempts(chunk)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let attempts = names.filter { $0.hasSuffix(".cells") }.sorted().map { "\(folder)/\($0)" }
    return (Self.exists(self.chunk(chunk)) ? [self.chunk(chunk)] : []) + attempts
  }

  /// The chunks at which someone is, or was when killed.
  func attempted() -> Set<Int> {
    Set(
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/attempts")) ?? []).compactMap {
        Int($0)
      })
  }

  /// What the tasks of a submitted array are.
  func submission(_ name: String) -> String { "\(path)/submissions/\(name).json" }
  /// Where tasks log.
  var logs: String { "\(path)/log" }
  /// The lock that says whether someone works there.
  var lock: String { "\(path).lock" }
  /// What was published last.
  var seal: String { "\(stateFolder)/complete.json" }

  /// Whether cells of another plan of this name are kept.
  var otherPlans: Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: stateFolder)) ?? []
    return names.contains { $0.count == 16 && !path.hasSuffix($0) && $0.allSatisfy(\.isHexDigit) }
  }

  /// Makes the folders.
  func make() throws {
    for folder in [path, "\(path)/attempts", "\(path)/submissions", logs] {
      try ResultsFolder.make(folder)
    }
  }

  /// Whether there is a file of this name; one call of the system, as there may be a million to ask for.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The head of a finished chunk; `nil` if it is not there, or torn by a crash of the machine.
  func head(_ chunk: Int) -> ChunkHead? { ChunkHead.ofWhole(self.chunk(chunk)) }

  /// Whether a chunk is finished, its failed cells among the finished ones.
  func isFinished(_ chunk: Int) -> Bool { head(chunk) != nil }

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
