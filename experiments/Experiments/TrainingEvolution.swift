import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// The paper's Fig. 1, measured: D, D*, p_data and p_g along a training run, and its four panels found in it.
public struct TrainingEvolutionExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// The laws of the data.
    public var data: [String]
    /// Runs for each.
    public var seeds: Int
    /// Generator steps.
    public var steps: Int
    /// Exact snapshots of each run, the start not counted.
    public var snapshots: Int
    /// H in 1-H-H-1.
    public var width: Int
    /// The most steps of D alone in panel (b), by Adam from 2e-3 falling to 0.
    public var innerSteps: Int
    /// The laws whose first run also gives curves; all unless fewer.
    public var curves: Int

    /// The steps after which a snapshot is written: the start, the end, and the rest as even as whole steps allow.
    var snapshotSteps: [Int] { (0...snapshots).map { $0 * steps / snapshots } }
  }

  public struct Run: Sendable {
    let data: String
    let seed: Int
  }

  public let name = "training-evolution"
  public let title = "Algorithm 1 as the paper's Fig. 1 draws it"
  public let claim = Claim(
    "Trained in turn, D tends to D* of the generator as it is, and p_g to p_data, where D = 1/2.",
    reference: "Fig. 1, Algorithm 1, Proposition 2")

  static let label: [Column] = [.text("data", "law of the data"), .integer("seed", "which run")]
  static let evolution = Table(
    "training-evolution", "One moment of one run, held against the exact game.",
    label + [.integer("step", "generator steps so far")] + ExactSnapshot.columns,
    keys: ["data", "seed", "step"])
  static let panels = Table(
    "training-evolution-panels",
    """
    Fig. 1: (a) near the data with D poor, (b) the same G with D trained on, \
    (c) after the next G step, (d) the end.
    """,
    label + [
      .text("panel", "a, b, c or d"), .integer("step", "generator steps so far"),
      .integer("inner_steps", "steps of D since panel a"),
      .boolean(
        "reached", "(a) whether the JSD is below 0.1, (b) whether D came to a gap below 1e-3; else true"),
    ] + ExactSnapshot.columns, keys: ["data", "seed", "panel"])
  static let curves = Table(
    "training-evolution-curves", "Densities and discriminators along x, at snapshots and panels of one run.",
    label + [
      .text("moment", "a step, or a panel's letter"), .integer("step", "generator steps so far"),
      .number("x", unit: "x", "the point"), .number("p_data", unit: "1/x", "density of the data"),
      .number("p_g", unit: "1/x", "density of the generator"), .number("d", unit: "1", "learned D"),
      .number("d_star", unit: "1", "exact D*; nan outside both supports"),
    ], keys: ["data", "seed", "moment", "x"])
  static let maps = Table(
    "training-evolution-map", "The map z -> x at the same moments.",
    label + [
      .text("moment", "a step, or a panel's letter"), .integer("step", "generator steps so far"),
      .number("z", unit: "z", "the noise"), .number("x", unit: "x", "G(z)"),
    ], keys: ["data", "seed", "moment", "z"])
  public let tables = [evolution, panels, curves, maps]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    let data = [
      "normal(4, 1.25)", "0.5*normal(2, 0.5) + 0.5*normal(5, 0.8)", "laplace(4, 1)", "uniform(2, 6)",
    ]
    switch size {
    case .quick:
      return Parameters(
        data: data, seeds: 2, steps: 1000, snapshots: 2, width: 16, innerSteps: 500, curves: 1)
    case .standard:
      return Parameters(
        data: data, seeds: 4, steps: 30_000, snapshots: 12, width: 32, innerSteps: 6000, curves: 4)
    case .full:
      return Parameters(
        data: data, seeds: 10, steps: 30_000, snapshots: 60, width: 32, innerSteps: 20_000, curves: 4)
    }
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Run>] {
    guard parameters.snapshots > 0, parameters.steps >= parameters.snapshots, parameters.width > 0 else {
      throw ExperimentError.invalidParameter(
        name: "snapshots", value: "\(parameters.snapshots)", allowed: "1 to the number of steps")
    }
    return parameters.data.flatMap { data in
      (0..<parameters.seeds).map { Cell("data=\(data),seed=\($0)", Run(data: data, seed: $0)) }
    }
  }

  public func rows(
    for cell: Cell<Run>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    let data = try Distribution(cell.payload.data)
    let setup = TrainingSetup(width: parameters.width, steps: parameters.steps)
    let training = try setup.training(on: data, seed: random.seed(for: "training"))
    var recorder = EvolutionRecorder(run: cell.payload, data: data, parameters: parameters)
    let snapshots = Set(parameters.snapshotSteps)
    // Panel (a) is looked for more often, early on: by steps 50, 100, 150, 225, ...
    var (marks, mark) = (Set<Int>(), 50)
    while mark < parameters.steps {
      marks.insert(mark)
      mark += max(50, mark / 2)
    }
    try training.run(observing: .at(snapshots.union(marks))) { moment in
      try recorder.observe(moment, isSnapshot: snapshots.contains(moment.step))
    }
    try recorder.addPanels(end: training)
    return recorder.rows
  }
}
