import ExperimentKit

/// What a remedy has to beat: the plain game stopped as early, and samplers without skill.
///
/// At equal cost a remedy takes fewer generator steps than the plain game. Whether its run ends better because of the
/// remedy or because it is short is told by the plain game over just as many steps, from the same seed. And some
/// measures call a sampler good that has learned nothing but where the data lie: how good, the samplers of
/// ``ModeCollapseControls/CollapseSampler`` tell. The full size takes about half an hour of one core.
public struct ModeCollapseControls: Experiment {
  /// Those of the study whose controls these are; only lengths, seeds and networks matter.
  public typealias Parameters = ModeCollapseExperiment.Parameters

  /// One cell.
  public enum Work: Sendable {
    /// The plain game over the steps of a remedy.
    case run(ModeCollapseExperiment.Run)
    /// A sampler that has learned nothing, with the seed of its samples.
    case sampler(CollapseSampler, data: String, seed: Int, stream: UInt64)
  }

  public let name = "mode-collapse-controls"
  public let title = "Controls of the study of mode collapse: stopping early, and samplers without skill"
  public let claim = Claim(
    "Runs cut to equal cost are shorter, and the plain game cut as short collapses less too.",
    reference: "a control of the comparison at equal cost; the paper has none")

  static let line = Table(
    "mode-collapse-controls",
    "The plain game on the line, stopped after as many steps as a remedy at equal cost.",
    ModeCollapseExperiment.lineColumns, keys: ModeCollapseExperiment.runKeys + ["step"])
  static let plane = Table(
    "mode-collapse-controls-plane", "The same in the plane, from 2,500 samples.",
    ModeCollapseExperiment.planeColumns, keys: ModeCollapseExperiment.runKeys + ["step"])
  static let samplers = Table(
    "mode-collapse-samplers",
    "A sampler that has learned nothing, or the data itself, measured like a generator.",
    [
      .text("data", "two, five or eight modes on the line, ring or grid in the plane"),
      .text(
        "sampler",
        "normal: with the data's mean and variance; box: uniform, a quarter of the modes' "
          + "distance beyond the outer centres; circle: around 0, of radius 1, half as thick as the modes; data: p_data"
      ),
      .integer("seed", "of its samples; on the line nothing is drawn and it is 0"),
    ] + ModeCollapseExperiment.counts + [
      .estimate("jsd", unit: "nat", "JSD of the data and the sampler's law", optional: true),
      .estimate("wasserstein_1", unit: "x", "Wasserstein-1 of both", optional: true),
    ], keys: ["data", "sampler", "seed"])
  public let tables = [line, plane, samplers]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = ModeCollapseExperiment().parameters(for: size)
    result.evolution = []
    // The default size is for a first look, together with all other experiments.
    if size == .standard { result.lineSeeds = 2 }
    return result
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Work>] {
    try parameters.validate()
    let remedies = try parameters.remedies.map { try CollapseRemedy(named: $0) }
    var cells: [Cell<Work>] = []
    for name in parameters.data {
      let data = try CollapseData(name)
      let full = data.steps(parameters)
      let lengths = Set(
        remedies.flatMap { data.lengths(of: $0, parameters) }.map(\.steps).filter { $0 < full })
      for index in parameters.seeds(of: data) {
        let stream = ModeCollapseExperiment.trainingSeed(name, index, seed: seed)
        for steps in lengths.sorted() {
          let run = ModeCollapseExperiment.Run(
            isEvolution: false, data: name, remedy: CollapseRemedy.plain.rawValue, seed: index, steps: steps,
            bases: ["control"], trainingSeed: stream)
          cells.append(
            Cell(
              "data=\(name),seed=\(index),steps=\(steps)", .run(run),
              cost: Double(data.isPlanar ? 2 * steps : steps) + 1))
        }
      }
      for sampler in CollapseSampler.allCases where sampler.applies(to: name) {
        // A law needs no seeds.
        for index in data.isPlanar ? parameters.seeds(of: data) : 0..<1 {
          let stream = ModeCollapseExperiment.trainingSeed(name, index, seed: seed)
          cells.append(
            Cell(
              "data=\(name),sampler=\(sampler.rawValue),seed=\(index)",
              .sampler(sampler, data: name, seed: index, stream: stream)))
        }
      }
    }
    return cells
  }

  public func rows(
    for cell: Cell<Work>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    switch cell.payload {
    case .run(let run):
      return try CollapseStudy(run, parameters).rows(
        into: CollapseTables(line: Self.line, plane: Self.plane, masses: nil))
    case .sampler(let sampler, let name, let seed, let stream):
      let label: Row = ["data": name, "sampler": sampler.rawValue, "seed": seed]
      var rows = Rows()
      rows.append(
        label.merging(try sampler.measured(on: CollapseData(name), seed: stream)), to: Self.samplers)
      return rows
    }
  }

  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var violations = try results.violations(in: Self.line) { row in
      try ModeCollapseExperiment.contradiction(row).map {
        try "plain on \(row.text("data")), seed \(row.integer("seed")), \(row.integer("step")) steps: \($0)"
      }
    }
    violations += try results.violations(in: Self.samplers) { row in
      let (sampler, near) = try (row.text("sampler"), row.estimate("near_modes"))
      let label = try "\(sampler) on \(row.text("data")), seed \(row.integer("seed"))"
      if sampler == "data" {
        // Of 25 modes and 2,500 samples each has 100 on average: a quarter of that is seven deviations off.
        let covered = try row.integer("covered") == row.integer("modes")
        return covered ? nil : "\(label): the data itself does not cover its modes"
      }
      return near.value > 0.9 ? "\(label): \(near.value) of it is near modes, so it is no baseline" : nil
    }
    return violations
  }
}
