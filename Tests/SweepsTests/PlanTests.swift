import ExperimentKit
import Foundation
import Testing

@testable import Sweeps

@Suite("A plan expands to cells")
struct PlanTests {
  private func identifiers(_ yaml: String) throws -> [String] {
    let plan = try coinPlan(yaml)
    return try (0..<plan.count).map { try plan.cell(at: $0).identifier }
  }

  @Test("a grid has every combination, the last axis fastest, and seeds fastest of all")
  func grid() throws {
    let cells = try identifiers(
      "parts: {a: {run: coin, seeds: 2, grid: {tosses: [1, 2], rule: [x, \"y, z\"]}}}")
    #expect(
      cells == [
        "a/tosses=1,rule=x,seed=1", "a/tosses=1,rule=x,seed=2", #"a/tosses=1,rule="y, z",seed=1"#,
        #"a/tosses=1,rule="y, z",seed=2"#, "a/tosses=2,rule=x,seed=1", "a/tosses=2,rule=x,seed=2",
        #"a/tosses=2,rule="y, z",seed=1"#, #"a/tosses=2,rule="y, z",seed=2"#,
      ])
  }

  @Test("pairs go side by side")
  func pairs() throws {
    let cells = try identifiers("parts: {a: {run: coin, pairs: {tosses: [1, 2, 2], rule: [x, x, y]}}}")
    #expect(cells == ["a/tosses=1,rule=x", "a/tosses=2,rule=x", "a/tosses=2,rule=y"])
  }

  @Test("ranges run by steps, by counts and by ratios, both ends among them, in short decimals")
  func ranges() throws {
    func values(_ range: String) throws -> [String] {
      let plan = try coinPlan("parts: {a: {run: coin, set: {tosses: 1}, grid: {x: \(range)}}}")
      return try (0..<plan.count).map { try plan.cell(at: $0).axisValues[0].plainText }
    }
    #expect(try values("{from: 1, to: 4}") == ["1", "2", "3", "4"])
    #expect(try values("{from: 4, to: 2}") == ["4", "3", "2"])
    #expect(try values("{from: 0, to: 1, step: 0.1}").count == 11)
    #expect(try values("{from: 0, to: 1, step: 0.1}")[3] == "0.3")
    #expect(try values("{from: 0, to: 1, count: 3}") == ["0", "0.5", "1"])
    #expect(
      try values("{from: 1e-4, to: 1, count: 5, scale: logarithmic}") == [
        "0.0001", "0.001", "0.01", "0.1", "1",
      ])
  }

  @Test("a name in braces takes the value of its axis, of its type where it stands alone")
  func placeholders() throws {
    let plan = try coinPlan(
      #"parts: {a: {run: coin, set: {tosses: "{n}", law: "normal({m}, {n})", deep: [{k: "{m}"}]}, grid: {n: [3], m: [0.5]}}}"#
    )
    let settings = try plan.cell(at: 0).settings
    #expect(settings["tosses"] == .integer(3))
    #expect(settings["law"] == .string("normal(0.5, 3)"))
    #expect(settings["deep"] == .array([.object(["k": .number(0.5)])]))
    #expect(settings["n"] == nil && settings["m"] == nil)
  }

  @Test("a cell keeps its name when values are added beside it")
  func stableNames() throws {
    let few = try identifiers("parts: {a: {run: coin, seeds: 2, grid: {tosses: [1, 2]}}}")
    let many = try identifiers(
      "parts: {b: {run: coin, set: {tosses: 1}}, a: {run: coin, seeds: 3, grid: {tosses: [0, 1, 2]}}}")
    #expect(Set(few).isSubset(of: many))
  }

  @Test("what the summary averages over varies fastest, wherever it stands")
  func averagedLast() throws {
    let cells = try identifiers(
      "{average_over: [rule], parts: {a: {run: coin, grid: {rule: [x, y], tosses: [1, 2]}}}}")
    #expect(cells == ["a/tosses=1,rule=x", "a/tosses=1,rule=y", "a/tosses=2,rule=x", "a/tosses=2,rule=y"])
  }

  @Test("a plan of a hundred million cells knows its last one at once, and holds none of them")
  func lazy() throws {
    let plan = try coinPlan(
      "parts: {a: {run: coin, set: {tosses: 1}, grid: {x: {from: 1, to: 10000}, y: {from: 1, to: 10000}}}}")
    #expect(plan.count == 100_000_000)
    #expect(try plan.cell(at: 99_999_999).identifier == "a/x=10000,y=10000")
    #expect(plan.cells(ofChunk: plan.chunkCount - 1).upperBound == plan.count)
  }

  @Test("whole numbers beyond those that a Double tells apart are no whole numbers, and nothing overflows")
  func hugeRange() throws {
    let plan = try coinPlan(
      "parts: {a: {run: coin, set: {tosses: 1}, grid: {x: {from: 9.2e18, to: 9.5e18, step: 1e17}}}}")
    #expect(plan.count == 4)
    #expect(try plan.cell(at: 3).axisValues == [.number(9.5e18)])
  }

  @Test("seeds that change nothing are not swept")
  func seedless() throws {
    let error = #expect(throws: SweepError.self) {
      try coinPlan("parts: {a: {run: coin, set: {tosses: 1}, seeds: 2}}", CoinProgram(dependsOnSeed: false))
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("no row of coin depends"))
  }

  @Test(
    "a file that a text names is part of the plan: with other contents it is another one",
    arguments: [
      ("set: {tosses: 1, law: \"kde(FILE)\"}", "FILE"), ("set: {tosses: 1, law: 'kde(\"FILE\")'}", "FILE"),
      ("set: {tosses: 1, deep: [{law: \"affine(kde(FILE, 0.1), 1, 2)\"}]}", "FILE"),
      ("set: {tosses: 1, law: \"kde({f})\"}, grid: {f: [FILE, x.csv]}", "FILE"),
      ("set: {tosses: 1, law: \"kde(FILE-{i}.csv)\"}, grid: {i: {from: 1, to: 3}}", "FILE-3.csv"),
      ("config: \"data: kde(FILE)\", set: {tosses: 1}", "FILE"),
    ])
  func namedFiles(part: String, name: String) throws {
    try withTemporaryFolder { folder in
      func fingerprint() throws -> String {
        let part = part.replacing("FILE", with: "\(folder)/s.csv")
        return try coinPlan("parts: {a: {run: coin, \(part)}}").fingerprint
      }
      let path = "\(folder)/" + name.replacing("FILE", with: "s.csv")
      let without = try fingerprint()
      try Data("x\n1\n".utf8).write(to: URL(fileURLWithPath: path))
      let first = try fingerprint()
      #expect(try first == fingerprint())
      try Data("x\n2\n".utf8).write(to: URL(fileURLWithPath: path))
      #expect(try Set([without, first, fingerprint()]).count == 3)
    }
  }

  @Test(
    "a plan that makes no sense says where, what was found and what is allowed",
    arguments: [
      ("parts: {}", "parts"), ("{}", "parts"), ("parts: {a: {grid: {tosses: [1]}}}", "parts.a.run"),
      ("parts: {a: {run: coin, grid: {tosses: [1, 1]}}}", "tosses"),
      ("parts: {a: {run: coin, grid: {tosses: []}}}", "tosses"),
      ("parts: {a: {run: coin, grid: {tosses: [x]}}}", "tosses"),
      ("parts: {a: {run: coin, grid: {tosses: [1, 2, x]}}}", "tosses"),
      ("parts: {a: {run: coin, set: {tosses: 1}, grid: {tosses: [1]}}}", "tosses"),
      ("parts: {a: {run: coin, set: {tosses: 1, law: \"{b}\"}}}", "{b}"),
      ("parts: {a: {run: coin, pairs: {tosses: [1, 2], rule: [x]}}}", "parts.a.pairs"),
      ("parts: {a: {run: coin, pairs: {tosses: [1, 1], rule: [x, x]}}}", "twice"),
      ("parts: {a: {run: coin, set: {tosses: 1}, seeds: 0}}", "seeds"),
      ("parts: {a: {run: coin, set: {tosses: 1}, seeds: [-1]}}", "seeds"),
      ("parts: {a: {run: coin, set: {tosses: 1}, grid: {x: {from: 0, to: 1, step: -1}}}}", "step"),
      (
        "parts: {a: {run: coin, set: {tosses: 1}, grid: {x: {from: 0, to: 1, count: 3, scale: logarithmic}}}}",
        "ratio"
      ),
      ("parts: {a: {run: coin, set: {tosses: 1}, gird: {x: [1]}}}", "gird"),
      ("parts: {A: {run: coin, set: {tosses: 1}}}", "small letters"),
      ("{confidence: 1, parts: {a: {run: coin, set: {tosses: 1}}}}", "confidence"),
      ("{slurm: {partition: \"p; rm\"}, parts: {a: {run: coin, set: {tosses: 1}}}}", "slurm.partition"),
      ("parts: [", "YAML"),
      (
        "parts: {a: {run: coin, set: {tosses: 1}, grid: {x: {from: 9.2e18, to: 9.5e18, step: 1e17}, y: {from: 1, to: 1.0000000000001, count: 5}}}}",
        "first 11 digits"
      ),
      (
        "parts: {a: {run: coin, set: {tosses: 1}, grid: {x: {from: 1e9, to: 1000000001, step: 1e-4}}}}",
        "first 11 digits"
      ),
      ("parts: {a: {run: coin, set: {tosses: 1}, grid: {A: [1], a: [1]}}}", "axes A and a"),
      ("parts: {a: {run: coin, set: {tosses: 1}, grid: {a.b: [1], a_b: [1]}}}", "axes a.b and a_b"),
      ("{average_over: [sede], parts: {a: {run: coin, set: {tosses: 1}, seeds: 2}}}", "sede"),
      (
        "parts: {a: {run: coin, set: {tosses: 1}, seeds: 2}, a-means: {run: coin, set: {tosses: 1}}}",
        "coins-a-means"
      ),
      ("parts: {failed: {run: coin, set: {tosses: 1}}}", "coins-failed"),
    ])
  func refusals(yaml: String, names: String) {
    let error = #expect(throws: SweepError.self) { _ = try coinPlan(yaml) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(names))
  }
}
