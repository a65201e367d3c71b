import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// How many steps D should make for one of G: k against the gap to D* and the final JSD, at equal steps and equal cost.
///
/// The full size has ten seeds, two momenta and 400 generator steps where those are equal: to the optimum that is up to
/// 80,000 steps of D and 4,000 checks of its gap a run, most of the time of the whole.
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
    /// Generator steps where those are equal for every k.
    public var steps: Int
    /// Where the total cost is equal: that of so many generator steps at k = 1.
    public var costInSteps: Int
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
    .text("k", "discriminator steps a generator step; `optimum`: to a gap below 1e-3, or 200"),
    .number("momentum", unit: "1", "of both players"),
    .text(
      "budget", "what is equal for every k: the generator's `steps`, or the `cost` in operations"
    ),
  ]
  static let runs = Table(
    "discriminator-steps", "The end of one run.",
    label + [
      .integer("seed", "which run"), .integer("generator_steps", "steps of G"),
      .integer("discriminator_steps", "steps of D in all"),
      .number("operations", unit: "1", "floating-point operations, from the shapes"),
      .number(
        "mean_gap", unit: "nat",
        "mean gap of the D that G descends, at 20 moments of the second half (fewer in fewer steps)"),
      .number(
        "reached_share", unit: "1",
        "share of G's steps before which D came to a gap below 1e-3; nan but for `optimum`"),
      .boolean("diverged", "whether a weight became infinite; then these are the last good networks"),
    ] + ExactSnapshot.columns, keys: ["k", "momentum", "budget", "seed"])
  static let summary = Table(
    "discriminator-steps-summary", "All runs of a setting: means with half-widths of 95 % intervals.",
    label + [
      .integer("runs", "how many"), .integer("diverged", "how many of them diverged"),
      .estimate("jsd", unit: "nat", "mean final JSD; the error is the interval's half-width"),
      .estimate("mean_gap", unit: "nat", "mean gap to D* over the second half of the run, likewise"),
      .number("operations", unit: "1", "mean floating-point operations of a run"),
    ], keys: ["k", "momentum", "budget"])
  public let tables = [runs, summary]

  /// Its runs have the seeds 1, 2, ... of `seeds`, whatever the seed is.
  public let dependsOnSeed = false

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = Parameters(
      data: "normal(4, 1.25)", discriminatorSteps: [1, 2, 5, 10, 0], momenta: [0.5], seeds: 4, steps: 300,
      costInSteps: 2000, width: 32)
    switch size {
    case .quick:
      result.seeds = 2
      (result.steps, result.costInSteps, result.width) = (20, 200, 16)
    case .standard: break
    case .full:
      (result.momenta, result.seeds) = ([0, 0.5], 10)
      (result.steps, result.costInSteps) = (400, 10_000)
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
        ["steps", "cost"].map { budget in
          Cell(
            "k=\(k),momentum=\(momentum),budget=\(budget)",
            Setting(discriminatorSteps: k, momentum: momentum, budget: budget),
            cost: budget == "cost"
              ? Double(2 * parameters.costInSteps) : Double((k == 0 ? 200 : k + 1) * parameters.steps))
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
        "operations": run.counts.operations, "mean_gap": run.meanGap, "reached_share": run.reachedShare,
        "diverged": run.diverged,
      ]
      try rows.append(label.merging(row).merging(run.end.row(data: run.data)), to: Self.runs)
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
}

/// The mean and the half-width of its 95 % confidence interval by Student's t.
func confidence(_ values: [Double]) -> Measured {
  let n = Double(values.count)
  let mean = values.reduce(0, +) / n
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
  let quantile = (try? Student(degreesOfFreedom: n - 1, location: 0, scale: 1))?.quantile(0.975) ?? 1.96
  return Measured(mean, error: quantile * (variance / n).squareRoot())
}
