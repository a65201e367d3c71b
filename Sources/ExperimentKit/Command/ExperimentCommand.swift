import ArgumentParser

/// The command line of an experiment's executable.
public struct ExperimentCommand<Executable: ExperimentExecutable>: ParsableCommand {
  /// The name, the claim and the columns, for `--help`.
  public static var configuration: CommandConfiguration {
    let experiment = AnyExperiment(Executable.experiment)
    return CommandConfiguration(
      commandName: experiment.name, abstract: experiment.title,
      discussion: HelpText.discussion(of: experiment))
  }

  @OptionGroup var arguments: ExperimentArguments

  /// A command with nothing parsed yet.
  public init() {}

  /// Runs the experiment; throws an exit code that is not 0 if something failed or does not hold.
  public func run() throws {
    try arguments.run(AnyExperiment(Executable.experiment))
  }
}

/// The exit codes of an experiment's executable, beside 0, and 64 for arguments that cannot be used.
enum Exit {
  /// The work could not be done.
  static let failed = ExitCode(1)
  /// The work was done, and what it verifies does not hold.
  static let violated = ExitCode(2)
}
