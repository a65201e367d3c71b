import NeuralNetworks

/// All that determines a training run, but for the data: a plain value that can be written to a file.
///
/// Two runs with equal configurations and data have the same weights, bit for bit, on one build and type of CPU.
/// When decoded, whatever is missing takes its default.
public struct TrainingConfiguration: Codable, Hashable, Sendable {
  /// G: its inputs are the prior's dimension.
  public var generator: Architecture
  /// D: its inputs are ``packing`` samples, its output one logit.
  public var discriminator: Architecture
  /// p_z.
  public var prior: NoisePrior
  /// m: rows that D sees of each kind in one step.
  public var minibatch = 128
  /// k: discriminator steps for each generator step.
  public var discriminatorSteps = 1
  /// Generator steps in all.
  public var steps = 1000
  /// Whether the players move in turn or at once.
  public var updates = UpdateOrder.alternating
  /// What D ascends.
  public var discriminatorLoss = DiscriminatorLoss.logistic
  /// What G descends.
  public var generatorLoss = GeneratorLoss.nonSaturating
  /// A factor on D's objective: 1 in the paper, ½ in the code published with it.
  public var discriminatorFactor = 1.0
  /// How D moves.
  public var discriminatorOptimiser = Optimiser.momentum(rate: 0.1, momentum: 0.5)
  /// How G moves.
  public var generatorOptimiser = Optimiser.momentum(rate: 0.02, momentum: 0.5)
  /// Samples that D sees side by side in one row (Lin et al. 2018); 1 is a plain GAN.
  public var packing = 1
  /// Penalties on D's gradient in its input, subtracted from what it ascends.
  public var penalties: [GradientPenalty] = []
  /// Noise added to whatever D sees, if any.
  public var instanceNoise: InstanceNoise?
  /// How far ahead G looks along D's own ascent, if at all.
  public var unrolling: Unrolling?
  /// Parts into which a minibatch is cut for several cores; the sums are taken part by part, so it is part of what
  /// fixes the bits. `nil` chooses 2 for small networks and even minibatches of 128 or more, else 1.
  public var shares: Int?
  /// The seed of initialisation, noise, data and masks, each a stream of its own.
  public var seed: UInt64 = 1

  /// A configuration with the defaults above.
  public init(generator: Architecture, discriminator: Architecture, prior: NoisePrior) {
    self.generator = generator
    self.discriminator = discriminator
    self.prior = prior
  }

  /// The number of parts used: ``shares``, or what `nil` stands for.
  public var resolvedShares: Int {
    if let shares { return shares }
    let coupled = generator.couplesRows || discriminator.couplesRows || unrolling != nil
    return !isLarge && !coupled && minibatch >= 128 && minibatch % 2 == 0 ? 2 : 1
  }

  /// Whether momentum's v <- μ v ± η g is made by the matrix products of the backward pass, with another rounding
  /// than a gradient and an update in turn: for large networks, whose update is bound by memory.
  var foldsMomentum: Bool {
    guard case .momentum = generatorOptimiser, case .momentum = discriminatorOptimiser else { return false }
    return isLarge && resolvedShares == 1 && penalties.isEmpty && unrolling == nil
      && !discriminator.couplesRows && !generator.couplesRows
  }

  private var isLarge: Bool { generator.parameterCount + discriminator.parameterCount > 400_000 }

  /// Whether D is a probability, and a function of one sample alone: only then can it be held against D*.
  public var discriminatorIsAProbabilityOfOneSample: Bool {
    let comparesRows = discriminator.layers.contains { layer in
      if case .minibatchDiscrimination = layer { true } else { false }
    }
    return discriminatorLoss == .logistic && packing == 1 && !comparesRows
  }

