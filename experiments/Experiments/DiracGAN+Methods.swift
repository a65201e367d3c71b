import DiracGAN

extension DiracGANExperiment {
  /// A training method with a name.
  public struct Method: Sendable {
    let name: String
    let loss: DiracGAN.Loss
    var remedy = DiracGAN.Remedy.none
    /// What facts say of simultaneous steps, of alternating ones, and of alternating ones with 5 steps of D.
    let expected: [Outcome]
    /// What becomes of them in the long run, where the nonlinear terms undo what the linear update keeps.
    var drift: [Outcome?] = [nil, nil, nil]

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
    // A modulus of 1 is the linear statement: what the third order does to the radius takes longer than 2000 updates.
    Method(
      name: "original", loss: .original, expected: [.grows, .cycles, .cycles],
      drift: [nil, .driftsOut, .driftsIn]),
    Method(
      name: "non-saturating", loss: .nonSaturating, expected: [.cycles, .converges, .converges]),
    Method(name: "wasserstein", loss: .wasserstein, expected: [.grows, .cycles, .cycles]),
    Method(
      name: "wasserstein with clipping", loss: .wasserstein, remedy: .weightClipping(bound: 1),
      expected: [.cycles, .cycles, .cycles]),
    Method(
      name: "wasserstein with gradient penalty", loss: .wasserstein, remedy: .gradientPenalty(weight: 1),
      expected: [.cycles, .cycles, .settlesElsewhere]),
    Method(
      name: "instance noise", loss: .original, remedy: .instanceNoise(standardDeviation: 1),
      expected: [.converges, .converges, .converges]),
    Method(
      name: "R1", loss: .original, remedy: .penaltyOnData(weight: 0.3),
      expected: [.converges, .converges, .converges]),
    Method(
      name: "R2", loss: .original, remedy: .penaltyOnSamples(weight: 0.3),
      expected: [.converges, .converges, .converges]),
    Method(
      name: "consensus", loss: .original, remedy: .consensus(weight: 1),
      expected: [.converges, .converges, .grows]),
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
