import NeuralNetworks

/// Algorithm 1 of the paper: minibatch stochastic gradient training of generative adversarial nets.
///
///     let data = FunctionSource<Float>(dimension: 1) { rows, stream in
///       stream.fillNormal(rows, mean: 4, standardDeviation: 1.25)
///     }
///     let training = try AlternatingTraining(configuration, data: data)
///     try training.run(observing: .every(1000)) { moment in print(moment.step, moment.losses.value) }
///
/// All memory is allocated when the training is made; steps allocate nothing. An object is used by one thread at a
/// time; it may itself use a second for half of each minibatch, without any effect on the bits.
public final class AlternatingTraining<Scalar: NetworkScalar>: @unchecked Sendable {
  /// What was asked for.
  public let configuration: TrainingConfiguration
  /// G as it is.
  public let generator: Network<Scalar>
  /// D as it is; its output is the logit.
  public let discriminator: Network<Scalar>
  /// Completed generator steps.
  public internal(set) var step = 0

  let data: any SampleSource<Scalar>
  let team: ShareTeam<Scalar>
  let generatorState: OptimiserState<Scalar>
  let discriminatorState: OptimiserState<Scalar>
  let foldsMomentum: Bool
  let remedyMemory: RemedyMemory<Scalar>
  var noiseStream: RandomStream
  var dataStream: RandomStream
  var lastGood: LastGoodNetworks<Scalar>

  /// A training that has not yet moved: both networks freshly drawn from the seed.
  ///
  /// - Parameters:
  ///   - configuration: the game and how it is played.
  ///   - data: p_data.
  ///   - workers: threads for one step; more than the configuration's shares are not used.
  ///   - remedies: those of one's own, beside and after those of the configuration. One that adds to D's loss needs a D
  ///     that does not couple rows, and no unrolling, which ascends D's loss alone.
  /// - Throws: ``TrainingError`` where the configuration does not fit itself or the data.
  public init(
    _ configuration: TrainingConfiguration, data: any SampleSource<Scalar>, workers: Int = 1,
    remedies: [any Remedy] = []
  ) throws(TrainingError) {
    try configuration.validate(dataDimension: data.dimension)
    if remedies.contains(where: { $0.points.contains(.discriminatorLoss) }) {
      guard !configuration.discriminator.couplesRows, configuration.unrolling == nil else {
        throw .invalidConfiguration(
          "a remedy adds to D's loss; allowed: a D whose layers do not couple rows, and no unrolling")
      }
    }
    self.configuration = configuration
    self.data = data
    let seed = configuration.seed
    do {
      var stream = RandomStream(seed: seed, name: "generator")
      generator = try Network(configuration.generator, initialisedFrom: &stream)
    } catch { throw .network(.generator, error) }
    do {
      var stream = RandomStream(seed: seed, name: "discriminator")
      discriminator = try Network(configuration.discriminator, initialisedFrom: &stream)
    } catch { throw .network(.discriminator, error) }
    noiseStream = RandomStream(seed: seed, name: "noise")
    dataStream = RandomStream(seed: seed, name: "data")
    generatorState = OptimiserState(
      configuration.generatorOptimiser, parameterCount: generator.parameters.count)
    discriminatorState = OptimiserState(
      configuration.discriminatorOptimiser, parameterCount: discriminator.parameters.count)
    let shares = configuration.resolvedShares
    let (g, d) = (generator, discriminator)
    team = ShareTeam(
      shares: (0..<shares).map { index in
        MinibatchShare(
          rows: configuration.minibatch / shares, index: index, generator: g, discriminator: d,
          rules: ShareRules(configuration, remedies), seed: seed)
      }, workers: workers)
    // What is folded into the products of matrices is no gradient that a remedy could change.
    foldsMomentum = configuration.foldsMomentum && remedies.isEmpty
    remedyMemory = RemedyMemory(
      remedies, generator: generator.parameters.count, discriminator: discriminator.parameters.count)
    lastGood = LastGoodNetworks(generator, discriminator)
  }

  /// Runs until ``step`` is `last`, or the configuration's number of steps.
  ///
  /// - Parameters:
  ///   - last: the step to stop at; `nil` is the configuration's number of steps.
  ///   - moments: after which steps `observe` is called; a run from the start also reports step 0 if it is one.
  ///   - observe: sees the training as it is; whatever it throws stops the run.
  /// - Throws: ``TrainingDivergence`` at a loss or weight that is not finite.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func run(
    until last: Int? = nil, observing moments: ObservedSteps = .never,
    _ observe: (AlternatingTraining<Scalar>) throws -> Void = { _ in }
  ) throws {
    if step == 0, moments.contains(0) { try observe(self) }
    while step < last ?? configuration.steps {
      switch configuration.updates {
      case .alternating:
        for _ in 0..<configuration.discriminatorSteps {
          try ascendDiscriminator()
        }
        try descendGenerator()
      case .simultaneous:
        for _ in 1..<configuration.discriminatorSteps {
          try ascendDiscriminator()
        }
        try moveBoth()
      }
      if moments.contains(step) { try observe(self) }
    }
  }

  /// One step of D up its stochastic gradient: m samples of noise, m of data, and
  /// ∇ 1/m Σ [log D(x⁽ⁱ⁾) + log(1 - D(G(z⁽ⁱ⁾)))].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func ascendDiscriminator() throws {
    drawNoise()
    drawData()
    aimAtVelocities()
    team.run(.discriminator)
    try updateDiscriminator()
  }

  /// One step of G down its stochastic gradient: m samples of noise, and ∇ 1/m Σ log(1 - D(G(z⁽ⁱ⁾))) or another
  /// ``GeneratorLoss``. Counts as a step.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func descendGenerator() throws {
    drawNoise()
    if configuration.unrolling != nil { drawData() }
    aimAtVelocities()
    team.run(.generator)
    try updateGenerator()
  }

  /// One step of both on the same minibatch, from the same point. Counts as a step.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func moveBoth() throws {
    drawNoise()
    drawData()
    aimAtVelocities()
    team.run(.both)
    try updateDiscriminator()
    try updateGenerator()
  }
}
