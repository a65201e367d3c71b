import ExperimentKit

/// Every experiment as a value, so that a command can list, expand and run any of them in its own process.
public enum AllExperiments {
  /// The experiments, by the names of their folders.
  public static let all: [AnyExperiment] = [
    AnyExperiment(CriterionDecompositionExperiment()), AnyExperiment(DiracGANExperiment()),
    AnyExperiment(DiscriminatorStepsExperiment()), AnyExperiment(EmpiricalGeneratorExperiment()),
    AnyExperiment(FunctionSpaceConvergenceExperiment()), AnyExperiment(GeneratorLossesExperiment()),
    AnyExperiment(GlobalOptimumExperiment()), AnyExperiment(LearnedDiscriminatorExperiment()),
    AnyExperiment(ModeCollapseControls()), AnyExperiment(ModeCollapseExperiment()),
    AnyExperiment(ModeCollapseTuning()), AnyExperiment(PacGANRingExperiment()),
    AnyExperiment(OptimalDiscriminatorExperiment()), AnyExperiment(PackingExperiment()),
    AnyExperiment(QuadratureAccuracyExperiment()), AnyExperiment(TrainingEvolutionExperiment()),
    AnyExperiment(WhatTheDiscriminatorMissesExperiment()),
  ]
}
