/// An interval cut at its break points, with what is asked of the integral over it.
struct IntegrationProblem {
  let interval: Interval
  /// The ends and the break points, ascending, none twice; two entries at least unless the interval is a
  /// point.
  let knots: [Double]
  let tolerance: Tolerance
  let limit: Int

  init(
    _ interval: Interval, _ breakPoints: [Double], _ tolerance: Tolerance, _ limit: Int
  ) throws(QuadratureError) {
    guard (1...10_000_000).contains(limit) else {
      throw .invalidArgument(name: "limit", value: "\(limit)", allowed: "1 to 10000000 sub-intervals")
    }
    for point in breakPoints where !interval.contains(point) || point.isInfinite {
      throw .invalidBreakPoint(point, interval: interval)
    }
    self.interval = interval
    self.tolerance = tolerance
    self.limit = limit
    knots = Self.knots(interval, breakPoints)
  }

  private static func knots(_ interval: Interval, _ breakPoints: [Double]) -> [Double] {
    let tooWide = interval.width.isInfinite && interval.lower.isFinite && interval.upper.isFinite
    if breakPoints.isEmpty, !tooWide { return [interval.lower, interval.upper] }
    var knots = [interval.lower]
    for point in (breakPoints + (tooWide ? [0] : [])).sorted() + [interval.upper] {
      if let last = knots.last, point > last { knots.append(point) }
    }
    return knots
  }

  /// The integral by `rule`, or why there is none.
  func solve(by rule: QuadratureRule, _ call: inout IntegrandCall) throws(QuadratureError) -> Estimate {
    guard interval.lower < interval.upper else { return Estimate(value: 0, absoluteError: 0) }
    switch rule {
    case .automatic, .adaptive:
      return try solveAdaptively(&call)
    case .extrapolated, .gaussKronrod, .doublyAdaptive:
      return try solveByGSL(rule, &call)
    case .gaussLegendre(let nodes):
      return try solveByGaussLegendre(nodes: nodes, &call)
    }
  }
}

extension IntegrandCall {
  /// What stopped the integrand, as an error; an error of its own is rethrown by whoever knows its type.
  func checkInterruption() throws(QuadratureError) {
    switch interruption {
    case .notFinite(let value, let x): throw .notFinite(value: value, x: x)
    case .threw, .exhausted, nil: break
    }
  }

  /// The estimate with its evaluations, a floor of 4 ulp under its error, and a verdict that zeros cannot
  /// buy.
  func estimate(_ value: Double, error: Double) -> Estimate {
    let vanishes = value.magnitude < Self.vanishing && error < Self.vanishing
    return Estimate(
      value: value, absoluteError: max(error, 4 * value.magnitude * .ulpOfOne), evaluations: evaluations,
      verdict: vanishes ? .unresolved(reason: vanishingReason) : .converged)
  }

  /// What is so small that sums and error estimates underflow.
  private static let vanishing = 1e-290

  private var vanishingReason: String {
    (sawNonzero
      ? "the \(evaluations) samples of the integrand are too small for their sum to mean anything"
      : "all \(evaluations) samples of the integrand were exactly zero")
      + "; name a break point where it is not, or integrate over a shorter interval"
  }
}
