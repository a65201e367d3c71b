import Divergences
import ExperimentKit
import MinimaxGame

extension FunctionSpaceConvergenceExperiment {
  /// What is kept of a descent's row for the next one.
  private struct Before {
    var excess: Double
    var hilbert: Double?
    var step: Int
  }

  /// Each step against what theory says of it, on the grid where the statement is exact.
  func stepViolations(_ results: Results) throws -> [Violation] {
    var before: [String: Before] = [:]
    var firstVariation: [String: Double] = [:]
    var violations: [Violation] = []
    try results.forEach(in: Self.steps) { row in
      let (method, step) = try (row.text("method"), row.integer("step"))
      let eta = try row.has("step_size") ? row.number("step_size") : 0
      let key =
        try "\(row.text("data")) from \(row.text("start")), \(method)"
        + (method == Method.wasserstein.name ? "" : ", eta \(eta)")
        + (row.has("floor") ? ", floor \(row.number("floor"))" : "")
      let label = "\(key), step \(step)"
      let (excess, variation) = try (row.estimate("excess"), row.estimate("total_variation"))
      let rounding = 64 * .ulpOfOne * (excess.value.magnitude.squareRoot() + 64 * .ulpOfOne)
      let isMirror = method == "mirror descent"
      let last = before[key]
      let hilbert = row.has("hilbert_distance") ? try row.number("hilbert_distance") : nil
      // What must not rise, and what is bounded.
      if let last, method == Method.wasserstein.name || (isMirror && eta <= 1),
        excess.value > last.excess + rounding
      {
        violations.append("\(label): C rises by \(excess.value - last.excess)")
      }
      if row.has("bound") {
        let bound = try row.number("bound")
        let bounded = row.has("mean_excess") ? try row.number("mean_excess") : excess.value
        if bounded > bound * (1 + 1e-12) + rounding {
          violations.append("\(label): the excess is \(bounded), above the bound \(bound)")
        }
      }
      if isMirror, eta == 1 {
        let first = firstVariation[key] ?? variation.value
        firstVariation[key] = first
        let halved = first * (step < 1000 ? Double(sign: .plus, exponent: -step, significand: 1) : 0)
        if (variation.value - halved).magnitude > 8 * .ulpOfOne {
          violations.append("\(label): TV is \(variation.value), not \(halved)")
        }
      }
      if isMirror, eta <= 2, let hilbert, let last, let distance = last.hilbert, distance.isFinite {
        // The bound is monotone, so that over several steps it may be iterated.
        let bound = (last.step..<step).reduce(distance) { bound, _ in
          MirrorDescent.hilbertBound(after: bound, step: eta) ?? .infinity
        }
        if hilbert > bound + 64 * .ulpOfOne * (1 + distance) {
          violations.append("\(label): Hilbert's distance is \(hilbert), above the bound \(bound)")
        }
      }
      // The grid's numbers are the line's within the quadrature's error.
      if row.has("exact_jsd") {
        let (jsd, exact) = try (row.estimate("jsd"), row.estimate("exact_jsd"))
        let allowed = jsd.absoluteError + exact.absoluteError + 1e-9 * exact.value
        if (jsd.value - exact.value).magnitude > allowed {
          violations.append("\(label): JSD is \(jsd.value) on the grid and \(exact.value) on the line")
        }
      }
      before[key] = Before(excess: excess.value, hilbert: hilbert, step: step)
    }
    return violations
  }

