import ExperimentKit

extension TrainingEvolutionExperiment {
  /// The configuration of a run, and what makes its panels.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    let setup = TrainingSetup(width: parameters.width, steps: parameters.steps)
    return [
      try Constant(
        "run", setup.configuration(seed: 0), data: parameters.data.first ?? "",
        "a run, each with a seed of its own"),
      Constant("near", Self.near, "the JSD below which a moment may become panel (a), nat"),
    ]
  }
}

extension DiscriminatorStepsExperiment {
  /// The configuration of a run at k = 1 for each momentum; at another k D takes k steps for one of G.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    try parameters.momenta.map { momentum in
      var setup = TrainingSetup(width: parameters.width, steps: parameters.steps)
      (setup.momentum, setup.ratesFall) = (momentum, false)
      return try Constant(
        "run, momentum \(momentum)", setup.configuration(seed: 0), data: parameters.data,
        "a run at k = 1, each with a seed of its own; at another k, D takes k steps for one of G")
    }
  }
}
