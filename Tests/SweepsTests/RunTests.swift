import ExperimentKit
import Foundation
import Testing

@testable import Sweeps

@Suite("A sweep writes the same bytes, however it came about")
struct RunTests {
  private static let yaml = """
    cells_per_file: 7
    parts:
      few: {run: coin, seeds: 5, grid: {tosses: [1, 2, 6]}}
      many: {run: coin, set: {tosses: 3}, grid: {x: {from: 0, to: 1, count: 40}, rule: [a, "b, c"]}}
    """

  private func reference() throws -> [String: Data] {
    try withTemporaryFolder { folder in
      _ = try SweepRun(coinPlan(Self.yaml), in: folder).execute(jobs: 1)
      return try published(folder)
    }
  }

  @Test("on one thread or on many", arguments: [2, 5])
  func workers(jobs: Int) throws {
    try withTemporaryFolder { folder in
      let report = try SweepRun(coinPlan(Self.yaml), in: folder).execute(jobs: jobs)
      #expect(report.computed == 95)
      #expect(try published(folder) == reference())
    }
  }

  @Test("as tasks that share the chunks, some of which ran twice, and in any order")
  func tasks() throws {
    try withTemporaryFolder { folder in
      let sweep = try SweepRun(coinPlan(Self.yaml), in: folder)
      for chunks in [[9, 10, 11, 12, 13], [0, 1, 2, 3], [3, 4, 5], [4, 5, 6, 7, 8]] {
        _ = try sweep.computeTask(chunks: chunks, jobs: 2)
      }
      _ = try sweep.merge()
      #expect(try published(folder) == reference())
    }
  }

  @Test("stopped by cells that fail, and begun again: what was done is not done again")
  func resumed() throws {
    try withTemporaryFolder { folder in
      let broken = CoinProgram(broken: "tosses=2,seed=4")
      let error = #expect(throws: SweepError.self) {
        try SweepRun(coinPlan(Self.yaml, broken), in: folder).execute(jobs: 2)
      }
      #expect("\(error.map { "\($0)" } ?? "")".contains("few/tosses=2,seed=4: the coin stands on its edge"))
      #expect(try published(folder).isEmpty)
      let whole = CoinProgram()
      let report = try SweepRun(coinPlan(Self.yaml, whole), in: folder).execute(jobs: 2)
      #expect(whole.calls.value == 1)
      #expect(report.kept == 94)
      #expect(try published(folder) == reference())
    }
  }

  @Test("from an attempt whose last record was torn by a crash, beside another attempt at the same cells")
  func tornAttempt() throws {
    try withTemporaryFolder { folder in
      let sweep = try SweepRun(coinPlan(Self.yaml, CoinProgram(broken: "tosses=2,seed=1")), in: folder)
      // Two attempts at chunk 0: neither finishes it, as one of its cells fails.
      for _ in 0..<2 {
        _ = try? sweep.computeTask(chunks: [0], jobs: 1)
        let attempts = sweep.folder.attempts(0)
        for name in try FileManager.default.contentsOfDirectory(atPath: attempts) {
          let path = "\(attempts)/\(name)"
          try Data(contentsOf: URL(fileURLWithPath: path)).dropLast(3).write(to: URL(fileURLWithPath: path))
        }
      }
      let whole = CoinProgram()
      _ = try SweepRun(coinPlan(Self.yaml, whole), in: folder).execute(jobs: 1)
      // Of six cells that were done, the last was torn in either attempt.
      #expect(whole.calls.value == 90)
      #expect(try published(folder) == reference())
    }
  }

  @Test("once it is complete it computes nothing, until a file is changed or a plan is another")
  func sealed() throws {
    try withTemporaryFolder { folder in
      _ = try SweepRun(coinPlan(Self.yaml), in: folder).execute(jobs: 2)
      let again = CoinProgram()
      _ = try SweepRun(coinPlan(Self.yaml, again), in: folder).execute(jobs: 2)
      #expect(again.calls.value == 0)
      try Data().write(to: URL(fileURLWithPath: "\(folder)/coins-few.csv"))
      _ = try SweepRun(coinPlan(Self.yaml, again), in: folder).execute(jobs: 2)
      #expect(again.calls.value == 95)
      #expect(try published(folder) == reference())
    }
  }

  @Test("a merge with cells missing names them and writes nothing")
  func incomplete() throws {
    try withTemporaryFolder { folder in
      let sweep = try SweepRun(
        coinPlan(
          "{slurm: {patience: 0}, cells_per_file: 2, parts: {a: {run: coin, seeds: 5, set: {tosses: 1}}}}"),
        in: folder)
      _ = try sweep.computeTask(chunks: [0, 2], jobs: 1)
      let error = #expect(throws: SweepError.self) { try sweep.merge() }
      #expect(error == .incomplete(sweep: "coins", missing: 2, total: 5, first: ["a/seed=3", "a/seed=4"]))
      #expect(try published(folder).isEmpty)
    }
  }

  @Test("a chunk that is not what was written is refused, not merged")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let sweep = try SweepRun(
        coinPlan("{cells_per_file: 2, parts: {a: {run: coin, seeds: 4, set: {tosses: 1}}}}"), in: folder)
      _ = try sweep.computeTask(chunks: [0, 1], jobs: 1)
      // One chunk under the name of another: whole, and of other cells.
      try FileManager.default.removeItem(atPath: sweep.folder.chunk(1))
      try FileManager.default.copyItem(atPath: sweep.folder.chunk(0), toPath: sweep.folder.chunk(1))
      #expect(throws: SweepError.self) { try sweep.merge() }
      #expect(try published(folder).isEmpty)
    }
  }

  @Test("a chunk that a shared file system shows late is waited for")
  func lateFile() throws {
    try withTemporaryFolder { folder in
      let sweep = try SweepRun(
        coinPlan(
          "{slurm: {patience: 20}, cells_per_file: 2, parts: {a: {run: coin, seeds: 4, set: {tosses: 1}}}}"),
        in: folder)
      _ = try sweep.computeTask(chunks: [0, 1], jobs: 1)
      let chunk = sweep.folder.chunk(1)
      try FileManager.default.moveItem(atPath: chunk, toPath: chunk + ".hidden")
      DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) {
        try? FileManager.default.moveItem(atPath: chunk + ".hidden", toPath: chunk)
      }
      _ = try sweep.merge()
      #expect(try published(folder).keys.contains("coins-a.csv"))
    }
  }
}
