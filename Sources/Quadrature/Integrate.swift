/// The integral of a function of one variable over an interval.
///
///     let half = try integrate(over: .positive) { x in exp(-x * x / 2) }
///     half.value           // 1.2533141373155001, the root of π / 2
///     half.absoluteError   // below 1e-10 of it
///
/// - Parameters:
///   - interval: where; either end may be infinite.
///   - breakPoints: points inside the interval, in any order, where the integrand has a jump, a kink, a
///     singularity, or a narrow peak; the rule starts with a piece on either side of each.
///   - tolerance: the error estimate must not exceed `max(absolute, relative * |value|)`.
///   - rule: how the nodes are chosen; see ``QuadratureRule``. The default needs no hints and is hard to
///     deceive; ``QuadratureRule/extrapolated`` takes a third of its time where the integrand is smooth.
///   - limit: how many sub-intervals may be made.
///   - integrand: the function; called with points inside the interval, on the calling thread, in no fixed
///     order. At the ends and the break points, which a node meets only by rounding (or under
///     ``QuadratureRule/doublyAdaptive``), a value that is not finite is dropped; elsewhere it is an error.
/// - Returns: value, error estimate, evaluations, and the verdict `converged`; or `unresolved` when every
///   sample was zero, or as good as, because then nothing is known: the integrand may live where no node fell.
/// - Throws: a ``QuadratureError`` when the tolerance was not met, with the best that was found
///   (``QuadratureError/best``), when the integrand is not finite somewhere, or when an argument is out of
///   range.
public func integrate(
  over interval: Interval, breakPoints: [Double] = [], tolerance: Tolerance = .standard,
  rule: QuadratureRule = .automatic, limit: Int = 1_000, _ integrand: (Double) -> Double
) throws(QuadratureError) -> Estimate {
  let problem = try IntegrationProblem(interval, breakPoints, tolerance, limit)
  return try withoutActuallyEscaping(integrand) { integrand throws(QuadratureError) in
    var call = IntegrandCall(knots: problem.knots, integrand)
    return try problem.solve(by: rule, &call)
  }
}

/// The integral of a function that may throw; what it throws comes out unchanged, and ends the integration.
///
/// Everything else is as for an integrand that cannot throw.
public func integrate(
  over interval: Interval, breakPoints: [Double] = [], tolerance: Tolerance = .standard,
  rule: QuadratureRule = .automatic, limit: Int = 1_000, _ integrand: (Double) throws -> Double
) throws -> Estimate {
  let problem = try IntegrationProblem(interval, breakPoints, tolerance, limit)
  return try withoutActuallyEscaping(integrand) { integrand in
    var call = IntegrandCall(knots: problem.knots, integrand)
    return try call.rethrowing { (call) throws(QuadratureError) in try problem.solve(by: rule, &call) }
  }
}

/// The integral of `integrand(x)` times an algebraic-logarithmic weight, `gsl_integration_qaws`.
///
/// `∫ (x - a)^α (b - x)^β log^μ(x - a) log^ν(b - x) f(x) dx` with f smooth: 25-point Clenshaw-Curtis moments
/// at the ends, Gauss-Kronrod panels of 15 inside, no extrapolation.
///
///     let weight = try AlgebraicWeight(lowerExponent: -0.5)
///     try integrate(over: .unit, weight: weight) { x in 1 }   // 2, the integral of x^(-1/2)
///
/// - Parameters:
///   - interval: finite.
///   - weight: the exponents and logarithms at the two ends.
///   - tolerance: the error estimate must not exceed `max(absolute, relative * |value|)`.
///   - limit: how many sub-intervals, at least 2.
///   - integrand: the smooth factor f; evaluated at the ends too.
/// - Throws: ``QuadratureError``, as `integrate(over:breakPoints:tolerance:rule:limit:_:)`.
public func integrate(
  over interval: Interval, weight: AlgebraicWeight, tolerance: Tolerance = .standard, limit: Int = 1_000,
  _ integrand: (Double) -> Double
) throws(QuadratureError) -> Estimate {
  let problem = try IntegrationProblem(interval, [], tolerance, limit)
  return try withoutActuallyEscaping(integrand) { integrand throws(QuadratureError) in
    var call = IntegrandCall(knots: [], integrand)
    return try problem.solve(weight: weight, &call)
  }
}

/// The weighted integral of a function that may throw; what it throws comes out unchanged.
public func integrate(
  over interval: Interval, weight: AlgebraicWeight, tolerance: Tolerance = .standard, limit: Int = 1_000,
  _ integrand: (Double) throws -> Double
) throws -> Estimate {
  let problem = try IntegrationProblem(interval, [], tolerance, limit)
  return try withoutActuallyEscaping(integrand) { integrand in
    var call = IntegrandCall(knots: [], integrand)
    return try call.rethrowing { (call) throws(QuadratureError) in try problem.solve(weight: weight, &call) }
  }
}

extension IntegrandCall {
  /// Solves, and lets an error of the integrand's own come before anything that followed from it.
  fileprivate mutating func rethrowing(
    _ solve: (inout IntegrandCall) throws(QuadratureError) -> Estimate
  ) throws -> Estimate {
    let result = Result { () throws(QuadratureError) in try solve(&self) }
    if case .threw(let error) = interruption { throw error }
    return try result.get()
  }
}
