import ArgumentParser
import ExperimentKit
import Reports

/// `minimax pictures report`: a page on runs of one's own.
struct PicturesReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Write a Markdown page on trained generators: how the game went, samples, and scores if there are.",
    discussion: """
      OUT gets pictures.md, its tables in data/ and its pictures in figures/. Curves need gnuplot (Debian: gnuplot-nox).

      minimax pictures report --run paper --out report
      minimax pictures report --run paper --run adam --scores scores --out report
      """)

  @OptionGroup var trained: TrainedRuns

  @Option(help: ArgumentHelp("The folder of the report.", valueName: "folder"))
  var out: String

  @Option(help: ArgumentHelp("A folder that minimax pictures score wrote.", valueName: "folder"))
  var scores: String?

  @Option(help: "The seed of the samples' noise.")
  var seed: UInt64 = 1

  @Flag(help: "Draw no curves; their data are written all the same.")
  var withoutFigures = false

  func run() throws {
    try reportingErrors {
      let runs = try trained.load()
      let tables: [(table: Table, rows: [Row])] = [
        (PictureTables.evolution, try runs.flatMap(PictureTables.moments)),
        (PictureTables.runs, try runs.map(PictureTables.summary)),
        (PictureTables.scores, try scored(PictureTables.scores)),
        (PictureTables.divergence, try scored(PictureTables.divergence)),
      ]
      let summary = try ReportFolder(out, about: .pictures).build(
        from: tables, title: "Generators of pictures",
        parameters: ["runs": .array(runs.map { .string($0.name) })], drawing: !withoutFigures)
      try TrainingFolder.makeFolder("\(out)/figures")
      for (index, run) in runs.enumerated() {
        try RunSheets(of: run, seed: seed).draw(in: "\(out)/figures", prefix: "run-\(index + 1)-")
      }
      try Terminal.write(
        "\(out)/pictures.md, \(summary.written.count) files written besides sheets of samples\n")
    }
  }

  /// The rows of a table of the scores; none without scores.
  private func scored(_ table: Table) throws -> [Row] {
    try scores.map { try Results(folder: $0, tables: [table]).rows(of: table) } ?? []
  }
}
