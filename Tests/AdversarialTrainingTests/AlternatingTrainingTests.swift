import AdversarialTraining
import NeuralNetworks
import Testing

/// normal(4, 1.25), as the prototype of the training experiments has it.
func normalData<Scalar: NetworkScalar>(_: Scalar.Type) -> FunctionSource<Scalar> {
  FunctionSource(dimension: 1) { rows, stream in stream.fillNormal(rows, mean: 4, standardDeviation: 1.25) }
}

/// A small game on the line.
func smallGame(_ change: (inout TrainingConfiguration) -> Void = { _ in }) -> TrainingConfiguration {
  let network = Architecture.perceptron(inputs: 1, hidden: [8, 8], activation: .tanh, outputs: 1)
  var configuration = TrainingConfiguration(
    generator: network, discriminator: network, prior: .normal(dimension: 1))
  configuration.minibatch = 32
  configuration.steps = 40
  change(&configuration)
  return configuration
}

struct AlternatingTrainingTests {
  func weights(_ configuration: TrainingConfiguration, workers: Int = 1) throws -> TrainingSnapshot<Float> {
    let training = try AlternatingTraining(configuration, data: normalData(Float.self), workers: workers)
    try training.run()
    return training.snapshot()
  }

  @Test("a seed determines every bit, and another seed gives another run")
  func deterministic() throws {
    let once = try weights(smallGame())
    #expect(try weights(smallGame()) == once)
    #expect(try weights(smallGame { $0.seed = 2 }) != once)
  }

  @Test("the number of workers changes no bit", arguments: [1, 2, 3, 4])
  func workers(count: Int) throws {
    let game = smallGame { $0.shares = 4 }
    #expect(try weights(game, workers: count) == weights(game))
  }

  @Test("shares change the order of summation and nothing else")
  func shares() throws {
    func game(_ shares: Int) -> TrainingConfiguration {
      smallGame {
        $0.shares = shares
        $0.prior = .uniform(dimension: 1)
      }
    }
    let one = try AlternatingTraining(game(1), data: uniformLine)
    let four = try AlternatingTraining(game(4), data: uniformLine)
    try one.run()
    try four.run()
    let pairs = zip(one.generator.parameters, four.generator.parameters)
    #expect(pairs.contains { $0 != $1 })
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-11 })
  }

  /// Uniform data and noise are drawn number by number, so a cut of the batch leaves them as they are.
  let uniformLine = FunctionSource<Double>(dimension: 1) { rows, stream in
    stream.fillUniform(rows, lower: 3, upper: 5)
  }

  @Test("the discriminator ascends V and the generator descends its loss")
  func directions() throws {
    let game = smallGame {
      $0.discriminatorOptimiser = .momentum(rate: 0.01, momentum: 0.0)
      $0.minibatch = 512
      $0.shares = 1
    }
    let training = try AlternatingTraining(game, data: normalData(Double.self))
    try training.ascendDiscriminator()
    let first = training.losses.value
    for _ in 0..<100 { try training.ascendDiscriminator() }
    #expect(training.losses.value > first + 0.05)
    try training.descendGenerator()
    let loss = training.losses.generatorLoss
    for _ in 0..<50 { try training.descendGenerator() }
    #expect(training.losses.generatorLoss < loss - 0.01)
    #expect(training.step == 51)
  }

  @Test("observers see the steps that were asked for")
  func observers() throws {
    let training = try AlternatingTraining(smallGame(), data: normalData(Float.self))
    var seen: [Int] = []
    try training.run(observing: .every(10)) { seen.append($0.step) }
    #expect(seen == [0, 10, 20, 30, 40])
    try training.run(until: 45, observing: .at([41, 44])) { seen.append($0.step) }
    #expect(seen.suffix(2) == [41, 44])
  }

  @Test("a run that diverges stops with the step, the player and the last good networks")
  func divergence() throws {
    let game = smallGame {
      $0.generatorLoss = .wasserstein
      $0.discriminatorLoss = .wasserstein
      $0.generator = .perceptron(inputs: 1, hidden: [4], activation: .relu, outputs: 1)
      $0.discriminator = .perceptron(inputs: 1, hidden: [4], activation: .relu, outputs: 1)
      $0.generatorOptimiser = .momentum(rate: 100.0, momentum: 0.9)
      $0.discriminatorOptimiser = .momentum(rate: 100.0, momentum: 0.9)
      $0.steps = 1000
    }
    let training = try AlternatingTraining(game, data: normalData(Float.self))
    let error = try #require(throws: TrainingDivergence<Float>.self) { try training.run() }
    #expect(error.step < 1000)
    #expect(error.lastGood.step == error.step)
    #expect(error.lastGood.generator.parameters.allSatisfy { $0.isFinite })
    #expect(error.lastGood.discriminator.parameters.allSatisfy { $0.isFinite })
    #expect(error.description.contains("step \(error.step)"))
    #expect(error.description.contains(error.player.rawValue))
    // With so many steps of D before the first of G it is D whose weights overflow.
    var impatient = game
    impatient.discriminatorSteps = 1000
    let alone = try AlternatingTraining(impatient, data: normalData(Float.self))
    let ofDiscriminator = try #require(throws: TrainingDivergence<Float>.self) { try alone.run() }
    #expect(ofDiscriminator.player == .discriminator)
  }

  @Test("settings that contradict each other are refused with a sentence")
  func refusals() {
    let data = normalData(Float.self)
    let wrong: [(String, (inout TrainingConfiguration) -> Void)] = [
      ("prior", { $0.prior = .normal(dimension: 2) }),
      ("shares", { $0.shares = 5 }),
      ("minibatch", { $0.minibatch = 0 }),
      ("discriminatorSteps", { $0.discriminatorSteps = 0 }),
      ("sample(s)", { $0.packing = 2 }),
      ("generator: layer 0", { $0.generator.layers[0] = .dense(0, .tanh) }),
      ("outputs", { $0.discriminator.layers[2] = .dense(2, .identity) }),
    ]
    for (word, change) in wrong {
      let error = #expect(throws: TrainingError.self) {
        try AlternatingTraining(smallGame(change), data: data)
      }
      #expect(error?.description.contains(word) == true, "\(word): \(String(describing: error))")
    }
  }
}
