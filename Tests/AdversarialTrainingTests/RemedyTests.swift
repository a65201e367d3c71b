import AdversarialTraining
import NeuralNetworks
import Synchronization
import Testing

struct RemedyTests {
  /// The mean over the points of h(|∇ₓ logit|), from a pass of its own.
  func penalty(_ network: Network<Double>, _ points: [Double], _ h: (Double) -> Double) -> Double {
    let width = network.architecture.inputs
    let rows = points.count / width
    let work = Workspace(network, rows: rows)
    for (i, x) in points.enumerated() { work.input[i] = x }
    work.forward(rows: rows)
    for i in 0..<rows { work.outputGradient[i] = 1 }
    guard let g = work.backward(rows: rows, from: work.outputGradient, gradient: nil, inputs: true) else {
      return .nan
    }
    return (0..<rows).reduce(0) { sum, row in
      sum + h((0..<width).reduce(0) { $0 + g[row * width + $1] * g[row * width + $1] }.squareRoot())
    } / Double(rows)
  }

  /// Data and samples are the same few points, so that points between them are known too.
  static let penalties: [(GradientPenalty, h: @Sendable (Double) -> Double)] = [
    (.r1(weight: 3), { 1.5 * $0 * $0 }),
    (.r2(weight: 2), { $0 * $0 }),
    (.wasserstein(weight: 4), { 4 * ($0 - 1) * ($0 - 1) }),
  ]

  @Test("D's step with a penalty differs from one without by the gradient of the penalty", arguments: 0..<3)
  func penalised(index: Int) throws {
    let (kind, h) = RemedyTests.penalties[index]
    let points: [Double] = [0.7, -0.4, 0.7, -0.4, 0.7, -0.4, 0.7, -0.4]
    let game = smallGame {
      $0.discriminator.inputs = 2
      $0.generator.layers[2] = .dense(2, .identity, weights: .zeros, biases: .values(values: [0.7, -0.4]))
      $0.minibatch = 4
      $0.shares = 2
      $0.discriminatorOptimiser = .momentum(rate: 1.0, momentum: 0.0)
    }
    var penalised = game
    penalised.penalties = [kind]
    let data = FunctionSource<Double>(dimension: 2) { rows, _ in
      for i in rows.indices { rows[i] = points[i] }
    }
    let plain = try AlternatingTraining(game, data: data)
    let with = try AlternatingTraining(penalised, data: data)
    let start = try Network<Double>(plain.discriminator.snapshot())
    try plain.ascendDiscriminator()
    try with.ascendDiscriminator()
    for i in 0..<start.parameters.count {
      let centre = start.parameters[i]
      func at(_ change: Double) -> Double {
        start.parameters[i] = centre + change
        return penalty(start, points, h)
      }
      let slope = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 12e-3
      start.parameters[i] = centre
      let taken = plain.discriminator.parameters[i] - with.discriminator.parameters[i]
      #expect(abs(taken - slope) < 1e-8, "weight \(i): \(taken), not \(slope)")
    }
  }

  @Test("the gradient penalty of WGAN-GP drives a critic's slope to 1")
  func wassersteinPenalty() throws {
    let game = smallGame {
      $0.discriminatorLoss = .wasserstein
      $0.generatorLoss = .wasserstein
      $0.penalties = [.wasserstein(weight: 10)]
      $0.discriminatorOptimiser = .adam(rate: 0.003)
      $0.minibatch = 64
    }
    let training = try AlternatingTraining(game, data: normalData(Double.self))
    for _ in 0..<600 { try training.ascendDiscriminator() }
    let slope = penalty(training.discriminator, [1, 1.5, 2, 2.5, 3]) { $0 }
    #expect(abs(slope - 1) < 0.3)
    #expect(abs(training.losses.value - 4) < 0.8, "W1 is about 4: \(training.losses.value)")
  }

