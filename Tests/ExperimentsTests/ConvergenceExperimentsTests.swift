import ExperimentKit
import Experiments
import Testing

@Suite("The experiments on convergence, the losses, the Dirac-GAN and packing, at quick size in process")
struct ConvergenceExperimentsTests {
  /// Takes the last row away, and then sets a column of the last row to a value that theory does not allow.
  private func expectNoticed(
    _ quick: QuickRun, _ table: String, column: String, value: String, comment: String
  ) throws {
    #expect(try !quick.violations(table: table) { $0.removeLast() }.isEmpty, "\(table), a row less")
    #expect(try !quick.violations(table: table) { $0.removeSubrange(1...) }.isEmpty, "\(table), empty")
    let found = try quick.violations(table: table) { lines in
      quick.set(column, to: value, inLine: lines.count - 1, of: &lines)
    }
    #expect(found.contains { $0.description.contains(comment) }, "\(table).\(column) = \(value): \(found)")
  }

  @Test("the Dirac-GAN: outcomes, regimes and orders of convergence")
  func diracGAN() throws {
    try QuickRun.of(AnyExperiment(DiracGANExperiment())) { quick in
      #expect(quick.found.isEmpty)
      try expectNoticed(
        quick, "dirac-gan-outcomes", column: "outcome", value: "cycles", comment: "not grows (theory)")
      try expectNoticed(
        quick, "dirac-gan-regimes", column: "circle_deviation", value: "0.001", comment: "of order")
      try expectNoticed(
        quick, "dirac-gan-eigenvalues", column: "simultaneous_modulus", value: "1.5", comment: "modulus 1.5")
      try expectNoticed(
        quick, "dirac-gan-slow-decay", column: "limit", value: "-0.5", comment: "lead to -0.5")
      #expect(try !quick.violations(table: "dirac-gan-field") { $0.removeLast() }.isEmpty)
      #expect(try !quick.violations(table: "dirac-gan-trajectories") { $0.removeLast() }.isEmpty)
    }
  }

  @Test("Proposition 2's descents: steps, ends and identities")
  func functionSpace() throws {
    let settings = ["cells=16", "flowSteps=20", "steps=60", "segments=2", "familySteps=5"]
    try QuickRun.of(AnyExperiment(FunctionSpaceConvergenceExperiment()), setting: settings) { quick in
      #expect(quick.found.isEmpty)
      let name = "function-space-convergence"
      try expectNoticed(quick, "\(name)-steps", column: "jsd", value: "2", comment: "JSD is 2.0")
      try expectNoticed(
        quick, "\(name)-outcomes", column: "moved_outside", value: "0.1", comment: "moved by 0.1")
      try expectNoticed(
        quick, "\(name)-identities", column: "affinity_defect", value: "0.1", comment: "off its chord")
      try expectNoticed(quick, "\(name)-holes", column: "slope", value: "1", comment: "the slope is 1.0")
      try expectNoticed(quick, "\(name)-descents", column: "excess", value: "3", comment: "C rises")
      try expectNoticed(quick, "\(name)-ends", column: "state", value: "arrived", comment: "not arrived")
    }
  }

  @Test("the generator's losses: slopes, gradients, noise and where descents end")
  func losses() throws {
    let settings = [
      "samples=20000", "seeds=1", "trainedSteps=[0,100]", "startLocations=3", "startScales=[1]",
    ]
    try QuickRun.of(AnyExperiment(GeneratorLossesExperiment()), setting: settings) { quick in
      #expect(quick.found.isEmpty)
      try expectNoticed(
        quick, "generator-losses-curves", column: "slope_in_logit", value: "-0.5", comment: "slope")
      try expectNoticed(
        quick, "generator-losses-gradients", column: "gradient", value: "9", comment: "by differences")
      try expectNoticed(
        quick, "generator-losses-noise", column: "tail_index", value: "1000", comment: "tail index")
      try expectNoticed(quick, "generator-losses-implied", column: "gradient", value: "9", comment: "off by")
      try expectNoticed(quick, "generator-losses-fits", column: "kind", value: "saddle", comment: "saddle")
      try expectNoticed(
        quick, "generator-losses-basins", column: "rest_scale", value: "9", comment: "rests at")
    }
  }

  @Test("packing: bounds with and without collapse, and the pairs")
  func packing() throws {
    try QuickRun.of(AnyExperiment(PackingExperiment()), setting: ["most=3"]) { quick in
      #expect(quick.found.isEmpty)
      try expectNoticed(quick, "packing", column: "total_variation", value: "0.99", comment: "is outside")
    }
  }
}