  /// How each descent must end.
  func outcomeViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.outcomes) { row in
      let method = try row.text("method")
      let eta = try row.has("step_size") ? row.number("step_size") : 0
      let label = try "\(row.text("data")) from \(row.text("start")), \(method), step size \(eta)"
      let (missing, hole) = try (row.number("missing"), row.number("hole"))
      let (excess, stalled) = try (row.estimate("excess"), row.boolean("stalled"))
      if !excess.value.isFinite { return "\(label): C + log 4 is \(excess.value)" }
      if row.has("limit") {
        let limit = try row.number("limit")
        // The flow's law of n cells is a law within reach, whatever its distance from the line's.
        let error = method == Method.wasserstein.name ? 0 : excess.absoluteError
        if excess.value < limit - error - 1e-9 {
          return "\(label): C + log 4 = \(excess.value) is below the limit \(limit)"
        }
      }
      switch method {
      case "mirror descent" where eta < 1:
        if (hole - missing).magnitude > 1e-9 { return "\(label): the hole is \(hole), not \(missing)" }
      case "mirror descent" where eta == 1:
        if hole > 0 { return "\(label): p_g still lacks \(hole)" }
        if parameters.steps >= 60, excess.value > 1e-15 {
          return "\(label): C + log 4 is still \(excess.value)"
        }
      case "mirror descent":
        let (data, start, steps) = try (row.text("data"), row.text("start"), row.integer("steps"))
        guard let pair = Self.pairs.first(where: { $0.data == data && $0.start == start }) else { break }
        let exists = eta < pair.leastDivergentStep
        if exists == (steps == 0) {
          return "\(label): the first step exists is \(exists), \(steps) were taken"
        }
        if exists, eta <= 2, stalled { return "\(label): stalled after \(steps), though every step exists" }
      case "projected subgradient":
        // It digs its own hole, from wherever it starts.
        if try row.number("floor") == 0, !stalled { return "\(label): did not stall" }
        let floor = try row.number("floor")
        if stalled != (hole > 0) { return "\(label): stalled is \(stalled), hole \(hole)" }
        if floor > 0, stalled { return "\(label): stalled above a floor of \(floor)" }
        if try row.has("step_size") == (row.integer("steps") == 0) {
          return "\(label): a step size is \(row.has("step_size") ? "given" : "missing")"
        }
      case Method.wasserstein.name:
        // Where the velocity vanishes nothing moves.
        let (outside, moved) = try (row.number("outside"), row.number("moved_outside"))
        if moved != 0 { return "\(label): a quantile outside the data's support moved by \(moved)" }
        let unpinned = try row.number("unpinned_outside")
        // At most one cell lies across each of the two edges.
        if unpinned > 2 / Double(parameters.cells) {
          return "\(label): without pins a mass of \(unpinned) outside the data's support would move"
        }
        let variation = try row.estimate("total_variation").value
        if variation < outside - 1e-12 { return "\(label): TV = \(variation), with \(outside) outside" }
      default: break
      }
      return nil
    }
  }

  func identityViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.identities) { row in
      let label = try "\(row.text("data")), segment \(row.integer("segment"))"
      let rounding = try row.number("rounding")
      let affinity = try row.number("affinity_defect")
      if affinity.magnitude > rounding { return "\(label): V is off its chord by \(affinity)" }
      let (convexity, subgradient) = try (row.number("convexity_gap"), row.number("subgradient_gap"))
      if convexity < -rounding { return "\(label): C is above its chord by \(-convexity)" }
      if subgradient < -rounding { return "\(label): C is below its tangent by \(-subgradient)" }
      let bound = try row.number("smoothness_bound")
      return subgradient > bound + rounding
        ? "\(label): C leaves its tangent by \(subgradient), more than KL = \(bound)" : nil
    }
  }

  func holeViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.holes) { row in
      let (slope, theory, rounding) = try (row.number("slope"), row.number("theory"), row.number("rounding"))
      return (slope - theory).magnitude > rounding
        ? "\(try row.text("data")), share \(try row.number("share")): the slope is \(slope), not \(theory)"
        : nil
    }
  }

  func familyViolations(_ results: Results) throws -> [Violation] {
    var violations: [Violation] = []
    var last: [String: Measured] = [:]
    try results.forEach(in: Self.descents) { row in
      let key = try "\(row.text("family")), start \(row.integer("start"))"
      let excess = try row.estimate("excess")
      if let before = last[key], excess.value > before.value + excess.absoluteError + before.absoluteError {
        violations.append(
          "\(key), step \(try row.integer("step")): C rises by \(excess.value - before.value)")
      }
      last[key] = excess
    }
    var (hasFalseMinimum, optima) = (false, Set<String>())
    var places: [String: [[Double]]] = [:]
    try results.forEach(in: Self.stationary) { row in
      let family = try row.text("family")
      let excess = try row.estimate("excess")
      places[family, default: []].append(
        try (1...3).filter { row.has("location_\($0)") }.map { try row.number("location_\($0)") })
      if try row.boolean("optimum") {
        optima.insert(family)
        let contains = Self.families.first { $0.name == family }?.containsData ?? false
        if contains, excess.value > excess.absoluteError + 1e-15 {
          violations.append("\(family): contains the data's law, but its least C + log 4 is \(excess.value)")
        }
      } else if try row.text("kind") == "minimum" {
        hasFalseMinimum = true
      }
    }
    for family in Self.families where family.isMirrored {
      let points = places[family.name] ?? []
      for point in points where !points.contains(where: { family.areMirrorImages($0, point) }) {
        violations.append("\(family.name): \(point) is stationary, but its mirror image is not listed")
      }
    }
    if optima.count != Self.families.count {
      violations.append("an optimum was found in \(optima.count) of \(Self.families.count) families")
    }
    if !hasFalseMinimum { violations.append("no family has a minimum other than its optimum") }
    return violations
  }
}
