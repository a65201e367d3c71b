import Distributions
import ExperimentKit
import MinimaxGame
import Quadrature
import Sweeps

/// `run: evaluate`: the quantities of the game of two laws, one row a cell.
struct EvaluateProgram: SweepProgram {
  let tables: [Table]

  private let quantities: [Quantity]
  private let laws = BoundedCache<String, Distribution>()

  private static let keys: Set<String> = [
    "data", "generator", "prior", "discriminator", "tolerance", "quantities",
  ]

  init(_ part: SweepPartDescription) throws {
    func refused(_ found: String, _ allowed: String) -> SweepError {
      .plan(path: "parts.\(part.name)", found: found, allowed: allowed)
    }
    let given = part.sweptKeys.union(part.fixed.keys)
    guard part.size == nil, part.configuration == nil else {
      throw refused("has a size or a config, which evaluate has not", "set, grid, pairs")
    }
    if let stranger = given.subtracting(Self.keys).min() {
      throw refused("has the key \(stranger)", Self.keys.sorted().joined(separator: ", "))
    }
    guard given.isSuperset(of: ["data", "generator"]) else {
      throw refused("lacks data or generator", "both, in set, grid or pairs")
    }
    guard !part.sweptKeys.contains("quantities") else {
      throw refused("sweeps quantities", "quantities in set")
    }
    quantities = try Self.quantities(
      part.fixed["quantities"], judged: given.contains("discriminator"), refused)
    tables = [
      Table(
        "evaluate", "The quantities of one game, each with its error.",
        quantities.map { .estimate($0.rawValue, unit: $0.unit.columnUnit, $0.definition, optional: true) } + [
          .integer("evaluations", "evaluations of an integrand, all quantities together", optional: true),
          .text(
            "verdict",
            "converged, infinite or unresolved: the worst of all quantities and of the mass check; or failed, when there "
              + "are no numbers"),
          .text("reason", "why quantities are infinite or unresolved, or why there are none", optional: true),
        ])
    ]
  }

  private static func quantities(
    _ value: JSONValue?, judged: Bool, _ refused: (String, String) -> SweepError
  ) throws -> [Quantity] {
    let possible = Quantity.allCases.filter { judged || !$0.needsDiscriminator }
    guard let value else { return possible }
    let names = value.stringValue.map { [$0] } ?? value.elements.map(\.plainText)
    let chosen = Set(names)
    let known = possible.map(\.rawValue)
    guard !chosen.isEmpty, chosen.isSubset(of: known) else {
      throw refused("asks for the quantities \(value.plainText)", known.joined(separator: ", "))
    }
    return possible.filter { chosen.contains($0.rawValue) }
  }

  func check(_ cell: SweepCell) throws { _ = try game(cell) }

  private func text(_ key: String, _ cell: SweepCell) -> String? { cell.settings[key]?.plainText }

  private func law(_ text: String) throws -> Distribution {
    try laws.value(for: text) { try Distribution(text) }
  }

  private func game(
    _ cell: SweepCell
  ) throws -> (game: MinimaxGame, discriminator: (any Discriminator)?, tolerance: Tolerance) {
    func reporting<Value>(_ key: String, _ body: (String) throws -> Value) throws -> Value {
      let value = text(key, cell) ?? ""
      do { return try body(value) } catch { throw TextError("\(key) is \(value): \(error)") }
    }
    let data = try reporting("data") { try law($0) }
    let generator: any Law = try reporting("generator") { value in
      guard SavedNetworks.isFile(value) else { return try law(value) }
      return try SavedNetworks.generator(at: value, prior: text("prior", cell))
    }
    let game = MinimaxGame(data: data, generator: generator)
    var judged: (any Discriminator)?
    if text("discriminator", cell) != nil {
      judged = try reporting("discriminator") { value in
        guard SavedNetworks.isFile(value) else { return try DiscriminatorText.parse(value) }
        return try SavedNetworks.discriminator(at: value, in: game)
      }
    }
    let tolerance = try reporting("tolerance") { value in
      guard !value.isEmpty else { return 1e-10 }
      guard let number = Double(value), (1e-13...0.1).contains(number) else {
        throw TextError("allowed: 1e-13 to 0.1")
      }
      return number
    }
    return (game, judged, try Tolerance(relative: tolerance))
  }

  func rows(of cell: SweepCell) throws -> Rows {
    let (game, discriminator, tolerance) = try self.game(cell)
    var rows = Rows()
    do {
      // The masses come from the panels of everything else, at no cost.
      let evaluation = try game.evaluation(
        of: Set(quantities).union([.massOfData, .massOfGenerator]), discriminator: discriminator,
        tolerance: tolerance)
      rows.append(row(evaluation), to: tables[0])
    } catch {
      // The laws are what they should be, and their integrals cannot be had: that is a result.
      rows.append(["verdict": "failed", "reason": "\(error)"], to: tables[0])
    }
    return rows
  }

  private func row(_ evaluation: Evaluation) -> Row {
    var row = Row()
    var reasons: [String] = []
    var evaluations = 0
    var worst = 0
    for quantity in quantities {
      guard let estimate = evaluation[quantity] else { continue }
      row.set(quantity.rawValue, Measured(estimate.value, error: estimate.absoluteError))
      evaluations += estimate.evaluations
      worst = max(worst, estimate.verdict.rank)
      if !estimate.verdict.reason.isEmpty {
        reasons.append("\(quantity.rawValue) is \(estimate.verdict.name): \(estimate.verdict.reason)")
      }
    }
    for mass in evaluation.failedMasses {
      worst = 2
      reasons.append(
        "all is unresolved: \(mass.quantity.rawValue) is \(mass.estimate.value), the integrals missed structure"
      )
    }
    row.set("evaluations", evaluations)
    row.set("verdict", ["converged", "infinite", "unresolved"][worst])
    row.set("reason", reasons.isEmpty ? nil : reasons.joined(separator: "; "))
    return row
  }
}

extension Verdict {
  fileprivate var rank: Int {
    switch self {
    case .converged: 0
    case .infinite: 1
    case .unresolved: 2
    }
  }
}

extension Quantity.Unit {
  fileprivate var columnUnit: String { self == .nats ? "nat" : rawValue }
}
