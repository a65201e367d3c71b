import DiracGAN

extension DiracGANExperiment {
  /// A training method with a name.
  public struct Method: Sendable {
    let name: String
    let loss: DiracGAN.Loss
    var remedy = DiracGAN.Remedy.none
    /// What theory says of simultaneous steps, of alternating ones, and of alternating ones with 5 steps of D; of cycles
    /// the linear part of the update.
    let expected: [Outcome]
    /// What was seen to become of them in the long run, by terms that the linear part does not have; not derived.
    var observed: [Outcome?] = [nil, nil, nil]
    /// The remedy's strength: γ, σ² or the bound.
    var strength: Double?

    /// The game that is played.
    var game: DiracGAN { get throws { try DiracGAN(loss, remedy) } }
  }

  /// From how many updates on the long run is classified.
  static let longRun = 20_000

  /// What became of a trajectory.
  enum Outcome: String {
    case converges, cycles, grows
    /// A cycle whose radius slowly grows, or shrinks.
    case driftsOut = "drifts out"
    case driftsIn = "drifts in"
    /// At rest, but not at the equilibrium.
    case settlesElsewhere = "settles elsewhere"
  }

  static let methods = [
    // A modulus of 1 is the linear statement: what higher orders do to the radius takes longer than 2000 updates.
    Method(
      name: "original", loss: .original, expected: [.grows, .cycles, .cycles],
      observed: [nil, .driftsOut, .converges]),
    Method(
      name: "non-saturating", loss: .nonSaturating, expected: [.cycles, .converges, .converges]),
    Method(name: "wasserstein", loss: .wasserstein, expected: [.grows, .cycles, .cycles]),
    Method(
      name: "wasserstein with clipping", loss: .wasserstein, remedy: .weightClipping(bound: 1),
      expected: [.cycles, .cycles, .cycles], strength: 1),
    Method(
      name: "wasserstein with gradient penalty", loss: .wasserstein, remedy: .gradientPenalty(weight: 1),
      expected: [.cycles, .cycles, .settlesElsewhere], strength: 1),
    Method(
      name: "instance noise", loss: .original, remedy: .instanceNoise(standardDeviation: 1),
      expected: [.converges, .converges, .converges], strength: 1),
    Method(
      name: "R1", loss: .original, remedy: .penaltyOnData(weight: 0.3),
      expected: [.converges, .converges, .converges], strength: 0.3),
    Method(
      name: "R2", loss: .original, remedy: .penaltyOnSamples(weight: 0.3),
      expected: [.converges, .converges, .converges], strength: 0.3),
    Method(
      name: "consensus", loss: .original, remedy: .consensus(weight: 1),
      expected: [.converges, .converges, .grows], strength: 1),
  ]

  static let orders: [(name: String, order: DiracGAN.Order)] = [
    ("simultaneous", .simultaneous), ("alternating", .alternating()),
    ("alternating, 5 D steps", .alternating(discriminatorSteps: 5)),
  ]
}

extension DiracGAN.Remedy {
  /// This remedy as a function of its strength, γ or σ², where that can be varied.
  var withStrength: ((Double) -> DiracGAN.Remedy)? {
    switch self {
    case .instanceNoise: { .instanceNoise(standardDeviation: $0.squareRoot()) }
    case .penaltyOnData: { .penaltyOnData(weight: $0) }
    case .penaltyOnSamples: { .penaltyOnSamples(weight: $0) }
    case .consensus: { .consensus(weight: $0) }
    case .none, .weightClipping, .gradientPenalty: nil
    }
  }
}
