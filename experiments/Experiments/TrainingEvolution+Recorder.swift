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
  private var candidate: (state: TrainingCheckpoint<Float>, gap: Double, isNear: Bool)?

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
    if isBetter { candidate = (moment.checkpoint(), snapshot.gap.value, isNear) }
    guard isSnapshot else { return }
    let losses = moment.losses
    let row: Row = [
      "step": moment.step, "minibatch_value": losses.value, "minibatch_value_error": losses.valueError,
      "minibatch_generator_loss": losses.generatorLoss,
      "minibatch_generator_loss_error": losses.generatorLossError,
    ]
    rows.append(
      label.merging(moment.step == 0 ? ["step": 0] : row).merging(snapshot.row),
      to: TrainingEvolutionExperiment.evolution)
    addCurves(snapshot, moment: "\(moment.step)", step: moment.step)
  }

  /// Panels (a) to (c) from a branch of the run at its candidate, and (d) from its end.
  mutating func addPanels(end: Training) throws {
    if let candidate {
      let branch = try Training(resuming: candidate.state, data: LawSource<Float>(data))
      try addPanel("a", branch, innerSteps: 0, reached: candidate.isNear)
      let law = try branch.exactSnapshot(data: data).generator
      let game = MinimaxGame(data: data, generator: law)
      let tolerance = try Tolerance(absolute: 1e-6, relative: 1e-4)
      let domain = law.support.hull(
        try Interval(data.quantile(1e-9), data.complementaryQuantile(1e-9)))
      var (inner, reached) = (0, false)
      while inner < TrainingEvolutionExperiment.innerLimit, !reached {
        // Checked at 20, 40, 60, 80, 100, 125, ... steps.
        let more = max(20, inner / 4)
        for _ in 0..<more { try branch.ascendDiscriminator() }
        inner += more
        let learned = try NetworkDiscriminator(branch.discriminator.snapshot(), domain: domain)
        reached = try game.gap(of: learned, tolerance: tolerance).value < 1e-3
      }
      try addPanel("b", branch, innerSteps: inner, reached: reached)
      try branch.descendGenerator()
      try addPanel("c", branch, innerSteps: inner, reached: true)
    }
    try addPanel("d", end, innerSteps: 0, reached: true)
  }

  private mutating func addPanel(_ panel: String, _ moment: Training, innerSteps: Int, reached: Bool) throws {
    let snapshot = try moment.exactSnapshot(data: data)
    let row: Row = [
      "panel": panel, "step": moment.step, "inner_steps": innerSteps, "reached": reached,
    ]
    rows.append(label.merging(row).merging(snapshot.row), to: TrainingEvolutionExperiment.panels)
    addCurves(snapshot, moment: panel, step: moment.step)
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
  /// The most steps of D alone in panel (b).
  static let innerLimit = 2000
}
