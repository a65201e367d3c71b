import NeuralNetworks
import Testing

@testable import AdversarialTraining

/// Momentum as part of the backward pass's matrix products, v <- μ v ± η ∇, is momentum.
struct FoldedMomentumTests {
  private func training(_ updates: UpdateOrder, shares: Int) throws -> AlternatingTraining<Double> {
    var configuration = TrainingConfiguration(
      generator: .perceptron(inputs: 8, hidden: [500], activation: .relu, outputs: 30),
      discriminator: .perceptron(inputs: 30, hidden: [700, 560], activation: .tanh, outputs: 1),
      prior: .uniform(dimension: 8))
    configuration.minibatch = 12
    configuration.updates = updates
    configuration.shares = shares
    configuration.discriminatorFactor = 0.5
    configuration.discriminatorOptimiser = .momentum(
      rate: 0.05, momentum: .linear(initial: 0.5, final: 0.7, end: 3))
    configuration.generatorOptimiser = .momentum(
      rate: .exponential(initial: 0.1, divisor: 1.5, floor: 0), momentum: 0.4)
    let data = FunctionSource<Double>(dimension: 30) { rows, stream in
      stream.fillUniform(rows, lower: 0, upper: 1.5)
    }
    return try AlternatingTraining(configuration, data: data)
  }

  @Test(
    "five steps with it and without agree to rounding",
    arguments: [UpdateOrder.simultaneous, .alternating])
  func agreement(updates: UpdateOrder) throws {
    // Two shares have two gradients to add, and so no folding; their rows are the same.
    let (folded, plain) = (try training(updates, shares: 1), try training(updates, shares: 2))
    #expect(folded.foldsMomentum && !plain.foldsMomentum)
    try folded.run(until: 5)
    try plain.run(until: 5)
    for (left, right) in [(folded.generator, plain.generator), (folded.discriminator, plain.discriminator)] {
      let worst = zip(left.parameters, right.parameters).map { abs($0 - $1) }.max() ?? 1
      // Sums of a few hundred products of size 1 or less, five times over.
      #expect(worst < 1e-13)
    }
    let moved = zip(folded.generator.parameters, try training(updates, shares: 1).generator.parameters)
    #expect(moved.contains { abs($0 - $1) > 1e-4 })
  }
}
