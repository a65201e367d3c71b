import CGSL

extension IntegrationProblem {
  /// The integral with an algebraic-logarithmic weight, by `gsl_integration_qaws`.
  func solve(weight: AlgebraicWeight, _ call: inout IntegrandCall) throws(QuadratureError) -> Estimate {
    guard interval.lower < interval.upper, interval.width.isFinite else {
      throw .invalidArgument(
        name: "interval", value: "\(interval)", allowed: "a finite interval with lower end below the upper")
    }
    _ = gslErrorHandlerIsOff
    let table = try AlgebraicWeightTable(weight)
    let workspace = try SubintervalWorkspace(limit: limit)
    var outcome = GSLOutcome()
    outcome.status = call.withFunction { f in
      gsl_integration_qaws(
        f, interval.lower, interval.upper, table.pointer, tolerance.absolute, tolerance.relative,
        workspace.limit, workspace.pointer, &outcome.value, &outcome.error)
    }
    try call.checkInterruption()
    let best = call.estimate(outcome.value, error: outcome.error)
    if let error = QuadratureError(status: outcome.status, best: best, limit: limit, tolerance: tolerance) {
      throw error
    }
    if best.absoluteError > tolerance.allowed(for: best.value), call.sawNonzero {
      throw .notConverged(best: best)
    }
    return best
  }
}
