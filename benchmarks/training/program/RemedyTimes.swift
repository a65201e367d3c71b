import AdversarialTraining
import NeuralNetworks

extension TrainingBenchmark {
  /// What each remedy against mode collapse costs: microseconds a generator step on the line (1-32-32-1, tanh, minibatch
  /// 64, Adam, one thread; processor time), times the plain game's, and the same counted in operations.
  static func timeRemedies() throws {
    print("remedy,microseconds_per_step,times_plain,counted")
    let plain = try step(of: remedies[0].change)
    for remedy in remedies {
      let own = try step(of: remedy.change)
      let (time, counted) = (own.time / plain.time, own.operations / plain.operations)
      print("\(remedy.name),\(rounded(own.time)),\(rounded(time)),\(rounded(counted))")
    }
  }

  private static func rounded(_ x: Double) -> Double { (100 * x).rounded() / 100 }

  private static let remedies: [(name: String, change: @Sendable (inout TrainingConfiguration) -> Void)] = [
    ("plain", { _ in }),
    ("discriminator-steps-5", { $0.discriminatorSteps = 5 }),
    (
      "minibatch-discrimination",
      { $0.discriminator.layers.insert(.minibatchDiscrimination(.init(kernels: 4, dimensions: 4)), at: 2) }
    ),
    ("packing-2", { pack(&$0, 2) }), ("packing-3", { pack(&$0, 3) }), ("packing-4", { pack(&$0, 4) }),
    ("unrolling-5", { $0.unrolling = Unrolling(steps: 5, rate: 0.1) }),
    ("instance-noise", { $0.instanceNoise = InstanceNoise(standardDeviation: 0.1) }),
    ("r1", { $0.penalties = [.r1(weight: 1)] }),
    (
      "wasserstein-gp",
      {
        ($0.discriminatorLoss, $0.generatorLoss) = (.wasserstein, .wasserstein)
        $0.penalties = [.wasserstein(weight: 0.1)]
        $0.discriminatorSteps = 5
      }
    ),
  ]

  private static func pack(_ game: inout TrainingConfiguration, _ count: Int) {
    game.packing = count
    game.discriminator.inputs = count
  }

  /// The least time of a step over many short runs, and its counted operations.
  private static func step(
    of change: (inout TrainingConfiguration) -> Void
  ) throws -> (time: Double, operations: Double) {
    var game = configuration(hidden: 32)
    game.minibatch = 64
    game.shares = 1
    (game.generatorOptimiser, game.discriminatorOptimiser) = (.adam(rate: 1e-4), .adam(rate: 1e-4))
    change(&game)
    let training = try AlternatingTraining(game, data: data)
    try training.run(until: 50)
    let times = try timed(training, runs: 100, steps: 20) { try processorSeconds($0) }
    return (times.least, game.operationsPerStep)
  }
}
