/// The function that a dense layer applies to its affine map z = x W + b, number by number.
public enum Activation: Codable, Hashable, Sendable {
  /// z.
  case identity
  /// max(z, 0); its derivative at 0 is taken as 0.
  case relu
  /// z where positive, `slope` z elsewhere; `slope` in (0, 1).
  case leakyReLU(slope: Double)
  /// tanh z.
  case tanh
  /// σ(z) = 1 / (1 + e^(-z)).
  case sigmoid
  /// log(1 + e^z).
  case softplus
  /// The largest of `pieces` affine maps (Goodfellow et al. 2013); where two are equal, the first counts.
  case maxout(pieces: Int)

  /// How many affine maps one unit has: 1, or the pieces of a maxout.
  public var pieces: Int {
    if case .maxout(let pieces) = self { return pieces }
    return 1
  }

  /// Whether the function is piecewise linear, so that its second derivative is 0 wherever it exists.
  public var isPiecewiseLinear: Bool {
    switch self {
    case .identity, .relu, .leakyReLU, .maxout: return true
    case .tanh, .sigmoid, .softplus: return false
    }
  }
}
