import AdversarialTraining
import Distributions
import Divergences
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// Where the rows of a run go; without a table of masses they are left out.
struct CollapseTables: Sendable {
  let line: Table
  let plane: Table
  let masses: Table?
}

/// One run of a remedy on some data, from start to end.
struct CollapseStudy {
  /// Samples of a measurement in the plane, as in PacGAN.
  static let samples = 2500

  let run: ModeCollapseExperiment.Run
  let data: CollapseData
  let game: TrainingConfiguration

  init(_ run: ModeCollapseExperiment.Run, _ parameters: ModeCollapseExperiment.Parameters) throws {
    self.run = run
    data = try CollapseData(run.data)
    game = data.game(
      try CollapseRemedy(named: run.remedy), parameters, steps: run.steps, seed: run.trainingSeed)
  }

  func rows(into tables: CollapseTables) throws -> Rows {
    let training = try AlternatingTraining<Float>(game, data: data.centred.source())
    var rows = Rows()
    let diverged = try !training.runOrRestore(until: game.steps)
    for basis in run.bases {
      let label: Row = [
        "data": run.data, "remedy": run.remedy, "seed": run.seed, "basis": basis, "step": game.steps,
        "operations": Double(game.steps) * game.operationsPerStep, "diverged": diverged,
      ]
      switch data {
      case .line(let line):
        let moment = try LineMoment(training, line)
        rows.append(label.merging(moment.row), to: tables.line)
        addMasses(moment.masses, error: moment.massError, label, tables, &rows)
      case .plane(let modes):
        let masses = modes.masses(of: training.samples(Self.samples))
        let row = label.merging(masses.counts(error: Self.sharesError)).merging([
          "ceiling": GaussianModes.planarCeiling
        ])
        rows.append(row, to: tables.plane)
        addMasses(masses, error: Self.sharesError, label, tables, &rows)
      }
    }
    return rows
  }

  /// The standard error of a share of the samples; of none at all, that of one sample.
  static func sharesError(_ share: Double) -> Double {
    ModeMasses.standardError(ofShare: share, samples: samples)
  }

  private func addMasses(
    _ masses: ModeMasses, error: (Double) -> Double, _ label: Row, _ tables: CollapseTables,
    _ rows: inout Rows
  ) {
    guard let table = tables.masses else { return }
    for (mode, mass) in masses.masses.enumerated() {
      let centre = data.centred.centres[mode]
      var row: Row = [
        "mode": mode, "centre": centre[0], "share": masses.shares[mode],
        "mass": Measured(mass, error: error(mass)),
      ]
      if centre.count > 1 { row = row.merging(["centre_y": centre[1]]) }
      rows.append(label.merging(row), to: table)
    }
  }
}

extension AlternatingTraining {
  /// Runs until a step; where the training diverges, its networks are the last good ones and the answer is false.
  func runOrRestore(until step: Int) throws -> Bool {
    do {
      try run(until: step)
      return true
    } catch let error as TrainingDivergence<Scalar> {
      generator.restore(error.lastGood.generator)
      discriminator.restore(error.lastGood.discriminator)
      return false
    }
  }
}

extension ModeMasses {
  /// The columns that line and plane share.
  ///
  /// - Parameter error: of a mass.
  func counts(error: (Double) -> Double) -> Row {
    [
      "modes": shares.count, "captured": captured, "covered": covered,
      "near_modes": Measured(highQuality, error: error(highQuality)),
      "forward_kl_masses": highQuality > 0 ? forwardKullbackLeibler : .infinity,
      "reverse_kl_masses": reverseKullbackLeibler,
    ]
  }
}
