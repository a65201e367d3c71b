import AdversarialTraining
import Foundation
import NeuralNetworks
import Synchronization
import Testing

/// A remedy of one's own, as a user would write it: one-sided label smoothing (Salimans et al. 2016, section 3.4).
///
/// The data's label is 1 - ε instead of 1, so log D(x) becomes (1 - ε) log D(x) + ε log(1 - D(x)). As
/// log D - log(1 - D) is the logit, D ascends ε E_data[logit D(x)] less than before: a penalty, and its gradient in the
/// weights is one pass forward and one back. The loop of the training stays as it is:
///
///     let training = try AlternatingTraining(
///       configuration, data: data, remedies: [OneSidedLabelSmoothing(epsilon: 0.1)])
struct OneSidedLabelSmoothing: Remedy {
  let epsilon: Double
  var points: RemedyPoints { .discriminatorLoss }

  func subtractGradient<Scalar: NetworkScalar>(
    from gradient: UnsafeMutablePointer<Scalar>, pass: Workspace<Scalar>, data: UnsafePointer<Scalar>,
    samples: UnsafePointer<Scalar>, rows: Int, minibatch: Int, stream: inout RandomStream
  ) {
    pass.input.update(from: data, count: rows * pass.network.architecture.inputs)
    pass.forward(rows: rows, mode: .training)
    for row in 0..<rows { pass.outputGradient[row] = -Scalar(epsilon) / Scalar(minibatch) }
    pass.backward(rows: rows, from: pass.outputGradient, gradient: gradient, keeping: 1)
  }
}

/// Historical averaging (Salimans et al. 2016, section 3.3): each player's loss gains weight · |θ - mean of its past θ|².
///
/// It keeps one number a weight, the mean of θ_0 to θ_t. D ascends its objective, so the term is subtracted there.
struct HistoricalAveraging: Remedy {
  let weight: Double
  var points: RemedyPoints { .gradient }
  var numbersPerWeight: Int { 1 }

  func change<Scalar: NetworkScalar>(
    gradient: UnsafeMutablePointer<Scalar>, of player: PlayerName, weights: UnsafePointer<Scalar>, count: Int,
    memory: UnsafeMutablePointer<Scalar>, update: Int
  ) {
    let factor = Scalar(player == .discriminator ? -2 * weight : 2 * weight)
    for i in 0..<count {
      memory[i] += (weights[i] - memory[i]) / Scalar(update + 1)
      gradient[i] += factor * (weights[i] - memory[i])
    }
  }
}

/// Weight clipping (Arjovsky et al. 2017): after each of its updates D's weights are cut to [-bound, bound].
struct WeightClipping: Remedy {
  let bound: Double
  var points: RemedyPoints { .weights }

  func change<Scalar: NetworkScalar>(
    weights: UnsafeMutablePointer<Scalar>, of player: PlayerName, count: Int,
    memory: UnsafeMutablePointer<Scalar>, update: Int
  ) {
    guard player == .discriminator else { return }
    for i in 0..<count { weights[i] = min(max(weights[i], -Scalar(bound)), Scalar(bound)) }
  }
}

/// A term of G's loss, weight/2 · E[|G(z)|²]: its slope in a sample is weight · G(z), divided by the minibatch.
struct SmallSamples: Remedy {
  let weight: Double
  var points: RemedyPoints { .generatorLoss }

  func addSlopes<Scalar: NetworkScalar>(
    to slopes: UnsafeMutablePointer<Scalar>, samples: UnsafePointer<Scalar>, rows: Int, width: Int,
    minibatch: Int
  ) {
    let factor = Scalar(weight) / Scalar(minibatch)
    for i in 0..<rows * width { slopes[i] += factor * samples[i] }
  }
}

/// What D sees, kept for a test to look at.
final class Recorder: Remedy {
  private let kept = Mutex<(data: [Double], samples: [Double])>(([], []))
  var points: RemedyPoints { [.data, .samples] }
  var data: [Double] { kept.withLock { $0.data } }
  var samples: [Double] { kept.withLock { $0.samples } }

  func change<Scalar: NetworkScalar>(
    _ rows: UnsafeMutableBufferPointer<Scalar>, of kind: RemedyPoints, update: Int, stream: inout RandomStream
  ) {
    let numbers = rows.map { Double($0) }
    kept.withLock { if kind == .data { $0.data += numbers } else { $0.samples += numbers } }
  }
}

@Suite("a remedy of one's own is a value in a file of one's own")
struct OwnRemedyExample {
  @Test("with smoothed labels and p_g = p_data, D learns (1 - ε)/2 instead of 1/2", arguments: [1, 2])
  func smoothed(shares: Int) throws {
    let constant = FunctionSource<Double>(dimension: 1) { rows, _ in rows.update(repeating: 0.5) }
    let game = smallGame {
      $0.generator.layers[2] = .dense(1, .identity, weights: .zeros, biases: .constant(value: 0.5))
      $0.shares = shares
    }
    let training = try AlternatingTraining(
      game, data: constant, remedies: [OneSidedLabelSmoothing(epsilon: 0.2)])
    for _ in 0..<400 { try training.ascendDiscriminator() }
    let work = Workspace(training.discriminator, rows: 1)
    work.input[0] = 0.5
    work.forward(rows: 1)
    // σ(a) = 0.4 at a = log(0.4/0.6).
    #expect(abs(work.output[0] - -0.405465108108164) < 1e-6)
  }

