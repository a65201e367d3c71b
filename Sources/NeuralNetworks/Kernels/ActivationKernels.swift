/// The activations over whole minibatches, each one loop: value with bias, slope with bias gradient, and the
/// second-order term of the tangent pass. All slopes are written in the value a = φ(z), so z is not kept.
enum ActivationKernels<Scalar: NetworkScalar> {
  /// z <- φ(z + bias). (Maxout of several pieces adds its biases where it chooses.)
  @inline(__always)
  static func apply(
    _ activation: Activation, _ z: UnsafeMutablePointer<Scalar>, total: Int, biases tile: RowTile<Scalar>
  ) {
    switch activation {
    case .identity, .maxout:
      tile.update(z, total: total) { $0 + $1 }
    case .relu:
      // max(s, 0) without a choice, exact but for an s that is half of infinity: of `s < 0 ? 0 : s` the compiler makes a
      // branch, which is mispredicted at every other number.
      tile.update(z, total: total) { z, b in
        let sum = z + b
        return 0.5 * (sum + sum.magnitude)
      }
    case .leakyReLU(let slope):
      let factor = Scalar(slope)
      tile.update(z, total: total) { z, b in
        let sum = z + b
        return sum < 0 ? factor * sum : sum
      }
    case .tanh:
      tile.update(z, total: total) { Scalar.hyperbolicTangent($0 + $1) }
    case .sigmoid:
      tile.update(z, total: total) { Scalar.logistic($0 + $1) }
    case .softplus:
      tile.update(z, total: total) { Scalar.softplus($0 + $1) }
    }
  }

  /// delta <- φ'(z) delta, its column sums into the tile.
  @inline(__always)
  static func differentiate(
    _ activation: Activation, _ delta: UnsafeMutablePointer<Scalar>, values: UnsafePointer<Scalar>,
    total: Int, sums tile: RowTile<Scalar>
  ) {
    switch activation {
    case .identity, .maxout:
      tile.gather(delta, total: total)
    case .relu:
      tile.differentiate(delta, values: values, total: total) { $0 > 0 ? 1 : 0 }
    case .leakyReLU(let slope):
      let factor = Scalar(slope)
      tile.differentiate(delta, values: values, total: total) { $0 > 0 ? 1 : factor }
    case .tanh:
      tile.differentiate(delta, values: values, total: total) { 1 - $0 * $0 }
    case .sigmoid:
      tile.differentiate(delta, values: values, total: total) { $0 * (1 - $0) }
    case .softplus:
      tile.differentiate(delta, values: values, total: total) { Scalar.softplusDerivative(fromValue: $0) }
    }
  }

  /// delta <- φ'(z) delta, where no bias gradient is wanted.
  @inline(__always)
  static func multiplyBySlope(
    _ activation: Activation, _ delta: UnsafeMutablePointer<Scalar>, values a: UnsafePointer<Scalar>,
    total: Int
  ) {
    switch activation {
    case .identity, .maxout: break
    case .relu: for i in 0..<total { delta[i] *= a[i] > 0 ? 1 : 0 }
    case .leakyReLU(let slope):
      let factor = Scalar(slope)
      for i in 0..<total { delta[i] *= a[i] > 0 ? 1 : factor }
    case .tanh: for i in 0..<total { delta[i] *= 1 - a[i] * a[i] }
    case .sigmoid: for i in 0..<total { delta[i] *= a[i] * (1 - a[i]) }
    case .softplus: for i in 0..<total { delta[i] *= Scalar.softplusDerivative(fromValue: a[i]) }
    }
  }

  /// deltaTangent <- φ'(z) deltaTangent + φ''(z) ż delta, with φ'' ż = κ(a) ȧ: κ is -2a for tanh, 1 - 2a for the
  /// logistic function, 1 - φ' for softplus, 0 for the piecewise linear. `delta` is the gradient in a.
  @inline(__always)
  static func differentiateTangent(
    _ activation: Activation, _ deltaTangent: UnsafeMutablePointer<Scalar>, delta: UnsafePointer<Scalar>,
    values a: UnsafePointer<Scalar>, valueTangents t: UnsafePointer<Scalar>, total: Int
  ) {
    multiplyBySlope(activation, deltaTangent, values: a, total: total)
    switch activation {
    case .identity, .relu, .leakyReLU, .maxout: break
    case .tanh: for i in 0..<total { deltaTangent[i] -= 2 * a[i] * t[i] * delta[i] }
    case .sigmoid: for i in 0..<total { deltaTangent[i] += (1 - 2 * a[i]) * t[i] * delta[i] }
    case .softplus:
      for i in 0..<total { deltaTangent[i] += Scalar.exponential(-a[i]) * t[i] * delta[i] }
    }
  }
}
