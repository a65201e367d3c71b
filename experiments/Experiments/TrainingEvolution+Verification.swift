import ExperimentKit
import LearnedAgainstExact

extension TrainingEvolutionExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    let evolution = try byRun(results.rows(of: Self.evolution))
    let panels = try byRun(results.rows(of: Self.panels))
    var violations: [Violation] = []
    var descents = 0
    for data in parameters.data {
      for seed in 0..<parameters.seeds {
        let label = RunLabel(data: data, seed: seed)
        let (moments, four) = (evolution[label] ?? [], panels[label] ?? [])
        violations += try moments.compactMap { try ExactSnapshot.violation($0, "\(label)") }
        violations += try missing(moments, four, parameters).map { "\(label): \($0)" }
        guard four.count == 4, let end = moments.last else { continue }
        violations += try panelViolations(four, end: end, parameters).map { "\(label): \($0)" }
        descents += try four[2].number("jsd") < four[0].number("jsd") ? 1 : 0
        if let violation = try endViolation(end, parameters) { violations.append("\(label): \(violation)") }
      }
    }
    // One step of G on one minibatch may go astray; that most go up cannot be.
    let runs = parameters.data.count * parameters.seeds
    if parameters.isLong, runs >= 8, 2 * descents <= runs {
      violations.append("after the G step of (c) the JSD is smaller in \(descents) of \(runs) runs only")
    }
    return violations
  }

  private struct RunLabel: Hashable, CustomStringConvertible {
    let data: String
    let seed: Int
    var description: String { "\(data), seed \(seed)" }
  }

  private func byRun(_ rows: [Row]) throws -> [RunLabel: [Row]] {
    try Dictionary(grouping: rows) { try RunLabel(data: $0.text("data"), seed: $0.integer("seed")) }
  }

  /// What a run should have written and has not.
  private func missing(_ moments: [Row], _ panels: [Row], _ parameters: Parameters) throws -> [String] {
    let steps = try moments.map { try $0.integer("step") }
    let names = try panels.map { try $0.text("panel") }
    return [
      steps == parameters.snapshotSteps
        ? nil : "has \(steps.count) moments, not the \(parameters.snapshots + 1) asked for",
      names == ["a", "b", "c", "d"] ? nil : "has the panels \(names.joined(separator: ", ")), not a to d",
    ].compactMap { $0 }
  }

  /// Whether the four panels are what Fig. 1 draws.
  private func panelViolations(_ panels: [Row], end: Row, _ parameters: Parameters) throws -> [String] {
    let (a, b, c, d) = (panels[0], panels[1], panels[2], panels[3])
    var violations = try panels.compactMap {
      try ExactSnapshot.violation($0, "panel \($0.text("panel"))")?.description
    }
    func require(_ holds: Bool, _ message: @autoclosure () throws -> String) rethrows {
      if !holds { violations.append(try message()) }
    }
    let (gapA, gapB) = try (a.estimate("gap"), b.estimate("gap"))
    try require(
      a.boolean("reached") == (a.number("jsd") < Self.near), "(a) has the JSD \(a.number("jsd"))")
    let (before, after) = try (a.estimate("criterion"), b.estimate("criterion"))
    require(
      (before.value - after.value).magnitude <= before.absoluteError + after.absoluteError,
      "(b) has another C(G) than (a), \(after.value) and not \(before.value): G has moved")
    // The gap that stopped the inner loop was read on nodes with its error, that of the row is integrated.
    try require(
      !b.boolean("reached") || gapB.value - gapB.absoluteError < 1e-3,
      "(b) says that D came to a gap below 1e-3, and has \(gapB.value)")
    try require(
      b.boolean("reached") || b.integer("inner_steps") >= parameters.innerSteps,
      "(b) gave up after \(b.integer("inner_steps")) steps of D")
    if parameters.innerSteps >= 500 {
      require(gapB.value < gapA.value, "D trained on has the gap \(gapB.value), before \(gapA.value)")
    }
    try require(
      c.integer("step") == a.integer("step") + 1 && b.integer("step") == a.integer("step"),
      "(c) is not one step of G after (b)")
    try require(
      (c.number("sup_from_half") - b.number("sup_from_half")).magnitude < 1e-6,
      "D has moved between (b) and (c)")
    try require(
      d.integer("step") == parameters.steps && d.number("jsd") == end.number("jsd"), "(d) is not the end")
    return violations
  }

  /// What a short run cannot promise is asked of full-length ones on normal data only.
  private func endViolation(_ end: Row, _ parameters: Parameters) throws -> String? {
    guard parameters.isLong, try end.text("data").hasPrefix("normal") else { return nil }
    let (jsd, gap, half) = try (end.number("jsd"), end.number("gap"), end.number("sup_from_half"))
    return jsd < 1e-3 && gap < 1e-3 && half < 0.05
      ? nil : "ends with JSD \(jsd), gap \(gap), |D - 1/2| \(half)"
  }
}

extension TrainingEvolutionExperiment.Parameters {
  /// Whether runs of this length and width are known to converge on normal data.
  fileprivate var isLong: Bool { steps >= 30_000 && width >= 32 }
}
