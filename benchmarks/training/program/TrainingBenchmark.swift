import AdversarialTraining
import Distributions
import Foundation
import LearnedAgainstExact
import NeuralNetworks

/// Times a step of the 1-H-H-1 tanh GAN: minibatch 256, k = 1, momentum, Float, fresh noise and data at each step; and
/// of PacGAN's networks on the ring: G 2-400x4-2 with batch normalisation and ReLU, D 2-200x3-1 with maxout of 5,
/// minibatch 100, Adam; and an exact snapshot of the first after 500 steps. SHARES are the parts into which a minibatch
/// is cut.
///
///     training-benchmark step HIDDEN WORKERS [STEPS] [SHARES]
///     training-benchmark seeds HIDDEN SEEDS WORKERS [STEPS] [SHARES]
///     training-benchmark ring THREADS [STEPS]
///     training-benchmark ring-seeds SEEDS [STEPS]
///     training-benchmark snapshot HIDDEN tanh|relu
///     training-benchmark run HIDDEN WORKERS STEPS
///     training-benchmark remedies
///     training-benchmark converge SEED
///     training-benchmark save FILE
@main
struct TrainingBenchmark {
  static func main() throws {
    OpenBLAS.threads = 1
    let words = Array(CommandLine.arguments.dropFirst())
    func number(_ index: Int, _ fallback: Int) -> Int {
      index < words.count ? Int(words[index]) ?? fallback : fallback
    }
    switch words.first {
    case "step":
      try timeStep(
        hidden: number(1, 32), workers: number(2, 1), steps: number(3, 0), shares: number(4, 2))
    case "remedies": try timeRemedies()
    case "ring": try timeRing(threads: number(1, 2), steps: number(2, 5))
    case "ring-seeds": try timeRingSeeds(number(1, 2), steps: number(2, 5))
    case "snapshot":
      try timeSnapshot(hidden: number(1, 32), activation: words.last == "relu" ? .relu : .tanh)
    case "seeds":
      try timeSeeds(
        hidden: number(1, 32), seeds: number(2, 64), workers: number(3, 2), steps: number(4, 100),
        shares: number(5, 1))
    case "run":
      let game = configuration(hidden: number(1, 32))
      try AlternatingTraining(game, data: data, workers: number(2, 1)).run(until: number(3, 100))
    case "converge": try converge(seed: number(1, 1))
    case "save" where words.count > 1:
      let training = try AlternatingTraining(configuration(hidden: 32), data: data)
      try training.run(until: 500)
      try training.generator.snapshot().save(to: words[1])
      print(try LineMap(training.generator.snapshot())(0.5))
    default: print("usage: training-benchmark step|seeds|ring|remedies|snapshot|run|converge|save NUMBERS")
    }
  }

  static func configuration(
    hidden: Int, activation: Activation = .tanh, seed: Int = 1
  ) -> TrainingConfiguration {
    let network = Architecture.perceptron(
      inputs: 1, hidden: [hidden, hidden], activation: activation, outputs: 1)
    var configuration = TrainingConfiguration(
      generator: network, discriminator: network, prior: .normal(dimension: 1))
    configuration.minibatch = 256
    configuration.seed = UInt64(seed)
    return configuration
  }

  static let data = FunctionSource<Float>(dimension: 1) { rows, stream in
    stream.fillNormal(rows, mean: 4, standardDeviation: 1.25)
  }

