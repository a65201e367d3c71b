import Distributions
import ExperimentKit
import MinimaxGame
import Quadrature
import Reports

/// The report of a user's own pair of laws.
struct PairReport {
  let data: String
  let generator: String
  let prior: String
  let discriminator: String?

  private static let evaluation = Table(
    "evaluation", "Each quantity of the game.",
    [
      .text("quantity", "its name"), .text("definition", "what it is"),
      .estimate("value", unit: "1", "its value; logarithms are natural"),
      .text("verdict", "converged, infinite or unresolved"),
      .text("reason", "why it is infinite or unresolved", optional: true),
    ])

  func build(in folder: String, drawing: Bool) throws -> ReportFolder.Summary {
    let data = try Distribution(data)
    let generator: any Law =
      SavedNetworks.isFile(generator)
      ? try SavedNetworks.generator(at: generator, prior: prior) : try Distribution(generator)
    let game = MinimaxGame(data: data, generator: generator)
    let judged: (any Discriminator)? = try discriminator.map {
      SavedNetworks.isFile($0)
        ? try SavedNetworks.discriminator(at: $0, in: game) : try DiscriminatorText.parse($0)
    }
    let quantities = try game.evaluation(discriminator: judged).rows.map { row -> Row in
      let reason = row.estimate.verdict.reason
      return [
        "quantity": row.quantity.rawValue, "definition": row.quantity.definition,
        "value": Measured(row.estimate.value, error: row.estimate.absoluteError),
        "verdict": row.estimate.verdict.name, "reason": reason.isEmpty ? nil : reason,
      ]
    }
    var parameters: [String: JSONValue] = ["data": .string("\(data)"), "generator": .string("\(generator)")]
    if let discriminator { parameters["discriminator"] = .string(discriminator) }
    return try ReportFolder(folder, about: .pair).build(
      from: [(Self.evaluation, quantities)] + Curve.tables(of: game, discriminator: judged),
      title: "The game of two distributions",
      parameters: parameters, drawing: drawing)
  }
}
