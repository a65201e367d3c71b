import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// A plain run on the line over time: how the modes are lost, and the D* that would have punished it.
struct CollapseEvolution {
  let run: ModeCollapseExperiment.Run
  let parameters: ModeCollapseExperiment.Parameters
  let line: LineData
  let game: TrainingConfiguration

  init(_ run: ModeCollapseExperiment.Run, _ parameters: ModeCollapseExperiment.Parameters) throws {
    self.run = run
    self.parameters = parameters
    let data = try CollapseData(run.data)
    guard case .line(let line) = data else {
      throw ExperimentError.invalidParameter(
        name: "evolution", value: run.data, allowed: "two, five, eight: the exact D* is known on the line")
    }
    guard parameters.snapshots > 0, parameters.lineSteps >= parameters.snapshots else {
      throw ExperimentError.invalidParameter(
        name: "snapshots", value: "\(parameters.snapshots)", allowed: "1 to the number of steps")
    }
    self.line = line
    game = data.game(.plain, parameters, steps: run.steps, seed: run.trainingSeed)
  }

  func rows() throws -> Rows {
    let training = try AlternatingTraining<Float>(game, data: line.samples.source())
    let interval = parameters.lineSteps / parameters.snapshots
    let drawn = Set([1, 4, 12, parameters.snapshots].map { $0 * interval })
    var rows = Rows()
    try training.run(observing: .every(interval)) { moment in
      let snapshot = try moment.exactSnapshot(data: line.law)
      addMasses(snapshot, step: moment.step, &rows)
      if drawn.contains(moment.step) { addCurves(snapshot, step: moment.step, &rows) }
    }
    return rows
  }

  private func addMasses(_ snapshot: ExactSnapshot, step: Int, _ rows: inout Rows) {
    let masses = line.modes.masses(of: snapshot.generator)
    let optimal = OptimalDiscriminator(data: line.law, generator: snapshot.generator)
    for (mode, mass) in masses.masses.enumerated() {
      let centre = line.samples.centres[mode][0]
      let row: Row = [
        "data": run.data, "step": step, "mode": mode, "centre": centre, "share": masses.shares[mode],
        "mass": Measured(mass, error: snapshot.generator.unresolvedMass + 1e-13),
        "d": 1 / (1 + exponential(-snapshot.discriminator.logit(centre))),
        "d_star": optimal.value(at: centre) ?? .nan, "jsd": snapshot.jensenShannon, "gap": snapshot.gap,
      ]
      rows.append(row, to: ModeCollapseExperiment.evolution)
    }
  }

  private func addCurves(_ snapshot: ExactSnapshot, step: Int, _ rows: inout Rows) {
    let optimal = OptimalDiscriminator(data: line.law, generator: snapshot.generator)
    let (low, high) = (line.law.quantile(1e-6), line.law.complementaryQuantile(1e-6))
    for i in 0...320 {
      let x = low + (high - low) * Double(i) / 320
      let row: Row = [
        "data": run.data, "step": step, "x": x, "p_data": line.law.density(x),
        "p_g": snapshot.generator.density(x), "d": 1 / (1 + exponential(-snapshot.discriminator.logit(x))),
        "d_star": optimal.value(at: x) ?? .nan,
      ]
      rows.append(row, to: ModeCollapseExperiment.curves)
    }
  }
}
