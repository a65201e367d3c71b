/// What can go wrong with an integral before there is a number to report.
public enum QuadratureError: Error, Equatable, Sendable {
  /// An end is NaN or the lower end lies above the upper.
  case invalidInterval(lower: Double, upper: Double)
  /// A tolerance is negative, not finite, or asks for nothing.
  case invalidTolerance(absolute: Double, relative: Double)
  /// A break point is NaN or lies outside the interval.
  case invalidBreakPoint(Double, interval: Interval)
  /// An argument such as a node count or a limit is out of range; `allowed` says what is.
  case invalidArgument(name: String, value: String, allowed: String)
  /// The integrand returned NaN, or an infinite value, at `x`.
  case notFinite(value: Double, x: Double)
  /// The workspace filled up: the tolerance was not met with `limit` sub-intervals. (`GSL_EMAXITER`)
  case tooManySubintervals(limit: Int, best: Estimate)
  /// Rounding errors keep the tolerance from being met. (`GSL_EROUND`)
  case roundingErrors(best: Estimate)
  /// A non-integrable singularity or another bad behaviour of the integrand was found. (`GSL_ESING`)
  case singular(best: Estimate)
  /// The integral diverges, or converges too slowly. (`GSL_EDIVERGE`)
  case divergent(best: Estimate)
  /// The integral could not be done, for a reason that the routine does not tell. (`GSL_EFAILED`)
  case failed(best: Estimate)
  /// The rule ended without trouble of its own, and its error estimate is above the tolerance.
  case notConverged(best: Estimate)
  /// The tolerance cannot be met: it is below 50 ulp and below 0.5e-28. (`GSL_EBADTOL`)
  case toleranceTooSmall(absolute: Double, relative: Double)
  /// GSL could not allocate its workspace. (`GSL_ENOMEM`)
  case outOfMemory
  /// A status that none of the documented routines returns, with GSL's own words.
  case unexpectedStatus(code: Int32, message: String)
}

extension QuadratureError: CustomStringConvertible {
  /// One sentence that says what was wrong, with which value, and what to try.
  public var description: String {
    switch self {
    case .invalidInterval(let lower, let upper):
      "interval [\(lower), \(upper)]: the lower end must not exceed the upper, and neither may be NaN"
    case .invalidTolerance(let absolute, let relative):
      "tolerance (absolute \(absolute), relative \(relative)): both must be finite and at least 0, one above 0"
    case .invalidBreakPoint(let point, let interval):
      "break point \(point) must lie inside \(interval)"
    case .invalidArgument(let name, let value, let allowed):
      "\(name) is \(value); allowed: \(allowed)"
    case .notFinite(let value, let x):
      "the integrand is \(value) at x = \(x); put a break point at a singularity, or integrate where it is finite"
    case .tooManySubintervals(let limit, let best):
      "the tolerance was not met with \(limit) sub-intervals (best \(best.value) ± \(best.absoluteError)); "
        + "raise the limit, or name the break points of the integrand"
    case .roundingErrors(let best):
      "rounding errors keep the tolerance from being met (best \(best.value) ± \(best.absoluteError)); "
        + "ask for less, or rewrite the integrand without cancellation"
    case .singular(let best):
      "the integrand behaves badly at a point (best \(best.value) ± \(best.absoluteError)); "
        + "name the point as a break point, or use the rule for algebraic end-point singularities"
    case .divergent(let best):
      "the integral diverges or converges too slowly (best \(best.value) ± \(best.absoluteError)); "
        + "check that it is finite, or shorten the interval"
    case .failed(let best):
      "GSL could not integrate the function (best \(best.value) ± \(best.absoluteError)); "
        + "try another rule, or name the break points of the integrand"
    case .notConverged(let best):
      "the rule ends with an error above the tolerance (best \(best.value) ± \(best.absoluteError)); "
        + "use more nodes or an adaptive rule, name the break points, or ask for less"
    case .toleranceTooSmall(let absolute, let relative):
      "tolerance (absolute \(absolute), relative \(relative)) cannot be met; "
        + "use a relative tolerance of at least 1.2e-14, or an absolute one above 0"
    case .outOfMemory:
      "GSL could not allocate its workspace; use a smaller limit"
    case .unexpectedStatus(let code, let message):
      "GSL returned status \(code): \(message)"
    }
  }
}

extension QuadratureError {
  /// What was known of the integral when it failed, its verdict unresolved; `nil` when nothing was.
  public var best: Estimate? {
    switch self {
    case .tooManySubintervals(_, let best), .roundingErrors(let best), .singular(let best),
      .divergent(let best), .failed(let best), .notConverged(let best):
      Estimate(
        value: best.value, absoluteError: best.absoluteError, evaluations: best.evaluations,
        verdict: .unresolved(reason: description))
    case .invalidInterval, .invalidTolerance, .invalidBreakPoint, .invalidArgument, .notFinite,
      .toleranceTooSmall, .outOfMemory, .unexpectedStatus:
      nil
    }
  }
}
