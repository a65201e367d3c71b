import DiracGAN
import ExperimentKit

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DiracGANExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try countViolations(results, parameters) + equilibriumViolations(results) + outcomeViolations(results)
      + regimeViolations(results, parameters) + orderViolations(results) + slowDecayViolations(results)
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
        let published = try row.text("method") == "instance noise" ? 2.0 : 1
        if (critical - published).magnitude > 1e-12 {
          return "\(label): the critical strength is \(critical), not \(published)"
        }
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
        : "\(try row.text("method")), \(try row.text("order")): \(outcome), not \(expected) (\(try row.text("basis")))"
    }
  }

  /// Continuous and alternating: 8 d(1/Q)/dt = 1/(1 - h²/16), and the exponent that follows.
  private func regimeViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.regimes) { row in
      let (h, exponent) = try (row.number("step_size"), row.number("exponent"))
      let label = try "non-saturating, \(row.text("order")), h = \(h)"
      if row.has("circle_deviation") { return nil }
      let (decay, theory) = try (row.estimate("decay"), row.number("decay_theory"))
      // Q is 8/T, and what is left out is of relative order Q² over the whole time.
      if (decay.value - theory).magnitude > decay.absoluteError * (1 + 64 / parameters.time) {
        return "\(label): 8 d(1/Q)/dt is \(decay.value) ± \(decay.absoluteError), not \(theory)"
      }
      // 1/r² = 1/r₀² + t/8 takes the exponent off -1/2 by 3/T at the most.
      return (exponent + 0.5).magnitude > 5 / parameters.time ? "\(label): the exponent is \(exponent)" : nil
    }
  }

  /// Every state from T to 2T is on the curve that the expansion gives, as far as the largest deviation says; this shrinks
  /// like h³ and the mean's like h⁴, up to the next order.
  private func orderViolations(_ results: Results) throws -> [Violation] {
    var rows: [(h: Double, deviation: Double, mean: Double)] = []
    var violations = try results.violations(in: Self.regimes) { row in
      guard row.has("circle_deviation") else { return nil }
      let (h, deviation) = try (row.number("step_size"), row.number("circle_deviation"))
      let mean = try row.number("squared_radius_ratio") - row.number("squared_radius_theory")
      rows.append((h, deviation, mean.magnitude))
      // The expansion's own extremes: h/8 and h²(9 + 6 + 2)/128.
      let (least, greatest) = try (row.number("least_squared_radius"), row.number("greatest_squared_radius"))
      let width = h / 8 + 17 * h * h / 128 + deviation
      return least < 1 - width || greatest > 1 + width
        ? "simultaneous, h = \(h): r²/(2h) ranges from \(least) to \(greatest), beyond 1 ± \(width)" : nil
    }
    for row in rows {
      guard let half = rows.first(where: { $0.h == row.h / 2 }) else { continue }
      for (name, order, ratio) in [
        ("the circle", 3, row.deviation / half.deviation), ("its mean", 4.0, row.mean / half.mean),
      ] where !((log2(ratio) - order).magnitude <= row.h) {
        violations.append(
          "simultaneous, h = \(row.h): the distance from \(name) is of order \(log2(ratio)), not \(order)")
      }
    }
    return violations
  }

  /// The original GAN with 5 steps of D: the exponent of its radius tends to -1/6, as 1/r⁶ grows in proportion to time.
  private func slowDecayViolations(_ results: Results) throws -> [Violation] {
    let rows = try results.rows(of: Self.slowDecay).filter { $0.has("exponent") }
    let exponents = try rows.map { try $0.number("exponent") }
    let distances = exponents.map { ($0 + 1 / 6.0).magnitude }
    guard let last = rows.last, last.has("limit"), let end = exponents.last else {
      return ["the slow decay has no three exponents"]
    }
    let limit = try last.number("limit")
    var violations: [Violation] = []
    if !zip(distances, distances.dropFirst()).allSatisfy({ $1 < $0 }) {
      violations.append("the slow decay's exponents \(exponents) do not approach -1/6")
    }
    // The last step towards the limit is what is known of it.
    let increment = (end - exponents[exponents.count - 2]).magnitude
    if (limit + 1 / 6.0).magnitude > increment {
      violations.append("the slow decay's exponents lead to \(limit), not to -1/6 within \(increment)")
    }
    return violations
  }

  /// Every equilibrium, trajectory, field and regime has its rows.
  private func countViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    func each(_ count: (Method) -> Int) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: Self.methods.map { ($0.name, count($0)) })
    }
    let sizes = parameters.stepSizes.count
    return try results.miscounts(
      in: Self.eigenvalues,
      expected: each { sizes * ($0.remedy.withStrength == nil ? 1 : parameters.strengths.count) }
    ) { try $0.text("method") }
      + results.miscounts(in: Self.field, expected: each { _ in parameters.gridSize * parameters.gridSize }) {
        try $0.text("method")
      }
      + results.miscounts(in: Self.outcomes, expected: each { _ in Self.orders.count }) {
        try $0.text("method")
      }
      + results.miscounts(in: Self.trajectories, expected: recorded(results, parameters)) {
        try "\($0.text("method")), \($0.text("order"))"
      }
      + results.miscounts(
        in: Self.regimes, expected: ["continuous": 1, "alternating": sizes, "simultaneous": sizes]
      ) { try $0.text("order") }
      + results.miscounts(in: Self.slowDecay, expected: ["all": parameters.doublings + 1]) { _ in "all" }
  }

  /// How many states are written of a trajectory of so many updates.
  private func recorded(_ results: Results, _ parameters: Parameters) throws -> [String: Int] {
    var expected: [String: Int] = [:]
    try results.forEach(in: Self.outcomes) { row in
      let updates = try row.integer("updates")
      expected[try "\(row.text("method")), \(row.text("order"))"] =
        (0...updates).count { isWritten($0, parameters) }
    }
    return expected
  }
}
