import ExperimentKit

extension ModeCollapseExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var plainCollapses = false
    var violations = try results.violations(in: Self.line) { row in
      let (covered, modes) = try (row.integer("covered"), row.integer("modes"))
      if try row.text("remedy") == "plain", covered < modes { plainCollapses = true }
      let label = try "\(row.text("remedy")) on \(row.text("data")), seed \(row.integer("seed"))"
      return try Self.contradiction(row).map { "\(label): \($0)" }
    }
    violations += try results.violations(in: Self.plane) { row in
      let (captured, covered) = try (row.integer("captured"), row.integer("covered"))
      return covered > captured ? "\(covered) modes are covered and only \(captured) captured" : nil
    }
    violations += try masses(results)
    // What a short run cannot promise is asked of those that are long enough.
    if parameters.lineSeeds >= 5, parameters.lineSteps >= 4000, parameters.remedies.contains("plain"),
      !plainCollapses
    {
      violations.append("no plain run collapses: there is nothing for a remedy to do")
    }
    return violations
  }

  /// A sentence where a row contradicts a theorem: the bounds of JSD, that binning loses divergence, and
  /// Kantorovich's duality for a critic.
  static func contradiction(_ row: Row) throws -> String? {
    let (jsd, distance) = try (row.estimate("jsd"), row.estimate("wasserstein_1"))
    if jsd.value < -jsd.absoluteError || jsd.value > natural(2) + jsd.absoluteError {
      return "JSD \(jsd.value) is outside [0, log 2]"
    }
    let binned = try row.number("jsd_masses")
    if binned > jsd.value + jsd.absoluteError + 1e-12 {
      return "JSD \(jsd.value) is below that of the masses, \(binned)"
    }
    let near = try row.estimate("near_modes")
    if near.value > 1 + near.absoluteError { return "the mass near modes is \(near.value)" }
    if row.has("duality_gap"), case let gap = try row.estimate("duality_gap"), gap.value < -gap.absoluteError
    {
      return "the duality gap is \(gap.value)"
    }
    guard row.has("critic_value") else { return nil }
    let (value, slope) = try (row.estimate("critic_value"), row.number("critic_slope"))
    let allowed = slope * (distance.value + distance.absoluteError) + value.absoluteError
    return value.value > allowed * (1 + 1e-9)
      ? "the critic's \(value.value) exceeds its slope \(slope) times W1, \(allowed)" : nil
  }

  /// The masses of a run sum to what its own row says.
  private func masses(_ results: Results) throws -> [Violation] {
    func key(_ row: Row) throws -> String {
      try "\(row.text("remedy")) on \(row.text("data")), seed \(row.integer("seed")), \(row.text("basis"))"
    }
    var sums: [String: Double] = [:]
    try results.forEach(in: Self.masses) { sums[try key($0), default: 0] += try $0.number("mass") }
    return try [Self.line, Self.plane].flatMap { table in
      try results.violations(in: table) { row in
        let (sum, near) = try (sums[key(row)] ?? .nan, row.number("near_modes"))
        return (sum - near).magnitude < 1e-9 ? nil : "\(try key(row)): the masses sum to \(sum), not \(near)"
      }
    }
  }
}
