import NeuralNetworks

/// A penalty on the size of g = ∇ₓ of D's logit, subtracted from what D ascends.
///
/// Each is the mean over some points of h(|g|). Its gradient in the weights is a Hessian-vector product: that of the
/// logit, mixed in inputs and weights, with h'(|g|) g/|g| as the direction in the inputs.
public enum GradientPenalty: Remedy, Codable, Hashable {
  /// weight/2 · |g|² at the data (Mescheder et al. 2018).
  case r1(weight: Double)
  /// weight/2 · |g|² at the samples (Mescheder et al. 2018).
  case r2(weight: Double)
  /// weight · (|g| - 1)² at random points between data and samples (Gulrajani et al. 2017, for a critic; with the logistic
  /// loss it is the penalty that Fedus et al. 2018 study).
  case wasserstein(weight: Double)

  public var points: RemedyPoints { .discriminatorLoss }

  /// Its factor.
  var weight: Double {
    switch self {
    case .r1(let weight), .r2(let weight), .wasserstein(let weight): weight
    }
  }

  public func subtractGradient<Scalar: NetworkScalar>(
    from gradient: UnsafeMutablePointer<Scalar>, pass: Workspace<Scalar>, data: UnsafePointer<Scalar>,
    samples: UnsafePointer<Scalar>, rows: Int, minibatch: Int, stream: inout RandomStream
  ) {
    guard let tangents = pass.tangents else { return }
    let width = pass.network.architecture.inputs
    place(into: pass.input, data: data, samples: samples, rows: rows, width: width, stream: &stream)
    pass.forward(rows: rows, mode: .training)
    for i in 0..<rows { pass.outputGradient[i] = 1 }
    guard let slopes = pass.backward(rows: rows, from: pass.outputGradient, gradient: nil, inputs: true)
    else {
      return
    }
    for row in 0..<rows {
      let g = slopes + row * width
      var square: Scalar = 0
      for c in 0..<width { square += g[c] * g[c] }
      let factor = slopeOverSize(square) / Scalar(minibatch)
      for c in 0..<width { tangents.input[row * width + c] = factor * g[c] }
    }
    pass.forwardTangent(rows: rows)
    for i in 0..<rows {
      pass.outputGradient[i] = 1
      tangents.outputGradient[i] = 0
    }
    pass.backwardTangent(
      rows: rows, from: pass.outputGradient, tangent: tangents.outputGradient, gradient: nil,
      gradientTangent: tangents.gradient)
    for i in 0..<pass.network.parameters.count { gradient[i] -= tangents.gradient[i] }
  }

  /// The points at which the penalty is taken.
  private func place<Scalar: NetworkScalar>(
    into points: UnsafeMutablePointer<Scalar>, data: UnsafePointer<Scalar>, samples: UnsafePointer<Scalar>,
    rows: Int, width: Int, stream: inout RandomStream
  ) {
    switch self {
    case .r1: points.update(from: data, count: rows * width)
    case .r2: points.update(from: samples, count: rows * width)
    case .wasserstein:
      for row in 0..<rows {
        let share = Scalar.uniform(stream.next())
        for i in row * width..<(row + 1) * width {
          points[i] = samples[i] + share * (data[i] - samples[i])
        }
      }
    }
  }

  /// h'(|g|)/|g| from |g|²; where g = 0 the penalty (|g| - 1)² has a kink, and 0 is a subgradient.
  private func slopeOverSize<Scalar: NetworkScalar>(_ square: Scalar) -> Scalar {
    switch self {
    case .r1(let weight), .r2(let weight): return Scalar(weight)
    case .wasserstein(let weight):
      return square > 0 ? 2 * Scalar(weight) * (1 - 1 / square.squareRoot()) : 0
    }
  }
}