  /// Floating-point operations of one generator step with its discriminator steps: the matrix products, and the
  /// distances of minibatch discrimination, counted from the shapes, in units of a forward pass of D or G over a
  /// minibatch; a backward pass is two units, one where only the inputs' gradient is wanted. What "equal cost" means
  /// everywhere here.
  public var operationsPerStep: Double {
    Double(discriminatorSteps) * operationsPerDiscriminatorStep + operationsPerGeneratorStep
  }

  /// Of one discriminator step: G forward, D both ways on samples and on data, g + 6 d.
  ///
  /// A gradient penalty takes seven of D: both ways for the slope, and a Hessian-vector product in the inputs.
  public var operationsPerDiscriminatorStep: Double {
    let (g, d) = operationsPerPass
    return g + 6 * d + 7 * d * Double(penalties.count)
  }

  /// Of one generator step: G both ways, D forward and back to its inputs alone, 3 g + 2 d.
  ///
  /// An unrolled step takes eleven of D on samples and eleven on data: three for its gradient, eight for a
  /// Hessian-vector product in the weights on the way back, which the first of them does not need on data.
  public var operationsPerGeneratorStep: Double {
    let (g, d) = operationsPerPass
    return 3 * g + (unrolling.map { 3 * d + d * Double(22 * $0.steps - 8) } ?? 2 * d)
  }

  /// The player whose rate falls to 0 first, and the generator step from which it stays there: training on from it
  /// changes nothing of that player. `nil` where no rate falls to 0.
  public var endOfLearning: (player: PlayerName, step: Int)? {
    let ends = [
      (PlayerName.generator, generatorOptimiser.rate.updateOfLastingZero),
      (.discriminator, discriminatorOptimiser.rate.updateOfLastingZero.map { $0 / discriminatorSteps }),
    ]
    return ends.compactMap { player, step in step.map { (player, $0) } }.min { $0.1 < $1.1 }
  }

  /// A forward pass of G and of D over a minibatch.
  private var operationsPerPass: (generator: Double, discriminator: Double) {
    (
      Double(minibatch) * Double(generator.operationsPerRow(among: minibatch)) * Double(packing),
      Double(minibatch) * Double(discriminator.operationsPerRow(among: minibatch))
    )
  }

