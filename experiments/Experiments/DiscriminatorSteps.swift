import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// How many steps D should make for one of G: k against the gap to D* and the final JSD, at equal steps and equal cost.
public struct DiscriminatorStepsExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// The law of the data.
    public var data: String
    /// k; 0 stands for "to the optimum": a gap below 1e-3, checked every 20 steps, or 200 steps.
    public var discriminatorSteps: [Int]
    /// The momentum of both players.
    public var momenta: [Double]
    /// Runs of each setting.
    public var seeds: Int
    /// Generator steps for every k but 0.
    public var steps: Int
    /// Generator steps for k = 0.
    public var stepsToTheOptimum: Int
    /// H in 1-H-H-1.
    public var width: Int
  }

  public struct Setting: Sendable {
    let discriminatorSteps: Int
    let momentum: Double
    let budget: String
  }

  public let name = "discriminator-steps"
  public let title = "How many steps of D for one of G"
  public let claim = Claim(
    "With k large enough D stays near D*, and G then descends C(G).", reference: "Algorithm 1, Proposition 2")

  static let label: [Column] = [
    .text("k", "discriminator steps a generator step, or `optimum`"),
    .number("momentum", unit: "1", "of both players"),
    .text(
      "budget", "`steps`: the generator steps asked for, fewer for `optimum`; `cost`: the operations of k = 1"
    ),
  ]
  static let runs = Table(
    "discriminator-steps", "The end of one run.",
    label + [
      .integer("seed", "which run"), .integer("generator_steps", "steps of G"),
      .integer("discriminator_steps", "steps of D in all"),
      .number("operations", unit: "1", "floating-point operations, from the shapes"),
      .number("mean_gap", unit: "nat", "mean gap over the second half of the run, at 10 moments"),
      .boolean("diverged", "whether a weight became infinite; then these are the last good networks"),
    ] + ExactSnapshot.columns)
  static let summary = Table(
    "discriminator-steps-summary", "All runs of a setting: means with half-widths of 95 % intervals.",
    label + [
      .integer("runs", "how many"), .integer("diverged", "how many of them diverged"),
      .estimate("jsd", unit: "nat", "mean final JSD; the error is the interval's half-width"),
      .estimate("mean_gap", unit: "nat", "mean gap to D* over the second half of the run, likewise"),
      .number("operations", unit: "1", "mean floating-point operations of a run"),
    ])
  public let tables = [runs, summary]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = Parameters(
      data: "normal(4, 1.25)", discriminatorSteps: [1, 2, 5, 10, 0], momenta: [0, 0.5], seeds: 10,
      steps: 2000, stepsToTheOptimum: 20, width: 32)
    switch size {
    case .quick:
      (result.seeds, result.steps, result.stepsToTheOptimum, result.width) = (2, 100, 5, 16)
    case .standard: break
    case .full: (result.seeds, result.steps, result.stepsToTheOptimum) = (30, 10_000, 2000)
    }
    return result
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Setting>] {
    guard parameters.seeds >= 2, parameters.discriminatorSteps.allSatisfy({ $0 >= 0 }) else {
      throw ExperimentError.invalidParameter(
        name: "seeds", value: "\(parameters.seeds)", allowed: "2 or more, and k of 0 or more")
    }
    return parameters.discriminatorSteps.flatMap { k in
      parameters.momenta.flatMap { momentum in
        (k == 1 ? ["steps"] : ["steps", "cost"]).map { budget in
          Cell(
            "k=\(k),momentum=\(momentum),budget=\(budget)",
            Setting(discriminatorSteps: k, momentum: momentum, budget: budget),
            cost: k == 0 ? 20 : budget == "steps" ? Double(k + 1) : 2)
        }
      }
    }
  }

  public func rows(
    for cell: Cell<Setting>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    let setting = cell.payload
    let label: Row = [
      "k": setting.discriminatorSteps == 0 ? "optimum" : "\(setting.discriminatorSteps)",
      "momentum": setting.momentum, "budget": setting.budget,
    ]
    var rows = Rows()
    var (divergences, gaps, operations, diverged) = ([Double](), [Double](), [Double](), 0)
    for seed in 0..<parameters.seeds {
      // The same seeds for every setting: runs differ by k alone.
      let run = try CountedRun(setting, parameters, seed: UInt64(seed + 1))
      let row: Row = [
        "seed": seed, "generator_steps": run.counts.generator,
        "discriminator_steps": run.counts.discriminator,
        "operations": run.counts.operations, "mean_gap": run.meanGap, "diverged": run.diverged,
      ]
      rows.append(label.merging(row).merging(run.end.row), to: Self.runs)
      divergences.append(run.end.jensenShannon.value)
      gaps.append(run.meanGap)
      operations.append(run.counts.operations)
      diverged += run.diverged ? 1 : 0
    }
    let row: Row = [
      "runs": parameters.seeds, "diverged": diverged, "jsd": confidence(divergences),
      "mean_gap": confidence(gaps), "operations": operations.reduce(0, +) / Double(operations.count),
    ]
    rows.append(label.merging(row), to: Self.summary)
    return rows
  }

  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.runs) { row in
      try ExactSnapshot.violation(row, "k = \(row.text("k")), seed \(row.integer("seed"))")
    }
  }
}

/// The mean and the half-width of its 95 % confidence interval by Student's t.
func confidence(_ values: [Double]) -> Measured {
  let n = Double(values.count)
  let mean = values.reduce(0, +) / n
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
  let quantile = (try? Student(degreesOfFreedom: n - 1, location: 0, scale: 1))?.quantile(0.975) ?? 1.96
  return Measured(mean, error: quantile * (variance / n).squareRoot())
}
