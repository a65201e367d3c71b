import ArgumentParser

/// The options that every experiment has.
public struct ExperimentArguments: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("Folder of the results; made if it is not there.", valueName: "dir"))
  var out = "results"

  @Flag(name: .long, help: "A few seconds of work, as CI runs it.")
  var quick = false

  @Flag(name: .long, help: "All the work, as the reports publish it.")
  var full = false

  @Option(name: .long, help: "Seed of all random numbers, 0 or more.")
  var seed: UInt64 = 1

  @Option(name: .long, help: ArgumentHelp("Cells at work at once (default: all cores).", valueName: "n"))
  var jobs: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only part i of n, from 1. Whichever shard ends last writes the results.", valueName: "i/n"))
  var shard: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Set a parameter (see below), as often as needed.", valueName: "key=value"))
  var settings: [String] = []

  @Flag(name: .long, help: "Compute all again, whatever a former run has left in the folder.")
  var fresh = false

  @Flag(name: .long, help: "Compute nothing: write the results from what all shards have left in the folder.")
  var merge = false

  /// Options as if none had been given.
  public init() {}

  /// Throws, in the user's words, if an option has a value that it cannot have.
  public func validate() throws {
    if quick && full { throw ValidationError("--quick and --full exclude each other") }
    if merge && shard != nil { throw ValidationError("--merge and --shard exclude each other") }
    if merge && fresh { throw ValidationError("--merge and --fresh exclude each other") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); allowed: 1 or more") }
    if let shard, Shard(shard) == nil {
      throw ValidationError("--shard is \(shard); allowed: i/n with 1 <= i <= n, such as 2/4")
    }
    if out.isEmpty { throw ValidationError("--out is empty; allowed: the path of a folder") }
    for setting in settings where ParameterOverride(setting) == nil {
      throw ValidationError("--set is \(setting); allowed: key=value")
    }
  }

  var size: Size { quick ? .quick : full ? .full : .standard }

  var options: RunOptions {
    RunOptions(
      folder: out, jobs: jobs ?? RunOptions.cores, shard: shard.flatMap { Shard($0) }, fresh: fresh,
      mergeOnly: merge)
  }

  func plan(of experiment: AnyExperiment) throws -> Plan {
    try experiment.plan(size: size, setting: settings.compactMap { ParameterOverride($0) }, seed: seed)
  }
}
