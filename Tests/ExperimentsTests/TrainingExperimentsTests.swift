import ExperimentKit
import Experiments
import Foundation
import Testing

@Suite("The experiments on training, at quick size in process")
struct TrainingExperimentsTests {
  /// Runs a plan in a folder that goes with the test, and hands on its violations and the folder.
  private func run(
    _ experiment: AnyExperiment, setting: [String] = [], _ body: (Plan, [Violation], String) throws -> Void
  ) throws {
    try QuickRun.of(experiment, setting: setting) { try body($0.plan, $0.found, $0.folder) }
  }

  /// The violations after the lines of a table were changed.
  private func violations(
    _ plan: Plan, _ folder: String, table: String, _ change: (inout [String]) -> Void
  ) throws -> [Violation] {
    try QuickRun(plan: plan, found: [], folder: folder).violations(table: table, change)
  }

  @Test("the paper's Fig. 1: all moments and panels are there, and a missing one is noticed")
  func evolution() throws {
    let experiment = AnyExperiment(TrainingEvolutionExperiment())
    // 700 steps cannot be cut into 3 equal parts, nor into multiples of 25.
    let settings = ["steps=700", "snapshots=3", "seeds=1", "data=[\"normal(4, 1.25)\", \"uniform(2, 6)\"]"]
    try run(experiment, setting: settings) { plan, found, folder in
      #expect(found.isEmpty)
      let rows = try Results(folder: folder, tables: plan.tables).rows(of: plan.tables[0])
      #expect(try rows.map { try $0.integer("step") } == [0, 233, 466, 700, 0, 233, 466, 700])
      for table in ["training-evolution", "training-evolution-panels"] {
        #expect(try !violations(plan, folder, table: table) { $0.remove(at: 2) }.isEmpty, "\(table)")
        #expect(try !violations(plan, folder, table: table) { $0.removeLast() }.isEmpty, "\(table)")
      }
      // (c) is after the step of G.
      let swapped = try violations(plan, folder, table: "training-evolution-panels") { $0.swapAt(2, 3) }
      #expect(!swapped.isEmpty)
    }
  }

  @Test(
    "a D trained alone: V by another route and the gap make C(G); a missing or an impossible row is noticed")
  func learnedDiscriminator() throws {
    try run(AnyExperiment(LearnedDiscriminatorExperiment())) { plan, found, folder in
      #expect(found.isEmpty)
      #expect(try !violations(plan, folder, table: plan.name) { $0.removeLast() }.isEmpty)
      for (column, word) in [("gap", "off C(G)"), ("value", "off C(G)"), ("node_gap", "over its nodes")] {
        let impossible = try violations(plan, folder, table: plan.name) { lines in
          Self.set(column, to: "0.7", inLastOf: &lines)
        }
        #expect(impossible.contains { $0.description.contains(word) }, "\(column)")
      }
    }
  }

  /// Another number in a column of the last row.
  private static func set(_ column: String, to text: String, inLastOf lines: inout [String]) {
    let names = lines[0].split(separator: ",").map(String.init)
    var fields = lines[lines.count - 1].components(separatedBy: ",")
    // Fields before it that hold commas are quoted: count from the end, where no verdict has one.
    fields[fields.count - (names.count - (names.firstIndex(of: column) ?? 0))] = text
    lines[lines.count - 1] = fields.joined(separator: ",")
  }

  @Test("what the discriminator misses: one row a run")
  func misses() throws {
    let experiment = AnyExperiment(WhatTheDiscriminatorMissesExperiment())
    try run(experiment) { plan, found, folder in
      #expect(found.isEmpty)
      let rows = try Results(folder: folder, tables: plan.tables).rows(of: plan.tables[0])
      #expect(Set(try rows.map { try $0.text("rule") }).count == 4)
      #expect(try !violations(plan, folder, table: plan.name) { $0.removeLast() }.isEmpty)
      // The gap alone knows nothing of the duality gap, and V of neither.
      for (column, text, word) in [
        ("value", "nan", "off C(G)"), ("duality_gap", "-1", "below the gap"),
        ("rms_distance", "0.9", "Pinsker"),
      ] {
        let impossible = try violations(plan, folder, table: plan.name) { lines in
          Self.set(column, to: text, inLastOf: &lines)
        }
        #expect(impossible.contains { $0.description.contains(word) }, "\(column)")
      }
    }
  }

  @Test("k steps of D: at equal cost no run is dearer than its budget and one round")
  func discriminatorSteps() throws {
    try run(AnyExperiment(DiscriminatorStepsExperiment()), setting: ["costInSteps=40"]) {
      plan, found, folder in
      #expect(found.isEmpty)
      let rows = try Results(folder: folder, tables: plan.tables).rows(of: plan.tables[0])
      let equalCost = try rows.filter { try $0.text("budget") == "cost" && $0.text("k") != "optimum" }
      let budget = try #require(
        try equalCost.first { try $0.text("k") == "1" }.map { try $0.number("operations") })
      for row in equalCost {
        let rounds = try Double(row.integer("generator_steps"))
        let operations = try row.number("operations")
        #expect(operations >= budget * (1 - 1e-12))
        #expect(operations - budget <= operations / rounds * (1 + 1e-12))
      }
      for table in plan.tables.map(\.name) {
        #expect(try !violations(plan, folder, table: table) { $0.removeLast() }.isEmpty, "\(table)")
      }
      for (column, text) in [("operations", "1e6"), ("generator_steps", "7")] {
        let impossible = try violations(plan, folder, table: plan.name) { lines in
          Self.set(column, to: text, inLastOf: &lines)
        }
        #expect(impossible.contains { $0.description.contains("operations") }, "\(column)")
      }
    }
  }

  @Test("an impossible parameter is refused by name")
  func refusals() {
    for (experiment, setting) in [
      (AnyExperiment(TrainingEvolutionExperiment()), "snapshots=0"),
      (AnyExperiment(LearnedDiscriminatorExperiment()), "restarts=0"),
      (AnyExperiment(WhatTheDiscriminatorMissesExperiment()), "rules=[\"sgd\"]"),
      (AnyExperiment(DiscriminatorStepsExperiment()), "seeds=1"),
    ] {
      let name = String(setting.prefix { $0 != "=" })
      let error = #expect(throws: ExperimentError.self) {
        try experiment.plan(size: .quick, setting: [#require(ParameterOverride(setting))], seed: 1)
      }
      #expect("\(error.map { "\($0)" } ?? "")".contains(name), "\(setting)")
    }
  }
}
