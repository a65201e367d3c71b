import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import NeuralNetworks

/// Mode collapse and its remedies: exact on the line, by samples in the plane.
///
/// For one seed every remedy starts from the same generator and draws from the same streams. Each is run twice, over as many
/// generator steps as the plain game, and over as many operations; what a run cut to equal cost has to beat is measured by
/// ``ModeCollapseControls``. The default size takes about two and a half minutes of one core; the full one took 73 minutes
/// of two, beside other work, of a budget of 4 hours.
public struct ModeCollapseExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// Among `two`, `five`, `eight` (modes on the line), `ring` and `grid` (in the plane).
    public var data: [String]
    /// Names of remedies; see ``CollapseRemedy``.
    public var remedies: [String]
    /// Runs of each remedy on each data on the line.
    public var lineSeeds: Int
    /// The same in the plane.
    public var planeSeeds: Int
    /// The number of the first seed: tuning takes others than the study.
    public var firstSeed: Int
    /// Generator steps of a run on the line.
    public var lineSteps: Int
    /// The same in the plane.
    public var planeSteps: Int
    /// H in 1-H-H-1, for both players.
    public var lineWidth: Int
    /// H in 2-H-H-2 and 2-H-H-1.
    public var planeWidth: Int
    /// Rows of each kind that D sees in a step.
    public var minibatch: Int
    /// Adam's rate for both players on the line at the start; it falls along a line to 0.
    public var lineRate: Double
    /// The same in the plane.
    public var planeRate: Double
    /// Numbers of the remedies.
    public var settings: CollapseRemedy.Settings
    /// Data whose plain run is followed over time, with this many snapshots.
    public var evolution: [String]
    public var snapshots: Int
  }

  public struct Run: Sendable {
    /// Whether it is the one that is followed over time.
    let isEvolution: Bool
    let data: String
    let remedy: String
    let seed: Int
    /// Generator steps.
    let steps: Int
    /// The comparisons that it stands for: `equal steps`, `equal cost`, or both where they are the same.
    let bases: [String]
    /// Seeds both networks and all streams: the same for all remedies.
    let trainingSeed: UInt64
  }

  public let name = "mode-collapse"
  public let title = "Mode collapse and its remedies"
  public let claim = Claim(
    "Trained in alternation, a generator may leave modes of the data out; remedies make that rarer, at a cost.",
    reference: "Goodfellow et al. 2014, section 6; Lin et al. 2018, Table 1")

  public let tables = [line, plane, masses, evolution, curves]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = Parameters(
      data: ["two", "five", "eight"], remedies: CollapseRemedy.allCases.map(\.rawValue), lineSeeds: 5,
      planeSeeds: 0, firstSeed: 0, lineSteps: 2500, planeSteps: 0, lineWidth: 32, planeWidth: 64,
      minibatch: 64, lineRate: 3e-3, planeRate: 2e-3, settings: CollapseRemedy.Settings(),
      evolution: ["five"], snapshots: 20)
    switch size {
    case .quick:
      (result.data, result.lineSeeds, result.lineSteps, result.lineWidth) = (["two", "ring"], 1, 100, 8)
      (result.planeSeeds, result.planeSteps, result.planeWidth, result.minibatch) = (1, 50, 8, 16)
      (result.evolution, result.snapshots) = (["two"], 2)
    case .standard: break
    case .full:
      result.data += ["ring", "grid"]
      (result.lineSeeds, result.planeSeeds) = (20, 10)
      (result.lineSteps, result.planeSteps) = (4000, 4000)
      result.snapshots = 60
    }
    return result
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Run>] {
    try parameters.validate()
    let remedies = try parameters.remedies.map { try CollapseRemedy(named: $0) }
    var cells: [Cell<Run>] = []
    for name in parameters.data {
      let data = try CollapseData(name)
      for remedy in remedies {
        for index in parameters.seeds(of: data) {
          for (steps, bases) in data.lengths(of: remedy, parameters) {
            let run = Run(
              isEvolution: false, data: name, remedy: remedy.rawValue, seed: index, steps: steps,
              bases: bases,
              trainingSeed: Self.trainingSeed(name, index, seed: seed))
            cells.append(
              Cell(
                "data=\(name),remedy=\(remedy.rawValue),seed=\(index),steps=\(steps)", run,
                cost: Double(data.isPlanar ? 2 * steps : steps) * remedy.roughCost + 1))
          }
        }
      }
    }
    for name in parameters.evolution {
      let run = Run(
        isEvolution: true, data: name, remedy: "plain", seed: parameters.firstSeed,
        steps: parameters.lineSteps,
        bases: [], trainingSeed: Self.trainingSeed(name, parameters.firstSeed, seed: seed))
      cells.append(Cell("evolution=\(name)", run, cost: Double(parameters.lineSteps) + 1))
    }
    return cells
  }

  public func rows(
    for cell: Cell<Run>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    let run = cell.payload
    return try run.isEvolution
      ? CollapseEvolution(run, parameters).rows()
      : CollapseStudy(run, parameters).rows(
        into: CollapseTables(line: Self.line, plane: Self.plane, masses: Self.masses))
  }

  /// The seed of a training on some data, the same for every remedy and control.
  static func trainingSeed(_ data: String, _ index: Int, seed: UInt64) -> UInt64 {
    ExperimentKit.RandomStream(seed: seed, experiment: "mode-collapse", cell: "data=\(data),seed=\(index)")
      .seed(for: "training")
  }
}
