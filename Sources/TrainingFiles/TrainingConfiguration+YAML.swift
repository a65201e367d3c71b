import AdversarialTraining
import NeuralNetworks
import Yams

extension TrainingConfiguration {
  private static let orders = Names<UpdateOrder>(["alternating": .alternating, "simultaneous": .simultaneous])
  private static let discriminatorLosses = Names<DiscriminatorLoss>([
    "logistic": .logistic, "wasserstein": .wasserstein,
  ])
  private static let generatorLosses = Names<GeneratorLoss>([
    "non_saturating": .nonSaturating, "saturating": .saturating, "maximum_likelihood": .maximumLikelihood,
    "wasserstein": .wasserstein,
  ])

  /// What `section` says of the game; whatever it does not say takes its default.
  init(reading section: inout YAMLSection, dimension: Int) throws {
    let noise =
      try section["noise"].map { try NoisePrior(reading: $0, dimension: dimension) }
      ?? .normal(dimension: dimension)
    let steps = try section["steps"]?.count(0, most: 1_000_000_000_000) ?? 30_000
    let discriminatorSteps = try section["discriminator_steps"]?.size() ?? 1
    var result = TrainingConfiguration(
      generator: Architecture(inputs: 1, layers: []), discriminator: Architecture(inputs: 1, layers: []),
      prior: noise)
    result.steps = steps
    result.discriminatorSteps = discriminatorSteps
    result.minibatch = try section["minibatch"]?.size() ?? 256
    result.seed = try section["seed"]?.seed() ?? 1
    result.updates = try section["updates"]?.choice(Self.orders) ?? .alternating
    try result.readRemedies(section["remedies"])
    let players = "{layers, loss, optimiser}"
    func read(
      _ player: YAMLValue?, _ body: (inout YAMLSection) throws -> Void
    ) throws { try (player ?? YAMLValue(node: .empty, path: "")).section(players, body) }
    try read(section["generator"]) { player in
      result.generator = try Architecture(
        reading: player["layers"], inputs: noise.dimension, outputs: dimension)
      result.generatorLoss = try player["loss"]?.choice(Self.generatorLosses) ?? .nonSaturating
      result.generatorOptimiser = try Optimiser(
        reading: player["optimiser"], fallback: 0.02, updates: steps)
    }
    try read(section["discriminator"]) { player in
      result.discriminator = try Architecture(
        reading: player["layers"], inputs: result.packing * dimension, outputs: 1)
      result.discriminatorLoss = try player["loss"]?.choice(Self.discriminatorLosses) ?? .logistic
      result.discriminatorFactor = try player["factor"]?.number("above 0") { $0 > 0 } ?? 1
      result.discriminatorOptimiser = try Optimiser(
        reading: player["optimiser"], fallback: 0.1, updates: steps * discriminatorSteps)
    }
    result.shares = try section["shares"]?.size(most: 1000) ?? result.resolvedShares
    self = result
  }

  /// Everything, in the order in which a reader wants it.
  var yaml: [(String, Node)] {
    [
      ("seed", Node("\(seed)")), ("steps", Node(steps)), ("minibatch", Node(minibatch)),
      ("discriminator_steps", Node(discriminatorSteps)), ("updates", Node(Self.orders.name(updates))),
      ("shares", Node(resolvedShares)), ("noise", prior.yaml),
      (
        "generator",
        .block([
          ("layers", generator.yaml), ("loss", Node(Self.generatorLosses.name(generatorLoss))),
          ("optimiser", generatorOptimiser.yaml),
        ])
      ),
      (
        "discriminator",
        .block([
          ("layers", discriminator.yaml), ("loss", Node(Self.discriminatorLosses.name(discriminatorLoss))),
          ("factor", Node(discriminatorFactor)), ("optimiser", discriminatorOptimiser.yaml),
        ])
      ),
      ("remedies", remedies),
    ]
  }
}

/// `{law: normal, mean: 0, standard_deviation: 1, dimension: 1}` or `{law: uniform, lower: -1, upper: 1, dimension: 1}`; the
/// dimension is that of the data unless given: from fewer coordinates G makes a curve in the plane.
extension NoisePrior {
  private enum Kind { case normal, uniform }
  private static let laws = Names<Kind>(["normal": .normal, "uniform": .uniform])

  init(reading value: YAMLValue, dimension given: Int) throws {
    self = try value.section("{law, dimension, ...}") { section in
      let kind = try section["law"]?.choice(NoisePrior.laws) ?? .normal
      let dimension = try section["dimension"]?.size() ?? given
      switch kind {
      case .normal:
        return .normal(
          dimension: dimension, mean: try section["mean"]?.number() ?? 0,
          standardDeviation: try section["standard_deviation"]?.number("above 0") { $0 > 0 } ?? 1)
      case .uniform:
        let lower = try section["lower"]?.number() ?? -1
        let upper = try section["upper"]?.number("above lower, \(lower)") { $0 > lower } ?? max(1, lower + 1)
        return .uniform(dimension: dimension, lower: lower, upper: upper)
      }
    }
  }

  var yaml: Node {
    switch self {
    case .normal(let dimension, let mean, let deviation):
      return .line([
        ("law", "normal"), ("mean", Node(mean)), ("standard_deviation", Node(deviation)),
        ("dimension", Node(dimension)),
      ])
    case .uniform(let dimension, let lower, let upper):
      return .line([
        ("law", "uniform"), ("lower", Node(lower)), ("upper", Node(upper)), ("dimension", Node(dimension)),
      ])
    }
  }
}
