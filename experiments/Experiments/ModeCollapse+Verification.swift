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
      let label = try "\(row.text("remedy")) on \(row.text("data")), seed \(row.integer("seed"))"
      return try Self.contradictionInThePlane(row).map { "\(label): \($0)" }
    }
    violations += try Self.incompletePairs(results, parameters)
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

  /// A sentence where shares of samples cannot be: a histogram of M modes has a KL of at most log M to equal shares, and
  /// one that comes near 0 has every mode.
  static func contradictionInThePlane(_ row: Row) throws -> String? {
    let (kl, modes) = try (row.number("reverse_kl_masses"), Double(row.integer("modes")))
    let captured = try Double(row.integer("captured"))
    guard captured > 0 else { return kl.isNaN ? nil : "no mode is captured, and the reverse KL is \(kl)" }
    // Of at most `captured` modes the entropy is at most its logarithm.
    let least = natural(modes) - natural(captured)
    return kl >= least - 1e-12 && kl <= natural(modes) + 1e-12
      ? nil : "the reverse KL is \(kl), outside [\(least), \(natural(modes))] for \(captured) modes captured"
  }

  /// Differences are paired by seed, so every remedy must have every seed that the plain game has, at both bases, and
  /// cost no more than the plain game where its cost is to be equal.
  private static func incompletePairs(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var violations: [Violation] = []
    for (table, isPlanar) in [(line, false), (plane, true)] {
      var seeds: [String: Set<Int>] = [:]
      var plain: [String: Double] = [:]
      var operations: [(label: String, data: String, operations: Double)] = []
      try results.forEach(in: table) { row in
        let (data, remedy, basis) = try (row.text("data"), row.text("remedy"), row.text("basis"))
        let label = "\(remedy) on \(data), \(basis)"
        seeds[label, default: []].insert(try row.integer("seed"))
        let cost = try row.number("operations")
        if remedy == "plain" { plain[data] = cost }
        if basis == "equal cost" { operations.append((label, data, cost)) }
      }
      let wanted = isPlanar ? parameters.planeSeeds : parameters.lineSeeds
      for data in parameters.data where try CollapseData(data).isPlanar == isPlanar {
        for remedy in parameters.remedies {
          let bases =
            remedy == CollapseRemedy.longer.rawValue ? ["equal steps"] : ["equal steps", "equal cost"]
          for label in bases.map({ "\(remedy) on \(data), \($0)" })
          where seeds[label, default: []].count != wanted {
            violations.append("\(label): \(seeds[label, default: []].count) seeds, not \(wanted)")
          }
        }
      }
      for (label, data, cost) in operations {
        guard let most = plain[data], cost > most * (1 + 1e-12) else { continue }
        violations.append("\(label): \(cost) operations, more than the plain game's \(most)")
      }
    }
    return violations
  }
}
