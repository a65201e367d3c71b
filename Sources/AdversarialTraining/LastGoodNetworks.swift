import NeuralNetworks

/// Copies of both networks from the last step at which they were finite and a copy was due.
///
/// Small networks are copied at each step, large ones so seldom that it costs about 2,000 numbers a step.
struct LastGoodNetworks<Scalar: NetworkScalar> {
  private var step: Int
  private let interval: Int
  private let architectures: (Architecture, Architecture)
  private var generator: [Scalar]
  private var discriminator: [Scalar]
  private var generatorStatistics: [Scalar]
  private var discriminatorStatistics: [Scalar]

  init(_ generator: Network<Scalar>, _ discriminator: Network<Scalar>, step: Int = 0) {
    self.step = step
    interval = max(1, (generator.parameters.count + discriminator.parameters.count) / 2000)
    architectures = (generator.architecture, discriminator.architecture)
    self.generator = Array(generator.parameters)
    self.discriminator = Array(discriminator.parameters)
    generatorStatistics = Array(generator.statistics)
    discriminatorStatistics = Array(discriminator.statistics)
  }

  mutating func keep(_ g: Network<Scalar>, _ d: Network<Scalar>, step: Int) {
    guard step % interval == 0 else { return }
    self.step = step
    copy(g.parameters, &generator)
    copy(d.parameters, &discriminator)
    copy(g.statistics, &generatorStatistics)
    copy(d.statistics, &discriminatorStatistics)
  }

  func snapshot() -> TrainingSnapshot<Scalar> {
    TrainingSnapshot(
      step: step,
      generator: NetworkSnapshot(
        architecture: architectures.0, parameters: generator, statistics: generatorStatistics),
      discriminator: NetworkSnapshot(
        architecture: architectures.1, parameters: discriminator, statistics: discriminatorStatistics))
  }

  private func copy(_ source: UnsafeMutableBufferPointer<Scalar>, _ target: inout [Scalar]) {
    target.withUnsafeMutableBufferPointer { room in
      guard let base = room.baseAddress, let start = source.baseAddress else { return }
      base.update(from: start, count: source.count)
    }
  }
}
