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

  @Test(
    "what a verdict calls unresolved is counted apart: by name, or all estimates of the row; other numbers stay"
  )
  func unresolved() throws {
    func share(_ verdict: String) throws -> (share: Row, odds: Row) {
      let rows = try summary(
        "{average_over: [verdict, seed], parts: {a: {run: coin, set: {tosses: 6}, seeds: [1], grid: {verdict: [converged, '\(verdict)']}}}}"
      )
      func last(_ measure: String) throws -> Row {
        try #require(rows.last { try $0.text("measure") == measure })
      }
      return try (last("share"), last("odds"))
    }
    for verdict in [
      "unresolved", "unresolved: why", "odds is infinite: so; share is unresolved: why",
      "all is unresolved: why",
    ] {
      let (share, odds) = try share(verdict)
      #expect(try share.integer("cells") == 1 && share.integer("unresolved") == 1, "\(verdict)")
      #expect(try odds.integer("unresolved") == 0)
    }
    // Another column is, or one whose name ends like it.
    for verdict in ["odds is unresolved: why", "market_share is unresolved: why", "share is infinite: why"] {
      #expect(try share(verdict).share.integer("cells") == 2, "\(verdict)")
    }
  }

  @Test("of what is true or false the mean is the share that is true")
  func shares() throws {
    let row = try #require(
      try summary("{parts: {a: {run: coin, seeds: 50, set: {tosses: 1}}}}").first {
        try $0.text("measure") == "head"
      })
    #expect(try row.integer("cells") == 50)
    #expect(try row.number("average") > 0 && row.number("average") < 1)
    #expect(try row.number("average") * 50 == (row.number("average") * 50).rounded())
  }

  @Test("a program's own seeds are averaged over where the plan says so, with those of the sweep")
  func ownSeeds() throws {
    let rows = try summary(
      "{average_over: [seed, toss], parts: {a: {run: coin, seeds: 3, set: {tosses: 4}}}}")
    let share = try #require(rows.first { try $0.text("measure") == "share" })
    #expect(try share.integer("cells") == 12)
    #expect(share.values["toss"] == nil)
  }

  /// Five trials of a cell, which share their keys.
  private struct Trials: SweepProgram {
    static let table = Table(
      "trials", "Trials.", [.text("what", "of what"), .number("value", unit: "1", "its value")],
      keys: ["what"],
      repeated: true)
    var tables: [Table] { [Self.table] }
    /// How much the values of a seed lie above those of the one before.
    var perSeed = 10.0
    func check(_ cell: SweepCell) {}
    func rows(of cell: SweepCell) -> Rows {
      var rows = Rows()
      for trial in 0..<5 {
        rows.append(["what": "it", "value": Double(trial) + perSeed * Double(cell.seed)], to: Self.table)
      }
      return rows
    }
  }

  @Test("trials within a cell are no independent values: the mean of each cell is one")
  func repetitions() throws {
    try withTemporaryFolder { folder in
      let plan = try SweepPlan(
        yaml: "parts: {a: {run: trials, seeds: 2}}", fileName: "p", readFile: { $0 },
        program: { _ in Trials() })
      let report = try SweepRun(plan, in: folder).execute(jobs: 1)
      #expect(report.notes.isEmpty)
      let row = try #require(try Results(folder: folder).rows(of: plan.summaryTables[0]).first)
      #expect(try row.integer("cells") == 2 && row.number("average") == 17)
      #expect(try row.number("minimum") == 12 && row.number("maximum") == 22)
    }
  }

  @Test("values that are all equal are reported: what is averaged over changes nothing")
  func constant() throws {
    try withTemporaryFolder { folder in
      let plan = try SweepPlan(
        yaml: "parts: {a: {run: trials, seeds: 2}}", fileName: "p", readFile: { $0 },
        program: { _ in Trials(perSeed: 0) })
      let report = try SweepRun(plan, in: folder).execute(jobs: 1)
      #expect(report.notes.count == 1 && report.notes[0].contains("no number of p-a differs"))
    }
  }
}
