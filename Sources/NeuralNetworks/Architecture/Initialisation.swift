/// The law of a layer's first weights, for a layer with n inputs and m affine outputs.
public enum Initialisation: Codable, Hashable, Sendable {
  /// All zero.
  case zeros
  /// Uniform on (-range, range), as in the code published with the paper.
  case uniform(range: Double)
  /// Normal with mean 0.
  case normal(standardDeviation: Double)
  /// Glorot and Bengio (2010): uniform on ±√(6 / (n + m)).
  case glorot
  /// He et al. (2015): normal with variance 2 / n.
  case he
  /// Saxe et al. (2014): a random matrix with orthonormal rows or columns, times `gain`.
  case orthogonal(gain: Double)
}

/// A layer's first biases.
public enum BiasInitialisation: Codable, Hashable, Sendable {
  /// The same number for each unit.
  case constant(value: Double)
  /// One number for each affine output, such as the logits of the pixels' marginals.
  case values(values: [Double])
  /// Uniform on (-range, range).
  case uniform(range: Double)
  /// The logits of the marginals of data that only whoever trains has; they must be replaced by ``values(values:)``,
  /// as by ``Architecture/settingMarginals(_:)``, before a network is drawn.
  case marginals

  /// All zero.
  public static var zeros: BiasInitialisation { .constant(value: 0) }
}
