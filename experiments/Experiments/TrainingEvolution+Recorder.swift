import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// Collects the rows of one run and keeps the candidate of panel (a).
struct EvolutionRecorder {
  typealias Training = AlternatingTraining<Float>

  let run: TrainingEvolutionExperiment.Run
  let data: Distribution
  let parameters: TrainingEvolutionExperiment.Parameters
  var rows = Rows()
  private var candidate: (state: TrainingSnapshot<Float>, gap: Double, isNear: Bool)?

  init(
    run: TrainingEvolutionExperiment.Run, data: Distribution,
    parameters: TrainingEvolutionExperiment.Parameters
  ) {
    self.run = run
    self.data = data
    self.parameters = parameters
  }

  private var label: Row { ["data": run.data, "seed": run.seed] }
  private var wantsCurves: Bool {
    run.seed == 0 && parameters.data.prefix(parameters.curves).contains(run.data)
  }

  mutating func observe(_ moment: Training, isSnapshot: Bool) throws {
    let snapshot = try moment.exactSnapshot(data: data)
    // Of the moments with p_g near p_data, the one whose D is poorest; else the nearest so far.
    let isNear = snapshot.jensenShannon.value < TrainingEvolutionExperiment.near
    let isBetter = candidate.map { isNear && (!$0.isNear || snapshot.gap.value > $0.gap) } ?? true
    if isBetter { candidate = (moment.snapshot(), snapshot.gap.value, isNear) }
    guard isSnapshot else { return }
    try rows.append(
      label.merging(["step": moment.step]).merging(snapshot.row(data: data)),
      to: TrainingEvolutionExperiment.evolution)
    addCurves(snapshot, moment: "\(moment.step)", step: moment.step)
  }

  /// Panels (a) to (c) from a branch of the run at its candidate, and (d) from its end.
  mutating func addPanels(end: Training) throws {
    if let candidate {
      let start = candidate.state.step
      var configuration = end.configuration
      configuration.discriminatorOptimiser = .adam(
        rate: .linear(initial: 2e-3, final: 0, end: parameters.innerSteps))
      // G's one step in (c) has the run's own rate, but begins at rest: where the run had gathered speed, its own step
      // was up to 1/(1 - momentum) times as long.
      if case .momentum(let rate, let momentum) = configuration.generatorOptimiser {
        configuration.generatorOptimiser = .momentum(
          rate: .constant(value: rate.value(at: start)), momentum: momentum)
      }
      let branch = try Training(configuration, data: LawSource<Float>(data))
      branch.generator.restore(candidate.state.generator)
      branch.discriminator.restore(candidate.state.discriminator)
      try addPanel("a", branch, step: start, innerSteps: 0, reached: candidate.isNear)
      let frozen = try FrozenGenerator(branch, data: data)
      var (inner, reached) = (0, false)
      while inner < parameters.innerSteps, !reached {
        for _ in 0..<20 { try branch.ascendDiscriminator() }
        inner += 20
        let gap = frozen.gap()
        reached = gap.value + gap.absoluteError < 1e-3
      }
      try addPanel("b", branch, step: start, innerSteps: inner, reached: reached)
      try branch.descendGenerator()
      try addPanel("c", branch, step: start + 1, innerSteps: inner, reached: true)
    }
    try addPanel("d", end, step: end.step, innerSteps: 0, reached: true)
  }

  private mutating func addPanel(
    _ panel: String, _ moment: Training, step: Int, innerSteps: Int, reached: Bool
  ) throws {
    let snapshot = try moment.exactSnapshot(data: data)
    let row: Row = [
      "panel": panel, "step": step, "inner_steps": innerSteps, "reached": reached,
    ]
    try rows.append(
      label.merging(row).merging(snapshot.row(data: data)), to: TrainingEvolutionExperiment.panels)
    addCurves(snapshot, moment: panel, step: step)
  }

  private mutating func addCurves(_ snapshot: ExactSnapshot, moment: String, step: Int) {
    guard wantsCurves else { return }
    let optimal = OptimalDiscriminator(data: data, generator: snapshot.generator)
    let (low, high) = (data.quantile(1e-3), data.complementaryQuantile(1e-3))
    let margin = 0.15 * (high - low)
    for i in 0...160 {
      let x = low - margin + (high - low + 2 * margin) * Double(i) / 160
      let row: Row = [
        "moment": moment, "step": step, "x": x, "p_data": data.density(x),
        "p_g": snapshot.generator.density(x), "d": 1 / (1 + exponential(-snapshot.discriminator.logit(x))),
        "d_star": optimal.value(at: x) ?? .nan,
      ]
      rows.append(label.merging(row), to: TrainingEvolutionExperiment.curves)
    }
    for i in 1..<80 {
      let z = snapshot.generator.prior.quantile(Double(i) / 80)
      rows.append(
        label.merging(["moment": moment, "step": step, "z": z, "x": snapshot.generator.map.value(z)]),
        to: TrainingEvolutionExperiment.maps)
    }
  }
}

extension TrainingEvolutionExperiment {
  /// The JSD below which p_g counts as near p_data.
  static let near = 0.1
}
