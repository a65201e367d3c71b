import NeuralNetworks

extension AlternatingTraining {
  /// m samples of noise (times the packing), share after share.
  func drawNoise() {
    for share in team.shares {
      configuration.prior.fill(share.noise, using: &noiseStream)
    }
    for share in team.shares { share.discriminatorUpdate = discriminatorState.updates }
    guard let noise = configuration.instanceNoise else { return }
    let size = Scalar(noise.standardDeviation.value(at: discriminatorState.updates))
    for share in team.shares { share.noiseSize = size }
  }

  /// m samples of data (times the packing), share after share.
  func drawData() {
    for share in team.shares {
      data.fill(share.data, using: &dataStream)
    }
  }

  /// Where momentum is part of the matrix products: has the next backward passes make the velocities.
  func aimAtVelocities() {
    guard foldsMomentum, let share = team.shares.first else { return }
    if let step = discriminatorState.velocityStep(.ascent),
      let velocity = discriminatorState.averages.baseAddress
    {
      share.discriminatorTarget = GradientTarget(buffer: velocity, keeping: step.keeping, scale: step.scale)
    }
    if let step = generatorState.velocityStep(.descent), let velocity = generatorState.averages.baseAddress {
      share.generatorTarget = GradientTarget(buffer: velocity, keeping: step.keeping, scale: step.scale)
    }
  }

  func updateDiscriminator() throws {
    guard let parameters = discriminator.parameters.baseAddress else { return }
    let finite: Bool
    if foldsMomentum {
      finite = discriminatorState.moveAlongVelocity(parameters)
    } else {
      let gradient = team.sum(discriminator.parameters.count) { $0.discriminatorPass.gradient }
      let update = discriminatorState.updates
      changeGradient(gradient, of: .discriminator, parameters, discriminator.parameters.count, update)
      finite = discriminatorState.update(parameters, gradient: gradient, .ascent)
      changeWeights(of: .discriminator, parameters, discriminator.parameters.count, update)
    }
    guard finite, value.isFinite else { throw divergence(.discriminator) }
  }

  func updateGenerator() throws {
    guard let parameters = generator.parameters.baseAddress else { return }
    let finite: Bool
    if foldsMomentum {
      finite = generatorState.moveAlongVelocity(parameters)
    } else {
      let gradient = team.sum(generator.parameters.count) { $0.generatorPass.gradient }
      let update = generatorState.updates
      changeGradient(gradient, of: .generator, parameters, generator.parameters.count, update)
      finite = generatorState.update(parameters, gradient: gradient, .descent)
      changeWeights(of: .generator, parameters, generator.parameters.count, update)
    }
    guard finite, generatorLoss.isFinite else { throw divergence(.generator) }
    step += 1
    lastGood.keep(generator, discriminator, step: step)
  }

  private func changeGradient(
    _ gradient: UnsafeMutablePointer<Scalar>, of player: PlayerName, _ weights: UnsafeMutablePointer<Scalar>,
    _ count: Int, _ update: Int
  ) {
    remedyMemory.forEach(actingAt: .gradient, on: player) { remedy, memory in
      remedy.change(
        gradient: gradient, of: player, weights: weights, count: count, memory: memory, update: update)
    }
  }

  private func changeWeights(
    of player: PlayerName, _ weights: UnsafeMutablePointer<Scalar>, _ count: Int, _ update: Int
  ) {
    remedyMemory.forEach(actingAt: .weights, on: player) { remedy, memory in
      remedy.change(weights: weights, of: player, count: count, memory: memory, update: update)
    }
  }

  private func divergence(_ player: PlayerName) -> TrainingDivergence<Scalar> {
    TrainingDivergence(step: step, player: player, lastGood: lastGood.snapshot())
  }

  private var value: Double {
    team.shares.reduce(0) { $0 + $1.dataSum.sum + $1.sampleSum.sum }
  }

  private var generatorLoss: Double {
    team.shares.reduce(0) { $0 + $1.generatorSum.sum }
  }

  /// The objectives over the minibatches of the last steps, before their updates. NaN before the first step.
  public var losses: MinibatchLosses {
    let loss = configuration.discriminatorLoss
    let dataSum = team.shares.reduce(ObjectiveSum()) { $0 + $1.dataSum }
    let sampleSum = team.shares.reduce(ObjectiveSum()) { $0 + $1.sampleSum }
    let generatorSum = team.shares.reduce(ObjectiveSum()) { $0 + $1.generatorSum }
    let errors = (dataSum.standardError, sampleSum.standardError)
    return MinibatchLosses(
      value: loss.data.sign * dataSum.mean + loss.samples.sign * sampleSum.mean,
      valueError: (errors.0 * errors.0 + errors.1 * errors.1).squareRoot(),
      generatorLoss: configuration.generatorLoss.term.sign * generatorSum.mean,
      generatorLossError: generatorSum.standardError)
  }

  /// Both networks as they are now, as a value.
  public func snapshot() -> TrainingSnapshot<Scalar> {
    TrainingSnapshot(step: step, generator: generator.snapshot(), discriminator: discriminator.snapshot())
  }
}

/// After which steps a run is observed.
public enum ObservedSteps: Sendable, Hashable {
  /// Not at all.
  case never
  /// After every multiple of this number.
  case every(Int)
  /// After these.
  case at(Set<Int>)

  /// Whether the moment after `step` steps is one of them.
  public func contains(_ step: Int) -> Bool {
    switch self {
    case .never: return false
    case .every(let interval): return step % interval == 0
    case .at(let steps): return steps.contains(step)
    }
  }
}
