import AdversarialTraining
import Foundation
import NeuralNetworks

/// A lower bound on JSD by a discriminator that is judged on pictures and samples that it never saw:
/// V(G, D) ≤ V(G, D*) = -log 4 + 2 JSD for every D (Theorem 1), so JSD ≥ (V + log 4)/2.
public struct DivergenceBound: Sendable {
  /// (V + log 4)/2 on the test sets, in nats. Its expectation is a bound; below 0 it says nothing.
  public let bound: MeanEstimate
  /// Discriminator steps after which it did best on validation; 0 for a discriminator that was there before.
  public let steps: Int

  /// The 95 % confidence interval of the bound's expectation: two-sided, normal, and not below 0, where JSD is anyway.
  public var interval: (lower: Double, upper: Double) {
    let reach = 1.96 * bound.standardError
    return (max(0, bound.value - reach), max(0, bound.value + reach))
  }

  /// How the discriminator is trained.
  public struct Rules: Sendable {
    /// D: rows of pictures to a logit. Its rows are not coupled.
    public var discriminator: Architecture
    /// Its optimiser.
    public var optimiser = Optimiser.adam(rate: .constant(value: 3e-4))
    /// Pictures and samples of each kind in a step.
    public var minibatch = 100
    /// Steps at most.
    public var steps = 10_000
    /// Steps from one look at the validation sets to the next.
    public var every = 200
    /// Looks without a better one after which it stops.
    public var patience = 10

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

  /// The bound by a discriminator that is trained for it, until validation stops rising.
  ///
  /// - Parameters:
  ///   - data: one law.
  ///   - samples: the other.
  ///   - rules: how D is trained.
  ///   - seed: of D, of its masks and of the order of what it sees.
  ///   - observe: is told the step and the bound on validation at each look; whatever it throws stops the training.
  /// - Throws: `NetworkError` for an architecture that is not possible.
  public init(
    between data: JudgedLaw, and samples: JudgedLaw, rules: Rules, seed: UInt64,
    observing observe: (_ step: Int, _ bound: Double) throws -> Void = { _, _ in }
  ) throws {
    var trained = try TrainedDiscriminator(data, samples, rules, seed: seed)
    var best = (value: -Double.infinity, steps: 0, discriminator: trained.discriminator.snapshot())
    for step in 1...rules.steps {
      trained.ascend()
      guard step % rules.every == 0 || step == rules.steps else { continue }
      let value = Self.bound(by: trained.discriminator, data.validation, samples.validation).value
      try observe(step, value)
      if value > best.value {
        best = (value, step, trained.discriminator.snapshot())
      } else if step - best.steps >= rules.patience * rules.every {
        break
      }
    }
    trained.discriminator.restore(best.discriminator)
    self.init(
      bound: Self.bound(by: trained.discriminator, data.test, samples.test), steps: best.steps)
  }

  /// The bound by a discriminator that is there, at rest.
  ///
  /// - Parameters:
  ///   - discriminator: D; its output is the logit.
  ///   - data: one law, of which only the test set counts.
  ///   - samples: the other.
  public init(by discriminator: Network<Float>, between data: JudgedLaw, and samples: JudgedLaw) {
    self.init(bound: Self.bound(by: discriminator, data.test, samples.test), steps: 0)
  }

  private init(bound: MeanEstimate, steps: Int) { (self.bound, self.steps) = (bound, steps) }

  /// (V + log 4)/2 with D at rest, its logits kept within ±10, which is a D too: one picture then costs at most 10 nats.
  private static func bound(
    by discriminator: Network<Float>, _ data: [Float], _ samples: [Float]
  ) -> MeanEstimate {
    func terms(_ rows: [Float], sign: Double) -> MeanEstimate {
      MeanEstimate(
        of: discriminator.outputs(of: rows).map { logit in
          let kept = sign * Double(min(max(logit, -10), 10))
          return min(kept, 0) - log1p(exp(-abs(kept)))
        })
    }
    let value = terms(data, sign: 1) + terms(samples, sign: -1)
    return MeanEstimate(value: (value.value + log(4)) / 2, standardError: value.standardError / 2)
  }
}

/// A discriminator as it is trained between two laws, up the stochastic gradient of V.
private struct TrainedDiscriminator {
  let discriminator: Network<Float>
  private let data: any SampleSource<Float>
  private let samples: any SampleSource<Float>
  private let pass: Workspace<Float>
  private let state: OptimiserState<Float>
  private let minibatch: Int
  private var dataStream: RandomStream
  private var sampleStream: RandomStream

  init(_ data: JudgedLaw, _ samples: JudgedLaw, _ rules: DivergenceBound.Rules, seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "bound discriminator")
    discriminator = try Network(rules.discriminator, initialisedFrom: &stream)
    (self.data, self.samples, minibatch) = (data.training, samples.training, rules.minibatch)
    pass = Workspace(discriminator, rows: 2 * rules.minibatch)
    pass.maskStream = RandomStream(seed: seed, name: "bound masks")
    state = OptimiserState(rules.optimiser, parameterCount: discriminator.parameters.count)
    dataStream = RandomStream(seed: seed, name: "bound data")
    sampleStream = RandomStream(seed: seed, name: "bound samples")
  }

  /// ∇ 1/m Σ [log D(x⁽ⁱ⁾) + log(1 - D(x'⁽ⁱ⁾))], samples first and data below them, as one pass.
  mutating func ascend() {
    let (rows, width) = (minibatch, discriminator.architecture.inputs)
    let room = UnsafeMutableBufferPointer(start: pass.input, count: 2 * rows * width)
    samples.fill(.init(rebasing: room[..<(rows * width)]), using: &sampleStream)
    data.fill(.init(rebasing: room[(rows * width)...]), using: &dataStream)
    pass.forward(rows: 2 * rows, mode: .training)
    let weight = 1 / Float(rows)
    _ = LogitObjective.logComplement.evaluate(
      pass.output, count: rows, weight: weight, derivative: pass.outputGradient)
    _ = LogitObjective.logProbability.evaluate(
      pass.output + rows, count: rows, weight: weight, derivative: pass.outputGradient + rows)
    pass.backward(rows: 2 * rows, from: pass.outputGradient, gradient: pass.gradient)
    guard let parameters = discriminator.parameters.baseAddress else { return }
    _ = state.update(parameters, gradient: pass.gradient, .ascent)
  }
}
