import Distributions
import ExperimentKit
import MinimaxGame
import Quadrature

extension FunctionSpaceConvergenceExperiment {
  /// A law of the data, a family of generators, and where descents in it begin.
  struct Family: Sendable {
    let name: String
    let data: String
    let weights: [Double]
    let standardDeviations: [Double]
    let starts: [[Double]]
    /// Values of each location from which Newton's method looks for stationary points.
    let seeds: [Double]
    /// Whether some member is the law of the data.
    let containsData: Bool
    /// Whether data and family are their own mirror images about 0: then so is the set of stationary points.
    var isMirrored = false

    /// Whether the locations may change places.
    var isSymmetric: Bool { Set(weights).count == 1 && Set(standardDeviations).count == 1 }

    /// The locations in ascending order, if they may change places.
    func canonical(_ locations: [Double]) -> [Double] { isSymmetric ? locations.sorted() : locations }

    /// The largest difference of a location.
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(canonical(a), canonical(b)).map { ($0 - $1).magnitude }.max() ?? 0
    }

    /// Whether one is the other with all signs changed, as far as Newton's method tells.
    func areMirrorImages(_ a: [Double], _ b: [Double]) -> Bool { distance(a, b.map { -$0 }) < 1e-5 }
  }

  static let families = [
    Family(
      name: "normal by a normal's location", data: "normal(0, 1)", weights: [1], standardDeviations: [1],
      starts: [[0.5], [2], [5], [12]], seeds: Array(stride(from: -6.0, through: 6, by: 0.5)),
      containsData: true, isMirrored: true),
    Family(
      name: "two unequal modes by a normal's location", data: "0.3*normal(-3, 1) + 0.7*normal(3, 1)",
      weights: [1], standardDeviations: [1], starts: [[-6], [-2], [-0.5], [0.5], [2], [6]],
      seeds: Array(stride(from: -6.0, through: 6, by: 0.5)), containsData: false),
    Family(
      name: "two close modes by a normal's location", data: "0.5*normal(-1, 1) + 0.5*normal(1, 1)",
      weights: [1], standardDeviations: [1], starts: [[-4], [1], [4]],
      seeds: Array(stride(from: -6.0, through: 6, by: 0.5)), containsData: false, isMirrored: true),
    Family(
      name: "two modes by two locations", data: "0.5*normal(-3, 1) + 0.5*normal(3, 1)",
      weights: [0.5, 0.5], standardDeviations: [1, 1],
      starts: [[-1, 1], [2.9, 3.1], [3, 3], [-0.1, 0.1], [1, 5], [0, 3]],
      seeds: [-4.5, -3, -1.5, 0, 1.5, 3, 4.5], containsData: true, isMirrored: true),
    Family(
      name: "three modes by three locations",
      data: "1/3*normal(-6, 1) + 1/3*normal(0, 1) + 1/3*normal(6, 1)",
      weights: [1.0 / 3, 1.0 / 3, 1.0 / 3], standardDeviations: [1, 1, 1],
      starts: [[-5, 0.5, 5], [-6, -5.5, 1], [-6, -0.2, 0.2], [-1, 0, 1], [4, 5, 6], [5.9, 6, 6.1]],
      seeds: [-6, -3, 0, 3, 6], containsData: true, isMirrored: true),
    Family(
      name: "two unequal modes by two unequal locations", data: "0.3*normal(-3, 1) + 0.7*normal(3, 1)",
      weights: [0.3, 0.7], standardDeviations: [1, 1],
      starts: [[-1, 1], [1, -1], [3, -3], [4, -4], [3, 3], [-3, -3]],
      seeds: [-4.5, -3, -1.5, 0, 1.5, 3, 4.5], containsData: true),
  ]

  func append(_ family: Family, _ parameters: Parameters, to rows: inout Rows) throws {
    let data = try Distribution(family.data)
    let generators = try LocationFamily(
      weights: family.weights, standardDeviations: family.standardDeviations)
    var ends: [(locations: [Double], steps: Int, jet: CriterionJet)] = []
    for (index, start) in family.starts.enumerated() {
      var last: (Int, CriterionJet)?
      // The curvature of C in a location is at most about that of its Fisher information, 1/s².
      let end = try generators.descend(from: start, step: 1, count: parameters.familySteps, data: data) {
        step, locations, jet in
        last = (step, jet)
        rows.append(
          columns(locations).merging([
            "family": family.name, "start": index, "step": step, "excess": jet.excess, "slope": jet.slope,
          ]), to: Self.descents)
      }
      if let (steps, jet) = last { ends.append((end, steps, jet)) }
    }
    let points = try stationaryPoints(
      of: generators, family, data: data, seeds: ends.map(\.locations) + seeds(family))
    for point in points {
      rows.append(
        columns(point.locations).merging([
          "family": family.name, "excess": point.jet.excess, "slope": point.jet.slope,
          "distance": point.distance,
          "least_curvature": Measured(point.curvatures.min() ?? 0, error: point.curvatureError),
          "greatest_curvature": Measured(point.curvatures.max() ?? 0, error: point.curvatureError),
          "kind": point.kind.rawValue, "optimum": point.jet.excess.agrees(with: points[0].jet.excess),
          "reached": ends.count { family.distance($0.locations, point.locations) < Self.arrival },
        ]), to: Self.stationary)
    }
    for (index, end) in ends.enumerated() {
      try append(end.locations, steps: end.steps, end.jet, start: index, of: family, points, to: &rows)
    }
  }

  /// Within what distance of a stationary point a descent has arrived.
  static let arrival = 1e-3

  /// The end of one descent, beside the nearest of the family's stationary points.
  private func append(
    _ locations: [Double], steps: Int, _ jet: CriterionJet, start: Int, of family: Family,
    _ points: [StationaryPoint], to rows: inout Rows
  ) throws {
    let distances = points.map { family.distance(locations, $0.locations) }
    guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }) else { return }
    let isPlateau = jet.excess.value > 2 * natural(2) - Self.arrival
    rows.append(
      columns(locations).merging([
        "family": family.name, "start": start,
        "from": family.starts[start].map { "\($0)" }.joined(separator: ", "), "steps": steps,
        "excess": jet.excess, "slope": jet.slope, "distance": distances[nearest],
        "kind": points[nearest].kind.rawValue,
        "optimum": points[nearest].jet.excess.agrees(with: points[0].jet.excess),
        "state": distances[nearest] < Self.arrival ? "arrived" : isPlateau ? "plateau" : "moving",
      ]), to: Self.ends)
  }

  /// All different stationary points to which Newton's method leads from the seeds, the lowest C first.
  private func stationaryPoints(
    of generators: LocationFamily, _ family: Family, data: Distribution, seeds: [[Double]]
  ) throws -> [StationaryPoint] {
    var found: [StationaryPoint] = []
    func search(from seeds: [[Double]]) throws {
      for seed in seeds {
        // Far from the data the gradient vanishes too, but Newton's next step is long.
        guard let point = try generators.stationaryPoint(near: seed, data: data), point.distance < 1e-6,
          !found.contains(where: { family.distance($0.locations, point.locations) < 1e-5 })
        else { continue }
        found.append(point)
      }
    }
    try search(from: seeds)
    // Newton's method need not come to both of a pair from seeds that are off their lattice.
    if family.isMirrored { try search(from: found.map { $0.locations.map { -$0 } }) }
    return found.sorted { $0.jet.excess.value < $1.jet.excess.value }
  }

  /// Every choice of the family's seeds for its locations, one order of each where they may change places.
  private func seeds(_ family: Family) -> [[Double]] {
    var points: [[Double]] = [[]]
    for _ in family.weights { points = points.flatMap { point in family.seeds.map { point + [$0] } } }
    // A little off the lattice, whose symmetry would keep Newton's method on it.
    return points.filter { !family.isSymmetric || $0 == $0.sorted() }.map { point in
      point.enumerated().map { $0.element + 0.01 * Double($0.offset + 1) }
    }
  }

  private func columns(_ locations: [Double]) -> Row {
    var row: Row = [:]
    for k in 0..<3 { row.set("location_\(k + 1)", k < locations.count ? locations[k] : nil) }
    return row
  }
}
