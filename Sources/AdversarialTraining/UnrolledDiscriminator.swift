import NeuralNetworks

/// D a few steps of its own ascent ahead, as a function of G's samples (Metz et al. 2017, equations 5 to 11).
///
/// Forward: θ_{k+1} = θ_k + η g(θ_k, x), with g = ∂V/∂θ over the samples x and the data. Backward, from λ = ∂L/∂θ_K and
/// the slope ∂L/∂x of the generator's loss L at θ_K, for k = K - 1, ..., 0:
///
///     ∂L/∂x += η (∂g/∂x)ᵀ λ,  λ += η (∂g/∂θ)ᵀ λ,
///
/// both from one Hessian-vector product of V at θ_k in the direction λ of the weights: V's second derivatives are
/// symmetric, so (∂g/∂x)ᵀ λ is the derivative of ∂V/∂x along λ.
final class UnrolledDiscriminator<Scalar: NetworkScalar>: @unchecked Sendable {
  let samplePass: Workspace<Scalar>
  let dataPass: Workspace<Scalar>
  /// dL/d(sample), rows x D's inputs, after ``differentiate(samples:data:)``.
  let slopes: UnsafeMutablePointer<Scalar>
  private let current: Network<Scalar>
  private let ahead: Network<Scalar>
  private let rows: Int
  private let width: Int
  private let unrolling: Unrolling
  private let rules: ShareRules
  /// θ_0 to θ_(K-1), one after the other, then λ.
  private let trail: UnsafeMutablePointer<Scalar>

  init(_ unrolling: Unrolling, of discriminator: Network<Scalar>, rows: Int, rules: ShareRules, seed: UInt64)
  {
    self.unrolling = unrolling
    self.rows = rows
    self.rules = rules
    current = discriminator
    ahead = Network(copyOf: discriminator)
    width = discriminator.architecture.inputs
    samplePass = Workspace(ahead, rows: rows, withTangents: true)
    dataPass = Workspace(ahead, rows: rows, withTangents: true)
    samplePass.maskStream = RandomStream(seed: seed, name: "unrolled sample masks")
    dataPass.maskStream = RandomStream(seed: seed, name: "unrolled data masks")
    slopes = .allocate(capacity: rows * width)
    trail = .allocate(capacity: (unrolling.steps + 1) * discriminator.parameters.count)
    trail.initialize(repeating: 0, count: (unrolling.steps + 1) * discriminator.parameters.count)
    slopes.initialize(repeating: 0, count: rows * width)
  }

  deinit {
    slopes.deallocate()
    trail.deallocate()
  }

  /// The generator's loss over `samples` against the D ahead; its slopes in the samples go to ``slopes``.
  ///
  /// One drawing of dropout's masks serves all steps, so that they ascend one function.
  func differentiate(samples: UnsafePointer<Scalar>, data: UnsafePointer<Scalar>) -> ObjectiveSum {
    samplePass.input.update(from: samples, count: rows * width)
    dataPass.input.update(from: data, count: rows * width)
    let count = current.parameters.count
    guard let weights = ahead.parameters.baseAddress, let start = current.parameters.baseAddress else {
      return ObjectiveSum()
    }
    weights.update(from: start, count: count)
    let rate = Scalar(unrolling.rate)
    for step in 0..<unrolling.steps {
      (trail + step * count).update(from: weights, count: count)
      ascend(rate: rate, weights, count: count, mode: step == 0 ? .training : .trainingRepeated)
    }
    let adjoint = trail + unrolling.steps * count
    let sum = descend(into: adjoint)
    for step in stride(from: unrolling.steps - 1, through: 0, by: -1) {
      weights.update(from: trail + step * count, count: count)
      pullBack(samplePass, rules.discriminatorLoss.samples, along: adjoint, keeping: 0) { slope in
        for i in 0..<rows * width { slopes[i] += rate * slope[i] }
      }
      guard step > 0 else { break }
      pullBack(dataPass, rules.discriminatorLoss.data, along: adjoint, keeping: 1) { _ in }
      guard let product = samplePass.tangents?.gradient else { break }
      for i in 0..<count { adjoint[i] += rate * product[i] }
    }
    return sum
  }

  /// θ <- θ + rate ∂V/∂θ.
  private func ascend(rate: Scalar, _ weights: UnsafeMutablePointer<Scalar>, count: Int, mode: PassMode) {
    func add(_ pass: Workspace<Scalar>, _ term: (objective: LogitObjective, sign: Double), keeping: Scalar) {
      pass.forward(rows: rows, mode: mode)
      _ = term.objective.evaluate(
        pass.output, count: rows, weight: weight(term.sign), derivative: pass.outputGradient)
      pass.backward(
        rows: rows, from: pass.outputGradient, gradient: samplePass.gradient, keeping: keeping)
    }
    add(samplePass, rules.discriminatorLoss.samples, keeping: 0)
    add(dataPass, rules.discriminatorLoss.data, keeping: 1)
    for i in 0..<count { weights[i] += rate * samplePass.gradient[i] }
  }

  /// L at the weights as they are, ∂L/∂θ into `adjoint` and ∂L/∂x into ``slopes``.
  private func descend(into adjoint: UnsafeMutablePointer<Scalar>) -> ObjectiveSum {
    let term = rules.generatorLoss.term
    samplePass.forward(rows: rows, mode: .trainingRepeated)
    let sum = term.objective.evaluate(
      samplePass.output, count: rows, weight: Scalar(term.sign / Double(rules.minibatch)),
      derivative: samplePass.outputGradient)
    if let slope = samplePass.backward(
      rows: rows, from: samplePass.outputGradient, gradient: adjoint, inputs: true)
    {
      slopes.update(from: slope, count: rows * width)
    }
    return sum
  }

  /// The derivative along `direction` in the weights of this term's gradients: in the inputs for `use`, in the weights
  /// into the samples' tangent room.
  private func pullBack(
    _ pass: Workspace<Scalar>, _ term: (objective: LogitObjective, sign: Double),
    along direction: UnsafePointer<Scalar>, keeping: Scalar, _ use: (UnsafePointer<Scalar>) -> Void
  ) {
    guard let tangents = pass.tangents, let product = samplePass.tangents?.gradient else { return }
    pass.forward(rows: rows, mode: .trainingRepeated)
    pass.forwardTangent(rows: rows, parameterDirection: direction)
    let weight = weight(term.sign)
    _ = term.objective.evaluate(pass.output, count: rows, weight: weight, derivative: pass.outputGradient)
    term.objective.secondDerivative(
      pass.output, count: rows, weight: weight, into: tangents.outputGradient)
    for i in 0..<rows { tangents.outputGradient[i] *= tangents.output[i] }
    let slopes = pass.backwardTangent(
      rows: rows, from: pass.outputGradient, tangent: tangents.outputGradient,
      parameterDirection: direction, gradient: nil, gradientTangent: product, keeping: keeping)
    use(slopes.inputGradientTangent)
  }

  private func weight(_ sign: Double) -> Scalar {
    Scalar(sign * rules.discriminatorFactor / Double(rules.minibatch))
  }
}
