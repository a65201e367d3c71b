import ExperimentKit

/// How the settings of the remedies do on seeds that the study does not use: what was tried, and what each gave.
///
/// The full size takes about half an hour of one core.
public struct ModeCollapseTuning: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// The study whose remedies are tuned: its data, networks, lengths and rates; its seeds are ``firstSeed`` and on.
    public var study: ModeCollapseExperiment.Parameters
    /// The values tried of each setting.
    public var unrollingRates: [Double]
    public var noises: [Double]
    public var r1: [Double]
    public var wassersteinPenalties: [Double]
    public var kernels: [Int]
  }

  /// One remedy with one of its settings.
  public struct Trial: Sendable {
    let run: ModeCollapseExperiment.Run
    let setting: String
    let value: Double
    let settings: CollapseRemedy.Settings
  }

  public let name = "mode-collapse-tuning"
  public let title = "Settings of the remedies, tried on seeds of their own"
  public let claim = Claim(
    "How a remedy does depends on its setting.",
    reference: "the study of mode collapse; the papers give one value each")

  private static let setting: [Column] = [
    .text("setting", "which number of the remedy was set; none for the plain game"),
    .number("value", unit: "1", "what it was set to"),
  ]
  private static let keys = ModeCollapseExperiment.runKeys + ["setting", "value"]
  static let line = Table(
    "mode-collapse-tuning", "The end of one run on the line.", setting + ModeCollapseExperiment.lineColumns,
    keys: keys)
  static let plane = Table(
    "mode-collapse-tuning-plane", "The end of one run in the plane, from 2,500 samples.",
    setting + ModeCollapseExperiment.planeColumns, keys: keys)
  public let tables = [line, plane]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var study = ModeCollapseExperiment().parameters(for: size)
    (study.firstSeed, study.evolution, study.lineSeeds) = (1000, [], min(study.lineSeeds, 2))
    (study.planeSeeds, study.remedies) = (min(study.planeSeeds, 2), [])
    if size != .quick { study.data.removeAll { $0 == "two" } }
    // The default size is for a first look, together with all other experiments.
    if size == .standard { (study.data, study.lineSeeds, study.lineSteps) = (["five"], 1, 1000) }
    return Parameters(
      study: study, unrollingRates: size == .quick ? [0.1] : [0.001, 0.01, 0.1, 1],
      noises: size == .quick ? [] : [0.1, 0.3, 1], r1: size == .quick ? [1] : [0.1, 1, 10],
      wassersteinPenalties: size == .quick ? [] : [0.1, 1, 10], kernels: size == .quick ? [] : [4, 8])
  }

  /// Every setting on its own, the others as the study has them.
  private func trials(_ parameters: Parameters) -> [(CollapseRemedy, String, Double, CollapseRemedy.Settings)]
  {
    func each(
      _ remedy: CollapseRemedy, _ name: String, _ values: [Double],
      _ set: (inout CollapseRemedy.Settings, Double) -> Void
    ) -> [(CollapseRemedy, String, Double, CollapseRemedy.Settings)] {
      values.map { value in
        var settings = parameters.study.settings
        set(&settings, value)
        return (remedy, name, value, settings)
      }
    }
    return [(.plain, "none", 0, parameters.study.settings)]
      + each(.unrolling, "rate of the unrolled steps", parameters.unrollingRates) { $0.unrollingRate = $1 }
      + each(.instanceNoise, "noise at the start, in distances of modes", parameters.noises) { $0.noise = $1 }
      + each(.r1, "γ", parameters.r1) { $0.r1 = $1 }
      + each(.wassersteinPenalty, "λ", parameters.wassersteinPenalties) { $0.wassersteinPenalty = $1 }
      + each(.minibatchDiscrimination, "kernels", parameters.kernels.map(Double.init)) {
        $0.kernels = Int($1)
      }
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Trial>] {
    var cells: [Cell<Trial>] = []
    for name in parameters.study.data {
      let data = try CollapseData(name)
      let steps = data.steps(parameters.study)
      for index in parameters.study.seeds(of: data) {
        for (remedy, setting, value, settings) in trials(parameters) {
          var study = parameters.study
          study.settings = settings
          try study.validate()
          let run = ModeCollapseExperiment.Run(
            isEvolution: false, data: name, remedy: remedy.rawValue, seed: index, steps: steps,
            bases: ["equal steps"], trainingSeed: ModeCollapseExperiment.trainingSeed(name, index, seed: seed)
          )
          cells.append(
            Cell(
              "data=\(name),remedy=\(remedy.rawValue),value=\(value),seed=\(index)",
              Trial(run: run, setting: setting, value: value, settings: settings),
              cost: Double(data.isPlanar ? 2 * steps : steps) * remedy.roughCost + 1))
        }
      }
    }
    return cells
  }

  public func rows(
    for cell: Cell<Trial>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    let trial = cell.payload
    var study = parameters.study
    study.settings = trial.settings
    let tables = CollapseTables(line: Self.line, plane: Self.plane, masses: nil)
    let measured = try CollapseStudy(trial.run, study).rows(into: tables)
    let label: Row = ["setting": trial.setting, "value": trial.value]
    var rows = Rows()
    for table in [Self.line, Self.plane] {
      rows.append(contentsOf: measured[table].map { label.merging($0) }, to: table)
    }
    return rows
  }

  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.line) { row in
      try ModeCollapseExperiment.contradiction(row).map {
        try "\(row.text("remedy")) at \(row.number("value")) on \(row.text("data")): \($0)"
      }
    }
  }
}