  @Test("packing shows D rows of m samples, none of them twice, of the data and of G", arguments: [1, 2])
  func packing(shares: Int) throws {
    let game = smallGame {
      $0.packing = 3
      $0.discriminator.inputs = 3
      $0.shares = shares
    }
    let next = Mutex(0.0)
    let counting = FunctionSource<Double>(dimension: 1) { rows, _ in
      for i in rows.indices {
        rows[i] = next.withLock {
          $0 += 1
          return $0
        }
      }
    }
    let seen = Recorder()
    let training = try AlternatingTraining(game, data: counting, remedies: [seen])
    try training.ascendDiscriminator()
    #expect(seen.data.sorted() == (1...96).map(Double.init))
    // G is one to one nearly everywhere, so equal samples would be one sample twice.
    #expect(seen.samples.count == 96 && Set(seen.samples).count == 96)
    try training.run()
    #expect(training.losses.value < 0)
  }

  @Test(
    "the penalty of WGAN-GP is taken at random points between data and samples, each its own share of the way"
  )
  func interpolation() throws {
    let (real, fake): ([Double], [Double]) = ([0.7, -0.4], [-0.2, 0.9])
    let game = smallGame {
      $0.discriminator.inputs = 2
      $0.generator.layers[2] = .dense(2, .identity, weights: .zeros, biases: .values(values: fake))
      $0.minibatch = 4
      $0.shares = 1
      $0.discriminatorOptimiser = .momentum(rate: 1.0, momentum: 0.0)
    }
    var penalised = game
    penalised.penalties = [.wasserstein(weight: 4)]
    let data = FunctionSource<Double>(dimension: 2) { rows, _ in
      for i in rows.indices { rows[i] = real[i % 2] }
    }
    let (plain, with) = (
      try AlternatingTraining(game, data: data), try AlternatingTraining(penalised, data: data)
    )
    let start = try Network<Double>(plain.discriminator.snapshot())
    try plain.ascendDiscriminator()
    try with.ascendDiscriminator()
    var stream = RandomStream(seed: game.seed, name: "share 0")
    let points = (0..<4).flatMap { _ in
      let share = Double.uniform(stream.next())
      return zip(real, fake).map { $1 + share * ($0 - $1) }
    }
    #expect(Set(points).count == 8)
    for i in start.parameters.indices {
      let centre = start.parameters[i]
      func at(_ change: Double) -> Double {
        start.parameters[i] = centre + change
        return penalty(start, points) { 4 * ($0 - 1) * ($0 - 1) }
      }
      let slope = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 12e-3
      start.parameters[i] = centre
      let taken = plain.discriminator.parameters[i] - with.discriminator.parameters[i]
      #expect(abs(taken - slope) < 1e-8, "weight \(i): \(taken), not \(slope)")
    }
  }

