import Distributions
import ExperimentKit
import MinimaxGame
import Quadrature

extension GeneratorLossesExperiment {
  /// Pairs of which the generator is moved and stretched: (weight, mean, sd) of the data, (mean, sd) of the generator.
  static let impliedPairs: [(data: [[Double]], generator: (Double, Double))] = [
    ([[1, 0, 1]], (0.5, 1)), ([[1, 0, 1]], (3, 1)), ([[1, 0, 1]], (-1, 2)), ([[1, 0, 1]], (1, 0.8)),
    ([[0.3, -2, 0.5], [0.7, 2, 1]], (0.5, 2)), ([[0.5, -2, 0.5], [0.5, 2, 0.5]], (1.5, 0.7)),
  ]

  static func mixture(_ components: [[Double]]) throws -> [(weight: Double, law: Normal)] {
    try components.map { ($0[0], try Normal(mean: $0[1], standardDeviation: $0[2])) }
  }

  /// Both components of the gradient at D*, held against differences of the objective that it implies.
  func appendImplied(_ objective: GeneratorObjective, to rows: inout Rows) throws {
    for pair in Self.impliedPairs {
      let fit = try NormalFit(data: Self.mixture(pair.data), objective: objective)
      let (mean, sd) = pair.generator
      let generator = try Normal(mean: mean, standardDeviation: sd)
      let gradient = try fit.gradient(at: generator)
      func value(mean: Double, sd: Double) throws -> Estimate {
        try fit.game(Normal(mean: mean, standardDeviation: sd)).impliedObjective(of: objective)
      }
      let alongLocation = try centralDifference(step: 0.02) { try value(mean: mean + $0, sd: sd) }
      let alongScale = try centralDifference(step: 0.02) { try value(mean: mean, sd: sd * exponential($0)) }
      for (parameter, exact, difference) in [
        ("location", gradient.location, alongLocation), ("log scale", gradient.logScale, alongScale),
      ] {
        rows.append(
          [
            "data": "\(fit.game(generator).data)", "generator": "\(generator)",
            "objective": objective.rawValue,
            "parameter": parameter, "gradient": exact, "derivative": difference,
            "verdict": verdict(of: exact),
          ], to: Self.implied)
      }
    }
  }

  /// The stationary points that descents from a grid of starts reach, each with its basin.
  func appendFit(
    _ components: [[Double]], _ objective: GeneratorObjective, _ parameters: Parameters, to rows: inout Rows
  ) throws {
    let fit = try NormalFit(data: Self.mixture(components), objective: objective)
    var points: [(point: NormalFit.StationaryPoint, starts: Int)] = []
    let count = parameters.startLocations
    var text = ""
    for index in 0..<count {
      for scale in parameters.startScales {
        let start = try Normal(mean: -4 + 8 * Double(index) / Double(count - 1), standardDeviation: scale)
        let rest = try fit.descended(from: start)
        let end = try fit.stationaryPoint(near: rest)
        text = "\(fit.game(start).data)"
        if let known = points.firstIndex(where: { $0.point.isAt(end.generator) }) {
          points[known].starts += 1
        } else {
          points.append((end, 1))
        }
        rows.append(
          [
            "data": text, "objective": objective.rawValue, "start_location": start.location,
            "start_scale": scale, "rest_location": rest.location, "rest_scale": rest.standardDeviation,
            "location": end.generator.location,
            "scale": end.generator.standardDeviation,
          ], to: Self.basins)
      }
    }
    for (point, starts) in points.sorted(by: { $0.point.generator.location < $1.point.generator.location }) {
      rows.append(
        [
          "data": text, "objective": objective.rawValue, "location": point.generator.location,
          "scale": point.generator.standardDeviation, "kind": point.isMinimum ? "minimum" : "saddle",
          "implied_objective": try fit.game(point.generator).impliedObjective(of: objective),
          "gradient": Measured(point.gradient.length, error: point.gradient.error),
          "least_curvature": point.curvatures.0,
          "basin": Double(starts) / Double(count * parameters.startScales.count),
        ], to: Self.fits)
    }
  }
}

extension NormalFit.StationaryPoint {
  /// Whether another point is this one, as far as Newton's method tells.
  fileprivate func isAt(_ other: Normal) -> Bool {
    (generator.location - other.location).magnitude < 1e-5
      && (generator.standardDeviation - other.standardDeviation).magnitude < 1e-5
  }
}
