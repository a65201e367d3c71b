import Quadrature
import QuadratureCases

/// What an integrator answered, whoever wrote it.
struct IntegrationAttempt {
  /// The integral; NaN when none was given.
  var value: Double
  /// The error that it claims; infinite when no value was given.
  var claim: Double
  var evaluations: Int
  /// The status in words.
  var status: String
  /// Whether the status is one of success.
  var succeeded: Bool
  /// Whether it says that every sample was zero, or as good as.
  var sawNothing: Bool
}

extension IntegrationAttempt {
  /// The answer of one of our rules, black box: no break point is named.
  init(_ rule: QuadratureRule, _ integral: ReferenceIntegral, _ tolerance: Tolerance) throws {
    let interval = try Interval(integral.lower, integral.upper)
    var evaluations = 0
    do throws(QuadratureError) {
      let estimate = try integrate(over: interval, tolerance: tolerance, rule: rule) { x in
        evaluations += 1
        return integral.integrand(x)
      }
      self.init(estimate, status: estimate.verdict == .converged ? "success" : "every sample was zero")
      sawNothing = !succeeded
    } catch {
      guard let kind = error.kind else { throw error }
      let best = error.best ?? Estimate(value: .nan, absoluteError: .infinity)
      self.init(best, status: kind)
      succeeded = false
    }
    self.evaluations = evaluations
  }

  /// An estimate whose verdict is its status.
  init(_ estimate: Estimate, status: String? = nil) {
    self.init(
      value: estimate.value, claim: estimate.absoluteError, evaluations: estimate.evaluations,
      status: status ?? (estimate.verdict == .converged ? "success" : estimate.verdict.reason),
      succeeded: estimate.verdict == .converged, sawNothing: false)
  }
}

extension QuadratureError {
  /// What kind of failure to integrate it is; `nil` for what is wrong with the call itself.
  fileprivate var kind: String? {
    switch self {
    case .notFinite: "not finite"
    case .tooManySubintervals: "too many sub-intervals"
    case .roundingErrors: "rounding errors"
    case .singular: "singular"
    case .divergent: "divergent"
    case .failed: "failed"
    case .notConverged: "not converged"
    case .invalidInterval, .invalidTolerance, .invalidBreakPoint, .invalidArgument, .toleranceTooSmall,
      .outOfMemory, .unexpectedStatus:
      nil
    }
  }
}

/// An answer held against the exact value.
struct JudgedAttempt {
  let integral: ReferenceIntegral
  let attempt: IntegrationAttempt
  let tolerance: Tolerance

  /// The true error; NaN when no value was given.
  var trueError: Double { (attempt.value - integral.value).magnitude }

  /// A status of success, and a true error above ten times the larger of claim and tolerance.
  var isSilentFailure: Bool {
    attempt.succeeded && !(trueError <= 10 * max(attempt.claim, tolerance.allowed(for: integral.value)))
  }

  /// Whether a finite value is stated with an error, under whatever status but that every sample was zero.
  var isClaim: Bool { !attempt.sawNothing && attempt.value.isFinite }

  /// A claim below the true error.
  var isBold: Bool { isClaim && !(trueError <= attempt.claim) }
}
