import CGSL

extension IntegrationProblem {
  /// The integral by one of GSL's adaptive routines.
  ///
  /// One call where GSL has a routine for the whole interval; else a call for each piece. The pieces share
  /// the tolerance; should they cancel so much that the sum misses it, those with too large an error are done
  /// once more, to the absolute error that the sum needs.
  func solveByGSL(_ rule: QuadratureRule, _ call: inout IntegrandCall) throws(QuadratureError) -> Estimate {
    _ = gslErrorHandlerIsOff
    let routine = GSLRoutine(rule: rule, limit: max(limit, knots.count))
    let pieces = knots.count == 2 ? [Piece(knots[...])] : pieces(for: rule)
    if pieces.count == 1 {
      let outcome = try routine.run(pieces[0], tolerance, &call)
      return try conclude([outcome], call)
    }
    var outcomes: [GSLOutcome] = []
    var sum = 0.0
    for piece in pieces {
      let goal = tolerance.share(of: sum, among: pieces.count, relative: tolerance.relative)
      outcomes.append(try routine.run(piece, goal, &call))
      sum += outcomes[outcomes.count - 1].value
    }
    if outcomes.totalError > tolerance.allowed(for: sum), sum != 0 {
      let goal = tolerance.share(of: sum, among: pieces.count, relative: 0)
      for (index, piece) in pieces.enumerated() where outcomes[index].error > goal.absolute {
        outcomes[index] = try routine.run(piece, goal, &call)
      }
    }
    return try conclude(outcomes, call)
  }

  /// The sum as an estimate; an error when a single call failed, or when the sum misses the tolerance.
  private func conclude(_ outcomes: [GSLOutcome], _ call: IntegrandCall) throws(QuadratureError) -> Estimate {
    let best = call.estimate(outcomes.total, error: outcomes.totalError)
    let met = best.absoluteError <= tolerance.allowed(for: best.value)
    let failed = outcomes.filter { $0.status != Int32(GSL_SUCCESS) }.max { $0.error < $1.error }
    if let failed, outcomes.count == 1 || !met,
      let error = QuadratureError(status: failed.status, best: best, limit: limit, tolerance: tolerance)
    {
      throw error
    }
    if !met, call.sawNonzero { throw .notConverged(best: best) }
    return best
  }

  /// The interval in parts, one for each call of a routine: QAGP takes all finite parts in one.
  ///
  /// The tails come last, when it is known how small they need not be resolved.
  private func pieces(for rule: QuadratureRule) -> [Piece] {
    let parts = (0..<knots.count - 1).map { Piece(knots[$0...($0 + 1)]) }
    let (finite, tails) = (parts.filter { $0.map == .identity }, parts.filter { $0.map != .identity })
    guard rule == .extrapolated, finite.count > 1 else { return finite + tails }
    return [Piece(knots[finite[0].knots.startIndex..<finite[finite.count - 1].knots.endIndex])] + tails
  }
}

/// A part of an interval that one routine takes at once: its knots, and the map from the routine's variable.
struct Piece {
  let knots: ArraySlice<Double>
  let map: VariableMap

  init(_ knots: ArraySlice<Double>) {
    self.knots = knots
    let ends = (knots[knots.startIndex].isInfinite, knots[knots.endIndex - 1].isInfinite)
    map =
      switch ends {
      case (true, true): .folded
      case (true, false): .lowerTail
      case (false, true): .upperTail
      case (false, false): .identity
      }
  }

  var lower: Double { knots[knots.startIndex] }
  var upper: Double { knots[knots.endIndex - 1] }
}

extension [GSLOutcome] {
  fileprivate var total: Double { reduce(0) { $0 + $1.value } }
  fileprivate var totalError: Double { reduce(0) { $0 + $1.error } }
}

extension Tolerance {
  /// What one of `count` pieces may be off by, when `sum` is known of their sum.
  fileprivate func share(of sum: Double, among count: Int, relative: Double) -> Tolerance {
    let absolute = allowed(for: sum) / Double(count)
    return (try? Tolerance(absolute: absolute, relative: relative)) ?? self
  }
}
