import ArgumentParser
import ExperimentKit
import NeuralNetworks
import Pictures
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `minimax pictures score`: the paper's Parzen-window score, and what it leaves out.
struct PicturesScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score trained generators as the paper does, beside baselines and a bound on JSD.",
    discussion: """
      The Parzen-window log-likelihood as published with the paper: 10,000 samples, sigma from 10 values log-spaced in
      [0.1, 1] by the likelihood of the first 1,000 validation pictures, the mean on the test pictures with its standard
      error. The same for training pictures, a k-means codebook and samples of a Gaussian fitted to the data, whose exact
      log-likelihood stands beside it. For generators and the Gaussian, a lower bound on JSD by a discriminator of its own
      on pictures that it never saw.

      OUT gets the tables pictures-scores.csv, pictures-evolution.csv and pictures-runs.csv with datapackage.json, and
      NAME.yaml, the configuration of each run; minimax report --results OUT takes the tables into the reports.

      minimax pictures score --run paper --run adam --out scores
      """)

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "A folder that minimax pictures train wrote; may be given again. All on the same pictures.",
      valueName: "folder"))
  var runs: [String]

  @Option(help: ArgumentHelp("The folder of the tables.", valueName: "folder"))
  var out: String

  @Option(help: ArgumentHelp("The folder of the four files of pictures.", valueName: "folder"))
  var dataDir: String?

  @Option(help: "Centres of each Parzen window.")
  var samples = 10_000

  @Option(help: "Validation pictures by which sigma is chosen.")
  var validation = 1000

  @Option(help: "Iterations of k-means.")
  var iterations = 10

  @Option(help: "Steps of the discriminator that bounds JSD.")
  var boundSteps = 2000

  @Option(help: "The seed of samples, codebook and discriminator.")
  var seed: UInt64 = 1

  @Flag(inversion: .prefixedNo, help: "Score training pictures, codebook and Gaussian too.")
  var baselines = true

  func validate() throws {
    for (name, value, least) in [
      ("samples", samples, 2), ("validation", validation, 2), ("iterations", iterations, 1),
      ("bound-steps", boundSteps, 1),
    ] where value < least {
      throw ValidationError("--\(name) is \(value); allowed: \(least) or more")
    }
    let names = Set(runs.map(PictureScores.name))
    if names.count < runs.count {
      throw ValidationError(
        "--run is given folders of one name; allowed: different last names, which rows go by")
    }
  }

  func run() throws {
    try reportingErrors {
      let start = ContinuousClock.now
      let runs = try self.runs.map { try PictureRun(existing: $0, dataDir: dataDir) }
      guard let first = runs.first else { return }
      if let other = runs.first(where: { $0.file.data != first.file.data }) {
        throw TextError("\(other.folder.path) is a run on other pictures than \(first.folder.path)")
      }
      var scores = PictureScores(
        split: first.split, samples: samples, validation: validation, boundSteps: boundSteps, seed: seed)
      for run in runs { try scores.add(run) }
      if baselines { try scores.addBaselines(iterations: iterations) }
      try TrainingFolder.makeFolder(out)
      var configurations: [String: JSONValue] = [:]
      for run in runs {
        let (name, yaml) = (PictureScores.name(of: run.folder.path), try run.file.yaml())
        configurations[name] = .string(yaml)
        try writeAtomically(yaml, to: "\(out)/\(name).yaml")
      }
      try ResultsPackage.write(
        [
          (PictureScores.table, scores.rows),
          (PictureTables.evolution, try runs.flatMap(PictureTables.moments)),
          (PictureTables.runs, try runs.map(PictureTables.summary)),
        ], experiment: "pictures", title: "Generators of pictures, scored",
        parameters: [
          "data": .string(PictureScores.name(of: first.file.data)), "samples": .integer(samples),
          "validation": .integer(validation),
          "iterations": .integer(iterations), "boundSteps": .integer(boundSteps),
          "seed": JSONValue(seed: seed),
          "runs": .array(self.runs.map { .string(PictureScores.name(of: $0)) }),
          "configurations": .object(configurations),
        ], to: out)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      try Provenance(
        arguments: CommandLine.arguments.dropFirst().joined(separator: " "), machines: [.current],
        jobs: ProcessInfo.processInfo.activeProcessorCount, seconds: seconds, cellSeconds: seconds,
        computed: scores.rows.count, kept: 0
      ).record(of: "pictures", in: ResultsFolder(preparing: out))
    }
  }
}
