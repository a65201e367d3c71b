import DiracGAN
import ExperimentKit

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DiracGANExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try equilibriumViolations(results) + outcomeViolations(results) + regimeViolations(results, parameters)
  }

  /// The Jacobian's eigenvalues are those of the published formulas; on the imaginary axis no update contracts.
  private func equilibriumViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.eigenvalues) { row in
      let label = try "\(row.text("method")), strength \(row.has("strength") ? row.number("strength") : 0)"
      guard row.has("real") else {
        return row.has("closed_form_real") ? "\(label): there is no Jacobian" : nil
      }
      let (real, imaginary) = try (row.number("real"), row.number("imaginary"))
      let scale = 1 + (real * real + imaginary * imaginary)
      for (found, column) in [(real, "closed_form_real"), (imaginary, "closed_form_imaginary")] {
        let difference = (try row.number(column) - found).magnitude
        // Near the critical strength a square root magnifies rounding to the root of an ulp.
        if difference > 1e-7 * scale { return "\(label): an eigenvalue is off its formula by \(difference)" }
      }
      if row.has("critical_strength"), row.has("strength") {
        let (strength, critical) = try (row.number("strength"), row.number("critical_strength"))
        if imaginary != 0 && strength > critical + 1e-9 || imaginary == 0 && strength < critical - 1e-9 {
          return
            "\(label): the eigenvalues are \(imaginary == 0 ? "real" : "complex"), critical is \(critical)"
        }
      }
      return try modulusViolation(row, label)
    }
  }

  /// Each update's spectral radius is that of the closed form; without damping it is √(1 + h²λ²) for simultaneous steps, and
  /// 1 for n steps of D against one of G while √n hλ <= 2.
  private func modulusViolation(_ row: Row, _ label: String) throws -> Violation? {
    let h = try row.number("step_size")
    for column in Self.orderColumns {
      let (found, expected) = try (
        row.number("\(column)_modulus"), row.number("\(column)_closed_form")
      )
      // Where eigenvalues meet, a square root magnifies rounding to the root of an ulp.
      if (found - expected).magnitude > 1e-7 * (1 + expected) {
        return "\(label): \(column) at h = \(h) has modulus \(found), not \(expected)"
      }
    }
    let (real, frequency) = try (row.number("real"), row.number("imaginary"))
    guard real == 0 else { return nil }
    var moduli = [(Self.orderColumns[0], (1 + h * h * frequency * frequency).squareRoot())]
    for (column, steps) in [(Self.orderColumns[1], 1.0), (Self.orderColumns[2], 5)]
    where steps.squareRoot() * h * frequency <= 2 {
      moduli.append((column, 1))
    }
    for (column, expected) in moduli {
      let found = try row.number("\(column)_modulus")
      if (found - expected).magnitude > 1e-14 {
        return "\(label): \(column) at h = \(h) has modulus \(found), not \(expected)"
      }
    }
    return nil
  }

  private func outcomeViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.outcomes) { row in
      let (outcome, expected) = try (row.text("outcome"), row.text("expected"))
      return outcome == expected
        ? nil
        : "\(try row.text("method")), \(try row.text("order")): \(outcome), where theory says \(expected)"
    }
  }

  /// Continuous and alternating: 8 d(1/Q)/dt = 1/(1 - h²/16); simultaneous: the settling circle, point by point.
  private func regimeViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.regimes) { row in
      let (h, exponent) = try (row.number("step_size"), row.number("exponent"))
      let label = try "non-saturating, \(row.text("order")), h = \(h)"
      if row.has("circle_deviation") {
        return try circleViolation(row, stepSize: h, parameters).map { "\(label): \($0)" }
      }
      let (decay, theory) = try (row.estimate("decay"), row.number("decay_theory"))
      // Q is 8/T, and what is left out is of relative order Q² over the whole time.
      if (decay.value - theory).magnitude > decay.absoluteError * (1 + 64 / parameters.time) {
        return "\(label): 8 d(1/Q)/dt is \(decay.value) ± \(decay.absoluteError), not \(theory)"
      }
      // 1/r² = 1/r₀² + t/8 takes the exponent off -1/2 by 3/T at the most.
      return (exponent + 0.5).magnitude > 5 / parameters.time ? "\(label): the exponent is \(exponent)" : nil
    }
  }

  /// Every state from T to 2T is on the circle of radius √(2h), as far as its expansion in h tells.
  private func circleViolation(_ row: Row, stepSize h: Double, _ parameters: Parameters) throws -> String? {
    // What is left at T of the way from (1, 1), which shrinks by h²/4 an update.
    let transient = 10 * exp(-h * parameters.time / 4)
    let deviation = try row.number("circle_deviation")
    if deviation > h * h * h / 40 + transient { return "a state is off the settling circle by \(deviation)" }
    // The expansion's own extremes: h/8 and h²(9 + 6 + 2)/128.
    let (least, greatest) = try (row.number("least_squared_radius"), row.number("greatest_squared_radius"))
    let width = h / 8 + 17 * h * h / 128 + h * h * h / 40 + transient
    if least < 1 - width || greatest > 1 + width {
      return "r²/(2h) ranges from \(least) to \(greatest), beyond 1 ± \(width)"
    }
    // Fourth order in h, and (h/8) sin 4φ summed over part of a turn.
    let (mean, theory) = try (row.number("squared_radius_ratio"), row.number("squared_radius_theory"))
    return (mean - theory).magnitude > 0.02 * h * h * h * h + (1 / 8.0 + transient) / parameters.time
      ? "the mean of r²/(2h) is \(mean), not \(theory)" : nil
  }
}
