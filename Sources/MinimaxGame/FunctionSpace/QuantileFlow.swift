import Distributions
import Divergences
import Quadrature

/// The Wasserstein gradient flow of C on quantiles: each quantile x(u) of p_g moves down the slope of log(1 - D*).
///
/// p_g is a step density: between x_j and x_(j+1) lies the mass 1/n, spread evenly. C of such a law is a
/// function of the x_j, and the flow is its gradient flow in the metric of L²(du): dx_j/dt = -∂C/∂x_j over the
/// mass of node j, but for a rule: some nodes are pinned. As n grows it becomes ∂q/∂t = ∇·(q ∇ log(1 - D*)), with the velocity
/// -∇ log(1 - D*) = D* ∇ log(p_data/q). That is 0 where p_data = 0: mass there does not know where to go. Of the cells
/// only one that lies across an edge of the support would move nodes outside it, since its mass is spread evenly; to keep
/// to the limit's statement a cell with mass outside keeps both its nodes. ``unpinnedVelocity(_:)`` is without that rule;
/// what it moves outside is one node an edge, a mass of 1/n that vanishes as n grows.
public struct QuantileFlow: Sendable {
  /// p_data.
  public let data: any Law
  /// Where the data have structure: cells are integrated in parts between these points.
  private let knots: [Double]
  private let rules: (GaussLegendreRule, GaussLegendreRule)

  /// The flow towards a law with a density.
  ///
  /// - Throws: `QuadratureError/invalidArgument(name:value:allowed:)` for a law with atoms.
  public init(data: some Law) throws {
    guard data.atoms.isEmpty else {
      throw QuadratureError.invalidArgument(name: "data", value: "\(data)", allowed: "a law without atoms")
    }
    self.data = data
    var knots = Set(data.breakPoints)
    for landmark in data.landmarks {
      for multiple in [-8.0, -4, -2, -1, 0, 1, 2, 4, 8] {
        knots.insert(landmark.position + multiple * landmark.scale)
      }
    }
    self.knots = knots.sorted()
    rules = (try GaussLegendreRule(count: 12), try GaussLegendreRule(count: 8))
  }

  /// n + 1 quantiles of a law, at u = j/n inside and at 1/(4n) from either end.
  public static func quantiles(of law: some Law, cells n: Int) -> [Double] {
    let end = 0.25 / Double(n)
    return [law.quantile(end)] + (1..<n).map { law.quantile(Double($0) / Double(n)) }
      + [law.complementaryQuantile(end)]
  }

  // MARK: The functional

  /// C + log 4 = 2 JSD(p_data, p_g) of the step density with these quantiles; its error is that of the cells' rule.
  public func excess(_ x: [Double]) -> Estimate { integral(of: .jensenShannon, x).scaled(by: 2) }

  /// TV(p_data, p_g) of the step density; its error is that of the cells' rule.
  public func totalVariation(_ x: [Double]) -> Estimate { integral(of: .totalVariation, x) }

  private func integral(of kernel: DivergenceKernel, _ x: [Double]) -> Estimate {
    let outside = data.cumulative(x[0]) + data.complementaryCumulative(x[x.count - 1])
    // Φ(p, 0) = p Φ(1, 0).
    let beyond = outside * kernel.evaluate(0, -.infinity)
    let values = [rules.0, rules.1].map { rule in
      var sum = CompensatedSum()
      sum.add(beyond)
      for j in 0..<(x.count - 1) {
        let logDensity = -logarithm((x[j + 1] - x[j]) * Double(x.count - 1))
        sum.add(cell(x[j], x[j + 1], rule) { kernel.evaluate($0, logDensity) })
      }
      return (value: sum.value, rounding: sum.roundingError(ulps: 8))
    }
    return Estimate(
      value: values[0].value,
      absoluteError: (values[0].value - values[1].value).magnitude + values[0].rounding)
  }

  /// ∫ f(log p_data) over a cell, in parts between the data's knots.
  private func cell(
    _ lower: Double, _ upper: Double, _ rule: GaussLegendreRule, of function: (Double) -> Double
  ) -> Double {
    var (sum, left) = (0.0, lower)
    for right in knots.filter({ lower < $0 && $0 < upper }) + [upper] {
      let half = 0.5 * (right - left)
      for (node, weight) in zip(rule.nodes, rule.weights) {
        sum += half * weight * function(data.logDensity(left + half + half * node))
      }
      left = right
    }
    return sum
  }

  // MARK: The flow

