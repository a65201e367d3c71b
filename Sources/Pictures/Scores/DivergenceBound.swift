import AdversarialTraining
import Foundation
import NeuralNetworks

/// A lower bound on JSD(data, generator) by a discriminator of its own, trained while the generator rests and judged on
/// pictures that it never saw: V(G, D) ≤ V(G, D*) = -log 4 + 2 JSD for every D (Theorem 1), so JSD ≥ (V + log 4)/2.
public struct DivergenceBound: Sendable {
  /// (V + log 4)/2 on test pictures and fresh samples, in nats; log 2 is the most that JSD can be.
  public let bound: MeanEstimate
  /// The 95 % confidence interval of the bound's mean: two-sided, normal.
  public var interval: (lower: Double, upper: Double) {
    (bound.value - 1.96 * bound.standardError, bound.value + 1.96 * bound.standardError)
  }
  /// Discriminator steps after which it did best on validation, where it was stopped.
  public let steps: Int

  /// How the discriminator is trained.
  public struct Rules: Sendable {
    /// D: rows of pictures to a logit.
    public var discriminator: Architecture
    /// Its optimiser.
    public var optimiser = Optimiser.adam(rate: .constant(value: 3e-4))
    /// Pictures and samples of each kind in a step.
    public var minibatch = 100
    /// Steps at most.
    public var steps = 4000
    /// Steps from one look at the validation pictures to the next.
    public var every = 200

    /// Two hidden layers with dropout on pictures of `dimension` numbers.
    public init(dimension: Int) {
      discriminator = Architecture(
        inputs: dimension,
        layers: [
          .dropout(keep: 0.8), .dense(400, .leakyReLU(slope: 0.2), weights: .he), .dropout(keep: 0.5),
          .dense(200, .leakyReLU(slope: 0.2), weights: .he), .dropout(keep: 0.5), .dense(1, .identity),
        ])
    }
  }

  /// The bound for a generator at rest.
  ///
  /// - Parameters:
  ///   - generator: G.
  ///   - prior: its noise.
  ///   - split: D is trained on the training pictures, stopped on the validation ones and judged on the test ones.
  ///   - rules: how D is trained.
  ///   - seed: of D and of all samples.
  /// - Throws: `TrainingError`, `TrainingDivergence`.
  public init(
    of generator: NetworkSnapshot<Float>, prior: NoisePrior, split: PictureSplit, rules: Rules, seed: UInt64
  ) throws {
    var configuration = TrainingConfiguration(
      generator: generator.architecture, discriminator: rules.discriminator, prior: prior)
    configuration.minibatch = rules.minibatch
    configuration.discriminatorOptimiser = rules.optimiser
    configuration.seed = seed
    configuration.shares = 1
    let data = try TableSource<Float>(
      values: split.training.intensities(), dimension: split.training.dimension, order: .shuffledEpochs)
    let training = try AlternatingTraining(configuration, data: data)
    training.generator.restore(generator)
    func samples(_ pictures: PictureSet, _ name: String) -> (data: [Float], samples: [Float]) {
      let made = GeneratorSamples(
        of: training.generator, prior: prior, count: pictures.count, seed: seed, name: name)
      return (pictures.intensities(), made.pictures)
    }
    let held = samples(split.validation, "bound validation")
    var best = (value: -Double.infinity, steps: 0, discriminator: training.discriminator.snapshot())
    for step in 1...rules.steps {
      try training.ascendDiscriminator()
      guard step % rules.every == 0 else { continue }
      let value = DivergenceBound.value(of: training.discriminator, on: held).value
      if value > best.value { best = (value, step, training.discriminator.snapshot()) }
    }
    training.discriminator.restore(best.discriminator)
    let value = DivergenceBound.value(of: training.discriminator, on: samples(split.test, "bound test"))
    bound = MeanEstimate(value: (value.value + log(4)) / 2, standardError: value.standardError / 2)
    steps = best.steps
  }

  /// V(G, D) with D at rest, its logits kept within ±10, which is a D too: one picture then costs at most 10 nats.
  static func value(
    of discriminator: Network<Float>, on rows: (data: [Float], samples: [Float])
  ) -> MeanEstimate {
    func terms(_ rows: [Float], sign: Double) -> MeanEstimate {
      MeanEstimate(
        of: discriminator.outputs(of: rows).map { logit in
          let kept = sign * Double(min(max(logit, -10), 10))
          return min(kept, 0) - log1p(exp(-abs(kept)))
        })
    }
    return terms(rows.data, sign: 1) + terms(rows.samples, sign: -1)
  }
}
