/// An experiment with its parameters and seed: a fixed list of cells, ready to run.
public struct Plan: Sendable {
  /// The experiment's name.
  public let name: String
  /// Its title.
  public let title: String
  /// What it checks.
  public let claim: Claim
  /// What it writes.
  public let tables: [Table]
  /// What its code fixes.
  public let constants: [Constant]
  /// The parameters in full.
  public let parameters: JSONValue
  /// The size that they derive from.
  public let size: Size
  /// The seed.
  public let seed: UInt64
  /// The identifier of each cell, in order.
  public let identifiers: [String]
  /// The relative cost of each cell.
  public let costs: [Double]

  /// What differs from the parameters of that size, as `--set` takes it.
  private let settings: [String]
  private let rowsOfCell: @Sendable (Int) throws -> Rows
  private let verifyResults: @Sendable (Results) throws -> [Violation]

  /// The plan of `experiment` for parameters seen as JSON; throws if they, or its definition, make no sense.
  init<Base: Experiment>(_ experiment: Base, parameters json: JSONValue, size: Size, seed: UInt64) throws {
    try checkDefinition(of: experiment)
    let parameters = try decodeParameters(json, of: experiment, at: size)
    let cells = try experiment.cells(parameters, seed: seed)
    try checkCells(cells, of: experiment)
    name = experiment.name
    title = experiment.title
    claim = experiment.claim
    tables = experiment.tables
    constants = try experiment.constants(parameters)
    self.parameters = try JSONValue(encoding: parameters)
    settings = try self.parameters.settings(from: JSONValue(encoding: experiment.parameters(for: size)))
    self.size = size
    self.seed = seed
    identifiers = cells.map(\.identifier)
    costs = cells.map(\.cost)
    rowsOfCell = { index in
      let cell = cells[index]
      var random = RandomStream(seed: seed, experiment: experiment.name, cell: cell.identifier)
      return try experiment.rows(for: cell, parameters, random: &random)
    }
    verifyResults = { try experiment.verify($0, parameters) }
  }

  /// The plan of `experiment` at a size, or with parameters of one's own.
  public init<Base: Experiment>(
    _ experiment: Base, size: Size = .standard, parameters: Base.Parameters? = nil, seed: UInt64
  ) throws {
    let parameters = parameters ?? experiment.parameters(for: size)
    try self.init(experiment, parameters: JSONValue(encoding: parameters), size: size, seed: seed)
  }

  /// The rows of the cell at a position in the list, computed now.
  public func rows(ofCellAt index: Int) throws -> Rows { try rowsOfCell(index) }

  /// What does not hold in finished results.
  public func verify(_ results: Results) throws -> [Violation] { try verifyResults(results) }

  /// What tells this work from any other: a hash of the experiment, its tables, parameters, seed and cells.
  public var fingerprint: String {
    var hash = StableHash()
    hash.combine("cells 1")
    hash.combine(name)
    hash.combine(parameters.text)
    hash.combine(seed)
    for table in tables {
      hash.combine(table.name)
      for column in table.columns {
        hash.combine(column.name)
        hash.combine(column.kind.rawValue)
      }
    }
    for identifier in identifiers { hash.combine(identifier) }
    return hash.hexadecimal
  }

  /// The arguments that make this plan again.
  public var arguments: String {
    let sizeOption = size == .standard ? [] : ["--\(size.rawValue)"]
    return (sizeOption + ["--seed \(seed)"] + settings.map { "--set \($0)" }).joined(separator: " ")
  }
}
