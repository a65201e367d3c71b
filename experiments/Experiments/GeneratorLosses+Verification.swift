import ExperimentKit
import MinimaxGame

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension GeneratorLossesExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try countViolations(results, parameters) + curveViolations(results) + gradientViolations(results)
      + noiseViolations(results)
      + impliedViolations(results) + learnedViolations(results) + fitViolations(results, parameters)
      + basinViolations(results, parameters)
  }

  /// The slopes are those of the losses, by central differences of them over the logit.
  private func slopeViolations(_ results: Results) throws -> [Violation] {
    var curves: [String: [(logit: Double, loss: Double, slope: Double)]] = [:]
    try results.forEach(in: Self.curves) { row in
      curves[try row.text("objective"), default: []].append(
        try (row.number("logit"), row.number("loss"), row.number("slope_in_logit")))
    }
    return curves.sorted { $0.key < $1.key }.flatMap { objective, curve in
      (2..<max(2, curve.count - 2)).compactMap { i -> Violation? in
        let h = curve[i + 1].logit - curve[i].logit
        let (near, far) = (
          curve[i + 1].loss - curve[i - 1].loss, curve[i + 2].loss - curve[i - 2].loss
        )
        let slope = (8 * near - far) / (12 * h)
        // No fifth derivative of log(1 - D) and -log D exceeds 0.13; that of -e^h is itself, that of -h is 0.
        let fifth =
          objective == "logOdds" ? 0 : objective == "maximumLikelihood" ? exp(curve[i + 2].logit) : 0.13
        let allowed = h * h * h * h / 30 * fifth + 4 * .ulpOfOne * (10 + curve[i + 2].loss.magnitude) / h
        return (slope - curve[i].slope).magnitude > allowed
          ? "\(objective): the slope at logit \(curve[i].logit) is \(curve[i].slope), of the loss \(slope)"
          : nil
      }
    }
  }

  /// The chain rule between the two slopes: d/dlogit = D(1 - D) d/dD.
  private func curveViolations(_ results: Results) throws -> [Violation] {
    try slopeViolations(results)
      + results.violations(in: Self.curves) { row in
        let d = try row.number("probability")
        let (slope, expected) = try (
          row.number("slope_in_logit"), d * (1 - d) * row.number("slope_in_probability")
        )
        // 1 - D loses digits near D = 1: by an ulp over 1 - D, twice.
        let allowed = (4 + 4 / (1 - d)) * .ulpOfOne * slope.magnitude
        return (slope - expected).magnitude > allowed
          ? "\(try row.text("objective")): slopes disagree at D = \(d) by \(slope - expected)" : nil
      }
  }

  /// For any D the gradients of log(1 - D) and -log D add up to that of -log(D/(1 - D)); at D* those of the last two
  /// losses are θ, and saturating gradients fall like e^(-θ²/8).
  private func gradientViolations(_ results: Results) throws -> [Violation] {
    var violations: [Violation] = []
    var group: [String: (mean: Measured, variance: Measured)] = [:]
    try results.forEach(in: Self.gradients) { row in
      let objective = try row.text("objective")
      let separation = try row.number("separation")
      let isOptimal = try row.text("discriminator") == "optimal"
      let label = "\(isOptimal ? "D*" : "trained D") at separation \(separation), \(objective)"
      if try row.text("verdict") != "converged" { violations.append("\(label): \(try row.text("verdict"))") }
      if !isOptimal {
        let (gradient, difference) = try (row.estimate("gradient"), row.estimate("derivative"))
        let error = gradient.absoluteError + difference.absoluteError
        if (gradient.value - difference.value).magnitude > error
          || error > 1e-5 * (1 + gradient.value.magnitude)
        {
          violations.append(
            "\(label): \(gradient.value), by differences \(difference.value), within \(error)")
        }
      }
      group[objective] = (try row.estimate("gradient"), try row.estimate("variance"))
      guard group.count == GeneratorObjective.allCases.count else { return }
      defer { group = [:] }
      guard let saturating = group["saturating"], let other = group["nonSaturating"],
        let sum = group["logOdds"],
        let likelihood = group["maximumLikelihood"]
      else { return }
      func check(_ name: String, _ found: Double, _ expected: Double, _ error: Double) {
        if (found - expected).magnitude > error + 4 * .ulpOfOne * expected.magnitude {
          violations.append("\(label), \(name): \(found) is not \(expected) within \(error)")
        }
      }
      check(
        "sum of gradients", saturating.mean.value + other.mean.value, sum.mean.value,
        saturating.mean.absoluteError + other.mean.absoluteError + sum.mean.absoluteError)
      guard isOptimal else { return }
      check("odds", sum.mean.value, separation, sum.mean.absoluteError)
      check("likelihood", likelihood.mean.value, separation, likelihood.mean.absoluteError)
      let square = separation * separation
      check(
        "variance of the likelihood's", likelihood.variance.value, square * expm1(square),
        likelihood.variance.absoluteError)
      check(
        "equal variances", saturating.variance.value, other.variance.value,
        saturating.variance.absoluteError + other.variance.absoluteError
          // The mean of -log D is rounded to an ulp of θ, which its deviations keep.
          + 4 * .ulpOfOne * separation * saturating.variance.value.squareRoot())
      if separation == 0 {
        check("gradient at 0", saturating.mean.value.magnitude + other.mean.value.magnitude, 0, 0)
      } else if !(saturating.mean.value > 0 && saturating.mean.relativeError < 1e-8) {
        violations.append("\(label): \(saturating.mean.value) ± \(saturating.mean.absoluteError)")
      } else {
        // θ/2 e^(-θ²/8) E[1/cosh(θu/2)] <= min(θ/2, √(π/2)) e^(-θ²/8).
        let bound = min(separation / 2, (Double.pi / 2).squareRoot()) * exp(-square / 8)
        if saturating.mean.value > bound * (1 + 1e-9) {
          violations.append("\(label): \(saturating.mean.value) exceeds \(bound)")
        }
      }
    }
    return violations
  }

  /// Theorem 2.6: noise on D makes -log D's gradient Cauchy, of tail index 1. Noise on the logit leaves it thin; for
  /// log(1 - D) and -D/(1 - D) it makes a lognormal factor, whose index at this share the theory gives.
  private func noiseViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.noise) { row in
      guard row.has("tail_index_theory") else { return nil }
      let (index, theory) = try (row.estimate("tail_index"), row.number("tail_index_theory"))
      let (place, objective) = try (row.text("place"), row.text("objective"))
      let label = try "noise on the \(place), sd \(row.number("value_deviation")), \(objective)"
      if (index.value - theory).magnitude > 4 * index.absoluteError {
        return "\(label): the tail index is \(index.value) ± \(index.absoluteError), not \(theory)"
      }
      if place == "probability" {
        if (theory - 1).magnitude > 1e-5 { return "\(label): a Cauchy law's index came out as \(theory)" }
        // A Kolmogorov-Smirnov test of level 1e-4.
        let probability = try row.number("cauchy_probability")
        return probability < 1e-4 ? "\(label): not Cauchy, p = \(probability)" : nil
      }
      guard objective == "nonSaturating" else { return nil }
      if index.value - 4 * index.absoluteError < 4 {
        return "\(label): a tail index of \(index.value) ± \(index.absoluteError) is not thin"
      }
      // 2Q(4), and five standard errors of the share.
      let bound = 6.4e-5
      let (share, samples) = try (row.number("beyond"), Double(row.integer("samples")))
      return share > bound + 5 * (bound / samples).squareRoot()
        ? "\(label): a share of \(share) lies beyond what dominates it" : nil
    }
  }

  private func impliedViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.implied) { row in
      let (gradient, derivative) = try (row.estimate("gradient"), row.estimate("derivative"))
      let label = try "\(row.text("objective")), \(row.text("generator")), \(row.text("parameter"))"
      guard try row.text("verdict") == "converged" else { return "\(label): \(try row.text("verdict"))" }
      let difference = (gradient.value - derivative.value).magnitude
      let error = gradient.absoluteError + derivative.absoluteError
      if error > 1e-5 * (1 + gradient.value.magnitude) { return "\(label): known to \(error) only" }
      return difference > error ? "\(label): off by \(difference), more than \(error)" : nil
    }
  }
}

extension Measured {
  /// The error over the value.
  fileprivate var relativeError: Double { absoluteError / value.magnitude }
}
