/// An experiment whose types are hidden: what a command needs to list, expand and run any of them.
public struct AnyExperiment: Sendable {
  /// The experiment's name in kebab-case.
  public let name: String
  /// Its title.
  public let title: String
  /// What it checks.
  public let claim: Claim
  /// What it writes.
  public let tables: [Table]
  /// Whether any row depends on the seed.
  public let dependsOnSeed: Bool

  private let parametersBySize: @Sendable (Size) throws -> JSONValue
  private let makePlan: @Sendable (JSONValue, Size, UInt64) throws -> Plan

  /// Hides the types of `experiment`.
  public init<Base: Experiment>(_ experiment: Base) {
    name = experiment.name
    title = experiment.title
    claim = experiment.claim
    tables = experiment.tables
    dependsOnSeed = experiment.dependsOnSeed
    parametersBySize = { try JSONValue(encoding: experiment.parameters(for: $0)) }
    makePlan = { try Plan(experiment, parameters: $0, size: $1, seed: $2) }
  }

  /// The parameters at a size, as a record by name.
  public func parameters(for size: Size) throws -> JSONValue { try parametersBySize(size) }

  /// The work at a size with some parameters set from outside.
  public func plan(size: Size, setting overrides: [ParameterOverride] = [], seed: UInt64) throws -> Plan {
    let parameters = try overrides.reduce(parameters(for: size)) { try $1.applied(to: $0) }
    return try makePlan(parameters, size, seed)
  }

  /// The work for parameters given in full.
  ///
  /// - Parameters:
  ///   - parameters: all of them, as JSON.
  ///   - seed: of all random numbers.
  ///   - size: the size that they derive from; it is noted beside the results and changes no row.
  public func plan(parameters: JSONValue, size: Size = .standard, seed: UInt64) throws -> Plan {
    try makePlan(parameters, size, seed)
  }
}
