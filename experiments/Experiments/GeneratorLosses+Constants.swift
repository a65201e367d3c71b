import AdversarialTraining
import ExperimentKit
import NeuralNetworks

extension GeneratorLossesExperiment {
  /// The training of a D against normal(separation, 1), which a generator of one affine layer makes.
  static let trainedDiscriminator = TrainingConfiguration(
    generator: Architecture(inputs: 1, layers: [.dense(1, .identity)]),
    discriminator: .perceptron(inputs: 1, hidden: [16, 16], activation: .tanh, outputs: 1),
    prior: .normal(dimension: 1))

  /// The configuration of the trained D.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    var configuration = Self.trainedDiscriminator
    configuration.steps = parameters.trainedSteps.max() ?? 0
    return [
      try Constant(
        "trained discriminator", configuration, data: "normal(0, 1)",
        "a trained D; only D takes its steps, G stays the affine map of the noise to normal(separation, 1)")
    ]
  }
}
