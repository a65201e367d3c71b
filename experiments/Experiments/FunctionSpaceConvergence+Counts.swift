import ExperimentKit
import MinimaxGame

extension FunctionSpaceConvergenceExperiment {
  /// Every descent, segment, hole and family has all its rows.
  func countViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    let pairs = Self.pairs.map { "\($0.data) from \($0.start)" }
    func ofPairs(_ count: Int) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: pairs.map { ($0, count) })
    }
    func pair(_ row: Row) throws -> String { try "\(row.text("data")) from \(row.text("start"))" }
    let families = Dictionary(uniqueKeysWithValues: Self.families.map { ($0.name, $0.starts.count) })
    let holed = Dictionary(
      uniqueKeysWithValues: zip(Self.pairs, pairs).filter { $0.0.missing > 0 }.map { ($1, 8) })
    return try results.miscounts(
      in: Self.outcomes, expected: ofPairs(methods(parameters).count), by: pair)
      + results.miscounts(in: Self.holes, expected: holed, by: pair)
      + results.miscounts(
        in: Self.identities, expected: ["all": parameters.segments * pairs.count]
      ) { _ in "all" }
      + results.miscounts(in: Self.ends, expected: families) { try $0.text("family") }
      + stepCountViolations(results) + descentCountViolations(results)
  }

  /// One descent among all: what tells it from the others.
  private func descent(_ row: Row) throws -> String {
    let isFlow = try row.text("method") == Method.wasserstein.name
    let eta = try isFlow || !row.has("step_size") ? "" : "\(row.number("step_size"))"
    let floor = try row.has("floor") ? "\(row.number("floor"))" : ""
    return try [row.text("data"), row.text("start"), row.text("method"), eta, floor].joined(separator: " | ")
  }

  /// The steps of a descent are those that are recorded, up to its last one.
  private func stepCountViolations(_ results: Results) throws -> [Violation] {
    var expected: [String: Int] = [:]
    try results.forEach(in: Self.outcomes) { row in
      let steps = try row.integer("steps")
      expected[try descent(row)] = (0...steps).count { $0 == steps || isRecorded($0) }
    }
    return try results.miscounts(in: Self.steps, expected: expected, by: descent)
  }

  /// A descent in a family has every step from 0 to its last.
  private func descentCountViolations(_ results: Results) throws -> [Violation] {
    func descent(_ row: Row) throws -> String { try "\(row.text("family")), start \(row.integer("start"))" }
    var expected: [String: Int] = [:]
    try results.forEach(in: Self.ends) { expected[try descent($0)] = try $0.integer("steps") + 1 }
    return try results.miscounts(in: Self.descents, expected: expected, by: descent)
  }

  /// Where descents in a family's parameters end: at a stationary point, on the plateau where D* tells all apart, or on
  /// their way with a slope; and at a minimum that is within reach of the start.
  func endViolations(_ results: Results) throws -> [Violation] {
    var minima: [String: [[Double]]] = [:]
    func locations(_ row: Row) throws -> [Double] {
      try (1...3).filter { row.has("location_\($0)") }.map { try row.number("location_\($0)") }
    }
    try results.forEach(in: Self.stationary) { row in
      guard try row.text("kind") == "minimum" else { return }
      minima[try row.text("family"), default: []].append(try locations(row))
    }
    return try results.violations(in: Self.ends) { row in
      let (name, start, state) = try (row.text("family"), row.integer("start"), row.text("state"))
      guard let family = Self.families.first(where: { $0.name == name }),
        family.starts.indices.contains(start)
      else { return "\(name): no such family or start" }
      let label = try "\(name) from \(row.text("from"))"
      let (slope, distance) = try (row.estimate("slope"), row.number("distance"))
      if state == "moving", slope.value <= slope.absoluteError {
        return "\(label): at rest \(distance) from all stationary points that are listed"
      }
      if state == "arrived", distance >= Self.arrival { return "\(label): \(distance) off, not arrived" }
      // Locations that are equal at the start stay so, by symmetry, whatever lies beside them.
      let isApart = Set(family.starts[start]).count == family.starts[start].count || !family.isSymmetric
      for minimum in minima[name] ?? [] where isApart {
        let (before, end) = (
          family.distance(family.starts[start], minimum), family.distance(try locations(row), minimum)
        )
        if before < 0.25, end >= before {
          return "\(label): begins \(before) from the minimum \(minimum), and ends \(end) from it"
        }
      }
      return nil
    }
  }
}