  /// Throws a sentence where parts do not fit together.
  public func validate(dataDimension: Int) throws(TrainingError) {
    do { try generator.validate() } catch { throw .network(.generator, error) }
    do { try discriminator.validate() } catch { throw .network(.discriminator, error) }
    func require(_ holds: Bool, _ message: String) throws(TrainingError) {
      if !holds { throw .invalidConfiguration(message) }
    }
    try require(minibatch > 0, "minibatch is \(minibatch); allowed: 1 or more")
    try require(discriminatorSteps > 0, "discriminatorSteps is \(discriminatorSteps); allowed: 1 or more")
    try require(steps >= 0, "steps is \(steps)")
    try require(packing > 0, "packing is \(packing); allowed: 1 or more")
    for (player, network) in [("generator", generator), ("discriminator", discriminator)] {
      try require(
        network.parameterCount <= 200_000_000,
        "the \(player) has \(network.parameterCount) weights; allowed: at most 200000000")
      let numbers = Double(minibatch) * Double(packing) * Double(network.numbersPerRow)
      try require(
        numbers <= 5e8,
        "a minibatch of \(minibatch) takes \(numbers) numbers in the \(player)'s layers; allowed: at most 5e8"
      )
    }
    for optimiser in [generatorOptimiser, discriminatorOptimiser] {
      guard case .momentum(_, let momentum) = optimiser else { continue }
      try require(momentum.stays(below: 1), "momentum is \(momentum); allowed: from 0, below 1")
    }
    try require(
      generator.inputs == prior.dimension,
      "the generator has \(generator.inputs) inputs and the prior \(prior.dimension) coordinates")
    try require(
      generator.outputs == dataDimension,
      "the generator makes samples of \(generator.outputs) numbers, the data have \(dataDimension)")
    try require(
      discriminator.inputs == packing * dataDimension,
      "the discriminator has \(discriminator.inputs) inputs; "
        + "\(packing) sample(s) of \(dataDimension) numbers need \(packing * dataDimension)")
    try require(discriminator.outputs == 1, "the discriminator has \(discriminator.outputs) outputs, not 1")
    try require(
      minibatch > 1 || !(generator.couplesRows || discriminator.couplesRows),
      "minibatch is 1, and a layer compares or normalises the rows of a minibatch; allowed: 2 or more")
    for penalty in penalties {
      try require(
        penalty.weight >= 0 && penalty.weight.isFinite,
        "a penalty's weight is \(penalty.weight); allowed: 0 or more")
    }
    if let noise = instanceNoise {
      try require(
        noise.standardDeviation.stays(below: .infinity),
        "the standard deviation of instance noise is \(noise.standardDeviation); allowed: 0 or more")
    }
    let shares = resolvedShares
    try require(
      shares > 0 && minibatch % shares == 0, "a minibatch of \(minibatch) cannot be cut into \(shares) shares"
    )
    try require(
      shares == 1 || !(generator.couplesRows || discriminator.couplesRows),
      "layers that couple rows (batch normalisation, minibatch discrimination) need the whole minibatch: shares must be 1"
    )
    if let unrolling {
      try require(unrolling.steps > 0, "unrolling.steps is \(unrolling.steps); allowed: 1 or more")
      try require(
        unrolling.rate > 0 && unrolling.rate <= 1000,
        "unrolling.rate is \(unrolling.rate); allowed: above 0, at most 1000")
      let numbers = Double(unrolling.steps) * Double(discriminator.parameterCount)
      try require(
        numbers <= 5e8,
        "\(unrolling.steps) unrolled steps keep \(numbers) weights of the discriminator; allowed: at most 5e8"
      )
      try require(shares == 1, "unrolled steps need the whole minibatch: shares must be 1")
      try require(
        penalties.isEmpty, "unrolled steps ascend D's loss alone: allowed with unrolling: no penalties")
    }
    try require(
      penalties.isEmpty || !discriminator.couplesRows,
      "a gradient penalty is not defined for a discriminator whose layers couple rows (batch normalisation, "
        + "minibatch discrimination)")
  }
}

/// Whether the players move in turn (Algorithm 1) or at once (the code published with the paper).
public enum UpdateOrder: String, Codable, Hashable, Sendable {
  /// k discriminator steps, then a generator step on fresh noise.
  case alternating
  /// The last discriminator step and the generator step use the same noise, samples and masks, and both gradients
  /// are taken before either player moves.
  case simultaneous
}

extension TrainingConfiguration {
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      generator: try box.decode(Architecture.self, forKey: .generator),
      discriminator: try box.decode(Architecture.self, forKey: .discriminator),
      prior: try box.decode(NoisePrior.self, forKey: .prior))
    func read<Value: Decodable>(_ key: CodingKeys, _ field: inout Value) throws {
      field = try box.decodeIfPresent(Value.self, forKey: key) ?? field
    }
    try read(.minibatch, &minibatch)
    try read(.discriminatorSteps, &discriminatorSteps)
    try read(.steps, &steps)
    try read(.updates, &updates)
    try read(.discriminatorLoss, &discriminatorLoss)
    try read(.generatorLoss, &generatorLoss)
    try read(.discriminatorFactor, &discriminatorFactor)
    try read(.discriminatorOptimiser, &discriminatorOptimiser)
    try read(.generatorOptimiser, &generatorOptimiser)
    try read(.packing, &packing)
    try read(.penalties, &penalties)
    try read(.seed, &seed)
    instanceNoise = try box.decodeIfPresent(InstanceNoise.self, forKey: .instanceNoise)
    unrolling = try box.decodeIfPresent(Unrolling.self, forKey: .unrolling)
    shares = try box.decodeIfPresent(Int.self, forKey: .shares)
  }
}
