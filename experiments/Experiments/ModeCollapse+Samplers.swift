import AdversarialTraining
import Distributions
import ExperimentKit
import MinimaxGame
import NeuralNetworks
import Quadrature

/// Samplers that know where the data lie and nothing of its modes, and the data itself for comparison.
public enum CollapseSampler: String, CaseIterable, Sendable {
  /// One normal with the data's mean and variance in each coordinate.
  case normal
  /// Uniform on a box that reaches a quarter of the modes' distance beyond the outer centres.
  case box
  /// Around the ring: of radius 1, half as thick as the modes.
  case circle
  /// p_data.
  case data

  /// The circle is for the ring alone, and on the line the data's own law needs no measurement.
  func applies(to data: String) -> Bool {
    switch self {
    case .normal, .box: true
    case .circle: data == "ring"
    case .data: data == "ring" || data == "grid"
    }
  }

  /// The columns that a generator has: on the line from the law, in the plane from 2,500 samples.
  func measured(on data: CollapseData, seed: UInt64) throws -> Row {
    switch data {
    case .line(let line): try measured(on: line, reach: reach(of: data))
    case .plane(let modes):
      modes.masses(of: samples(of: modes, reach: reach(of: data), seed: seed)).counts(
        error: CollapseStudy.sharesError)
    }
  }

  /// Half the side of the box: the outermost coordinate and a quarter of the modes' distance.
  private func reach(of data: CollapseData) -> Double {
    (data.centred.centres.joined().map(\.magnitude).max() ?? 0) + data.spacing / 4
  }

  private func measured(on line: LineData, reach: Double) throws -> Row {
    let deviation = line.samples.deviation
    let law = try Distribution(self == .box ? "uniform(\(-reach), \(reach))" : "normal(0, \(deviation))")
    let pair = MinimaxGame(data: line.law, generator: law).pair
    let tolerance = try Tolerance(absolute: 1e-10, relative: 1e-7)
    let masses = line.modes.masses(of: law)
    return masses.counts(error: { _ in 1e-13 }).merging([
      "jsd": try pair.integrals(of: [.jensenShannon], tolerance: tolerance).estimates[0],
      "wasserstein_1": try pair.wasserstein1(tolerance: Tolerance(absolute: 1e-9, relative: 1e-7)),
    ])
  }

  private func samples(of modes: GaussianModes, reach: Double, seed: UInt64) -> [Double] {
    let count = CollapseStudy.samples
    var stream = NeuralNetworks.RandomStream(seed: seed, name: "sampler \(rawValue)")
    var values = [Double](repeating: 0, count: modes.dimension * count)
    values.withUnsafeMutableBufferPointer { values in
      switch self {
      case .normal: stream.fillNormal(values, mean: 0, standardDeviation: modes.deviation)
      case .box: stream.fillUniform(values, lower: -reach, upper: reach)
      case .circle:
        stream.fillNormal(values, mean: 0, standardDeviation: modes.standardDeviation / 2)
        for row in 0..<count {
          // The first number is the radius' error; the angle is drawn anew.
          let radius = 1 + values[2 * row]
          let angle = 2 * Double.pi * Double.uniform(stream.next())
          (values[2 * row], values[2 * row + 1]) = (radius * cosine(angle), radius * sine(angle))
        }
      case .data: modes.source(of: Double.self).fill(values, using: &stream)
      }
    }
    return values
  }
}

extension GaussianModes {
  /// The standard deviation of a coordinate, all of them alike, around 0.
  fileprivate var deviation: Double {
    let squares = centres.joined().reduce(0) { $0 + $1 * $1 } / Double(centres.count * dimension)
    return (squares + standardDeviation * standardDeviation).squareRoot()
  }
}
