import Foundation
import NeuralNetworks

/// A normal law fitted to pictures, N(m, S + λ I): mean and covariance of the data, and a ridge λ, without which pixels that
/// never vary make it singular.
///
/// With S = V diag(e) Vᵀ all ridges share one decomposition: log p(x) = -½ Σᵢ [log 2π(eᵢ + λ) + yᵢ²/(eᵢ + λ)], y = Vᵀ(x - m).
public struct RidgeGaussian: Sendable {
  /// Numbers in a point.
  public let dimension: Int
  /// m.
  public let mean: [Double]
  /// The eigenvalues of S, ascending; rounding below 0 is taken as 0.
  public let eigenvalues: [Double]
  /// λ.
  public let ridge: Double
  /// The eigenvectors, a row each.
  let axes: [Double]

  /// Ridges that are tried: 10⁻⁹ to 10⁻¹, ten a decade.
  public static let ridges = (0...80).map { pow(10, -9 + Double($0) / 10) }

  /// The fit to training pictures with the ridge that makes validation pictures most likely, the smallest of equals.
  ///
  /// - Parameters:
  ///   - training: rows whose mean and covariance are taken.
  ///   - validation: rows on which the ridge is chosen.
  ///   - dimension: numbers in a row.
  ///   - ridges: the values to choose from, above 0.
  /// - Throws: ``PictureError/invalid(_:)`` where the covariance cannot be decomposed.
  public init(
    training: [Double], validation: [Double], dimension: Int, ridges: [Double] = RidgeGaussian.ridges
  ) throws(PictureError) {
    self.dimension = dimension
    let mean = ParzenWindow.mean(of: training, dimension: dimension)
    self.mean = mean
    let centred = ParzenWindow.shifted(training, by: mean)
    let count = training.count / dimension
    var matrix = [Double](repeating: 0, count: dimension * dimension)
    Double.multiply(
      centred, transposed: true, centred, transposed: false, into: &matrix, rows: dimension,
      columns: dimension, inner: count, alpha: 1 / Double(count), beta: 0)
    guard let values = SymmetricEigen.decompose(&matrix, order: dimension) else {
      throw .invalid("the covariance of the pictures has no eigenvalues: it is not finite")
    }
    let eigenvalues = values.map { max($0, 0) }
    (self.eigenvalues, axes) = (eigenvalues, matrix)
    let squares = RidgeGaussian.projectedSquares(of: validation, mean: mean, axes: matrix)
    var best = (ridge: ridges[0], score: -Double.infinity)
    for ridge in ridges {
      let scores = RidgeGaussian.logDensities(squares, eigenvalues: eigenvalues, ridge: ridge)
      let score = MeanEstimate(of: scores).value
      if score > best.score { best = (ridge, score) }
    }
    ridge = best.ridge
  }

  /// log p of each point, in nats.
  public func logDensities(of points: [Double]) -> [Double] {
    let squares = RidgeGaussian.projectedSquares(of: points, mean: mean, axes: axes)
    return RidgeGaussian.logDensities(squares, eigenvalues: eigenvalues, ridge: ridge)
  }

  /// The law as a generator without hidden layers: x = m + z A of standard normal z, the rows of A being
  /// √(eᵢ + λ) times the i-th axis.
  public var generator: NetworkSnapshot<Float> {
    let weights = (0..<dimension).flatMap { index in
      let size = (eigenvalues[index] + ridge).squareRoot()
      return axes[index * dimension..<(index + 1) * dimension].map { Float(size * $0) }
    }
    return NetworkSnapshot(
      architecture: Architecture(inputs: dimension, layers: [.dense(dimension, .identity)]),
      parameters: weights + mean.map { Float($0) })
  }

  /// yᵢ² of each point.
  private static func projectedSquares(of points: [Double], mean: [Double], axes: [Double]) -> [Double] {
    let (dimension, rows) = (mean.count, points.count / mean.count)
    let centred = ParzenWindow.shifted(points, by: mean)
    var result = [Double](repeating: 0, count: points.count)
    Double.multiply(
      centred, transposed: false, axes, transposed: true, into: &result, rows: rows, columns: dimension,
      inner: dimension, alpha: 1, beta: 0)
    for i in result.indices { result[i] *= result[i] }
    return result
  }

  private static func logDensities(_ squares: [Double], eigenvalues: [Double], ridge: Double) -> [Double] {
    let dimension = eigenvalues.count
    let inverses = eigenvalues.map { 1 / ($0 + ridge) }
    let constant = eigenvalues.reduce(0) { $0 + log(2 * .pi * ($1 + ridge)) }
    return stride(from: 0, to: squares.count, by: dimension).map { start in
      var sum = constant
      for i in 0..<dimension { sum += squares[start + i] * inverses[i] }
      return -0.5 * sum
    }
  }
}
