import AdversarialTraining
import NeuralNetworks
import Testing

/// A remedy of one's own, as a user would write it: one-sided label smoothing (Salimans et al. 2016, section 3.4).
///
/// The data's label is 1 - ε instead of 1, so log D(x) becomes (1 - ε) log D(x) + ε log(1 - D(x)). As
/// log D - log(1 - D) is the logit, D ascends ε E_data[logit D(x)] less than before: a penalty, and its gradient in the
/// weights is one pass forward and one back. The loop of the training stays as it is:
///
///     let training = try AlternatingTraining(
///       configuration, data: data, penalties: [OneSidedLabelSmoothing(epsilon: 0.1)])
struct OneSidedLabelSmoothing: DiscriminatorPenalty {
  let epsilon: Double

  func subtractGradient<Scalar: NetworkScalar>(
    from gradient: UnsafeMutablePointer<Scalar>, pass: Workspace<Scalar>, data: UnsafePointer<Scalar>,
    samples: UnsafePointer<Scalar>, rows: Int, minibatch: Int, stream: inout RandomStream
  ) {
    pass.input.update(from: data, count: rows * pass.network.architecture.inputs)
    pass.forward(rows: rows, mode: .training)
    for row in 0..<rows { pass.outputGradient[row] = -Scalar(epsilon) / Scalar(minibatch) }
    pass.backward(rows: rows, from: pass.outputGradient, gradient: gradient, keeping: 1)
  }
}

@Suite("a remedy of one's own is a value in a file of one's own")
struct OwnRemedyExample {
  @Test("with smoothed labels and p_g = p_data, D learns (1 - ε)/2 instead of 1/2", arguments: [1, 2])
  func smoothed(shares: Int) throws {
    let constant = FunctionSource<Double>(dimension: 1) { rows, _ in rows.update(repeating: 0.5) }
    let game = smallGame {
      $0.generator.layers[2] = .dense(1, .identity, weights: .zeros, biases: .constant(value: 0.5))
      $0.shares = shares
    }
    let training = try AlternatingTraining(
      game, data: constant, penalties: [OneSidedLabelSmoothing(epsilon: 0.2)])
    for _ in 0..<400 { try training.ascendDiscriminator() }
    let work = Workspace(training.discriminator, rows: 1)
    work.input[0] = 0.5
    work.forward(rows: 1)
    // σ(a) = 0.4 at a = log(0.4/0.6).
    #expect(abs(work.output[0] - -0.405465108108164) < 1e-6)
  }

  @Test("it goes beside the remedies of the configuration")
  func together() throws {
    let game = smallGame { $0.penalties = [.r1(weight: 0.1)] }
    func weights(_ penalties: [any DiscriminatorPenalty]) throws -> [Double] {
      let training = try AlternatingTraining(game, data: normalData(Double.self), penalties: penalties)
      try training.ascendDiscriminator()
      return Array(training.discriminator.parameters)
    }
    let (plain, none) = (try weights([]), try weights([OneSidedLabelSmoothing(epsilon: 0)]))
    #expect(plain == none)
    #expect(try weights([OneSidedLabelSmoothing(epsilon: 0.1)]) != plain)
  }
}
