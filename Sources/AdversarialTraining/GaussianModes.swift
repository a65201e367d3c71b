import Foundation
import NeuralNetworks

/// An equal mixture of round normal laws: data whose modes can be counted.
///
///     let training = try AlternatingTraining(configuration, data: GaussianModes.ring.source(of: Float.self))
///     GaussianModes.ring.masses(of: training.samples(2500))
public struct GaussianModes: Sendable, Hashable {
  /// The centres, each of ``dimension`` numbers.
  public let centres: [[Double]]
  /// The standard deviation of each coordinate around its centre.
  public let standardDeviation: Double

  /// Modes at these centres, at least one, all of the same dimension.
  ///
  /// - Throws: ``TrainingError/invalidConfiguration(_:)``.
  public init(centres: [[Double]], standardDeviation: Double) throws(TrainingError) {
    guard let first = centres.first, !first.isEmpty, centres.allSatisfy({ $0.count == first.count }) else {
      throw .invalidConfiguration("modes need at least one centre, and centres of one dimension")
    }
    guard standardDeviation > 0, standardDeviation.isFinite else {
      throw .invalidConfiguration("standardDeviation is \(standardDeviation); allowed: a number above 0")
    }
    self.init(unchecked: centres, standardDeviation)
  }

  private init(unchecked centres: [[Double]], _ standardDeviation: Double) {
    (self.centres, self.standardDeviation) = (centres, standardDeviation)
  }

  /// Eight modes on the unit circle, standard deviation 0.01 (PacGAN, Lin et al. 2018).
  public static let ring = GaussianModes(unchecked: ringCentres, 0.01)

  /// Twenty-five modes on the grid {-4, -2, 0, 2, 4}², standard deviation 0.05 (PacGAN, Lin et al. 2018).
  public static let grid = GaussianModes(unchecked: gridCentres, 0.05)

  private static var ringCentres: [[Double]] {
    (0..<8).map { index in
      let angle = Double(index) * Double.pi / 4
      return [cos(angle), sin(angle)]
    }
  }

  private static var gridCentres: [[Double]] {
    let line: [Double] = [-4, -2, 0, 2, 4]
    return line.flatMap { x in line.map { y in [x, y] } }
  }

  /// Numbers in one sample.
  public var dimension: Int { centres[0].count }

  /// The share of high quality that a perfect sampler reaches in the plane: 1 - e^(-9/2), 98.89 %, where modes are far
  /// apart.
  public static var planarCeiling: Double { 1 - exp(-4.5) }

  /// Independent samples, row after row.
  public func source<Scalar: NetworkScalar>(of type: Scalar.Type = Scalar.self) -> FunctionSource<Scalar> {
    let width = dimension
    let table = centres.flatMap { $0.map { Scalar($0) } }
    let (deviation, count) = (Scalar(standardDeviation), centres.count)
    return FunctionSource(dimension: width) { rows, stream in
      stream.fillNormal(rows, mean: 0, standardDeviation: deviation)
      for row in 0..<rows.count / width {
        let centre = stream.index(below: count) * width
        for i in 0..<width { rows[row * width + i] += table[centre + i] }
      }
    }
  }

  /// The masses of samples, rows of ``dimension`` numbers: a sample counts as near its nearest centre if it lies within
  /// three standard deviations of it.
  public func masses<Scalar: NetworkScalar>(of samples: [Scalar]) -> ModeMasses {
    let rows = samples.count / dimension
    var counts = [Int](repeating: 0, count: centres.count)
    var nearestCounts = counts
    let reach = 9 * standardDeviation * standardDeviation
    for row in 0..<rows {
      var (nearest, least) = (0, Double.infinity)
      for (index, centre) in centres.enumerated() {
        var square = 0.0
        for i in 0..<dimension {
          let difference = Double(samples[row * dimension + i]) - centre[i]
          square += difference * difference
        }
        if square < least { (nearest, least) = (index, square) }
      }
      nearestCounts[nearest] += 1
      if least <= reach { counts[nearest] += 1 }
    }
    func shares(_ counts: [Int]) -> [Double] { counts.map { rows > 0 ? Double($0) / Double(rows) : 0 } }
    return ModeMasses(
      shares: centres.map { _ in 1 / Double(centres.count) }, masses: shares(counts),
      nearest: shares(nearestCounts))
  }
}

extension AlternatingTraining {
  /// Samples of G as it is, row after row, at rest; always from the same noise, and without any effect on the run.
  public func samples(_ count: Int) -> [Scalar] {
    generator.samples(count, of: configuration.prior, seed: configuration.seed)
  }
}

extension Network {
  /// The outputs of a generator at rest, row after row, at `count` points of `prior` drawn from `seed`'s own stream for
  /// samples; the prior has as many coordinates as the network has inputs.
  public func samples(_ count: Int, of prior: NoisePrior, seed: UInt64) -> [Scalar] {
    let work = Workspace(self, rows: count)
    var stream = RandomStream(seed: seed, name: "samples")
    prior.fill(
      UnsafeMutableBufferPointer(start: work.input, count: count * architecture.inputs), using: &stream)
    work.forward(rows: count)
    return Array(UnsafeBufferPointer(start: work.output, count: count * architecture.outputs))
  }
}
