import AdversarialTraining
import Distributions
import LearnedAgainstExact
import NeuralNetworks

/// The GAN of facts on the line: 1-H-H-1 perceptrons, Glorot start, non-saturating loss, momentum 0.5 or Adam.
struct TrainingSetup: Sendable {
  var width = 32
  var prior = "normal"
  var optimiser = "momentum"
  /// Rates of G and D at the start.
  var rates = (generator: 0.02, discriminator: 0.1)
  /// Whether the rates fall along a line to 0 at the end.
  var ratesFall = true
  var minibatch = 256
  var discriminatorSteps = 1
  var momentum = 0.5
  var steps: Int

  /// The configuration of one run.
  func configuration(seed: UInt64) -> TrainingConfiguration {
    let shape = Architecture.perceptron(inputs: 1, hidden: [width, width], activation: .tanh, outputs: 1)
    var result = TrainingConfiguration(
      generator: shape, discriminator: shape,
      prior: prior == "uniform" ? .uniform(dimension: 1) : .normal(dimension: 1))
    result.minibatch = minibatch
    result.discriminatorSteps = discriminatorSteps
    result.steps = steps
    result.generatorOptimiser = rule(rates.generator, updates: steps)
    result.discriminatorOptimiser = rule(rates.discriminator, updates: steps * discriminatorSteps)
    result.seed = seed
    return result
  }

  private func rule(_ rate: Double, updates: Int) -> Optimiser {
    let schedule: Schedule =
      ratesFall ? .linear(initial: rate, final: 0, end: updates) : .constant(value: rate)
    return optimiser == "adam"
      ? .adam(rate: schedule) : .momentum(rate: schedule, momentum: .constant(value: momentum))
  }

  /// A training in Float on samples of a law.
  func training(on data: some Law, seed: UInt64) throws -> AlternatingTraining<Float> {
    try AlternatingTraining(configuration(seed: seed), data: LawSource<Float>(data))
  }
}
