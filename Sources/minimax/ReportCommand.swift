import ArgumentParser
import CGSL
import ExperimentKit
import NeuralNetworks
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `minimax report`: the Markdown reports of the project, of a user's pair of laws, or of a user's training run.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Build Markdown reports with figures: of the experiments, of two laws, or of a training run.",
    discussion: """
      Figures are drawn by gnuplot (Debian: gnuplot-nox). Only files whose contents change are written. A claim that is
      said to hold and does not is an error that names it.

      minimax report                                   # notebooks-md/ from the tables in notebooks-md/data
      minimax report 3-global-optimum                  # one page of it
      minimax report --results results --out results/reports
      minimax report --data "normal(0, 1)" --generator "laplace(0, 1)" --out pair
      minimax report --run run --out run/report        # run is a folder of minimax train
      """)

  @Argument(help: "Pages to build, by the names of their templates (default: all).")
  var pages: [String] = []

  @Option(
    help: ArgumentHelp(
      "The folder of the reports (default: notebooks-md, for the project's own).", valueName: "folder"))
  var out: String?

  @Option(help: ArgumentHelp("The templates of the project's reports.", valueName: "folder"))
  var templates = "notebooks-md/templates"

  @Option(
    help: ArgumentHelp(
      "First reduce the tables of this folder of results into OUT/data.", valueName: "folder"))
  var results: String?

  @Flag(help: "Draw nothing; the figures' data are written all the same.")
  var withoutFigures = false

  @Option(parsing: .unconditional, help: "A law of the data: the report is of this law and --generator.")
  var data: String?

  @Option(parsing: .unconditional, help: "A law of the generator, as text or a .safetensors file.")
  var generator: String?

  @Option(help: "The law of the noise of a generator given by its weights.")
  var prior = "normal(0, 1)"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("With --data: a discriminator to judge, as minimax evaluate takes it.", valueName: "D")
  )
  var discriminator: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("A folder that minimax train wrote: the report is of this run.", valueName: "folder"))
  var trainingRun: String?

  func validate() throws {
    guard (data == nil) == (generator == nil) else {
      throw ValidationError("--data and --generator belong together; only one is given")
    }
    guard discriminator == nil || data != nil else { throw ValidationError("--discriminator needs --data") }
    guard data == nil || trainingRun == nil else {
      throw ValidationError("--data and --run exclude each other")
    }
    guard out != nil || data == nil && trainingRun == nil else {
      throw ValidationError("--data and --run need --out, the folder of the report")
    }
    guard data == nil && trainingRun == nil || pages.isEmpty && results == nil else {
      throw ValidationError(
        "--data and --run are reports of their own: no PAGE and no --results goes with them")
    }
  }

  func run() throws {
    do {
      let summary = try build()
      for (page, reason) in summary.skipped { print("\(page): not built, \(reason)") }
      print("\(summary.pages.count) pages in \(folder), \(summary.written.count) files written")
    } catch {
      Terminal.fail("\(error)")
      throw ExitCode(1)
    }
  }

  private var folder: String { out ?? "notebooks-md" }

  private func build() throws -> ReportFolder.Summary {
    if let data, let generator {
      return try PairReport(data: data, generator: generator, prior: prior, discriminator: discriminator)
        .build(in: folder, drawing: !withoutFigures)
    }
    if let trainingRun {
      return try RunReport(folder: trainingRun).build(in: folder, drawing: !withoutFigures)
    }
    let reports = try ReportFolder(folder, templates: templates)
    if let results {
      var libraries = [("GSL", String(cString: minimax_gsl_version())), ("OpenBLAS", OpenBLAS.build)]
      if let version = ReportFolder.gnuplotVersion { libraries.append(("gnuplot", version)) }
      let versions = try Versions(results: results, packages: "Package.resolved", libraries: libraries)
      try Reduction(file: "\(templates)/data.yml").publish(
        from: results, to: reports.dataFolder, versions: versions)
    }
    return try reports.build(pages.isEmpty ? nil : Set(pages), drawing: !withoutFigures)
  }
}
