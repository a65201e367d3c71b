import AdversarialTraining
import Distributions
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// One run with k steps of D a step of G, its operations counted.
struct CountedRun {
  /// Steps of each player.
  let counts: StepCounts
  /// The mean gap of the D that G was about to descend, at the moments seen in the second half.
  let meanGap: Double
  /// The share of G's steps before which D's gap was below 1e-3; NaN where it was not asked.
  let reachedShare: Double
  let diverged: Bool
  let data: Distribution
  let end: ExactSnapshot

  init(
    _ setting: DiscriminatorStepsExperiment.Setting, _ parameters: DiscriminatorStepsExperiment.Parameters,
    seed: UInt64
  ) throws {
    data = try Distribution(parameters.data)
    let k = setting.discriminatorSteps
    var setup = TrainingSetup(width: parameters.width, steps: parameters.steps)
    (setup.momentum, setup.ratesFall) = (setting.momentum, false)
    let training = try setup.training(on: data, seed: seed)
    var counts = StepCounts(training.configuration)
    let budget = Double(parameters.costInSteps) * (counts.costOfGenerator + counts.costOfDiscriminator)
    /// The share of the budget that is spent.
    func progress(_ counts: StepCounts) -> Double {
      setting.budget == "steps"
        ? Double(counts.generator) / Double(parameters.steps) : counts.operations / budget
    }
    let nodes = try ExpectationNodes(data)
    var (gaps, reached, lastGood) = ([Double](), 0, TrainingSnapshot<Float>?.none)
    do {
      while progress(counts) < 1 {
        if k == 0 {
          let inner = try ascendToTheOptimum(training, data, nodes)
          counts.discriminator += inner.steps
          reached += inner.reached ? 1 : 0
        } else {
          for _ in 0..<k { try training.ascendDiscriminator() }
          counts.discriminator += k
        }
        if progress(counts) >= 0.5 + 0.5 * Double(gaps.count) / 20 {
          gaps.append(try FrozenGenerator(training, data: data, nodesOfData: nodes).gap().value)
        }
        try training.descendGenerator()
        counts.generator += 1
      }
    } catch let error as TrainingDivergence<Float> {
      lastGood = error.lastGood
    }
    if let lastGood {
      end = try ExactSnapshot(
        data: data, prior: training.configuration.prior.law(), generator: lastGood.generator,
        discriminator: lastGood.discriminator)
    } else {
      end = try training.exactSnapshot(data: data)
    }
    self.counts = counts
    reachedShare = k == 0 ? Double(reached) / Double(max(1, counts.generator)) : .nan
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

  /// No steps yet, each of them as dear as the configuration says.
  init(_ configuration: TrainingConfiguration) {
    costOfGenerator = configuration.operationsPerGeneratorStep
    costOfDiscriminator = configuration.operationsPerDiscriminatorStep
  }

  /// Floating-point operations so far, from the shapes.
  var operations: Double {
    Double(generator) * costOfGenerator + Double(discriminator) * costOfDiscriminator
  }
}

/// Steps of D until its gap is below 1e-3, checked every 20 with the generator's law kept, or 200 of them.
private func ascendToTheOptimum(
  _ training: AlternatingTraining<Float>, _ data: Distribution, _ nodes: ExpectationNodes
) throws -> (steps: Int, reached: Bool) {
  let frozen = try FrozenGenerator(training, data: data, nodesOfData: nodes)
  for checks in 1...10 {
    for _ in 0..<20 { try training.ascendDiscriminator() }
    let gap = frozen.gap()
    if gap.value + gap.absoluteError < 1e-3 { return (20 * checks, true) }
  }
  return (200, false)
}
