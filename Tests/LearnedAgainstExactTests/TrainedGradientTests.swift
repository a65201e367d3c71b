import AdversarialTraining
import Distributions
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature
import Testing

@Suite("The generator's gradient through a trained D")
struct TrainedGradientTests {
  @Test("through a network D the gradients of log(1 - D) and -log D add up to that of the log-odds, E[-h']")
  func sum() throws {
    let data = try Normal(mean: 0, standardDeviation: 1)
    let generator = try Normal(mean: 3, standardDeviation: 1)
    let game = MinimaxGame(data: data, generator: generator)
    var configuration = TrainingConfiguration(
      generator: Architecture(inputs: 1, layers: [.dense(1, .identity)]),
      discriminator: .perceptron(inputs: 1, hidden: [8], activation: .tanh, outputs: 1),
      prior: .normal(dimension: 1))
    configuration.seed = 3
    let training = try AlternatingTraining<Double>(configuration, data: LawSource<Double>(data))
    (training.generator.parameters[0], training.generator.parameters[1]) = (1, 3)
    var last = 0.0
    for steps in [0, 200] {
      for _ in 0..<steps { try training.ascendDiscriminator() }
      let network = try training.discriminator.snapshot().onTheLine(near: game)
      let found = try GeneratorObjective.allCases.map { try game.generatorGradient(of: $0, through: network) }
      #expect(found.allSatisfy { $0.mean.verdict == .converged && $0.variance.verdict == .converged })
      let sum = found[0].mean + found[1].mean
      #expect(sum.agrees(with: found[3].mean))
      last = found[1].mean.value / found[0].mean.value
    }
    // A D that has learned to tell them apart: the saturating gradient is the smaller one.
    #expect(last > 1)
  }
}