  @Test(
    "instance noise is on the data and on the samples, each its own, of the size of the schedule",
    arguments: [1, 2])
  func noiseOfBoth(shares: Int) throws {
    let game = smallGame {
      $0.generator.layers[2] = .dense(1, .identity, weights: .zeros, biases: .constant(value: -3))
      $0.minibatch = 1000
      $0.shares = shares
      $0.instanceNoise = InstanceNoise(standardDeviation: 2.0)
    }
    let apart = FunctionSource<Double>(dimension: 1) { rows, _ in rows.update(repeating: 4) }
    let seen = Recorder()
    try AlternatingTraining(game, data: apart, remedies: [seen]).ascendDiscriminator()
    let (real, fake) = (seen.data.map { ($0 - 4) / 2 }, seen.samples.map { ($0 + 3) / 2 })
    #expect(real.count == 1000 && fake.count == 1000)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    for noise in [real, fake] {
      // Five standard errors of the mean and of the variance of 1,000 standard normals.
      #expect(abs(mean(noise)) < 5 / 1000.0.squareRoot())
      #expect(abs(mean(noise.map { $0 * $0 }) - 1) < 5 * (2 / 1000.0).squareRoot())
    }
    #expect(abs(mean(zip(real, fake).map { $0 * $1 })) < 5 / 1000.0.squareRoot())
  }

  @Test("instance noise blurs what D sees, until it is annealed away")
  func instanceNoise() throws {
    let apart = FunctionSource<Double>(dimension: 1) { rows, _ in rows.update(repeating: 4) }
    func reached(_ deviation: Schedule?) throws -> Double {
      let game = smallGame { game in
        game.minibatch = 128
        game.instanceNoise = deviation.map { InstanceNoise(standardDeviation: $0) }
      }
      let training = try AlternatingTraining(game, data: apart)
      for _ in 0..<400 { try training.ascendDiscriminator() }
      return training.losses.value
    }
    let sharp = try reached(nil)
    #expect(sharp > -0.3)
    #expect(try reached(10.0) < -1)
    #expect(try reached(.linear(initial: 10, final: 0, end: 200)) > -0.5)
  }

  @Test("a discriminator with batch normalisation sees data and samples in batches of their own")
  func coupled() throws {
    let game = smallGame {
      $0.discriminator.layers.insert(.batchNormalisation(BatchNormalisation()), at: 1)
      $0.generator.layers.insert(.batchNormalisation(BatchNormalisation(activation: .relu)), at: 1)
      $0.updates = .simultaneous
    }
    let training = try AlternatingTraining(game, data: normalData(Float.self))
    try training.run()
    #expect(training.discriminator.statistics.contains { $0 != 0 && $0 != 1 })
    #expect(throws: TrainingError.self) {
      var shared = game
      shared.shares = 2
      _ = try AlternatingTraining(shared, data: normalData(Float.self))
    }
  }

  @Test("the cost of a step is counted from the shapes: every product of matrices, and those of the remedies")
  func operations() {
    var game = smallGame { $0.minibatch = 10 }
    let row = 2 * (8 + 64 + 8)  // a forward pass of one row through 1-8-8-1
    // D's step: G's samples, then both ways through D for two kinds of rows. G's: both ways through G, and D in the inputs.
    #expect(game.operationsPerStep == Double(10 * row * (1 + 6 + 3 + 2)))
    game.discriminatorSteps = 3
    #expect(game.operationsPerStep == Double(10 * row * (3 * (1 + 6) + 3 + 2)))
    game.penalties = [.r1(weight: 1)]
    #expect(game.operationsPerStep == Double(10 * row * (3 * (1 + 6 + 7) + 3 + 2)))
    game.penalties = []
    var comparing = game
    let closeness = MinibatchDiscrimination(kernels: 3, dimensions: 2)
    comparing.discriminator.layers.insert(.minibatchDiscrimination(closeness), at: 2)
    // Its products with T, the three weights more of the last layer, and the distances of ten rows, each pair once.
    let comparison = 2 * (8 * 6 + 3) + 3 * 10 * 6 / 2
    #expect(
      comparing.operationsPerStep == game.operationsPerStep + Double(10 * comparison * (3 * 6 + 2)))
    game.unrolling = Unrolling(steps: 5, rate: 0.1)
    #expect(game.operationsPerStep == Double(10 * row * (3 * (1 + 6) + 3 + 3 + 5 * 22 - 8)))
  }

  static let nonsense: [@Sendable (inout TrainingConfiguration) -> Void] = [
    { $0.penalties = [.r1(weight: -1)] },
    { $0.instanceNoise = InstanceNoise(standardDeviation: -1.0) },
    { $0.unrolling = Unrolling(steps: 5, rate: 1e30) },
    { $0.unrolling = Unrolling(steps: 100_000_000, rate: 0.1) },
    {
      $0.minibatch = 1
      $0.discriminator.layers.insert(
        .minibatchDiscrimination(MinibatchDiscrimination(kernels: 2, dimensions: 2)), at: 2)
    },
  ]

  @Test("remedies whose numbers make no sense are refused", arguments: 0..<5)
  func refused(index: Int) {
    #expect(throws: TrainingError.self) {
      _ = try AlternatingTraining(smallGame(Self.nonsense[index]), data: normalData(Float.self))
    }
  }
}
