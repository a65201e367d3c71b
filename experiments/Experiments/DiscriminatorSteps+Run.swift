import AdversarialTraining
import Distributions
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// One run with k steps of D a step of G, its operations counted.
struct CountedRun {
  let counts: StepCounts
  /// The mean of the gaps seen in the second half.
  let meanGap: Double
  let diverged: Bool
  let end: ExactSnapshot

  init(
    _ setting: DiscriminatorStepsExperiment.Setting, _ parameters: DiscriminatorStepsExperiment.Parameters,
    seed: UInt64
  ) throws {
    let data = try Distribution(parameters.data)
    let k = setting.discriminatorSteps
    var setup = TrainingSetup(width: parameters.width, steps: parameters.steps)
    (setup.momentum, setup.ratesFall) = (setting.momentum, false)
    let training = try setup.training(on: data, seed: seed)
    var counts = StepCounts(training.configuration)
    let budget = Double(parameters.steps) * (counts.costOfGenerator + counts.costOfDiscriminator)
    let limit = k == 0 ? parameters.stepsToTheOptimum : parameters.steps
    let tolerance = try Tolerance(absolute: 1e-5, relative: 1e-3)
    var (gaps, lastGood) = ([Double](), TrainingSnapshot<Float>?.none)
    do {
      while counts.generator < limit, setting.budget == "steps" || counts.operations < budget {
        if k == 0 {
          counts.discriminator += try ascendToTheOptimum(training, data)
        } else {
          for _ in 0..<k { try training.ascendDiscriminator() }
          counts.discriminator += k
        }
        let isLate =
          setting.budget == "cost" ? 2 * counts.operations >= budget : 2 * counts.generator >= limit
        if isLate, counts.generator % max(1, limit / 20) == 0 {
          gaps.append(try training.exactGap(data: data, tolerance: tolerance).value)
        }
        try training.descendGenerator()
        counts.generator += 1
      }
    } catch let error as TrainingDivergence<Float> {
      lastGood = error.lastGood
    }
    let networks = lastGood ?? training.snapshot()
    end = try ExactSnapshot(
      data: data, prior: Normal(mean: 0, standardDeviation: 1), generator: networks.generator,
      discriminator: networks.discriminator)
    self.counts = counts
    diverged = lastGood != nil
    meanGap = gaps.isEmpty ? end.gap.value : gaps.reduce(0, +) / Double(gaps.count)
  }
}

/// Steps of each player and what they cost.
struct StepCounts {
  var generator = 0
  var discriminator = 0
  let costOfGenerator: Double
  let costOfDiscriminator: Double

  /// No steps yet. A step of D is a pass of G, and passes forward and back (twice as dear) of D on two minibatches;
  /// one of G is both ways through both on one.
  init(_ configuration: TrainingConfiguration) {
    let rows = Double(configuration.minibatch)
    let g = Double(configuration.generator.operationsPerRow)
    let d = Double(configuration.discriminator.operationsPerRow)
    costOfGenerator = rows * (3 * g + 3 * d)
    costOfDiscriminator = rows * (g + 2 * 3 * d)
  }

  /// Floating-point operations so far, from the shapes.
  var operations: Double {
    Double(generator) * costOfGenerator + Double(discriminator) * costOfDiscriminator
  }
}

/// Steps of D until its gap is below 1e-3, checked every 20 with the generator's law kept, or 200 of them.
///
/// - Returns: how many they were.
private func ascendToTheOptimum(_ training: AlternatingTraining<Float>, _ data: Distribution) throws -> Int {
  let game = try training.exactGame(data: data)
  let tolerance = try Tolerance(absolute: 1e-4, relative: 1e-2)
  for checks in 1...10 {
    for _ in 0..<20 { try training.ascendDiscriminator() }
    let learned = try training.discriminator.snapshot().onTheLine(near: game)
    if try game.gap(of: learned, tolerance: tolerance).value < 1e-3 { return 20 * checks }
  }
  return 200
}
