import AdversarialTraining
import Distributions
import Foundation
import MinimaxGame
import NeuralNetworks
import Quadrature
import Testing

@testable import LearnedAgainstExact

@Suite struct FrozenGeneratorTests {
  @Test("While D moves, its gap by one pass is that of the exact game, within the error it states")
  func gap() throws {
    let shape = Architecture.perceptron(inputs: 1, hidden: [8, 8], activation: .tanh, outputs: 1)
    var configuration = TrainingConfiguration(
      generator: shape, discriminator: shape, prior: .normal(dimension: 1))
    configuration.seed = 5
    let data = try Distribution("normal(1, 0.8)")
    let training = try AlternatingTraining<Float>(configuration, data: LawSource<Float>(data))
    try training.run(until: 50)
    let frozen = try FrozenGenerator(training, data: data)
    for _ in 0..<3 {
      for _ in 0..<40 { try training.ascendDiscriminator() }
      let (quick, exact) = (frozen.gap(), try training.exactGap(data: data))
      #expect((quick.value - exact.value).magnitude <= quick.absoluteError + exact.absoluteError)
      #expect(quick.absoluteError < 1e-4)
    }
    // A step of G is not seen: the law is that of the beginning.
    let before = frozen.criterion.value
    try training.descendGenerator()
    #expect(try training.exactGame(data: data).criterion().value != before)
    #expect(frozen.criterion.value == before)
  }

  @Test(
    "The nodes of an expectation integrate the identity to the mean",
    arguments: ["normal(1, 2)", "uniform(2, 6)", "laplace(4, 1)", "0.5*normal(2, 0.5) + 0.5*normal(5, 0.8)"])
  func mean(text: String) throws {
    let law = try Distribution(text)
    let nodes = try ExpectationNodes(law)
    let sum = zip(nodes.points, nodes.weights).reduce(0) { $0 + $1.0 * $1.1 }
    let lower = zip(nodes.points, nodes.lowerWeights).reduce(0) { $0 + $1.0 * $1.1 }
    let mean = try #require(law.mean)
    #expect((nodes.weights.reduce(0, +) - 1).magnitude < 1e-14)
    #expect((sum - mean).magnitude <= (sum - lower).magnitude + 1e-6)
  }

  @Test("Over a mixture they are as good as over its parts: E[log D] is that of the integral over x")
  func mixture() throws {
    let law = try Distribution("0.5*normal(2, 0.3) + 0.5*normal(5, 0.4)")
    let learned = ClosureDiscriminator(logit: { 2 * ($0 - 3) })
    let exact = try MinimaxGame(data: law, generator: law).report(
      on: learned, tolerance: Tolerance(relative: 1e-11)
    )
    .dataTerm
    let nodes = try ExpectationNodes(law)
    let sum = zip(nodes.points, nodes.weights).reduce(0) { $0 - $1.1 * log1p(exp(-2 * ($1.0 - 3))) }
    let lower = zip(nodes.points, nodes.lowerWeights).reduce(0) { $0 - $1.1 * log1p(exp(-2 * ($1.0 - 3))) }
    #expect((sum - exact.value).magnitude <= 1e-7)
    #expect((sum - exact.value).magnitude <= (sum - lower).magnitude + 1e-9)
  }
}
