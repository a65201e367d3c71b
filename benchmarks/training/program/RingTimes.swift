import AdversarialTraining
import NeuralNetworks

/// PacGAN's step on the ring: G 2-400x4-2 with batch normalisation and ReLU, D 2-200x3-1 with maxout of 5, minibatch 100,
/// Adam.
extension TrainingBenchmark {
  /// One run, products on `threads` cores.
  static func timeRing(threads: Int, steps: Int) throws {
    OpenBLAS.threads = threads
    let training = try AlternatingTraining(ringGame(seed: 1), data: GaussianModes.ring.source(of: Float.self))
    try training.run(until: 20)
    // On one thread the processor's time, which a busy machine disturbs less.
    let times = try timed(training, runs: 80, steps: steps) { work in
      try threads == 1 ? processorSeconds(work) : seconds(work)
    }
    print("ring,400,\(threads),\(times.least),\(times.median)")
  }

  /// As many seeds at once, each on a core of its own.
  static func timeRingSeeds(_ seeds: Int, steps: Int) throws {
    let trainings = try (1...seeds).map { seed in
      try AlternatingTraining(ringGame(seed: seed), data: GaussianModes.ring.source(of: Float.self))
    }
    for training in trainings { try training.run(until: 20) }
    let times = timed(trainings, workers: seeds, runs: 80, steps: steps)
    print("ring,400,\(seeds),\(times.least),\(times.median)")
  }

  private static func ringGame(seed: Int) -> TrainingConfiguration {
    let block: [Layer] = [
      .dense(400, .identity), .batchNormalisation(BatchNormalisation(activation: .relu)),
    ]
    let generator = Architecture(
      inputs: 2, layers: Array(repeatElement(block, count: 4).joined()) + [.dense(2, .identity)])
    let discriminator = Architecture.perceptron(
      inputs: 2, hidden: [200, 200, 200], activation: .maxout(pieces: 5), outputs: 1)
    var settings = TrainingConfiguration(
      generator: generator, discriminator: discriminator, prior: .normal(dimension: 2))
    settings.minibatch = 100
    settings.generatorOptimiser = .adam(rate: 1e-4, beta1: 0.8)
    settings.discriminatorOptimiser = .adam(rate: 1e-4, beta1: 0.8)
    settings.seed = UInt64(seed)
    return settings
  }
}
