import ExperimentKit

extension ModeCollapseExperiment {
  /// The configuration of each remedy on the first data of the line and of the plane, at equal steps.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    var constants: [Constant] = []
    var seen: Set<Bool> = []
    for name in parameters.data {
      let data = try CollapseData(name)
      guard seen.insert(data.isPlanar).inserted else { continue }
      for remedy in try parameters.remedies.map({ try CollapseRemedy(named: $0) }) {
        let steps = data.lengths(of: remedy, parameters).first?.steps ?? data.steps(parameters)
        constants.append(
          try Constant(
            "\(data.isPlanar ? "plane" : "line"), \(remedy.rawValue)",
            data.game(remedy, parameters, steps: steps, seed: 0), data: name,
            "the run of this remedy on \(name); each seed has a seed of its own"))
      }
    }
    return constants
  }
}

extension PacGANRingExperiment {
  /// The configuration for each number of packed samples.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    try parameters.packings.map { packing in
      var configuration = configuration(Run(packing: packing, seed: 0, trainingSeed: 0))
      configuration.steps = parameters.epochs * parameters.minibatches
      return try Constant(
        "packing \(packing)", configuration, data: "ring", "a run; each with a seed of its own")
    }
  }
}

extension ModeCollapseControls {
  /// The configuration of the plain game on the first data of the line and of the plane.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    var plain = parameters
    plain.remedies = [CollapseRemedy.plain.rawValue]
    return try ModeCollapseExperiment().constants(plain)
  }
}

extension ModeCollapseTuning {
  /// The configuration of each remedy that is tuned, with the settings of the study.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    var study = parameters.study
    let remedies: [CollapseRemedy] = [
      .plain, .unrolling, .instanceNoise, .r1, .wassersteinPenalty, .minibatchDiscrimination,
    ]
    study.remedies = remedies.map(\.rawValue)
    return try ModeCollapseExperiment().constants(study)
  }
}