  static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let time = try clock.measure(work)
    return Double(time.components.seconds) + 1e-18 * Double(time.components.attoseconds)
  }

  /// Seconds of processor time, which other programs disturb less; for work on one thread.
  static func processorSeconds(_ work: () throws -> Void) rethrows -> Double {
    let start = clock()
    try work()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  /// The least and the median time of a step over many short runs, in microseconds.
  static func timeStep(hidden: Int, workers: Int, steps asked: Int, shares: Int) throws {
    let steps = asked > 0 ? asked : max(2, 320 / hidden)
    var settings = configuration(hidden: hidden)
    settings.shares = shares
    let training = try AlternatingTraining(settings, data: data, workers: workers)
    try training.run(until: 200)
    let times = try timed(training, runs: hidden > 64 ? 500 : 1500, steps: steps)
    print("step,\(hidden),\(workers),\(times.least),\(times.median)")
  }

  /// Microseconds a step over many short runs.
  static func timed(
    _ training: AlternatingTraining<Float>, runs: Int, steps: Int,
    clock: (() throws -> Void) throws -> Double = { try seconds($0) }
  ) throws -> (least: Double, median: Double) {
    var times: [Double] = []
    for _ in 0..<runs {
      let start = training.step
      times.append(try clock { try training.run(until: start + steps) } / Double(steps) * 1e6)
    }
    times.sort()
    return (times[0], times[times.count / 2])
  }

  /// All numbers of one moment of training: the law of G, D*, C(G), the gaps, JSD and W1.
  static func timeSnapshot(hidden: Int, activation: Activation) throws {
    let law = try Normal(mean: 4, standardDeviation: 1.25)
    let settings = configuration(hidden: hidden, activation: activation)
    let training = try AlternatingTraining(settings, data: LawSource<Float>(law))
    try training.run(until: 500)
    let times = try (0..<40).map { _ in try seconds { _ = try training.exactSnapshot(data: law) } * 1e6 }
      .sorted()
    print("snapshot \(activation == .relu ? "relu" : "tanh"),\(hidden),\(times[0]),\(times[times.count / 2])")
  }

  /// Seeds in parallel, one to a thread at a time.
  static func timeSeeds(hidden: Int, seeds: Int, workers: Int, steps: Int, shares: Int) throws {
    let trainings = try (0..<seeds).map { seed in
      var settings = configuration(hidden: hidden, seed: seed)
      settings.shares = shares
      return try AlternatingTraining(settings, data: data)
    }
    let times = timed(trainings, workers: workers, runs: 15, steps: steps)
    print("seeds,\(hidden),\(workers),\(times.least),\(times.median)")
  }

  /// Microseconds a seed and step over many short runs of all trainings on `workers` threads.
  static func timed(
    _ trainings: [AlternatingTraining<Float>], workers: Int, runs: Int, steps: Int
  ) -> (least: Double, median: Double) {
    let start = trainings[0].step
    let times = (1...runs).map { run in
      let time = seconds {
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
          for index in stride(from: worker, to: trainings.count, by: workers) {
            try? trainings[index].run(until: start + run * steps)
          }
        }
      }
      return time / Double(steps * trainings.count) * 1e6
    }.sorted()
    return (times[0], times[runs / 2])
  }

  /// The settings of the prototype: normal(4, 1.25), rates 0.02 and 0.1 falling to 0 over 30,000 steps.
  static func converge(seed: Int) throws {
    var settings = configuration(hidden: 32, seed: seed)
    settings.steps = 30_000
    settings.generatorOptimiser = .momentum(
      rate: .linear(initial: 0.02, final: 0, end: 30_000), momentum: 0.5)
    settings.discriminatorOptimiser = .momentum(
      rate: .linear(initial: 0.1, final: 0, end: 30_000), momentum: 0.5)
    let training = try AlternatingTraining(settings, data: data, workers: 2)
    try training.run()
    let count = 1_000_000
    let work = Workspace(training.generator, rows: count)
    var stream = RandomStream(seed: 9, name: "check")
    stream.fillNormal(
      UnsafeMutableBufferPointer(start: work.input, count: count), mean: 0, standardDeviation: 1)
    work.forward(rows: count)
    print("seed \(seed): \(training.losses), JSD about \(divergence(work.output, count))")
  }

  /// The Jensen-Shannon divergence between a histogram of samples and normal(4, 1.25), cells of 0.1.
  static func divergence(_ samples: UnsafePointer<Float>, _ count: Int) -> Double {
    var cells = [Double](repeating: 0, count: 200)
    for i in 0..<count {
      cells[max(0, min(199, Int((Double(samples[i]) + 6) * 10)))] += 1 / Double(count)
    }
    func below(_ x: Double) -> Double { 0.5 * erfc(-(x - 4) / (1.25 * 2.0.squareRoot())) }
    var sum = 0.0
    for cell in 0..<200 {
      let q = cells[cell]
      let left = -6 + 0.1 * Double(cell)
      let p = below(left + 0.1) - below(left)
      let m = (p + q) / 2
      if p > 0 { sum += 0.5 * p * log(p / m) }
      if q > 0 { sum += 0.5 * q * log(q / m) }
    }
    return sum
  }
}
