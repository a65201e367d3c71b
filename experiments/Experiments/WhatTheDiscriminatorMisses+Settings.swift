import AdversarialTraining
import ExperimentKit
import NeuralNetworks

extension WhatTheDiscriminatorMissesExperiment {
  /// The training of a run.
  static func setup(of run: Run, _ parameters: Parameters) -> TrainingSetup {
    var setup = TrainingSetup(width: run.width, prior: run.prior, steps: parameters.steps)
    setup.ratesFall = run.rule.hasSuffix("-falling")
    if run.rule.hasPrefix("adam-") { (setup.optimiser, setup.rates) = ("adam", (1e-3, 1e-3)) }
    if run.rule == "momentum-constant" { setup.rates = (0.02, 0.02) }
    return setup
  }

  /// The training of a fresh discriminator against the generator of a run.
  static func fresh(
    _ run: TrainingConfiguration, width: Int, _ parameters: Parameters
  ) -> TrainingConfiguration {
    var configuration = run
    configuration.discriminator = .perceptron(
      inputs: 1, hidden: [width, width], activation: .tanh, outputs: 1)
    configuration.discriminatorOptimiser = .adam(
      rate: .linear(initial: 2e-3, final: 0, end: parameters.freshSteps))
    return configuration
  }

  /// The configuration of a run by each rule, and that of a fresh discriminator.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    guard let width = parameters.widths.max(), let prior = parameters.priors.first else { return [] }
    let runs = parameters.rules.map { Run(width: width, prior: prior, rule: $0, seed: 0) }
    var constants = try runs.map { run in
      try Constant(
        "run, \(run.rule)", Self.setup(of: run, parameters).configuration(seed: 0), data: parameters.data,
        "a run by this rule, noise \(prior), width \(width); the other widths and noises likewise, each run with a seed of its own"
      )
    }
    if let run = runs.first {
      constants.append(
        try Constant(
          "fresh discriminator",
          Self.fresh(
            Self.setup(of: run, parameters).configuration(seed: 0),
            width: parameters.freshWidths.max() ?? width, parameters),
          data: parameters.data, "a fresh discriminator; only D is trained, for freshSteps steps"))
    }
    return constants
  }
}
