import ExperimentKit
import Experiments
import Testing

@Suite("The experiments on training, at quick size in process")
struct TrainingExperimentsTests {
  @Test("the paper's Fig. 1: all moments and panels are there, and a missing one is noticed")
  func evolution() throws {
    let experiment = AnyExperiment(TrainingEvolutionExperiment())
    // 700 steps cannot be cut into 3 equal parts, nor into multiples of 25.
    let settings = ["steps=700", "snapshots=3", "seeds=1", "data=[\"normal(4, 1.25)\", \"uniform(2, 6)\"]"]
    try QuickRun.of(experiment, setting: settings) { quick in
      #expect(quick.found.isEmpty)
      let rows = try Results(folder: quick.folder, tables: quick.plan.tables).rows(of: quick.plan.tables[0])
      #expect(try rows.map { try $0.integer("step") } == [0, 233, 466, 700, 0, 233, 466, 700])
      for table in ["training-evolution", "training-evolution-panels"] {
        #expect(try !quick.violations(table: table) { $0.remove(at: 2) }.isEmpty, "\(table)")
        #expect(try !quick.violations(table: table) { $0.removeLast() }.isEmpty, "\(table)")
      }
      // (c) is after the step of G.
      let swapped = try quick.violations(table: "training-evolution-panels") { $0.swapAt(2, 3) }
      #expect(!swapped.isEmpty)
    }
  }

  @Test(
    "a D trained alone: V by another route and the gap make C(G); a missing or an impossible row is noticed")
  func learnedDiscriminator() throws {
    try QuickRun.of(AnyExperiment(LearnedDiscriminatorExperiment())) { quick in
      #expect(quick.found.isEmpty)
      #expect(try !quick.violations(table: quick.plan.name) { $0.removeLast() }.isEmpty)
      for (column, word) in [("gap", "off C(G)"), ("value", "off C(G)"), ("node_gap", "over its nodes")] {
        let impossible = try quick.violations(table: quick.plan.name) { lines in
          quick.set(column, to: "0.7", inLine: lines.count - 1, of: &lines)
        }
        #expect(impossible.contains { $0.description.contains(word) }, "\(column)")
      }
    }
  }

  @Test("what the discriminator misses: one row a run")
  func misses() throws {
    let experiment = AnyExperiment(WhatTheDiscriminatorMissesExperiment())
    try QuickRun.of(experiment) { quick in
      #expect(quick.found.isEmpty)
      let rows = try Results(folder: quick.folder, tables: quick.plan.tables).rows(of: quick.plan.tables[0])
      #expect(Set(try rows.map { try $0.text("rule") }).count == 4)
      #expect(try !quick.violations(table: quick.plan.name) { $0.removeLast() }.isEmpty)
      // V knows nothing of V over quantiles, C(G) nothing of D, the gap nothing of the duality gap.
      for (column, text, word) in [
        ("value", "nan", "over quantiles"), ("criterion", "nan", "off C(G)"),
        ("duality_gap", "-1", "below the gap"),
        ("rms_distance", "0.9", "Pinsker"),
      ] {
        let impossible = try quick.violations(table: quick.plan.name) { lines in
          quick.set(column, to: text, inLine: lines.count - 1, of: &lines)
        }
        #expect(impossible.contains { $0.description.contains(word) }, "\(column)")
      }
    }
  }

  @Test("k steps of D: at equal cost no run is dearer than its budget and one round")
  func discriminatorSteps() throws {
    try QuickRun.of(AnyExperiment(DiscriminatorStepsExperiment()), setting: ["costInSteps=40"]) { quick in
      #expect(quick.found.isEmpty)
      let rows = try Results(folder: quick.folder, tables: quick.plan.tables).rows(of: quick.plan.tables[0])
      let equalCost = try rows.filter { try $0.text("budget") == "cost" && $0.text("k") != "optimum" }
      let budget = try #require(
        try equalCost.first { try $0.text("k") == "1" }.map { try $0.number("operations") })
      for row in equalCost {
        let rounds = try Double(row.integer("generator_steps"))
        let operations = try row.number("operations")
        #expect(operations >= budget * (1 - 1e-12))
        #expect(operations - budget <= operations / rounds * (1 + 1e-12))
      }
      for table in quick.plan.tables.map(\.name) {
        #expect(try !quick.violations(table: table) { $0.removeLast() }.isEmpty, "\(table)")
      }
      for (column, text) in [("operations", "1e6"), ("generator_steps", "7")] {
        let impossible = try quick.violations(table: quick.plan.name) { lines in
          quick.set(column, to: text, inLine: lines.count - 1, of: &lines)
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
