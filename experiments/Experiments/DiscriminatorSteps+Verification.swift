import ExperimentKit
import LearnedAgainstExact

extension DiscriminatorStepsExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    let runs = try results.rows(of: Self.runs)
    let summary = try results.rows(of: Self.summary)
    let settings = parameters.discriminatorSteps.count * parameters.momenta.count * 2
    var violations: [Violation] = []
    if runs.count != settings * parameters.seeds {
      violations.append("\(runs.count) runs, not \(settings * parameters.seeds)")
    }
    if summary.count != settings { violations.append("\(summary.count) settings, not \(settings)") }
    for row in runs {
      let label = try "k = \(row.text("k")), budget \(row.text("budget")), seed \(row.integer("seed"))"
      if let violation = try ExactSnapshot.violation(row, label) { violations.append(violation) }
      violations += try budgetViolations(row, parameters).map { "\(label): \($0)" }
    }
    // What a short run cannot promise is asked of full-length ones only.
    guard parameters.steps >= 300, parameters.seeds >= 4, parameters.width >= 32,
      parameters.discriminatorSteps.contains(1), parameters.discriminatorSteps.contains(0)
    else { return violations }
    return try violations + optimumViolations(summary, parameters)
  }

  /// Equal steps of G are equal, and equal cost is equal up to one round.
  private func budgetViolations(_ row: Row, _ parameters: Parameters) throws -> [String] {
    if try row.boolean("diverged") { return [] }
    var counts = StepCounts(
      TrainingSetup(width: parameters.width, steps: parameters.steps).configuration(seed: 0))
    counts.generator = try row.integer("generator_steps")
    counts.discriminator = try row.integer("discriminator_steps")
    let operations = try row.number("operations")
    if !((operations - counts.operations).magnitude <= 1e-9 * counts.operations) {
      return ["\(operations) operations, but its steps take \(counts.operations)"]
    }
    guard try row.text("budget") == "cost" else {
      return counts.generator == parameters.steps
        ? [] : ["\(counts.generator) steps of G, not \(parameters.steps)"]
    }
    let budget = Double(parameters.costInSteps) * (counts.costOfGenerator + counts.costOfDiscriminator)
    // To the optimum are 200 steps of D at most.
    let round = try counts.costOfGenerator + Double(Int(row.text("k")) ?? 200) * counts.costOfDiscriminator
    return operations >= budget * (1 - 1e-9) && operations <= (budget + round) * (1 + 1e-9)
      ? [] : ["\(operations) operations at a budget of \(budget), with rounds of \(round)"]
  }

  /// At equal steps of G, D at its optimum is nearer to D* than at k = 1, and G ends no farther from the data.
  private func optimumViolations(_ summary: [Row], _ parameters: Parameters) throws -> [Violation] {
    var violations: [Violation] = []
    for momentum in parameters.momenta {
      func found(_ k: String) throws -> (gap: Measured, jsd: Measured)? {
        try summary.first {
          try $0.text("budget") == "steps" && $0.text("k") == k && $0.number("momentum") == momentum
        }.map { try ($0.estimate("mean_gap"), $0.estimate("jsd")) }
      }
      guard let one = try found("1"), let optimum = try found("optimum") else {
        violations.append("momentum \(momentum): no summary of k = 1 or of the optimum")
        continue
      }
      if !(one.gap.lowest > optimum.gap.highest) {
        violations.append(
          "momentum \(momentum): D at its optimum has the gap \(optimum.gap.value), D at k = 1 \(one.gap.value)"
        )
      }
      if !(optimum.jsd.lowest <= one.jsd.highest) {
        violations.append(
          "momentum \(momentum): D at its optimum ends at the JSD \(optimum.jsd.value), k = 1 at \(one.jsd.value)"
        )
      }
    }
    return violations
  }
}

extension Measured {
  /// The ends of the interval.
  fileprivate var lowest: Double { value - absoluteError }
  fileprivate var highest: Double { value + absoluteError }
}
