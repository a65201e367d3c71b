import Foundation
import Synchronization
import Testing

@testable import ExperimentKit

@Suite("The bytes of the results depend on the plan alone")
struct RunTests {
  let plan: Plan

  init() throws { plan = try Plan(FairCoin(), seed: 7) }

  @Test("ganhacks#37, RealnessGAN#8: any number of jobs writes the same bytes", arguments: [2, 3, 16])
  func jobs(count: Int) throws {
    let folder = try TemporaryFolder()
    let report = try Run(plan, RunOptions(folder: folder.path, jobs: count)).execute()
    #expect(report.computed == 20)
    #expect(report.state == .complete)
    let published = try folder.published()
    #expect(published.keys.sorted() == ["datapackage.json", "fair-coin-tosses.csv", "fair-coin.csv"])
    #expect(try published == reference(plan))
  }

  @Test("another seed writes other bytes")
  func seeds() throws {
    let other = try Plan(FairCoin(), seed: 8)
    #expect(other.fingerprint != plan.fingerprint)
    #expect(try reference(other)["fair-coin-tosses.csv"] != reference(plan)["fair-coin-tosses.csv"])
  }

  @Test("the last of n shards merges them to the bytes of one run", arguments: [1, 2, 3, 25])
  func shards(count: Int) throws {
    let folder = try TemporaryFolder()
    for index in (1...count).reversed() {
      #expect(try folder.published().isEmpty)
      let shard = Shard(index, of: count)
      let report = try Run(plan, RunOptions(folder: folder.path, jobs: 2, shard: shard)).execute()
      #expect((report.state == .complete) == (index == 1))
    }
    #expect(try folder.published() == reference(plan))
  }

  @Test("shards at work at the same time do not disturb each other")
  func concurrentShards() throws {
    let folder = try TemporaryFolder()
    let options = (1...4).map { RunOptions(folder: folder.path, jobs: 2, shard: Shard($0, of: 4)) }
    let next = Mutex(0)
    let errors = Mutex<[String]>([])
    let plan = plan
    WorkerPool.run(count: 4) {
      let index = next.withLock { next in
        defer { next += 1 }
        return next
      }
      do { _ = try Run(plan, options[index]).execute() } catch { errors.withLock { $0.append("\(error)") } }
    }
    #expect(errors.withLock { $0 } == [])
    #expect(try folder.published() == reference(plan))
  }

  @Test("a merge of missing shards is refused, and names a missing cell")
  func incompleteMerge() throws {
    let folder = try TemporaryFolder()
    _ = try Run(plan, RunOptions(folder: folder.path, shard: Shard(1, of: 2))).execute()
    let merge = RunOptions(folder: folder.path, mergeOnly: true)
    #expect(
      throws: ExperimentError.incomplete(
        experiment: "fair-coin", missing: 10, total: 20, first: ["tosses=1", "tosses=3", "tosses=5"])
    ) { try Run(plan, merge).execute() }
    _ = try Run(plan, RunOptions(folder: folder.path, shard: Shard(2, of: 2))).execute()
    #expect(try Run(plan, merge).execute().computed == 0)
    #expect(try folder.published() == reference(plan))
  }

  @Test("a merge of folders gathered from several machines gives the bytes of one run")
  func gathered() throws {
    let folders = try [TemporaryFolder(), TemporaryFolder()]
    for (index, folder) in folders.enumerated() {
      _ = try Run(plan, RunOptions(folder: folder.path, shard: Shard(index + 1, of: 2))).execute()
    }
    for name in try folders[1].hidden() where name.hasSuffix(".cells") {
      try FileManager.default.copyItem(
        atPath: "\(folders[1].path)/.minimax/\(name)", toPath: "\(folders[0].path)/.minimax/\(name)")
    }
    let report = try Run(plan, RunOptions(folder: folders[0].path, mergeOnly: true)).execute()
    #expect(report.kept == 20)
    #expect(try folders[0].published() == reference(plan))
  }

  @Test("a complete run is not computed again, unless it is to be fresh or a file was changed")
  func complete() throws {
    let folder = try TemporaryFolder()
    let options = RunOptions(folder: folder.path, jobs: 2)
    _ = try Run(plan, options).execute()
    let again = try Run(plan, options).execute()
    #expect(again.computed == 0 && again.kept == 20 && again.files.map(\.rows) == [20, 190])
    var fresh = options
    fresh.fresh = true
    #expect(try Run(plan, fresh).execute().computed == 20)
    try Data("tosses\n1\n".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/fair-coin.csv"))
    #expect(try Run(plan, options).execute().computed == 20)
    #expect(try folder.published() == reference(plan))
  }

  @Test("once complete, no journal and no temporary file is left")
  func tidy() throws {
    let folder = try TemporaryFolder()
    _ = try Run(plan, RunOptions(folder: folder.path)).execute()
    let left = try folder.hidden().filter { $0.hasSuffix(".cells") || $0.contains("tmp-") }
    #expect(left == [])
  }

  @Test("two experiments and another size share a folder, whatever the order")
  func sharedFolder() throws {
    struct Other: Experiment {
      let base = FairCoin()
      let name = "other-coin"
      let title = "Another coin"
      let claim = Claim("As fair as the first.", reference: "none")
      static let table = Table("a-coin", "One row.", [.number("x", unit: "1", "a number")])
      let tables = [table]
      func parameters(for size: Size) -> [String: Int] { [:] }
      func cells(_ parameters: [String: Int], seed: UInt64) -> [Cell<Double>] { [Cell("only", 0.1)] }
      func rows(for cell: Cell<Double>, _: [String: Int], random: inout RandomStream) -> Rows {
        var rows = Rows()
        rows.append(["x": cell.payload], to: Self.table)
        return rows
      }
      func verify(_: Results, _: [String: Int]) -> [Violation] { [] }
    }
    let other = try Plan(Other(), seed: 1)
    let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
    for (folder, plans) in [(first, [plan, other]), (second, [other, plan])] {
      for plan in plans { _ = try Run(plan, RunOptions(folder: folder.path)).execute() }
    }
    #expect(try first.published() == second.published())
    let tables = try Results(folder: first.path).tables
    #expect(tables.map(\.name) == ["a-coin", "fair-coin", "fair-coin-tosses"])
    #expect(tables[1] == FairCoin.shares)
    _ = try Run(try Plan(FairCoin(), size: .quick, seed: 7), RunOptions(folder: first.path)).execute()
    #expect(try Results(folder: first.path).rows(of: FairCoin.shares).count == 4)
  }
}
