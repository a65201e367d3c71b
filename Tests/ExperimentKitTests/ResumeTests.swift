import Foundation
import Synchronization
import Testing

@testable import ExperimentKit

@Suite("A killed run goes on where it was")
struct ResumeTests {
  let plan: Plan

  init() throws { plan = try Plan(FairCoin(), seed: 3) }

  /// Runs until `limit` cells have been asked for.
  private func stop(after limit: Int, in folder: TemporaryFolder) {
    let asked = Atomic(0)
    let options = RunOptions(folder: folder.path, jobs: 1)
    #expect(throws: ExperimentError.interrupted(experiment: "fair-coin", done: limit, total: 20)) {
      try Run(plan, options).execute(isCancelled: {
        asked.add(1, ordering: .relaxed).newValue > limit
      })
    }
  }

  @Test("stopped at any cell, it ends with the same bytes and computes only what is missing")
  func anyCell() throws {
    let expected = try reference(plan)
    for limit in 0..<20 {
      let folder = try TemporaryFolder()
      stop(after: limit, in: folder)
      #expect(try folder.published().isEmpty)
      let report = try Run(plan, RunOptions(folder: folder.path, jobs: 2)).execute()
      #expect(report.kept == limit && report.computed == 20 - limit)
      #expect(try folder.published() == expected)
    }
  }

  @Test("a record torn at any byte is computed again, and the rest is kept")
  func tornRecord() throws {
    let expected = try reference(plan)
    let source = try TemporaryFolder()
    stop(after: 3, in: source)
    let name = try #require(try source.hidden().first { $0.hasSuffix(".cells") })
    let whole = try Data(contentsOf: URL(fileURLWithPath: "\(source.path)/.minimax/\(name)"))
    for length in stride(from: 0, through: whole.count, by: 61) {
      let folder = try TemporaryFolder()
      let torn = "\(folder.path)/.minimax/\(name)"
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: torn).deletingLastPathComponent().path, withIntermediateDirectories: true
      )
      try whole.prefix(length).write(to: URL(fileURLWithPath: torn))
      let report = try Run(plan, RunOptions(folder: folder.path, jobs: 1)).execute()
      #expect(report.kept <= 3 && report.kept + report.computed == 20)
      #expect(try folder.published() == expected)
    }
  }

  @Test("a record with a changed byte is computed again")
  func changedByte() throws {
    let folder = try TemporaryFolder()
    stop(after: 3, in: folder)
    let name = try #require(try folder.hidden().first { $0.hasSuffix(".cells") })
    let url = URL(fileURLWithPath: "\(folder.path)/.minimax/\(name)")
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: url)
    #expect(try Run(plan, RunOptions(folder: folder.path)).execute().kept == 2)
    #expect(try folder.published() == reference(plan))
  }

  @Test("a fresh run keeps nothing")
  func fresh() throws {
    let folder = try TemporaryFolder()
    stop(after: 5, in: folder)
    let report = try Run(plan, RunOptions(folder: folder.path, fresh: true)).execute()
    #expect(report.kept == 0 && report.computed == 20)
  }

  @Test("cells of other parameters, another seed or another build are not mixed in")
  func otherPlan() throws {
    let folder = try TemporaryFolder()
    stop(after: 5, in: folder)
    let other = try Plan(FairCoin(), seed: 4)
    #expect(try Run(other, RunOptions(folder: folder.path)).execute().kept == 0)
    let name = try #require(try folder.hidden().first { $0.hasSuffix(".cells") })
    let url = URL(fileURLWithPath: "\(folder.path)/.minimax/\(name)")
    let build = Machine.current.build
    let text = try String(contentsOf: url, encoding: .utf8)
    try text.replacing(build, with: String(build.reversed())).write(
      to: url, atomically: true, encoding: .utf8)
    let report = try Run(plan, RunOptions(folder: folder.path)).execute()
    #expect(report.kept == 0)
    #expect(report.notes.contains { $0.hasPrefix("5 kept cells are of another build") })
  }

  @Test("a second process on the same run is refused while the first one is at work")
  func busy() throws {
    let folder = try TemporaryFolder()
    let lockFolder = "\(folder.path)/.minimax/fair-coin"
    try FileManager.default.createDirectory(atPath: lockFolder, withIntermediateDirectories: true)
    let lock = try File(locking: "\(lockFolder)/\(plan.fingerprint).lock")
    #expect(lock.lock(.shared, waiting: false))
    #expect(throws: ExperimentError.busy(experiment: "fair-coin", folder: folder.path)) {
      try Run(plan, RunOptions(folder: folder.path)).execute()
    }
  }
}
