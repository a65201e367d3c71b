import DiracGAN
import ExperimentKit

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DiracGANExperiment {
  /// The non-saturating GAN by steps of size h in both orders, or in continuous time for h = 0.
  func appendRegimes(stepSize h: Double, _ parameters: Parameters, to rows: inout Rows) {
    let game = DiracGAN(.nonSaturating)
    if h == 0 {
      let steps = Int(20 * parameters.time)
      let middle = game.flow(from: Self.start, over: parameters.time, steps: steps)
      let end = game.flow(from: middle.end, over: parameters.time, steps: steps)
      let forms = [middle.end, end.end].map { game.conservedForm($0, stepSize: 0) }
      // What the integrator's error moves 1/r² by, beside the oscillation.
      let error = 2 * (middle.error + end.error) / (forms[1] * forms[1].squareRoot())
      rows.append(
        decay(forms, time: parameters.time, error: error).merging(["order": "continuous", "step_size": 0.0]),
        to: Self.regimes)
      return
    }
    let count = Int((parameters.time / h).rounded())
    for (name, order) in Self.orders.prefix(2) {
      var state = Self.start
      for _ in 0..<count { state = game.updated(state, stepSize: h, order) }
      let middle = state
      var squares = 0.0
      for _ in 0..<count {
        state = game.updated(state, stepSize: h, order)
        squares += state.distance * state.distance
      }
      let label: Row = ["order": name, "step_size": h]
      if order == .simultaneous {
        let row: Row = [
          "exponent": log2(state.distance / middle.distance),
          "squared_radius_ratio": squares / Double(count) / (2 * h),
        ]
        rows.append(label.merging(row), to: Self.regimes)
      } else {
        let forms = [middle, state].map { game.conservedForm($0, stepSize: h) }
        rows.append(label.merging(decay(forms, time: Double(count) * h, error: 0)), to: Self.regimes)
      }
    }
  }

  /// 8 d(1/r²)/dt and d log r/d log t from the squared radii at T and 2T.
  ///
  /// d(1/r²)/dt is sin²(2φ)/4 with φ' = 1/2: of mean 1/8, and 1/r² oscillates by 1/16 about its mean growth.
  private func decay(_ squares: [Double], time: Double, error: Double) -> Row {
    [
      "decay": Measured(8 * (1 / squares[1] - 1 / squares[0]) / time, error: (1 + 8 * error) / time),
      "exponent": 0.5 * log2(squares[1] / squares[0]),
    ]
  }

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
      let (h, modulus) = try (row.number("step_size"), row.number("simultaneous_modulus"))
      if real == 0, (modulus - (1 + h * h * imaginary * imaginary).squareRoot()).magnitude > 1e-14 {
        return "\(label): a simultaneous update has modulus \(modulus) at h = \(h)"
      }
      let alternating = try row.number("alternating_modulus")
      if real == 0, h * imaginary <= 2, (alternating - 1).magnitude > 1e-14 {
        return "\(label): an alternating update has modulus \(alternating) at h = \(h)"
      }
      return nil
    }
  }

  private func outcomeViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.outcomes) { row in
      let (outcome, expected) = try (row.text("outcome"), row.text("expected"))
      return outcome == expected
        ? nil
        : "\(try row.text("method")), \(try row.text("order")): \(outcome), where theory says \(expected)"
    }
  }

  /// Continuous and alternating: 8 d(1/r²)/dt = 1 + h²/16; simultaneous: mean r² = 2h (1 + O(h²)).
  private func regimeViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.regimes) { row in
      let h = try row.number("step_size")
      let label = try "non-saturating, \(row.text("order")), h = \(h)"
      let exponent = try row.number("exponent")
      if row.has("squared_radius_ratio") {
        let ratio = try row.number("squared_radius_ratio")
        // Second order in h, and the average over part of a turn.
        return (ratio - 1).magnitude > 0.06 * h * h + 1 / parameters.time
          ? "\(label): the mean of r²/(2h) is \(ratio)" : nil
      }
      let decay = try row.estimate("decay")
      if (decay.value - 1 - h * h / 16).magnitude > 1.1 * decay.absoluteError + h * h * h * h {
        return "\(label): 8 d(1/r²)/dt is \(decay.value) ± \(decay.absoluteError)"
      }
      // 1/r² = 1/r₀² + t/8 takes the exponent off -1/2 by 3/T at the most.
      return (exponent + 0.5).magnitude > 5 / parameters.time ? "\(label): the exponent is \(exponent)" : nil
    }
  }
}
