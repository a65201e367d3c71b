import AdversarialTraining
import ExperimentKit
import NeuralNetworks
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The rows of the tables of scores, source by source; each is handed on as soon as it is there.
struct PictureScores {
  /// How much is computed.
  struct Size {
    var samples: Int
    var validation: Int
    var iterations: Int
    var boundSteps: Int
  }

  let split: PictureSplit
  let size: Size
  let seed: UInt64
  /// Is called after each source with all rows so far.
  let publish: (_ scores: [Row], _ divergence: [Row]) throws -> Void
  private var scores: [Row] = []
  private var divergence: [Row] = []
  private let workers = ProcessInfo.processInfo.activeProcessorCount
  private let held: [Double]
  private let test: [Double]

  init(
    split: PictureSplit, size: Size, seed: UInt64, publish: @escaping ([Row], [Row]) throws -> Void
  ) {
    (self.split, self.size, self.seed, self.publish) = (split, size, seed, publish)
    held = split.validation[0..<min(size.validation, split.validation.count)].intensities()
    test = split.test.intensities()
  }

  /// A run's generator as it is now, and the D of its game.
  mutating func add(_ run: PictureRun) throws {
    let generator = try run.network(.generator)
    let discriminator = try run.network(.discriminator)
    let prior = run.file.configuration.prior
    let made = GeneratorSamples(of: generator, prior: prior, count: size.samples, seed: seed, name: "score")
    scores.append(try score(run.name, "generator", made.pictures))
    let (pictures, law) = (try JudgedLaw.pictures(split), samples(of: generator, prior, "bound"))
    var row = try bound(run.name, "generator", between: pictures, and: law)
    if discriminator.architecture.inputs == split.training.dimension {
      let game = DivergenceBound(by: discriminator, between: pictures, and: law)
      row.set("game", Measured(game.bound))
    }
    divergence.append(row)
    try publish(scores, divergence)
  }

  /// Training pictures, a codebook of them, and a Gaussian.
  mutating func addBaselines() throws {
    let training: [Float] = split.training.intensities()
    let dimension = split.training.dimension
    let count = min(size.samples, split.training.count)
    scores.append(try score("training pictures", "data", Array(training.prefix(count * dimension))))
    try publish(scores, divergence)
    var stream = RandomStream(seed: seed, name: "codebook")
    let codebook = KMeansCodebook(
      of: training, dimension: dimension, count: count, iterations: size.iterations, stream: &stream,
      workers: workers)
    scores.append(try score("k-means codebook", "codebook", codebook.centres))
    try publish(scores, divergence)
    try addGaussian(training)
  }

  private mutating func addGaussian(_ training: [Float]) throws {
    let dimension = split.training.dimension
    let gaussian = try RidgeGaussian(
      training: training.map { Double($0) }, validation: split.validation.intensities(), dimension: dimension)
    let (generator, prior) = (try Network<Float>(gaussian.generator), NoisePrior.normal(dimension: dimension))
    let made = GeneratorSamples(of: generator, prior: prior, count: size.samples, seed: seed, name: "score")
    var row = try score("Gaussian", "law", made.pictures)
    let exact = MeanEstimate(of: gaussian.logDensities(of: test))
    row.set("exact", Measured(exact))
    row.set("ridge", gaussian.ridge)
    try Terminal.write("Gaussian: exact \(text(exact))\n")
    scores.append(row)
    divergence.append(
      try bound("Gaussian", "law", between: .pictures(split), and: samples(of: generator, prior, "bound")))
    try publish(scores, divergence)
  }

  /// Laws whose JSD is known, so that a bound above it, or far below, would be seen: a run's samples against other samples
  /// of it, and pictures against pictures half of which are inverted.
  mutating func addControls(_ run: PictureRun) throws {
    let (generator, prior) = (try run.network(.generator), run.file.configuration.prior)
    var row = try bound(
      "\(run.name) against itself", "control", between: samples(of: generator, prior, "control"),
      and: samples(of: generator, prior, "bound"))
    row.set("known", 0.0)
    divergence.append(row)
    // Halves of which each still has a standard error.
    if min(split.validation.count, split.test.count) >= 4 {
      let laws = try JudgedLaw.halfInverted(split)
      row = try bound("pictures, half of them inverted", "control", between: laws.pictures, and: laws.mixed)
      row.set("known", JudgedLaw.halfInvertedDivergence)
      divergence.append(row)
    }
    try publish(scores, divergence)
  }

  private func samples(of generator: Network<Float>, _ prior: NoisePrior, _ name: String) -> JudgedLaw {
    .samples(of: generator, prior: prior, like: split, seed: seed, name: name)
  }

  private func score(_ source: String, _ kind: String, _ centres: [Float]) throws -> Row {
    let score = ParzenScore(
      samples: centres.map { Double($0) }, validation: held, test: test, dimension: split.training.dimension,
      workers: workers)
    try Terminal.write("\(source): Parzen, test, \(text(score.test))\n")
    Terminal.flush()
    return [
      "source": source, "kind": kind, "samples": centres.count / split.training.dimension,
      "width": score.width, "validation": Measured(score.validation), "moment": Measured(score.moment),
      "test": Measured(score.test),
    ]
  }

  private func bound(
    _ source: String, _ kind: String, between data: JudgedLaw, and samples: JudgedLaw
  ) throws -> Row {
    var rules = DivergenceBound.Rules(dimension: split.training.dimension)
    rules.steps = size.boundSteps
    let result = try DivergenceBound(between: data, and: samples, rules: rules, seed: seed) { step, bound in
      guard Terminal.isInteractive else { return }
      let value = formatted(bound, significantDigits: 4)
      try Terminal.write(
        "\r\u{1B}[2K\(source): step \(step) of at most \(rules.steps), \(value) nat on validation")
      Terminal.flush()
    }
    let (lower, upper) = result.interval
    let interval = [lower, upper].map { formatted($0, significantDigits: 4) }.joined(separator: " to ")
    try Terminal.write(
      "\(Terminal.isInteractive ? "\r\u{1B}[2K" : "")\(source): JSD at least \(text(result.bound)), 95 % \(interval)\n"
    )
    Terminal.flush()
    return [
      "source": source, "kind": kind, "bound": Measured(result.bound), "lower": lower, "upper": upper,
      "steps": result.steps,
    ]
  }

  private func text(_ mean: MeanEstimate) -> String {
    "\(formatted(mean.value, significantDigits: 5)) ± \(formatted(mean.standardError, significantDigits: 2)) nat"
  }
}
