import DiracGAN
import ExperimentKit

extension DiracGANExperiment {
  /// The orders' names in the columns of moduli.
  static let orderColumns = ["simultaneous", "alternating", "alternating_5"]

  func appendEquilibrium(of method: Method, _ parameters: Parameters, to rows: inout Rows) throws {
    let games: [(Double?, DiracGAN)] =
      try method.remedy.withStrength.map { remedy in
        try parameters.strengths.map { ($0, try DiracGAN(method.loss, remedy($0))) }
      } ?? [(nil, method.game)]
    for (strength, game) in games {
      let (found, formula) = (game.jacobian(at: .equilibrium)?.eigenvalues, game.equilibriumEigenvalues)
      for h in parameters.stepSizes {
        let moduli = try Self.orders.map { try game.linearUpdate(stepSize: h, $0.order)?.spectralRadius }
        let formulas = try Self.orders.map { try game.closedFormModulus(stepSize: h, $0.order) }
        rows.append(
          [
            "method": method.name, "strength": strength, "real": found?.0.real,
            "imaginary": found?.0.imaginary,
            "second_real": found?.1.real, "closed_form_real": formula?.0.real,
            "closed_form_imaginary": formula?.0.imaginary, "critical_strength": game.criticalStrength,
            "step_size": h, "simultaneous_modulus": moduli[0], "alternating_modulus": moduli[1],
            "alternating_5_modulus": moduli[2], "simultaneous_closed_form": formulas[0],
            "alternating_closed_form": formulas[1], "alternating_5_closed_form": formulas[2],
          ], to: Self.eigenvalues)
      }
    }
  }

  func appendField(of method: Method, _ parameters: Parameters, to rows: inout Rows) throws {
    let game = try method.game
    let ticks = (0..<parameters.gridSize).map { -2 + 4 * Double($0) / Double(parameters.gridSize - 1) }
    for theta in ticks {
      for psi in ticks {
        let v = game.field(at: .init(theta: theta, psi: psi))
        rows.append(
          [
            "method": method.name, "theta": theta, "psi": psi, "theta_velocity": v.theta,
            "psi_velocity": v.psi,
          ],
          to: Self.field)
      }
    }
  }
}
