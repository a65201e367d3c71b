import ExperimentKit
import MinimaxGame

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension GeneratorLossesExperiment {
  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try curveViolations(results) + gradientViolations(results) + noiseViolations(results)
      + impliedViolations(results) + fitViolations(results, parameters)
  }

  /// The chain rule between the two slopes: d/dlogit = D(1 - D) d/dD.
  private func curveViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.curves) { row in
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

  /// Theorem 2.6: noise on D makes -log D's gradient Cauchy, of tail index 1; noise on the logit leaves it thin.
  private func noiseViolations(_ results: Results) throws -> [Violation] {
    try results.violations(in: Self.noise) { row in
      guard try row.text("objective") == "nonSaturating" else { return nil }
      let index = try row.estimate("tail_index")
      let label = try "noise on the \(row.text("place")), sd \(row.number("value_deviation"))"
      let theory = try row.number("tail_index_theory")
      if (index.value - theory).magnitude > 4 * index.absoluteError {
        return "\(label): the tail index is \(index.value) ± \(index.absoluteError), not \(theory)"
      }
      if try row.text("place") == "probability" {
        if (theory - 1).magnitude > 1e-5 { return "\(label): a Cauchy law's index came out as \(theory)" }
        // A Kolmogorov-Smirnov test of level 1e-4.
        let probability = try row.number("cauchy_probability")
        return probability < 1e-4 ? "\(label): not Cauchy, p = \(probability)" : nil
      }
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

  /// Every end is stationary; the likelihood's only one has the moments of the data.
  private func fitViolations(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    var moments: [String: (mean: Double, sd: Double)] = [:]
    for components in parameters.mixtures {
      let data = try Self.mixture(components)
      let mean = data.reduce(0) { $0 + $1.weight * $1.law.location }
      let variance = data.reduce(0) {
        let (deviation, sd) = ($1.law.location - mean, $1.law.standardDeviation)
        return $0 + $1.weight * (deviation * deviation + sd * sd)
      }
      let fit = try NormalFit(data: data, objective: .saturating)
      moments["\(fit.game(data[0].law).data)"] = (mean, variance.squareRoot())
    }
    return try results.violations(in: Self.fits) { row in
      let (data, objective) = try (row.text("data"), row.text("objective"))
      let (location, scale) = try (row.number("location"), row.number("scale"))
      let label = "\(objective) fitted to \(data): (\(location), \(scale))"
      let gradient = try row.estimate("gradient")
      if gradient.value > gradient.absoluteError + 1e-10 {
        return "\(label): a gradient of \(gradient.value) is left"
      }
      guard objective == "maximumLikelihood", let expected = moments[data] else { return nil }
      let distance = hypot(location - expected.mean, scale - expected.sd)
      let kind = try row.text("kind")
      return distance > 1e-8 || kind != "minimum"
        ? "\(label): the moments of the data are \(expected)" : nil
    }
  }
}

extension Measured {
  /// The error over the value.
  fileprivate var relativeError: Double { absoluteError / value.magnitude }
}