  /// dx_j/dt: ``unpinnedVelocity(_:)``, and 0 for each node of a cell that is not within the data's support.
  public func velocity(_ x: [Double]) -> [Double] {
    let n = x.count - 1
    let rests = (0..<n).map { !isWithinSupport(x[$0], x[$0 + 1]) }
    return unpinnedVelocity(x).enumerated().map { j, value in
      j > 0 && rests[j - 1] || j < n && rests[j] ? 0 : value
    }
  }

  /// -∂C/∂x_j over the mass of node j, for every node.
  ///
  /// Moving x_j changes C by what happens at x_j itself, F(p, q_left) - F(p, q_right) with
  /// F(p, q) = p log(p/(p+q)) + q log(q/(p+q)), and by the densities of the two cells that it borders,
  /// -q_left/h_left ∫_left log(1 - D*) and its mirror image. Where the data's density jumps at x_j the two one-sided
  /// slopes may both point uphill: the node then rests.
  public func unpinnedVelocity(_ x: [Double]) -> [Double] {
    let n = x.count - 1
    let density = (0..<n).map { 1 / (Double(n) * (x[$0 + 1] - x[$0])) }
    let mean = (0..<n).map { j in
      let logDensity = logarithm(density[j])
      return cell(x[j], x[j + 1], rules.0) { -softplus($0 - logDensity) } / (x[j + 1] - x[j])
    }
    return (0...n).map { j in
      let (left, right) = (j > 0 ? density[j - 1] : 0, j < n ? density[j] : 0)
      let spread = (j < n ? right * mean[j] : 0) - (j > 0 ? left * mean[j - 1] : 0)
      let mass = (j == 0 || j == n ? 0.5 : 1) / Double(n)
      func slope(_ p: Double) -> Double {
        pointwiseCriterion(p, left) - pointwiseCriterion(p, right) + spread
      }
      guard data.breakPoints.contains(x[j]) else { return -slope(data.density(x[j])) / mass }
      let (below, above) = (slope(data.density(x[j].nextDown)), slope(data.density(x[j].nextUp)))
      if above < 0, above.magnitude >= below { return -above / mass }
      return below > 0 ? -below / mass : 0
    }
  }

  /// Whether p_data > 0 in all of a cell; it vanishes only between break points, or beyond them.
  private func isWithinSupport(_ lower: Double, _ upper: Double) -> Bool {
    let ends = [lower] + data.breakPoints.filter { lower < $0 && $0 < upper }.sorted() + [upper]
    return zip(ends, ends.dropFirst()).allSatisfy { data.logDensity(0.5 * ($0 + $1)) > -.infinity }
  }

  /// One explicit step of length at most `step`, halved until C falls by a tenth of what the slope promises.
  ///
  /// No node overtakes another, or crosses a break point of the data without resting on it.
  ///
  /// - Returns: the quantiles, the step that was taken, and C + log 4 there.
  /// - Throws: ``Stall/noVelocity`` when the velocity is 0, and ``Stall/noDecrease`` when no step above 1e-12 lowers C by
  ///   more than its rounding.
  public func next(
    after x: [Double], excess: Double, step: Double
  ) throws(Stall) -> (x: [Double], step: Double, excess: Double) {
    let v = velocity(x)
    let squaredNorm = dissipation(v)
    guard squaredNorm > 0 else { throw .noVelocity }
    var step = step
    while step > 1e-12 {
      let candidate = zip(x, v).map { moved(from: $0, by: step * $1) }
      if zip(candidate, candidate.dropFirst()).allSatisfy({ $0 < $1 }) {
        let reached = self.excess(candidate)
        if reached.value <= excess - 0.1 * step * squaredNorm, reached.value < excess {
          return (candidate, step, reached.value)
        }
      }
      step *= 0.5
    }
    throw .noDecrease
  }

  /// -dC/dt = ∫ v² du, the rate at which the flow lowers C.
  public func dissipation(_ velocity: [Double]) -> Double {
    let n = velocity.count - 1
    return velocity.enumerated().reduce(0) { sum, next in
      sum + next.element * next.element * (next.offset == 0 || next.offset == n ? 0.5 : 1) / Double(n)
    }
  }

  private func moved(from x: Double, by distance: Double) -> Double {
    let target = x + distance
    let crossed = data.breakPoints.filter { min(x, target) < $0 && $0 < max(x, target) }
    return (distance > 0 ? crossed.min() : crossed.max()) ?? target
  }
}

/// F(p, q) = p log(p/(p+q)) + q log(q/(p+q)), the integrand of C.
private func pointwiseCriterion(_ p: Double, _ q: Double) -> Double {
  guard p > 0, q > 0 else { return 0 }
  return -p * logarithmOnePlus(q / p) - q * logarithmOnePlus(p / q)
}
