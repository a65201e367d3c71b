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
      log-likelihood stands beside it.

      For generators and the Gaussian, a lower bound on JSD by a discriminator of its own, trained until validation stops
      rising and judged on test pictures, with its 95 % interval. Samples are rounded to 8 bits a pixel for it, as pictures
      are: of numbers between the grey levels a discriminator would need to see nothing else. The same for two pairs of laws
      whose JSD is known, and for the D of the game.

      OUT gets the tables pictures-scores.csv, pictures-divergence.csv, pictures-evolution.csv and pictures-runs.csv with
      datapackage.json, after each source with what is there so far, and NAME.yaml, the configuration of each run.

      minimax pictures score --run paper --run adam --out scores
      minimax pictures report --run paper --run adam --scores scores --out report
      """)

  @OptionGroup var trained: TrainedRuns

  @Option(help: ArgumentHelp("The folder of the tables.", valueName: "folder"))
  var out: String

  @Option(help: "Centres of each Parzen window.")
  var samples = 10_000

  @Option(help: "Validation pictures by which sigma is chosen.")
  var validation = 1000

  @Option(help: "Iterations of k-means.")
  var iterations = 10

  @Option(help: "Steps at most of a discriminator that bounds JSD.")
  var boundSteps = 10_000

  @Option(help: "The seed of samples, codebook and discriminator.")
  var seed: UInt64 = 1

  @Flag(
    inversion: .prefixedNo,
    help: "Score training pictures, codebook and Gaussian too, and bound JSD where it is known.")
  var baselines = true

  func validate() throws {
    for (name, value, allowed) in [
      // 100,000 centres of 28 x 28 pixels are 0.6 GB.
      ("samples", samples, 2...100_000), ("validation", validation, 2...1_000_000_000),
      ("iterations", iterations, 1...100_000), ("bound-steps", boundSteps, 1...1_000_000_000),
    ] where !allowed.contains(value) {
      throw ValidationError("--\(name) is \(value); allowed: \(allowed.lowerBound) to \(allowed.upperBound)")
    }
  }

  func run() throws {
    try reportingErrors {
      let start = ContinuousClock.now
      let runs = try trained.load()
      guard let first = runs.first else { return }
      let (moments, summaries) = (
        try runs.flatMap(PictureTables.moments), try runs.map(PictureTables.summary)
      )
      try TrainingFolder.makeFolder(out)
      var configurations: [String: JSONValue] = [:]
      for run in runs {
        let yaml = try run.file.yaml()
        configurations[run.name] = .string(yaml)
        try writeAtomically(yaml, to: "\(out)/\(run.name).yaml")
      }
      let parameters = parameters(of: runs, configurations)
      var scores = PictureScores(
        split: first.split,
        size: PictureScores.Size(
          samples: samples, validation: validation, iterations: iterations, boundSteps: boundSteps),
        seed: seed
      ) { scores, divergence in
        try ResultsPackage.write(
          [
            (PictureTables.scores, scores), (PictureTables.divergence, divergence),
            (PictureTables.evolution, moments), (PictureTables.runs, summaries),
          ], experiment: "pictures", title: "Generators of pictures, scored",
          parameters: parameters, to: out)
      }
      for run in runs { try scores.add(run) }
      if baselines {
        try scores.addBaselines()
        try scores.addControls(first)
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      try Provenance(
        arguments: CommandLine.arguments.dropFirst().joined(separator: " "), machines: [.current],
        jobs: ProcessInfo.processInfo.activeProcessorCount, seconds: seconds, cellSeconds: seconds,
        computed: runs.count, kept: 0
      ).record(of: "pictures", in: ResultsFolder(preparing: out))
    }
  }

  private func parameters(
    of runs: [PictureRun], _ configurations: [String: JSONValue]
  ) -> [String: JSONValue] {
    [
      "data": .string(runs.first.map { PictureRun.name(of: $0.file.data) } ?? ""),
      "samples": .integer(samples),
      "validation": .integer(validation), "iterations": .integer(iterations),
      "boundSteps": .integer(boundSteps),
      "seed": JSONValue(seed: seed), "runs": .array(runs.map { .string($0.name) }),
      "configurations": .object(configurations),
    ]
  }
}
