import ExperimentKit
import Foundation
import Testing

@testable import Sweeps

@Suite("The summary of a sweep")
struct SummaryTests {
  private func summary(_ yaml: String) throws -> [Row] {
    try withTemporaryFolder { folder in
      let plan = try coinPlan(yaml)
      _ = try SweepRun(plan, in: folder).execute(jobs: 2)
      return try Results(folder: folder).rows(of: plan.summaryTables[0])
    }
  }

  @Test("mean and interval over seeds are those of the rows, by Student's t")
  func interval() throws {
    let yaml = "{confidence: 0.9, parts: {a: {run: coin, seeds: 4, set: {tosses: 5}}}}"
    let plan = try coinPlan(yaml)
    let values = try (0..<4).map { index -> Double in
      let cell = try plan.cell(at: index)
      return try plan.parts[0].program.rows(of: cell)[CoinProgram.table][4].number("share")
    }
    let mean = values.reduce(0, +) / 4
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
    // The 0.95 quantile of Student's t with 3 degrees of freedom.
    let t = 2.353363434801823
    let row = try #require(
      summary(yaml).first { try $0.text("measure") == "share" && $0.integer("toss") == 4 })
    #expect(abs(try row.number("average") - mean) < 1e-15)
    #expect(abs(try row.number("average_error") - t * deviation / 2) < 1e-12)
    #expect(abs(try row.number("standard_deviation") - deviation) < 1e-15)
    #expect(try row.integer("cells") == 4)
    #expect(try row.number("minimum") == values.min() && row.number("maximum") == values.max())
  }

  @Test("what is not finite is counted and left out")
  func notFinite() throws {
    let rows = try summary("{parts: {a: {run: coin, seeds: 20, set: {tosses: 1}}}}")
    let odds = try #require(rows.first { try $0.text("measure") == "odds" })
    // A single toss is heads, at odds of infinity, or tails, at 0.
    #expect(try odds.integer("cells") + odds.integer("not_finite") == 20)
    #expect(try odds.integer("not_finite") > 0)
    #expect(try odds.number("average") == 0)
  }

  @Test("a single cell has a mean and no interval, and a part with nothing to average has no summary")
  func single() throws {
    let row = try #require(try summary("{parts: {a: {run: coin, seeds: 1, set: {tosses: 1}}}}").first)
    #expect(row.has("average"))
    #expect(!row.has("average_error"))
    #expect(try coinPlan("{parts: {a: {run: coin, set: {tosses: 1}}}}").summaryTables.isEmpty)
  }
}
