import ExperimentKit
import LearnedAgainstExact

extension WhatTheDiscriminatorMissesExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    let ends = try results.rows(of: Self.ends)
    let expected =
      parameters.widths.count * parameters.priors.count * parameters.rules.count * parameters.seeds
    var violations = try ends.compactMap { row in
      try ExactSnapshot.violation(row, "\(row.text("prior")), \(row.text("rule"))")
    }
    if ends.count != expected { violations.append("\(ends.count) runs, not \(expected)") }
    let blind = try ends.filter { try $0.boolean("blind") }
    violations += try freshViolations(results.rows(of: Self.fresh), blind: blind, parameters)
    if parameters.steps >= 10_000, parameters.seeds >= 4, parameters.priors.contains("uniform"),
      blind.isEmpty
    {
      violations.append("no run is blind: D says 1/2 nowhere at a JSD above 0.05")
    }
    return violations
  }

  /// No fresh D exceeds D*; there is one of each width and sample for every blind run; and the widest, trained long
  /// enough on as many samples as it likes, sees more than the D that was trained with G.
  private func freshViolations(
    _ fresh: [Row], blind: [Row], _ parameters: Parameters
  ) throws -> [Violation] {
    var violations: [Violation] = []
    for row in fresh {
      let (value, criterion) = try (row.estimate("value"), row.estimate("criterion"))
      let excess = value.value - criterion.value
      if !(excess <= value.absoluteError + criterion.absoluteError + 1e-9) {
        violations.append("a fresh D has V above C(G) by \(excess)")
      }
    }
    let expected = try blind.reduce(0) { sum, row in
      let widths = try Set(parameters.freshWidths.map { try $0 == 0 ? row.integer("width") : $0 })
      return sum + widths.count * parameters.freshSamples.count
    }
    if fresh.count != expected { violations.append("\(fresh.count) fresh discriminators, not \(expected)") }
    guard parameters.freshSteps >= 1000, let widest = parameters.freshWidths.max() else { return violations }
    let best = try fresh.filter {
      try $0.integer("fresh_width") == widest && $0.integer("samples") == 0
    }
    guard !best.isEmpty else { return violations }
    let more = try best.count { try $0.number("share_seen") > $0.number("share_seen_before") }
    if 10 * more < 9 * best.count {
      violations.append(
        "a fresh D of H = \(widest) sees more than the one trained with G in \(more) of \(best.count) runs only"
      )
    }
    return violations
  }
}
