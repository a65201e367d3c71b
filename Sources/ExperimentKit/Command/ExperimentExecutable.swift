import ArgumentParser

/// The executable of an experiment, in three lines:
///
/// ```swift
/// @main struct Main: ExperimentExecutable {
///   static let experiment = OptimalDiscriminator()
/// }
/// ```
public protocol ExperimentExecutable: Sendable {
  /// The type of the experiment.
  associatedtype Base: Experiment
  /// The experiment.
  static var experiment: Base { get }
}

extension ExperimentExecutable {
  /// Parses the arguments, runs the experiment and ends the process with an exit code.
  public static func main() { ExperimentCommand<Self>.main() }
}
