import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// Networks whose D says 1/2 where the exact D* does not: when it happens, and which D would have seen it.
///
/// The full size is two widths, both priors, four rules and ten seeds: 160 runs of 10,000 steps. A third width and
/// 15,000 steps would take two and a half times as long, more than half an hour on a busy machine of two cores.
public struct WhatTheDiscriminatorMissesExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// The law of the data.
    public var data: String
    /// H in 1-H-H-1, for both players.
    public var widths: [Int]
    /// `normal` and `uniform`.
    public var priors: [String]
    /// Among ``WhatTheDiscriminatorMissesExperiment/knownRules``.
    public var rules: [String]
    /// Runs of each setting.
    public var seeds: Int
    /// Generator steps of each run.
    public var steps: Int
    /// Widths of the fresh discriminators; 0 is that of the run itself.
    public var freshWidths: [Int]
    /// Their steps, with Adam from 2e-3 falling to 0.
    public var freshSteps: Int
    /// How many data points each may see; 0 is as many as it asks for.
    public var freshSamples: [Int]
  }

  public struct Run: Sendable {
    let width: Int
    let prior: String
    let rule: String
    let seed: Int
  }

  public let name = "what-the-discriminator-misses"
  public let title = "A discriminator that says 1/2 to a generator that is wrong"
  public let claim = Claim(
    "D = 1/2 marks the solution only for D = D*: a trained D may say 1/2 at a large exact JSD.",
    reference: "Theorem 1; Proposition 1 needs D of enough capacity, trained to its optimum")

  /// An optimiser for both players, and whether its rates stay or fall along a line to 0.
  static let knownRules = ["momentum-falling", "momentum-constant", "adam-falling", "adam-constant"]

  static let label: [Column] = [
    .integer("width", "H of both players"), .text("prior", "law of the noise"),
    .text("rule", "optimiser and rate schedule"), .integer("seed", "which run"),
  ]
  static let ends = Table(
    "what-the-discriminator-misses", "The end of one run: what D says, and what is.",
    label + [.boolean("blind", "|D - 1/2| < 0.05 on the central 90 % of the data, and JSD > 0.05")]
      + ExactSnapshot.columns, keys: ["width", "prior", "rule", "seed"])
  static let fresh = Table(
    "what-the-discriminator-misses-fresh",
    "Fresh discriminators, of the same width and wider, trained on the frozen generator of a blind run.",
    label + [
      .integer("fresh_width", "H of the fresh D"),
      .integer("samples", "data points it may see; 0 is without limit"),
      .integer("steps", "its steps"),
      .estimate("criterion", unit: "nat", "C(G)"),
      .estimate("value", unit: "nat", "V(G, D) of the fresh D"),
      .estimate("gap", unit: "nat", "what it still misses of C(G)"),
      .number("share_seen", unit: "1", "(V + log 4) / (C + log 4); negative where it is worse than 1/2"),
      .number("share_seen_before", unit: "1", "the same of the D that was trained with G"),
      .verdict,
    ], keys: ["width", "prior", "rule", "seed", "fresh_width", "samples"])
  static let curves = Table(
    "what-the-discriminator-misses-curves", "Blind runs along x.",
    label + [
      .number("x", unit: "x", "the point"), .number("d", unit: "1", "learned D"),
      .number("d_star", unit: "1", "exact D*; nan outside both supports"),
      .number("density_ratio", unit: "1", "p_g over p_data"),
    ], keys: ["width", "prior", "rule", "seed", "x"])
  public let tables = [ends, fresh, curves]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = Parameters(
      data: "normal(4, 1.25)", widths: [32], priors: ["normal", "uniform"],
      rules: Self.knownRules, seeds: 4, steps: 10_000,
      freshWidths: [0, 64], freshSteps: 1000, freshSamples: [1000, 0])
    switch size {
    case .quick:
      (result.widths, result.seeds, result.steps) = ([16], 1, 500)
      (result.freshWidths, result.freshSteps, result.freshSamples) = ([32], 200, [0])
    case .standard: break
    case .full:
      (result.widths, result.seeds) = ([8, 32], 10)
      (result.freshSteps, result.freshSamples) = (2000, [100, 1000, 0])
    }
    return result
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Run>] {
    guard parameters.rules.allSatisfy(Self.knownRules.contains) else {
      throw ExperimentError.invalidParameter(
        name: "rules", value: "\(parameters.rules)", allowed: Self.knownRules.joined(separator: ", "))
    }
    var cells: [Cell<Run>] = []
    for width in parameters.widths {
      for prior in parameters.priors {
        for rule in parameters.rules {
          for seed in 0..<parameters.seeds {
            cells.append(
              Cell(
                "width=\(width),prior=\(prior),rule=\(rule),seed=\(seed)",
                Run(width: width, prior: prior, rule: rule, seed: seed), cost: Double(width + 16)))
          }
        }
      }
    }
    return cells
  }

  public func rows(
    for cell: Cell<Run>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    let run = cell.payload
    let data = try Distribution(parameters.data)
    let training = try Self.setup(of: run, parameters).training(on: data, seed: random.seed(for: "training"))
    try training.run()
    let end = try training.exactSnapshot(data: data)
    let isBlind = end.supremumFromHalf.value < 0.05 && end.jensenShannon.value > 0.05
    let label: Row = ["width": run.width, "prior": run.prior, "rule": run.rule, "seed": run.seed]
    var rows = Rows()
    try rows.append(label.merging(["blind": isBlind]).merging(end.row(data: data)), to: Self.ends)
    guard isBlind else { return rows }
    addCurves(end, data, label, &rows)
    let game = MinimaxGame(data: data, generator: end.generator)
    let (most, half) = (end.criterion.value - MinimaxGame.solution, MinimaxGame.solution)
    let widths = Set(parameters.freshWidths.map { $0 == 0 ? run.width : $0 }).sorted()
    for (width, samples) in widths.flatMap({ width in parameters.freshSamples.map { (width, $0) } }) {
      let fresh = try freshDiscriminator(
        against: training, data, width: width, samples: samples, parameters,
        random: random.substream("fresh \(width) \(samples)"))
      let report = try game.report(
        on: NetworkDiscriminator(fresh, domain: end.domain),
        tolerance: Tolerance(absolute: 1e-8, relative: 1e-6))
      let row: Row = [
        "fresh_width": width, "samples": samples, "steps": parameters.freshSteps,
        "criterion": end.criterion,
        "value": report.value, "gap": report.gap, "share_seen": (report.value.value - half) / most,
        "share_seen_before": (end.value.value - half) / most,
        "verdict": verdict(of: end.criterion, report.value, report.gap),
      ]
      rows.append(label.merging(row), to: Self.fresh)
    }
    return rows
  }

  /// A discriminator of its own width and start, trained alone against the generator as it is.
  private func freshDiscriminator(
    against training: AlternatingTraining<Float>, _ data: Distribution, width: Int, samples: Int,
    _ parameters: Parameters, random: ExperimentKit.RandomStream
  ) throws -> NetworkSnapshot<Float> {
    var configuration = Self.fresh(training.configuration, width: width, parameters)
    configuration.seed = random.seed(for: "training")
    var stream = random.substream("samples")
    let alone: AlternatingTraining<Float>
    if samples == 0 {
      alone = try AlternatingTraining(configuration, data: LawSource<Float>(data))
    } else {
      let table = (0..<samples).map { _ in Float(data.sample(using: &stream)) }
      alone = try AlternatingTraining(configuration, data: TableSource(values: table, dimension: 1))
    }
    alone.generator.restore(training.generator.snapshot())
    for _ in 0..<parameters.freshSteps { try alone.ascendDiscriminator() }
    return alone.discriminator.snapshot()
  }

  private func addCurves(_ end: ExactSnapshot, _ data: Distribution, _ label: Row, _ rows: inout Rows) {
    let optimal = OptimalDiscriminator(data: data, generator: end.generator)
    let (low, high) = (data.quantile(2e-3), data.complementaryQuantile(2e-3))
    for i in 0...120 {
      let x = low + (high - low) * Double(i) / 120
      let row: Row = [
        "x": x, "d": 1 / (1 + exponential(-end.discriminator.logit(x))),
        "d_star": optimal.value(at: x) ?? .nan,
        "density_ratio": exponential(end.generator.logDensity(x) - data.logDensity(x)),
      ]
      rows.append(label.merging(row), to: Self.curves)
    }
  }
}
