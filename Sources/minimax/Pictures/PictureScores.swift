import AdversarialTraining
import ExperimentKit
import NeuralNetworks
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The rows of the score table, source by source.
struct PictureScores {
  /// The table.
  static let table = Table(
    "pictures-scores", "One source of pictures, scored by a Parzen window over its samples on test pictures.",
    [
      .text("source", "a run by the name of its folder, or a baseline"),
      .text("kind", "generator, data, codebook or law"),
      .integer("samples", "centres of the Parzen window"),
      .number("width", unit: "1", "sigma, of ten values the best on validation pictures"),
      .estimate("validation", unit: "nat", "mean log-likelihood of the validation pictures at that sigma"),
      .estimate(
        "test", unit: "nat", "mean log-likelihood of the test pictures; the error is a standard error"),
      .estimate("exact", unit: "nat", "exact mean log-likelihood of the test pictures", optional: true),
      .number("ridge", unit: "1", "what is added to the covariance of a Gaussian", optional: true),
      .estimate(
        "jsd_bound", unit: "nat", "lower bound on JSD to the data by a discriminator of its own",
        optional: true),
      .integer("bound_steps", "steps after which that discriminator did best on validation", optional: true),
    ])

  let split: PictureSplit
  let samples: Int
  let validation: Int
  let boundSteps: Int
  let seed: UInt64
  private(set) var rows: [Row] = []
  private let workers = ProcessInfo.processInfo.activeProcessorCount
  private let held: [Double]
  private let test: [Double]

  init(split: PictureSplit, samples: Int, validation: Int, boundSteps: Int, seed: UInt64) {
    (self.split, self.samples, self.validation) = (split, samples, validation)
    (self.boundSteps, self.seed) = (boundSteps, seed)
    held = split.validation[0..<min(validation, split.validation.count)].intensities()
    test = split.test.intensities()
  }

  /// The last name of a run's folder.
  static func name(of folder: String) -> String {
    folder.split(separator: "/").last.map(String.init) ?? folder
  }

  /// A run's generator as it is now.
  mutating func add(_ run: PictureRun) throws {
    let generator = try run.generator()
    let prior = run.file.configuration.prior
    let made = GeneratorSamples(of: generator, prior: prior, count: samples, seed: seed, name: "score")
    var row = score(PictureScores.name(of: run.folder.path), "generator", made.pictures)
    try bound(generator.snapshot(), prior, &row)
    try finish(row)
  }

  /// Training pictures, a codebook of them, and a Gaussian.
  mutating func addBaselines(iterations: Int) throws {
    let training: [Float] = split.training.intensities()
    let size = split.training.dimension
    let count = min(samples, split.training.count)
    try finish(score("training pictures", "data", Array(training.prefix(count * size))))
    var stream = RandomStream(seed: seed, name: "codebook")
    let codebook = KMeansCodebook(
      of: training, dimension: size, count: count, iterations: iterations, stream: &stream, workers: workers)
    try finish(score("k-means codebook", "codebook", codebook.centres))
    let gaussian = try RidgeGaussian(
      training: training.map { Double($0) }, validation: split.validation.intensities(), dimension: size)
    let prior = NoisePrior.normal(dimension: size)
    let made = GeneratorSamples(
      of: try Network<Float>(gaussian.generator), prior: prior, count: samples, seed: seed, name: "score")
    var row = score("Gaussian", "law", made.pictures)
    row.set("exact", Measured(MeanEstimate(of: gaussian.logDensities(of: test))))
    row.set("ridge", gaussian.ridge)
    try bound(gaussian.generator, prior, &row)
    try finish(row)
  }

  private func score(_ source: String, _ kind: String, _ centres: [Float]) -> Row {
    let score = ParzenScore(
      samples: centres.map { Double($0) }, validation: held, test: test, dimension: split.training.dimension,
      workers: workers)
    return [
      "source": source, "kind": kind, "samples": centres.count / split.training.dimension,
      "width": score.width,
      "validation": Measured(score.validation), "test": Measured(score.test),
    ]
  }

  private func bound(_ generator: NetworkSnapshot<Float>, _ prior: NoisePrior, _ row: inout Row) throws {
    var rules = DivergenceBound.Rules(dimension: split.training.dimension)
    rules.steps = boundSteps
    rules.every = min(rules.every, boundSteps)
    let bound = try DivergenceBound(of: generator, prior: prior, split: split, rules: rules, seed: seed)
    row.set("jsd_bound", Measured(bound.bound))
    row.set("bound_steps", bound.steps)
  }

  /// Keeps a row and shows it.
  private mutating func finish(_ row: Row) throws {
    rows.append(row)
    func text(_ column: String) -> String {
      guard case .number(let value)? = row.values[column],
        case .number(let error)? = row.values["\(column)_error"]
      else {
        return ""
      }
      return
        "  \(column) \(formatted(value, significantDigits: 5)) ± \(formatted(error, significantDigits: 2)) nat"
    }
    guard case .text(let source)? = row.values["source"] else { return }
    try Terminal.write("\(source):\(["test", "exact", "jsd_bound"].map(text).joined())\n")
    Terminal.flush()
  }
}

/// Tables of what runs wrote as they went.
enum PictureTables {
  static let evolution = Table(
    "pictures-evolution", "One moment of a run, G and D at rest on held-out pictures.",
    [.text("run", "the name of its folder"), .integer("step", "generator steps")]
      + PictureMoment.columns.dropFirst().map { name in
        .number(
          name,
          unit: name.hasPrefix("value") || name.hasPrefix("generator") || name.hasPrefix("parzen")
            ? "nat" : "1",
          "as in evolution.csv")
      })

  static let runs = Table(
    "pictures-runs", "One run.",
    [
      .text("run", "the name of its folder"), .integer("steps", "generator steps made"),
      .number("epochs", unit: "1", "passes through the training pictures"),
      .number(
        "seconds", unit: "s",
        "wall time of all sessions with scores and checkpoints, on a machine that may be shared"),
      .integer("generator_parameters", "weights and biases of G"),
      .integer("discriminator_parameters", "weights and biases of D"),
    ])

  /// The rows of a run's evolution.csv.
  static func moments(of run: PictureRun) throws -> [Row] {
    try numbers(in: run.evolutionPath, columns: PictureMoment.columns.count).map { values in
      var row: Row = ["run": PictureScores.name(of: run.folder.path), "step": Int(values[0])]
      for (name, value) in zip(PictureMoment.columns, values).dropFirst() { row.set(name, value) }
      return row
    }
  }

  /// What it took.
  static func summary(of run: PictureRun) throws -> Row {
    let times = try numbers(in: run.timesPath, columns: 3)
    let steps = times.last?[0] ?? 0
    return [
      "run": PictureScores.name(of: run.folder.path), "steps": Int(steps),
      "epochs": steps / run.stepsPerEpoch,
      "seconds": times.reduce(0) { $0 + $1[2] },
      "generator_parameters": run.file.configuration.generator.parameterCount,
      "discriminator_parameters": run.file.configuration.discriminator.parameterCount,
    ]
  }

  private static func numbers(in path: String, columns: Int) throws -> [[Double]] {
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) is not there; minimax pictures train writes it")
    }
    return try String(decoding: contents, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
      let values = line.split(separator: ",").compactMap { Double($0) }
      guard values.count == columns, values[0].isFinite else {
        throw TextError("\(path) has the line \(line); allowed: \(columns) numbers")
      }
      return values
    }
  }
}

extension Measured {
  /// A mean with its standard error.
  init(_ mean: MeanEstimate) { self.init(mean.value, error: mean.standardError) }
}
