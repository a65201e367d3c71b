import ExperimentKit
import MinimaxGame

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension GlobalOptimumExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try gridViolations(results) + minimumViolations(results) + saddleViolations(results)
  }

  private func gridViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.grid) { row in
      let label = try "\(row.text("family")) at (\(row.number("location")), \(row.number("scale")))"
      guard try row.text("verdict") == "converged" else { return "\(label): \(try row.text("verdict"))" }
      let excess = try row.estimate("excess")
      if excess.value < -excess.absoluteError { return "\(label): C(G) is below -log 4 by \(-excess.value)" }
      if row.has("closed_form") {
        let difference = try (excess.value - row.number("closed_form")).magnitude
        // The closed form is a logarithm of a ratio near 1: right to a few ulp of 1.
        if difference > excess.absoluteError + 1e-15 {
          return "\(label): off the closed form by \(difference)"
        }
      }
      return nil
    }
  }

  /// In a family that contains the data the minimum is -log 4, at the data; in another it is above.
  private func minimumViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.minima) { row in
      let label = try "\(row.text("family")): minimum at (\(row.number("location")), \(row.number("scale")))"
      guard try row.text("verdict") == "converged" || row.boolean("contains_data") else {
        return "\(label): \(try row.text("verdict"))"
      }
      let excess = try row.estimate("excess")
      guard try row.boolean("contains_data") else {
        return excess.value > excess.absoluteError ? nil : "\(label): reaches -log 4 without the data's law"
      }
      // The simplex ends with sides of 1e-9, and C is quadratic at its minimum: 1e-15 is far above what is left.
      if excess.value > excess.absoluteError + 1e-15 { return "\(label): is \(excess.value) above -log 4" }
      let distance = try max(row.number("location").magnitude, log(row.number("scale")).magnitude)
      return distance < 1e-6 ? nil : "\(label): is \(distance) away from the data's law"
    }
  }

  private func saddleViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.saddle) { row in
      let label = try "data \(row.text("data")), generator \(row.text("generator"))"
      guard try row.text("verdict") == "converged" else { return "\(label): \(try row.text("verdict"))" }
      let (atData, atHalf) = try (row.estimate("value_at_data"), row.estimate("value_at_half"))
      if atData.value > MinimaxGame.solution + atData.absoluteError {
        return "\(label): V(p_data, D) = \(atData.value) exceeds -log 4"
      }
      if (atHalf.value - MinimaxGame.solution).magnitude > atHalf.absoluteError + 1e-15 {
        return "\(label): V(p_g, 1/2) = \(atHalf.value) is not -log 4"
      }
      let (worst, gap) = try (row.estimate("worst_case"), row.estimate("duality_gap"))
      if worst.value > MinimaxGame.solution + worst.absoluteError {
        return "\(label): min V(p', D) = \(worst.value) exceeds -log 4"
      }
      return gap.value < -gap.absoluteError ? "\(label): the duality gap is \(gap.value)" : nil
    }
  }
}
