import ExperimentKit
import MinimaxGame
import Reports
import TrainingFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The report of a user's own training run.
struct RunReport {
  let folder: String

  func build(in output: String, drawing: Bool) throws -> ReportFolder.Summary {
    let path = "\(folder)/evolution.csv"
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) is not there; --run is a folder that minimax train wrote")
    }
    // minimax train writes numbers under the names in the first line, and last its verdict.
    let lines = String(decoding: contents, as: UTF8.self).split(separator: "\n")
    let header = lines.first ?? ""
    guard !header.hasPrefix("step,epoch,") else {
      throw TextError(
        "\(folder) is a run on pictures; its report: minimax pictures report --run \(folder) --out DIR")
    }
    let gap = header.split(separator: ",").firstIndex(of: "gap")
    let hasGaps = lines.dropFirst().allSatisfy { line in
      gap.map { !line.split(separator: ",", omittingEmptySubsequences: false)[$0].isEmpty } ?? false
    }
    guard hasGaps else {
      throw TextError(
        "\(path) has no gap to D* at each moment; a report is made of a run on the line whose D is a probability and "
          + "sees one sample at a time (no packing, no critic)")
    }
    let table = Table(
      "evolution", "One moment of the run.",
      header.split(separator: ",").map {
        switch $0 {
        case "step": .integer("step", "generator steps")
        case "verdict": .text("verdict", "converged, or what is not and why")
        default: .number(String($0), unit: "1", "as in evolution.csv")
        }
      })
    let rows = try Results(folder: folder, tables: [table]).rows(of: table)
    let files = TrainingFolder(path: folder)
    guard let yaml = try files.configuration() else {
      throw TextError("\(files.configurationPath) is not there; --run is a folder that minimax train wrote")
    }
    let (game, judged) = try lastMoment(yaml)
    return try ReportFolder(output, about: .run).build(
      from: [
        (table, rows), (Curve.table, Curve.rows(of: game, discriminator: judged)),
        (Curve.windowTable, [Curve.window(of: game, discriminator: judged)]),
        (Self.modeTable, rows.compactMap(Self.modes)),
      ], title: "A training run",
      parameters: ["run": .string(folder), "configuration": .string(yaml)], drawing: drawing)
  }

  /// What of the data's modes the generator has; no rows where the data have none.
  private static let modeTable = Table(
    "modes", "The modes of the data at one moment.",
    [
      .integer("step", "generator steps"), .number("captured", unit: "1", "modes that have any mass"),
      .number("covered", unit: "1", "modes with a quarter of their share or more"),
      .number("high_quality", unit: "1", "mass near a mode"),
      .number("reverse_kl", unit: "nat", "KL of the masses on the modes from their shares", optional: true),
    ])

  private static func modes(of row: Row) -> Row? {
    let names = ["modes_captured", "modes_covered", "high_quality", "reverse_kl"]
    let values = names.compactMap { row.values[$0] }
    guard values.count == names.count, !values.contains(.missing), let step = row.values["step"] else {
      return nil
    }
    var result = Row()
    result.insert(step, at: "step")
    for (column, value) in zip(["captured", "covered", "high_quality", "reverse_kl"], values) {
      result.insert(value, at: column)
    }
    return result
  }

  /// The game and D as the run left them, from its configuration and its networks.
  private func lastMoment(_ yaml: String) throws -> (game: MinimaxGame, discriminator: any Discriminator) {
    let file = try TrainingFile(yaml: yaml) { try TrainingData($0).dimension }
    guard let law = try TrainingData(file.data).law else {
      throw TextError(
        "the data of \(folder), \(file.data), are not on the line; a report is made of a run that is")
    }
    let generator = try SavedNetworks.generator(
      at: "\(folder)/generator.safetensors", prior: file.configuration.prior.text)
    let game = MinimaxGame(data: law, generator: generator)
    let judged = try SavedNetworks.discriminator(at: "\(folder)/discriminator.safetensors", in: game)
    return (game, judged)
  }
}
