import ExperimentKit
import Foundation
import Synchronization
import Testing

@testable import Sweeps

@Suite("Whatever crashes, comes late or comes twice, a sweep writes the same bytes or says what is wrong")
struct CrashTests {
  @Test("from attempts whose last records were torn by a crash, both at the same cells")
  func tornAttempt() throws {
    try withTemporaryFolder { folder in
      let plan = try coinPlan(RunTests.yaml)
      let sweep = try SweepRun(plan, in: folder)
      try sweep.folder.make()
      // Two attempts at chunk 0, which has seven cells.
      for _ in 0..<2 {
        let journal = try ChunkJournal(0, of: plan, in: sweep.folder, isAlone: false, retrying: true)
        for cell in 0..<6 {
          _ = try journal.append(CellRecord(cell: cell, seconds: 0, lines: plan.lines(ofCellAt: cell)))
        }
      }
      for path in sweep.folder.records(of: 0) {
        try Data(contentsOf: URL(fileURLWithPath: path)).dropLast(3).write(to: URL(fileURLWithPath: path))
      }
      let whole = CoinProgram()
      _ = try SweepRun(coinPlan(RunTests.yaml, whole), in: folder).execute(jobs: 1)
      // Of six cells that were done, the last was torn in either attempt.
      #expect(whole.calls.value == 90)
      #expect(try published(folder) == RunTests.reference())
    }
  }

  @Test("from a chunk that a crash of the machine has torn: what is whole of it is kept")
  func tornChunk() throws {
    try withTemporaryFolder { folder in
      let sweep = try SweepRun(coinPlan(RunTests.yaml), in: folder)
      let chunks = Array(0..<sweep.plan.chunkCount)
      _ = try sweep.computeTask(chunks: chunks, jobs: 1)
      let path = sweep.folder.chunk(0)
      try Data(contentsOf: URL(fileURLWithPath: path)).dropLast(3).write(to: URL(fileURLWithPath: path))
      #expect(try sweep.status(owner: [:]).missing.cells == 1)
      let whole = CoinProgram()
      _ = try SweepRun(coinPlan(RunTests.yaml, whole), in: folder).computeTask(chunks: chunks, jobs: 1)
      #expect(whole.calls.value == 1)
      _ = try sweep.merge()
      #expect(try published(folder) == RunTests.reference())
    }
  }

  @Test(
    "two tasks at the same cells, whose files the other removes, both come to their end; so does a look at them"
  )
  func race() throws {
    let yaml = "{cells_per_file: 1, parts: {a: {run: coin, seeds: 150, set: {tosses: 1}}}}"
    try withTemporaryFolder { folder in
      let failures = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 3) { task in
        do {
          let sweep = try SweepRun(coinPlan(yaml), in: folder)
          if task < 2 {
            _ = try sweep.computeTask(chunks: Array(0..<sweep.plan.chunkCount), jobs: 2)
          } else {
            for _ in 0..<5 { _ = try sweep.status(owner: [:]) }
          }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
      #expect(failures.withLock { $0 } == [])
      let report = try SweepRun(coinPlan(yaml), in: folder).merge()
      #expect(report.kept == 150)
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

  @Test("a merge says when the cells come from processors of several types")
  func processors() throws {
    try withTemporaryFolder { folder in
      let sweep = try SweepRun(coinPlan(RunTests.yaml), in: folder)
      _ = try sweep.computeTask(chunks: Array(0..<sweep.plan.chunkCount), jobs: 1)
      let path = sweep.folder.chunk(3)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let cpu = JSONValue.string(Machine.current.cpu).text
      try text.replacing(cpu, with: "\"Another 3000\"").write(toFile: path, atomically: true, encoding: .utf8)
      let report = try sweep.merge()
      #expect(report.notes.contains { $0.contains("2 types of processor") && $0.contains("Another 3000") })
      #expect(try published(folder) == RunTests.reference())
    }
  }
}
