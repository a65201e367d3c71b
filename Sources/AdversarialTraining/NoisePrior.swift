import NeuralNetworks

/// p_z, the law of the generator's input: independent coordinates.
public enum NoisePrior: Codable, Hashable, Sendable {
  /// Each coordinate uniform on [lower, upper).
  case uniform(dimension: Int, lower: Double = -1, upper: Double = 1)
  /// Each coordinate normal.
  case normal(dimension: Int, mean: Double = 0, standardDeviation: Double = 1)

  /// Coordinates of one z.
  public var dimension: Int {
    switch self {
    case .uniform(let dimension, _, _), .normal(let dimension, _, _): return dimension
    }
  }

  /// Fills a batch, rows of ``dimension`` numbers, from `stream`.
  public func fill<Scalar: NetworkScalar>(
    _ rows: UnsafeMutableBufferPointer<Scalar>, using stream: inout RandomStream
  ) {
    switch self {
    case .uniform(_, let lower, let upper):
      stream.fillUniform(rows, lower: Scalar(lower), upper: Scalar(upper))
    case .normal(_, let mean, let deviation):
      stream.fillNormal(rows, mean: Scalar(mean), standardDeviation: Scalar(deviation))
    }
  }
}
