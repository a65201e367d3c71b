import ExperimentKit

/// How one rule did on one family.
struct Tally: Equatable {
  var members = 0
  /// Successes that are off by more than ten times the larger of claim and tolerance.
  var silentFailures = 0
  /// Those under a status that is not success, "every sample was zero" among them.
  var warned = 0
  /// Those of which it is said that every sample was zero.
  var sawNothing = 0
  /// Finite values stated with an error, under whatever status but the last.
  var claims = 0
  /// Those of them whose error is below the true one.
  var bold = 0
  var evaluations = 0

  mutating func add(_ judged: JudgedAttempt) {
    members += 1
    silentFailures += judged.isSilentFailure ? 1 : 0
    warned += judged.attempt.succeeded ? 0 : 1
    sawNothing += judged.attempt.sawNothing ? 1 : 0
    claims += judged.isClaim ? 1 : 0
    bold += judged.isBold ? 1 : 0
    evaluations += judged.attempt.evaluations
  }

  /// The counts and what follows from them.
  var row: Row {
    let interval = binomialInterval(silentFailures, of: members)
    let all = Double(members)
    return [
      "members": members, "silent_failures": silentFailures, "silent_share": Double(silentFailures) / all,
      "silent_share_lower": interval.lower, "silent_share_upper": interval.upper,
      "warned_share": Double(warned) / all, "zero_share": Double(sawNothing) / all, "claims": claims,
      "bold_claims": bold, "covered_share": claims == 0 ? nil : Double(claims - bold) / Double(claims),
      "mean_evaluations": Double(evaluations) / all,
    ]
  }
}

extension QuadratureAccuracyExperiment {
  /// The columns that a tally fills.
  static let tallyColumns: [Column] = [
    .integer("members", "how many integrals"),
    .integer("silent_failures", "successes off by more than ten times the larger of claim and tolerance"),
    .number("silent_share", unit: "1", "their share"),
    .number("silent_share_lower", unit: "1", "lower end of its 95 % interval (Clopper-Pearson)"),
    .number("silent_share_upper", unit: "1", "upper end of its 95 % interval"),
    .number("warned_share", unit: "1", "share under any status but success"),
    .number("zero_share", unit: "1", "share, of all, of which it says that every sample was zero"),
    .integer("claims", "finite values stated with an error, unless it says that every sample was zero"),
    .integer("bold_claims", "claims below the true error"),
    .number("covered_share", unit: "1", "share of the claims at or above the true error", optional: true),
    .number("mean_evaluations", unit: "1", "mean number of evaluations of the integrand"),
  ]
}
