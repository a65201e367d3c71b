extension Network {
  /// Draws all weights and biases anew, layer by layer, in Double and then rounded: a Float and a Double network
  /// from one stream start alike.
  public func initialise(from stream: inout RandomStream) {
    for (plan, layer) in zip(plans, architecture.layers) {
      let law: Initialisation
      switch layer {
      case .dense(let dense): law = dense.weights
      case .minibatchDiscrimination(let discrimination): law = discrimination.weights
      case .dropout, .batchNormalisation: continue
      }
      let weights = law.matrix(rows: plan.inputs, columns: plan.width, from: &stream)
      for (index, weight) in weights.enumerated() {
        storage.pointer[plan.weights + index] = Scalar(weight)
      }
      guard case .dense(let dense) = layer else { continue }
      let biases = dense.biases.vector(count: plan.width, from: &stream)
      for (index, bias) in biases.enumerated() {
        storage.pointer[plan.biases + index] = Scalar(bias)
      }
    }
  }
}

extension Initialisation {
  /// A row-major matrix of weights, inputs x affine outputs.
  func matrix(rows: Int, columns: Int, from stream: inout RandomStream) -> [Double] {
    let count = rows * columns
    switch self {
    case .zeros:
      return [Double](repeating: 0, count: count)
    case .uniform(let range):
      return stream.uniforms(count, range: range)
    case .normal(let deviation):
      return stream.normals(count, standardDeviation: deviation)
    case .glorot:
      return stream.uniforms(count, range: (6 / Double(rows + columns)).squareRoot())
    case .he:
      return stream.normals(count, standardDeviation: (2 / Double(rows)).squareRoot())
    case .orthogonal(let gain):
      let long = max(rows, columns)
      let short = min(rows, columns)
      let vectors = orthonormal(short, ofLength: long, from: &stream)
      var result = [Double](repeating: 0, count: count)
      for i in 0..<short {
        for j in 0..<long {
          let row = rows <= columns ? i : j
          let column = rows <= columns ? j : i
          result[row * columns + column] = gain * vectors[i][j]
        }
      }
      return result
    }
  }

  /// Orthonormal vectors, uniformly distributed: normal vectors, orthogonalised twice by Gram and Schmidt.
  private func orthonormal(_ count: Int, ofLength length: Int, from stream: inout RandomStream) -> [[Double]]
  {
    var basis: [[Double]] = []
    for _ in 0..<count {
      var vector = stream.normals(length, standardDeviation: 1)
      for _ in 0..<2 {
        for other in basis {
          let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for i in 0..<length { vector[i] -= overlap * other[i] }
        }
      }
      let size = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(vector.map { $0 / size })
    }
    return basis
  }
}

extension BiasInitialisation {
  func vector(count: Int, from stream: inout RandomStream) -> [Double] {
    switch self {
    case .constant(let value): return [Double](repeating: value, count: count)
    case .values(let values): return values
    case .uniform(let range): return stream.uniforms(count, range: range)
    case .marginals: preconditionFailure("biases that wait for data")
    }
  }
}

extension RandomStream {
  fileprivate mutating func uniforms(_ count: Int, range: Double) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { fillUniform($0, lower: -range, upper: range) }
    return values
  }

  fileprivate mutating func normals(_ count: Int, standardDeviation: Double) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      fillNormal($0, mean: 0, standardDeviation: standardDeviation)
    }
    return values
  }
}
