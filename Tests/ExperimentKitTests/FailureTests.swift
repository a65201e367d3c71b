import Foundation
import Testing

@testable import ExperimentKit

@Suite("What goes wrong is said, and leaves nothing half-written")
struct FailureTests {
  @Test("a folder that cannot be made is refused before any work, by its name")
  func unwritableFolder() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/file"
    try Data().write(to: URL(fileURLWithPath: file))
    let plan = try Plan(FairCoin(), seed: 1)
    for path in [file, "\(file)/below", "/proc/nowhere"] {
      let error = #expect(throws: ExperimentError.self) { try Run(plan, RunOptions(folder: path)) }
      let message = try #require(error).description
      #expect(message.hasPrefix("the output folder \(path) cannot be written to: "), "\(message)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
  }

  @Test("a cell that throws is named; the others are kept and no table is written")
  func failingCell() throws {
    let folder = try TemporaryFolder()
    var parameters = FairCoin().parameters(for: .standard)
    parameters.brokenAt = 11
    let plan = try Plan(FairCoin(), parameters: parameters, seed: 1)
    let failure = CellFailure(identifier: "tosses=11", message: "the coin stands on its edge")
    for kept in [0, 19] {
      #expect(throws: ExperimentError.cellsFailed(experiment: "fair-coin", failures: [failure], others: 0)) {
        try Run(plan, RunOptions(folder: folder.path, jobs: 2)).execute(observe: { #expect($0.done > kept) })
      }
    }
    #expect(try folder.published().isEmpty)
  }

  @Test("a violation is reported after the files are written, and again when nothing is left to compute")
  func violation() throws {
    let folder = try TemporaryFolder()
    var parameters = FairCoin().parameters(for: .full)
    parameters.expected = 0.99
    let plan = try Plan(FairCoin(), parameters: parameters, seed: 1)
    for _ in 1...2 {
      let report = try Run(plan, RunOptions(folder: folder.path)).execute()
      #expect(report.state == .complete && !report.violations.isEmpty)
      #expect(report.violations[0].description.contains("is not 0.99 within 6 x"))
    }
    let published = try folder.published()
    #expect(published.count == 3)
    let package = try JSONValue(
      text: String(decoding: published["datapackage.json"] ?? Data(), as: UTF8.self))
    #expect(package["resources"]?.elements.first?["violations"]?.elements.isEmpty == false)
  }

  @Test(
    "a row that does not fit its table is refused by column",
    arguments: [
      (["n": 1], "column x: is missing"),
      (["n": 1, "x": nil], "column x: is empty, and is not declared optional"),
      (["n": 1, "x": 2, "y": 3], "column y: is not in the table"),
      (["n": 1.5, "x": 2], "column n: is number(1.5); allowed: integer"),
      (["n": 1, "x": "two"], "column x: is text(\"two\"); allowed: number"),
      (["n": 1, "x": Measured(1, error: 0)], "column x_error: is not in the table"),
      (["n": 1, "n": 1, "x": 2], "column n: is given twice"),
    ] as [(Row, String)])
  func schema(row: Row, message: String) {
    let table = Table("t", "rows", [.integer("n", "count"), .number("x", unit: "1", "number")])
    var line: [UInt8] = []
    let error = #expect(throws: ExperimentError.self) {
      try CSVFormat.append(row, number: 3, of: table, to: &line)
    }
    #expect(error?.description == "table t, row 3 of the cell, \(message)")
  }

  @Test("a parameter that is unknown or of another type is refused by name, with what is allowed")
  func parameters() throws {
    let coin = AnyExperiment(FairCoin())
    func plan(_ setting: String) throws -> Plan {
      try coin.plan(size: .quick, setting: [try #require(ParameterOverride(setting))], seed: 1)
    }
    #expect(try plan("expected=0.25").parameters["expected"] == .number(0.25))
    #expect(try plan("tosses=[1, 2]").identifiers == ["tosses=1", "tosses=2"])
    #expect(try plan("note=12").parameters["note"] == "12")
    #expect(try plan("tosses=[1, 2]").arguments == "--quick --seed 1 --set 'tosses=[1, 2]'")
    #expect(try plan("expected=0.25").arguments == "--quick --seed 1 --set expected=0.25")
    #expect(try plan("expected=inf").parameters["expected"] == "inf")
    for (setting, message) in [
      ("toss=3", "parameter toss is 3; allowed: one of the parameters brokenAt, expected, note, tosses"),
      ("expected=half", "parameter expected is \"half\"; allowed: a value like its default, 0.5"),
      ("tosses=[1, \"a\"]", "parameter tosses.Index 1 is \"a\"; allowed: a value like its default, 1"),
    ] {
      let error = #expect(throws: ExperimentError.self) { try plan(setting) }
      #expect(error?.description == message)
    }
  }

  @Test("an experiment whose names, columns or cells clash is refused")
  func definition() throws {
    struct Clash: Experiment {
      var name = "clash"
      var tables = [Table("clash", "t", [.text("a", "a")])]
      var identifiers = ["1", "2"]
      let title = ""
      let claim = Claim("", reference: "")
      func parameters(for size: Size) -> [Int] { [] }
      func cells(_: [Int], seed: UInt64) -> [Cell<Int>] { identifiers.map { Cell($0, 0) } }
      func rows(for: Cell<Int>, _: [Int], random: inout RandomStream) -> Rows { Rows() }
      func verify(_: Results, _: [Int]) -> [Violation] { [] }
    }
    #expect(try Plan(Clash(), seed: 1).identifiers == ["1", "2"])
    let twice = Table("twice", "t", [.estimate("a", unit: "1", "a"), .text("a_error", "a")])
    let spelled = Table("spelled", "t", [.text("camelCase", "a")])
    let keyed = Table("keyed", "t", [.text("a", "a")], keys: ["b"])
    let clashes = [
      Clash(name: "Clash"), Clash(name: "a--b"), Clash(tables: []), Clash(tables: [twice]),
      Clash(tables: [spelled]), Clash(tables: [keyed]), Clash(identifiers: ["1", "1"]),
      Clash(identifiers: []),
    ]
    for clash in clashes {
      #expect(throws: ExperimentError.self) { try Plan(clash, seed: 1) }
    }
  }
}
