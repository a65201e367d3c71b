import AdversarialTraining
import Distributions
import Foundation
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

  @Test(
    "it is the derivative of E_z[loss(D(G_θ(z)))] with D held, by differences of quadratures that ask D for its logit alone",
    arguments: [1.0, 4])
  func differences(separation: Double) throws {
    let data = try Normal(mean: 0, standardDeviation: 1)
    let generator = try Normal(mean: separation, standardDeviation: 1)
    let game = MinimaxGame(data: data, generator: generator)
    var configuration = TrainingConfiguration(
      generator: Architecture(inputs: 1, layers: [.dense(1, .identity)]),
      discriminator: .perceptron(inputs: 1, hidden: [8, 8], activation: .tanh, outputs: 1),
      prior: .normal(dimension: 1))
    configuration.seed = 5
    let training = try AlternatingTraining<Double>(configuration, data: LawSource<Double>(data))
    (training.generator.parameters[0], training.generator.parameters[1]) = (1, separation)
    for _ in 0..<300 { try training.ascendDiscriminator() }
    let network = try training.discriminator.snapshot().onTheLine(near: game)
    for objective in GeneratorObjective.allCases {
      /// E_z[loss(D(mean + shift + scale z))].
      func loss(_ shift: Double, _ scale: Double) throws -> Estimate {
        try integrate(over: Interval(-12, 12)) { z in
          exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
            * objective.value(atLogit: network.logit(separation + shift + scale * z))
        }
      }
      let location = try derivative { try loss($0, 1) }
      let logScale = try derivative { try loss(0, exp($0)) }
      let found = try game.generatorGradient(of: objective, through: network).mean
      let ofScale = try game.generatorGradient(
        of: objective, through: network, velocity: { $0 - separation }
      ).mean
      for (exact, difference) in [(found, location), (ofScale, logScale)] {
        #expect(difference.error < 1e-5 * (1 + exact.value.magnitude))
        #expect((exact.value - difference.value).magnitude <= exact.absoluteError + difference.error)
      }
      #expect(found.value > 0.001)
    }
  }

  /// Central differences of order 4 at two steps; the error is their difference plus that of the quadratures.
  private func derivative(_ f: (Double) throws -> Estimate) throws -> (value: Double, error: Double) {
    func slope(_ h: Double) throws -> Estimate {
      ((try f(h) - f(-h)).scaled(by: 8) - (try f(2 * h) - f(-2 * h))).scaled(by: 1 / (12 * h))
    }
    let (coarse, fine) = (try slope(0.02), try slope(0.01))
    return (fine.value, (fine.value - coarse.value).magnitude + fine.absoluteError)
  }
}