  @Test("it goes beside the remedies of the configuration")
  func together() throws {
    let game = smallGame { $0.penalties = [.r1(weight: 0.1)] }
    func weights(_ remedies: [any Remedy]) throws -> [Double] {
      let training = try AlternatingTraining(game, data: normalData(Double.self), remedies: remedies)
      try training.ascendDiscriminator()
      return Array(training.discriminator.parameters)
    }
    let (plain, none) = (try weights([]), try weights([OneSidedLabelSmoothing(epsilon: 0)]))
    #expect(plain == none)
    #expect(try weights([OneSidedLabelSmoothing(epsilon: 0.1)]) != plain)
  }

  /// D after one step and after two, by gradient steps of rate 0.5.
  private func twoSteps(_ remedies: [any Remedy]) throws -> (start: [Double], one: [Double], two: [Double]) {
    let game = smallGame { $0.discriminatorOptimiser = .momentum(rate: 0.5, momentum: 0.0) }
    let training = try AlternatingTraining(game, data: normalData(Double.self), remedies: remedies)
    let start = Array(training.discriminator.parameters)
    try training.ascendDiscriminator()
    let one = Array(training.discriminator.parameters)
    try training.ascendDiscriminator()
    return (start, one, Array(training.discriminator.parameters))
  }

  @Test("historical averaging pulls θ_1 back to the mean of θ_0 and θ_1, by rate · 2 weight · (θ_1 - θ_0)/2")
  func historicalAveraging() throws {
    let (plain, averaged) = (try twoSteps([]), try twoSteps([HistoricalAveraging(weight: 0.3)]))
    #expect(plain.one == averaged.one)
    for i in plain.two.indices {
      let pull = 0.5 * 0.3 * (plain.one[i] - plain.start[i])
      #expect(abs(plain.two[i] - averaged.two[i] - pull) < 1e-14)
    }
  }

  @Test(
    "what a remedy keeps is in the checkpoint: a run goes on to the same bits, and not without the remedy")
  func checkpoint() throws {
    let (game, remedies) = (smallGame(), [HistoricalAveraging(weight: 0.1)])
    let whole = try AlternatingTraining(game, data: normalData(Float.self), remedies: remedies)
    try whole.run()
    let first = try AlternatingTraining(game, data: normalData(Float.self), remedies: remedies)
    try first.run(until: 13)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("own-\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try first.checkpoint().save(to: path)
    let saved = try TrainingCheckpoint<Float>.load(from: path)
    let second = try AlternatingTraining(resuming: saved, data: normalData(Float.self), remedies: remedies)
    try second.run()
    #expect(second.checkpoint() == whole.checkpoint())
    #expect(throws: TrainingError.self) {
      _ = try AlternatingTraining(resuming: saved, data: normalData(Float.self))
    }
  }

  @Test("clipped weights of D stay within the bound, and G's are left alone")
  func clipping() throws {
    let clipped = try AlternatingTraining(
      smallGame(), data: normalData(Double.self), remedies: [WeightClipping(bound: 0.05)])
    try clipped.run(until: 3)
    #expect(clipped.discriminator.parameters.allSatisfy { abs($0) <= 0.05 })
    #expect(clipped.discriminator.parameters.contains { abs($0) == 0.05 })
    #expect(clipped.generator.parameters.contains { abs($0) > 0.05 })
  }

  @Test(
    "a term of G's loss alone moves G down its slope: b becomes b - rate · weight · b", arguments: [1, 2])
  func generatorTerm(shares: Int) throws {
    let game = smallGame {
      $0.generator.layers[2] = .dense(1, .identity, weights: .zeros, biases: .constant(value: 0.5))
      $0.discriminator.layers[2] = .dense(1, .identity, weights: .zeros)
      $0.generatorOptimiser = .momentum(rate: 0.25, momentum: 0.0)
      $0.shares = shares
    }
    let training = try AlternatingTraining(
      game, data: normalData(Double.self), remedies: [SmallSamples(weight: 0.4)])
    let bias = try #require(training.generator.parameters.indices.last)
    #expect(training.generator.parameters[bias] == 0.5)
    try training.descendGenerator()
    #expect(abs(training.generator.parameters[bias] - 0.45) < 1e-14)
  }

  @Test("a remedy of D's loss needs a D whose rows are not coupled, and no unrolling")
  func refused() {
    for change: (inout TrainingConfiguration) -> Void in [
      { $0.unrolling = Unrolling(steps: 2, rate: 0.1) },
      { $0.discriminator.layers.insert(.batchNormalisation(BatchNormalisation()), at: 1) },
    ] {
      #expect(throws: TrainingError.self) {
        _ = try AlternatingTraining(
          smallGame(change), data: normalData(Double.self), remedies: [OneSidedLabelSmoothing(epsilon: 0.1)])
      }
    }
  }
}
