import CGSL

/// One of GSL's adaptive routines, and how many sub-intervals it may make of a piece.
struct GSLRoutine {
  let rule: QuadratureRule
  let limit: Int

  /// Integrates over one piece; GSL's status is in the outcome, what the integrand did wrong is thrown.
  func run(
    _ piece: Piece, _ tolerance: Tolerance, _ call: inout IntegrandCall
  ) throws(QuadratureError) -> GSLOutcome {
    call.anchor = piece.map == .lowerTail ? piece.upper : piece.lower
    let outcome: GSLOutcome
    switch rule {
    case .gaussKronrod(let points):
      outcome = bisect(piece, tolerance, points.rawValue, try SubintervalWorkspace(limit: limit), &call)
    case .doublyAdaptive:
      outcome = doublyAdapt(piece, tolerance, try DoublyAdaptiveWorkspace(limit: limit), &call)
    case .automatic, .adaptive, .extrapolated, .gaussLegendre:
      outcome = extrapolate(piece, tolerance, try SubintervalWorkspace(limit: limit), &call)
    }
    try call.checkInterruption()
    return outcome
  }

  private func extrapolate(
    _ piece: Piece, _ tolerance: Tolerance, _ workspace: borrowing SubintervalWorkspace,
    _ call: inout IntegrandCall
  ) -> GSLOutcome {
    let (list, limit) = (workspace.pointer, workspace.limit)
    let (absolute, relative) = (tolerance.absolute, tolerance.relative)
    var outcome = GSLOutcome()
    outcome.status = call.withFunction { f in
      switch piece.map {
      case .folded:
        gsl_integration_qagi(f, absolute, relative, limit, list, &outcome.value, &outcome.error)
      case .upperTail:
        gsl_integration_qagiu(f, piece.lower, absolute, relative, limit, list, &outcome.value, &outcome.error)
      case .lowerTail:
        gsl_integration_qagil(f, piece.upper, absolute, relative, limit, list, &outcome.value, &outcome.error)
      case .identity where piece.knots.count > 2:
        extrapolate(f, between: Array(piece.knots), tolerance, limit, list, &outcome)
      case .identity:
        gsl_integration_qags(
          f, piece.lower, piece.upper, absolute, relative, limit, list, &outcome.value, &outcome.error)
      }
    }
    return outcome
  }

  private func extrapolate(
    _ f: UnsafeMutablePointer<gsl_function>, between knots: [Double], _ tolerance: Tolerance, _ limit: Int,
    _ list: UnsafeMutablePointer<gsl_integration_workspace>, _ outcome: inout GSLOutcome
  ) -> Int32 {
    var points = knots
    return gsl_integration_qagp(
      f, &points, points.count, tolerance.absolute, tolerance.relative, limit, list, &outcome.value,
      &outcome.error)
  }

  private func bisect(
    _ piece: Piece, _ tolerance: Tolerance, _ key: Int32, _ workspace: borrowing SubintervalWorkspace,
    _ call: inout IntegrandCall
  ) -> GSLOutcome {
    let (list, limit) = (workspace.pointer, workspace.limit)
    let (from, to) = piece.mapped
    var outcome = GSLOutcome()
    outcome.status = call.withFunction(piece.map) { f in
      gsl_integration_qag(
        f, from, to, tolerance.absolute, tolerance.relative, limit, key, list, &outcome.value, &outcome.error)
    }
    return outcome
  }

  private func doublyAdapt(
    _ piece: Piece, _ tolerance: Tolerance, _ workspace: borrowing DoublyAdaptiveWorkspace,
    _ call: inout IntegrandCall
  ) -> GSLOutcome {
    let list = workspace.pointer
    let (from, to) = piece.mapped
    var outcome = GSLOutcome()
    call.dropped = .nan
    // CQUAD has no limit and can go on for ever, as on 1/x over [0, 1]; what makes it stop at once is a panel
    // so large that the sum overflows (tried on a dozen integrands, interrupted at 456 places).
    call.afterwards = .greatestFiniteMagnitude
    call.budget = call.evaluations + 100 * limit
    outcome.status = call.withFunction(piece.map) { f in
      gsl_integration_cquad(
        f, from, to, tolerance.absolute, tolerance.relative, list, &outcome.value, &outcome.error, nil)
    }
    if case .exhausted = call.interruption {
      outcome = GSLOutcome(status: Int32(GSL_EMAXITER), value: .nan, error: .infinity)
    }
    return outcome
  }
}

extension Piece {
  /// The range of the routine's variable, for routines that know finite ends only.
  fileprivate var mapped: (Double, Double) { map == .identity ? (lower, upper) : (0, 1) }
}
