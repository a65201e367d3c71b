import AdversarialTraining
import NeuralNetworks
import Testing

@Suite("unrolling")
struct UnrollingTests {
  /// Games whose every layer is smooth, so that differences are exact to many digits.
  static let games: [(String, TrainingConfiguration)] = [
    ("one step", game { $0.unrolling = Unrolling(steps: 1, rate: 0.3) }),
    ("five steps", game { $0.unrolling = Unrolling(steps: 5, rate: 0.3) }),
    (
      "five steps, saturating, half of V",
      game {
        $0.unrolling = Unrolling(steps: 5, rate: 0.5)
        $0.generatorLoss = .saturating
        $0.discriminatorFactor = 0.5
      }
    ),
    (
      "a critic, packed in twos",
      game {
        $0.unrolling = Unrolling(steps: 3, rate: 0.1)
        ($0.generatorLoss, $0.discriminatorLoss) = (.wasserstein, .wasserstein)
        $0.packing = 2
        $0.discriminator.inputs = 2
      }
    ),
    (
      "dropout and batch normalisation in D",
      game {
        $0.unrolling = Unrolling(steps: 5, rate: 0.2)
        $0.discriminator.layers.insert(.batchNormalisation(BatchNormalisation(activation: .tanh)), at: 1)
        $0.discriminator.layers.insert(.dropout(keep: 0.7), at: 2)
      }
    ),
  ]

  static func game(_ change: (inout TrainingConfiguration) -> Void) -> TrainingConfiguration {
    let network = Architecture.perceptron(inputs: 1, hidden: [5, 4], activation: .tanh, outputs: 1)
    var game = TrainingConfiguration(generator: network, discriminator: network, prior: .normal(dimension: 1))
    game.minibatch = 6
    game.generatorOptimiser = .momentum(rate: 1.0, momentum: 0.0)
    change(&game)
    return game
  }

  static func data(_ count: Int) -> [Double] { (0..<count).map { 1 + 0.5 * Double(($0 * 7) % 5) } }

  /// The generator's loss at the D that its own gradient steps reach, as the paper writes it and nothing else.
  static func loss(_ game: TrainingConfiguration, _ generator: Network<Double>, _ start: Network<Double>)
    -> Double
  {
    let rows = game.minibatch
    let discriminator = Network(copyOf: start)
    let g = Workspace(generator, rows: rows * game.packing)
    var noise = RandomStream(seed: game.seed, name: "noise")
    game.prior.fill(UnsafeMutableBufferPointer(start: g.input, count: rows * game.packing), using: &noise)
    g.forward(rows: rows * game.packing, mode: .training)
    let passes = ["sample", "data"].map { name in
      let pass = Workspace(discriminator, rows: rows)
      pass.maskStream = RandomStream(seed: game.seed, name: "unrolled \(name) masks")
      return pass
    }
    passes[0].input.update(from: g.output, count: rows * game.packing)
    for (i, x) in data(rows * game.packing).enumerated() { passes[1].input[i] = x }
    for step in 0..<(game.unrolling?.steps ?? 0) {
      let isCritic = game.discriminatorLoss == .wasserstein
      let terms: [(LogitObjective, Double)] =
        isCritic ? [(.logit, -1), (.logit, 1)] : [(.logComplement, 1), (.logProbability, 1)]
      var gradient = [Double](repeating: 0, count: discriminator.parameters.count)
      for (pass, (objective, sign)) in zip(passes, terms) {
        pass.forward(rows: rows, mode: step == 0 ? .training : .trainingRepeated)
        _ = objective.evaluate(
          pass.output, count: rows, weight: sign * game.discriminatorFactor / Double(rows),
          derivative: pass.outputGradient)
        pass.backward(rows: rows, from: pass.outputGradient, gradient: pass.gradient)
        for i in gradient.indices { gradient[i] += pass.gradient[i] }
      }
      for i in gradient.indices { discriminator.parameters[i] += (game.unrolling?.rate ?? 0) * gradient[i] }
    }
    passes[0].forward(rows: rows, mode: .trainingRepeated)
    let term: (LogitObjective, Double) =
      switch game.generatorLoss {
      case .saturating: (.logComplement, 1)
      case .nonSaturating: (.logProbability, -1)
      case .maximumLikelihood: (.negativeOdds, 1)
      case .wasserstein: (.logit, -1)
      }
    return term.1
      * term.0.evaluate(
        passes[0].output, count: rows, weight: 1, derivative: passes[0].outputGradient
      ).mean
  }

  @Test(
    "G's whole gradient through D's steps agrees with central differences of its loss after them",
    arguments: 0..<5)
  func gradient(index: Int) throws {
    let game = UnrollingTests.games[index].1
    let source = FunctionSource<Double>(dimension: 1) { rows, _ in
      for (i, x) in UnrollingTests.data(rows.count).enumerated() { rows[i] = x }
    }
    let training = try AlternatingTraining(game, data: source)
    let generator = Network(copyOf: training.generator)
    let discriminator = Network(copyOf: training.discriminator)
    try training.descendGenerator()
    #expect(Array(training.discriminator.parameters) == Array(discriminator.parameters), "D is not moved")
    for i in 0..<generator.parameters.count {
      let centre = generator.parameters[i]
      func at(_ change: Double) -> Double {
        generator.parameters[i] = centre + change
        return UnrollingTests.loss(game, generator, discriminator)
      }
      let slope = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 12e-3
      generator.parameters[i] = centre
      let taken = centre - training.generator.parameters[i]
      #expect(abs(taken - slope) < 1e-8 * max(1, abs(slope)), "weight \(i): \(taken), not \(slope)")
    }
  }

  @Test("the part that goes through D's steps matters: without it the gradient is another one")
  func matters() throws {
    var game = UnrollingTests.games[1].1
    func moved() throws -> [Double] {
      let training = try AlternatingTraining(game, data: normalData(Double.self))
      try training.descendGenerator()
      return Array(training.generator.parameters)
    }
    let unrolled = try moved()
    game.unrolling = nil
    game.shares = 1
    let plain = try moved()
    #expect(zip(unrolled, plain).contains { abs($0 - $1) > 1e-3 })
  }

  @Test("unrolling wants the whole minibatch, and no penalties beside it")
  func refused() throws {
    #expect(UnrollingTests.games[1].1.resolvedShares == 1)
    for change: (inout TrainingConfiguration) -> Void in [
      { $0.shares = 2 }, { $0.penalties = [.r1(weight: 1)] }, { $0.unrolling?.steps = 0 },
      { $0.unrolling?.rate = 0 },
    ] {
      var game = UnrollingTests.games[1].1
      change(&game)
      #expect(throws: TrainingError.self) { try AlternatingTraining(game, data: normalData(Double.self)) }
    }
  }
}
