import AdversarialTraining
import ExperimentKit
import NeuralNetworks

/// PacGAN's own configuration on the ring of 8 (Lin et al. 2018; repository fjxmlzn/PacGAN, synthetic_data_experiments),
/// over fewer epochs than their 400.
///
/// 100,000 fixed points in shuffled epochs, minibatches of 100, z normal in the plane; G 2-400x4-2 with batch
/// normalisation and ReLU, D 2m-200x3-1 with maxout of 5; non-saturating; Adam with rate 1e-4 and β1 = 0.8. Not theirs:
/// the law of the first weights (He's for ReLU, Glorot's for maxout), and that an epoch is 1,000 minibatches whatever the
/// packing. The full size is about half an hour of one core; 400 epochs of one run are 45 minutes of two.
public struct PacGANRingExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// Samples that D sees side by side; 1 is the plain GAN.
    public var packings: [Int]
    /// Runs of each.
    public var seeds: Int
    /// Epochs of 1,000 minibatches of 100; PacGAN has 400.
    public var epochs: Int
    /// Minibatches in an epoch.
    public var minibatches: Int
    /// Epochs from one measurement to the next.
    public var every: Int
  }

  public struct Run: Sendable {
    let packing: Int
    let seed: Int
    /// The same for all packings.
    let trainingSeed: UInt64
  }

  public let name = "pacgan-ring"
  public let title = "PacGAN's configuration on the ring of 8, over a shorter schedule"
  public let claim = Claim(
    "A discriminator that sees two samples at once makes the generator cover more modes of the ring.",
    reference: "Lin et al. 2018, Table 1")

  static let runs = Table(
    "pacgan-ring", "A moment of one run, from 2,500 samples of the generator.",
    [
      .integer("packing", "samples that D sees side by side; 1 is the plain GAN"),
      .integer("seed", "which run"), .integer("epoch", "passes over the minibatches of an epoch"),
      .integer("step", "generator steps"),
      .boolean(
        "diverged", "whether a loss or weight ceased to be finite; then the last good networks are measured"),
    ] + ModeCollapseExperiment.counts + [.number("ceiling", unit: "1", "near_modes of a perfect sampler")],
    keys: ["packing", "seed", "epoch"])
  public let tables = [runs]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = Parameters(packings: [1, 2], seeds: 1, epochs: 1, minibatches: 250, every: 1)
    switch size {
    case .quick: result.minibatches = 5
    case .standard: break
    case .full: (result.seeds, result.epochs, result.minibatches, result.every) = (3, 20, 1000, 5)
    }
    return result
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Run>] {
    func require(_ holds: Bool, _ name: String, _ value: Int, _ allowed: String = "1 or more") throws {
      guard !holds else { return }
      throw ExperimentError.invalidParameter(name: name, value: "\(value)", allowed: allowed)
    }
    try require((0...1000).contains(parameters.seeds), "seeds", parameters.seeds, "from 0 to 1000")
    try require(parameters.epochs > 0, "epochs", parameters.epochs)
    try require(parameters.minibatches > 0, "minibatches", parameters.minibatches)
    try require(parameters.every > 0, "every", parameters.every)
    for packing in parameters.packings { try require(packing > 0, "packings", packing) }
    return (0..<parameters.seeds).flatMap { index in
      let stream = ExperimentKit.RandomStream(seed: seed, experiment: name, cell: "seed=\(index)")
      return parameters.packings.map { packing in
        let run = Run(packing: packing, seed: index, trainingSeed: stream.seed(for: "training"))
        return Cell("packing=\(packing),seed=\(index)", run, cost: Double(4 + packing))
      }
    }
  }

  public func rows(
    for cell: Cell<Run>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    let run = cell.payload
    let training = try AlternatingTraining(configuration(run), data: fixedPoints(run))
    var rows = Rows()
    var diverged = false
    for epoch in 1...parameters.epochs where !diverged {
      diverged = try !training.runOrRestore(until: epoch * parameters.minibatches)
      guard epoch % parameters.every == 0 || epoch == parameters.epochs || diverged else { continue }
      let label: Row = [
        "packing": run.packing, "seed": run.seed, "epoch": epoch, "step": epoch * parameters.minibatches,
        "diverged": diverged, "ceiling": GaussianModes.planarCeiling,
      ]
      let masses = GaussianModes.ring.masses(of: training.samples(CollapseStudy.samples))
      rows.append(label.merging(masses.counts(error: CollapseStudy.sharesError)), to: Self.runs)
    }
    return rows
  }

  func configuration(_ run: Run) -> TrainingConfiguration {
    let block: [Layer] = [
      .dense(400, .identity, weights: .he), .batchNormalisation(BatchNormalisation(activation: .relu)),
    ]
    let generator = Architecture(
      inputs: 2, layers: Array(repeatElement(block, count: 4).joined()) + [.dense(2, .identity)])
    let discriminator = Architecture.perceptron(
      inputs: 2 * run.packing, hidden: [200, 200, 200], activation: .maxout(pieces: 5), outputs: 1)
    var game = TrainingConfiguration(
      generator: generator, discriminator: discriminator, prior: .normal(dimension: 2))
    game.minibatch = 100
    game.packing = run.packing
    game.generatorOptimiser = .adam(rate: 1e-4, beta1: 0.8)
    game.discriminatorOptimiser = .adam(rate: 1e-4, beta1: 0.8)
    game.seed = run.trainingSeed
    return game
  }

  /// 100,000 points of the ring, drawn once.
  private func fixedPoints(_ run: Run) throws -> TableSource<Float> {
    var values = [Float](repeating: 0, count: 200_000)
    var stream = NeuralNetworks.RandomStream(seed: run.trainingSeed, name: "fixed points")
    values.withUnsafeMutableBufferPointer {
      GaussianModes.ring.source(of: Float.self).fill($0, using: &stream)
    }
    return try TableSource(values: values, dimension: 2, order: .shuffledEpochs)
  }

  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var captured: [Int: [Double]] = [:]
    var divergences: [Int: [Double]] = [:]
    let last = parameters.epochs
    var violations = try results.violations(in: Self.runs) { row in
      let packing = try row.integer("packing")
      let label = try "packing \(packing), seed \(row.integer("seed")), epoch \(row.integer("epoch"))"
      if try row.boolean("diverged") { return "\(label): the training diverged" }
      if try row.integer("epoch") == last {
        captured[packing, default: []].append(Double(try row.integer("captured")))
        divergences[packing, default: []].append(try row.number("reverse_kl_masses"))
      }
      return try ModeCollapseExperiment.contradictionInThePlane(row).map { "\(label): \($0)" }
    }
    for packing in parameters.packings where captured[packing, default: []].count != parameters.seeds {
      violations.append(
        "packing \(packing): \(captured[packing, default: []].count) runs ended, not \(parameters.seeds)")
    }
    // What so short a run cannot promise is asked of those that are long enough.
    guard parameters.epochs >= 20, parameters.seeds >= 3, parameters.minibatches >= 1000,
      let plain = captured[1], let packed = captured[2], let before = divergences[1],
      let after = divergences[2]
    else { return violations }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    if mean(packed) < mean(plain) {
      violations.append("packed by two, \(mean(packed)) modes are captured, plain \(mean(plain))")
    }
    if mean(after) >= mean(before) {
      violations.append("packed by two, the reverse KL is \(mean(after)), plain \(mean(before))")
    }
    return violations
  }
}
