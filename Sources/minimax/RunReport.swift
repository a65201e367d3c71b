import AdversarialTraining
import Distributions
import ExperimentKit
import MinimaxGame
import NeuralNetworks
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
    let table = try evolutionTable()
    let rows = try Results(folder: folder, tables: [table]).rows(of: table)
    let hasGaps = rows.allSatisfy { ![nil, .missing].contains($0.values["gap"]) }
    let files = TrainingFolder(path: folder)
    guard let yaml = try files.configuration() else {
      throw TextError("\(files.configurationPath) is not there; --run is a folder that minimax train wrote")
    }
    let file = try TrainingFile(yaml: yaml) { try TrainingData($0).dimension }
    let data = try TrainingData(file.data)
    var tables = [(table, rows), (Self.modeTable, rows.compactMap(Self.modes))]
    let subject: ReportFolder.Subject
    if let law = data.law, file.configuration.prior.text != nil {
      let (game, judged) = try lastMoment(file, law, judgesDiscriminator: hasGaps)
      tables += try Curve.tables(of: game, discriminator: judged)
      subject = hasGaps ? .run : .runOfCritic
    } else {
      guard data.dimension == 2 else {
        throw TextError(
          "the noise of \(folder) has \(file.configuration.prior.dimension) coordinates; on the line a report is made of "
            + "runs whose noise has 1")
      }
      tables.append((Self.sampleTable, try samples(file, data)))
      subject = .runInPlane
    }
    return try ReportFolder(output, about: subject).build(
      from: tables, title: "A training run",
      parameters: ["run": .string(folder), "configuration": .string(yaml)], drawing: drawing)
  }

  /// The columns of the run's `evolution.csv`, once it is known to be whole.
  private func evolutionTable() throws -> Table {
    let path = "\(folder)/evolution.csv"
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) is not there; --run is a folder that minimax train wrote")
    }
    // minimax train writes numbers under the names in the first line, and last its verdict.
    let text = String(decoding: contents, as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let header = lines.first ?? []
    guard header.prefix(2) != ["step", "epoch"] else {
      throw TextError(
        "\(folder) is a run on pictures; its report: minimax pictures report --run \(folder) --out DIR")
    }
    guard lines.count > 1 else {
      throw TextError("\(path) has no moment of the run, at most the names of the columns")
    }
    let short = lines.firstIndex { $0.count < header.count }
    if let cut = short ?? (text.hasSuffix("\n") ? nil : lines.count - 1) {
      throw TextError(
        "\(path), line \(cut + 1): it is cut short, with \(lines[cut].count) of \(header.count) fields; let minimax "
          + "train write it anew, or take the line out")
    }
    return Table(
      "evolution", "One moment of the run.",
      header.map {
        switch $0 {
        case "step": .integer("step", "generator steps")
        case "verdict": .text("verdict", "converged, or what is not and why")
        default: .number(String($0), unit: "1", "as in evolution.csv")
        }
      })
  }

  /// Samples in the plane.
  private static let sampleTable = Table(
    "samples", "One sample.",
    [
      .text("law", "data or generator"), .number("x", unit: "1", "first coordinate"),
      .number("y", unit: "1", "second coordinate"),
    ])

  /// A thousand samples of the data and of the generator as the run left it, of the run's own seed.
  private func samples(_ file: TrainingFile, _ data: TrainingData) throws -> [Row] {
    let count = 1000
    let (snapshot, _) = try SavedNetworks.load(
      .generator, as: Float.self, from: "\(folder)/generator.safetensors")
    let prior = file.configuration.prior
    guard snapshot.architecture.inputs == prior.dimension, snapshot.architecture.outputs == 2 else {
      throw TextError(
        "\(folder)/generator.safetensors goes from \(snapshot.architecture.inputs) numbers to "
          + "\(snapshot.architecture.outputs); config.yaml says from \(prior.dimension) to 2")
    }
    var stream = NeuralNetworks.RandomStream(seed: file.configuration.seed, name: "report")
    var real = [Float](repeating: 0, count: 2 * count)
    real.withUnsafeMutableBufferPointer { data.source.fill($0, using: &stream) }
    let made = try Network<Float>(snapshot).samples(count, of: prior, seed: file.configuration.seed)
    return [("data", real), ("generator", made)].flatMap { law, values in
      (0..<count).map { i -> Row in ["law": law, "x": Double(values[2 * i]), "y": Double(values[2 * i + 1])] }
    }
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

  /// The game and, if it is to be judged, D as the run left them, from its configuration and its networks.
  private func lastMoment(_ file: TrainingFile, _ law: Distribution, judgesDiscriminator: Bool) throws
    -> (game: MinimaxGame, discriminator: (any Discriminator)?)
  {
    let generator = try SavedNetworks.generator(
      at: "\(folder)/generator.safetensors", prior: file.configuration.prior.text)
    let game = MinimaxGame(data: law, generator: generator)
    let judged =
      judgesDiscriminator
      ? try SavedNetworks.discriminator(at: "\(folder)/discriminator.safetensors", in: game) : nil
    return (game, judged)
  }
}
