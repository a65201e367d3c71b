import ExperimentKit
import Foundation
import Testing

@testable import Sweeps

@Suite("A sweep writes the same bytes, however it came about")
struct RunTests {
  static let yaml = """
    cells_per_file: 7
    parts:
      few: {run: coin, seeds: 5, grid: {tosses: [1, 2, 6]}}
      many: {run: coin, set: {tosses: 3}, grid: {x: {from: 0, to: 1, count: 40}, rule: [a, "b, c"]}}
    """

  static func reference() throws -> [String: Data] {
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
      #expect(try published(folder) == Self.reference())
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
      #expect(try published(folder) == Self.reference())
    }
  }

  @Test(
    "with cells that fail, the rest is written; begun again, only they are computed",
    arguments: [false, true])
  func failed(asTasks: Bool) throws {
    try withTemporaryFolder { folder in
      let broken = try SweepRun(coinPlan(Self.yaml, CoinProgram(broken: "tosses=2,seed=4")), in: folder)
      let told = "few/tosses=2,seed=4: the coin stands on its edge"
      if asTasks {
        let error = #expect(throws: SweepError.self) {
          try broken.computeTask(chunks: Array(0..<broken.plan.chunkCount), jobs: 2)
        }
        #expect(error == .cellsFailed(sweep: "coins", failures: [told], others: 0))
        let status = try broken.status(owner: [:])
        #expect(status.failed.cells == 1 && status.missing.cells == 0 && status.done == 94)
        #expect(status.failures == [told] && status.missingChunks == [1])
      }
      let report = try asTasks ? broken.merge() : broken.execute(jobs: 2)
      #expect(report.failed == 1 && report.failures == [told])
      var files = try published(folder)
      let removed = files.removeValue(forKey: "coins-failed.csv")
      let table = String(decoding: try #require(removed), as: UTF8.self)
      #expect(table == "cell,message\n\"few/tosses=2,seed=4\",the coin stands on its edge\n")
      let few = String(decoding: try #require(files["coins-few.csv"]), as: UTF8.self)
      #expect(!few.contains("\n2,4,") && few.contains("\n2,3,") && few.contains("\n2,5,"))

      let whole = CoinProgram()
      let again = try SweepRun(coinPlan(Self.yaml, whole), in: folder)
      let mended = try again.execute(jobs: 2)
      #expect(whole.calls.value == 1)
      #expect(mended.kept == 94 && mended.failed == 0)
      #expect(try published(folder) == Self.reference())
    }
  }

  @Test("a part that is to be verified is, setting by setting, from the rows of each")
  func verified() throws {
    try withTemporaryFolder { folder in
      let plan = try coinPlan(
        "parts: {a: {run: coin, verify: true, seeds: 2, grid: {tosses: [1, 6, 2], law: ['b, \"c\"']}}}")
      let report = try SweepRun(plan, in: folder).execute(jobs: 2)
      let table = try String(contentsOfFile: "\(folder)/coins-a-verified.csv", encoding: .utf8)
      let settings = [1, 6, 2].flatMap { tosses in
        [1, 2].map { seed in
          "\(tosses),\"b, \"\"c\"\"\",\(seed),"
            + (tosses == 6 ? "1,\"6 tosses, of which the last is number 5\"" : "0,")
        }
      }
      #expect(table == "tosses,law,seed,violations,first\n" + settings.joined(separator: "\n") + "\n")
      #expect(
        report.notes == [
          "what coin claims does not hold in 2 of 6 settings of a; see \(folder)/coins-a-verified.csv"
        ])
      #expect(try Results(folder: folder).table(named: "coins-a-verified").keys == ["tosses", "law", "seed"])
    }
  }

  @Test("a part that has another name now leaves no file under the old one")
  func renamed() throws {
    try withTemporaryFolder { folder in
      for name in ["a", "b"] {
        _ = try SweepRun(coinPlan("parts: {\(name): {run: coin, seeds: 2, set: {tosses: 1}}}"), in: folder)
          .execute(
            jobs: 1)
      }
      #expect(
        try published(folder).keys.sorted() == ["coins-b-means.csv", "coins-b.csv", "datapackage.json"])
    }
  }

  @Test("tables of another sweep or experiment are not replaced: it is said before the work")
  func otherOwner() throws {
    try withTemporaryFolder { folder in
      _ = try SweepRun(coinPlan("parts: {b-c: {run: coin, set: {tosses: 1}}}", name: "a"), in: folder)
        .execute(jobs: 1)
      let program = CoinProgram()
      let sweep = try SweepRun(
        coinPlan("parts: {c: {run: coin, set: {tosses: 1}}}", program, name: "a-b"), in: folder)
      let error = #expect(throws: SweepError.self) { try sweep.execute(jobs: 1) }
      #expect("\(error.map { "\($0)" } ?? "")".contains("a table a-b-c, which is one of a"))
      #expect(program.calls.value == 0)
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
      #expect(try published(folder) == Self.reference())
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
      #expect(
        error
          == .incomplete(
            sweep: "coins", missing: 2, total: 5, first: ["a/seed=3", "a/seed=4"], others: false))
      #expect(try published(folder).isEmpty)
    }
  }

}
