import ExperimentKit
import MinimaxGame

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension GeneratorLossesExperiment {
  /// The law of a mixture as the tables spell it.
  static func text(of components: [[Double]]) throws -> String {
    let data = try mixture(components)
    let fit = try NormalFit(data: data, objective: .saturating)
    return "\(fit.game(data[0].law).data)"
  }

  /// Every curve, gradient, noise, implied gradient and start of a descent has its rows.
  func countViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    let objectives = GeneratorObjective.allCases.map(\.rawValue)
    func each(_ count: Int) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: objectives.map { ($0, count) })
    }
    var noise: [String: Int] = [:]
    for place in DiscriminatorNoise.Place.allCases {
      for objective in Self.objectives(place) {
        noise["\(place.rawValue), \(objective.rawValue)"] = Self.deviations(place).count
      }
    }
    let trained = parameters.trainedSeparations.count * parameters.trainedSteps.count * parameters.seeds
    let starts = parameters.startLocations * parameters.startScales.count
    var basins: [String: Int] = [:]
    for mixture in parameters.mixtures {
      for objective in objectives { basins["\(objective) to \(try Self.text(of: mixture))"] = starts }
    }
    return try results.miscounts(in: Self.curves, expected: each(parameters.points)) {
      try $0.text("objective")
    }
      + results.miscounts(in: Self.gradients, expected: each(parameters.separations.count + trained)) {
        try $0.text("objective")
      }
      + results.miscounts(in: Self.noise, expected: noise) {
        try "\($0.text("place")), \($0.text("objective"))"
      }
      + results.miscounts(in: Self.implied, expected: each(2 * Self.impliedPairs.count)) {
        try $0.text("objective")
      }
      + results.miscounts(in: Self.basins, expected: basins) {
        try "\($0.text("objective")) to \($0.text("data"))"
      }
  }

  /// "Much stronger gradients": where a trained D rejects, the mean gradient of -log D is the larger one.
  func learnedViolations(_ results: Results) throws -> [Violation] {
    var sums: [String: Double] = [:]
    try results.forEach(in: Self.gradients) { row in
      guard try row.text("discriminator") == "trained", try row.number("separation") >= 2,
        try row.integer("steps") >= 100
      else { return }
      let sign: Double? =
        switch try row.text("objective") {
        case "saturating": -1
        case "nonSaturating": 1
        default: nil
        }
      guard let sign else { return }
      let key = try "separation \(row.number("separation")), \(row.integer("steps")) steps"
      sums[key, default: 0] += sign * (try row.estimate("gradient").value)
    }
    return sums.filter { $0.value <= 0 }.keys.sorted().map {
      "trained D at \($0): -log D has the smaller mean gradient"
    }
  }

  /// Every end is stationary; the likelihood's only one has the moments of the data.
  func fitViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var moments: [String: (mean: Double, sd: Double)] = [:]
    for components in parameters.mixtures {
      let data = try Self.mixture(components)
      let mean = data.reduce(0) { $0 + $1.weight * $1.law.location }
      let variance = data.reduce(0) {
        let (deviation, sd) = ($1.law.location - mean, $1.law.standardDeviation)
        return $0 + $1.weight * (deviation * deviation + sd * sd)
      }
      moments[try Self.text(of: components)] = (mean, variance.squareRoot())
    }
    return try results.violations(in: Self.fits) { row in
      let (data, objective) = try (row.text("data"), row.text("objective"))
      let (location, scale) = try (row.number("location"), row.number("scale"))
      let label = "\(objective) fitted to \(data): (\(location), \(scale))"
      let gradient = try row.estimate("gradient")
      if gradient.value > gradient.absoluteError + 1e-10 {
        return "\(label): a gradient of \(gradient.value) is left"
      }
      guard let expected = moments[data] else { return "\(label): no such mixture" }
      guard objective == "maximumLikelihood" else { return nil }
      let distance = hypot(location - expected.mean, scale - expected.sd)
      let kind = try row.text("kind")
      return distance > 1e-8 || kind != "minimum"
        ? "\(label): the moments of the data are \(expected)" : nil
    }
  }

  /// Each descent comes to rest next to a stationary point that is listed, which is no saddle unless the start was on the
  /// axis of the data's mirror symmetry, which no descent leaves.
  func basinViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    let mirrored = Set(
      try parameters.mixtures.filter { components in
        components.allSatisfy { part in components.contains([part[0], -part[1], part[2]]) }
      }.map(Self.text))
    var points: [String: [(location: Double, scale: Double, kind: String, basin: Double)]] = [:]
    func key(_ row: Row) throws -> String { try "\(row.text("objective")) to \(row.text("data"))" }
    try results.forEach(in: Self.fits) { row in
      points[try key(row), default: []].append(
        try (row.number("location"), row.number("scale"), row.text("kind"), row.number("basin")))
    }
    var reached: [String: [Int]] = [:]
    var violations = try results.violations(in: Self.basins) { row in
      let (name, data) = try (key(row), row.text("data"))
      let start = try (location: row.number("start_location"), scale: row.number("start_scale"))
      let label = "\(name) from (\(start.location), \(start.scale))"
      let rest = try (row.number("rest_location"), row.number("rest_scale"))
      let end = try (row.number("location"), row.number("scale"))
      let listed = points[name] ?? []
      let index = listed.firstIndex {
        max(($0.location - end.0).magnitude, ($0.scale - end.1).magnitude) < 1e-5
      }
      guard let index else { return "\(label): ends at \(end), which is not listed" }
      reached[name, default: Array(repeating: 0, count: listed.count)][index] += 1
      // The descent's last step was below 1e-3; Newton's method may not lead elsewhere.
      let jump = max((rest.0 - end.0).magnitude, (rest.1 - end.1).magnitude)
      if jump > Self.reach { return "\(label): rests at \(rest), \(jump) from the point \(end)" }
      let isOnAxis = mirrored.contains(data) && start.location == 0
      return listed[index].kind != "minimum" && !isOnAxis
        ? "\(label): ends at a \(listed[index].kind), \(end)" : nil
    }
    let starts = Double(parameters.startLocations * parameters.startScales.count)
    for (name, listed) in points.sorted(by: { $0.key < $1.key }) {
      for (point, count) in zip(listed, reached[name] ?? [])
      where (point.basin - Double(count) / starts).magnitude > 1e-9 {
        violations.append(
          "\(name): a share of \(point.basin) is said to end at \(point.location), and \(count) do")
      }
    }
    return try violations + collapseViolations(results, parameters)
  }

  /// For two equal modes, mirror images six or more deviations apart, all losses but the likelihood's have a minimum on
  /// each.
  private func collapseViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var minima: [String: Int] = [:]
    try results.forEach(in: Self.fits) { row in
      guard try row.text("kind") == "minimum", try row.number("scale") < 1 else { return }
      minima[try "\(row.text("objective")) to \(row.text("data"))", default: 0] += 1
    }
    return try parameters.mixtures.flatMap { components -> [Violation] in
      guard components.count == 2, components[1] == [components[0][0], -components[0][1], components[0][2]],
        components[0][1].magnitude >= 3 * components[0][2], components[0][2] < 1
      else { return [] }
      let data = try Self.text(of: components)
      return GeneratorObjective.allCases.compactMap { objective in
        let (found, expected) = (
          minima["\(objective.rawValue) to \(data)"] ?? 0, objective == .maximumLikelihood ? 0 : 2
        )
        // Descents from few starts need not come to every minimum; but what there is must be found from a grid of them.
        return found == expected || parameters.startLocations < 9 && found < expected
          ? nil : "\(objective.rawValue) to \(data): \(found) minima on a single mode, not \(expected)"
      }
    }
  }

  /// How far Newton's method may lead from where a descent came to rest, a few of its last steps.
  static let reach = 5e-3
}
