/// Limited-memory BFGS (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.5): descent of an objective that is the
/// same at every call, such as a loss over all points of a sample; minibatches want an ``Optimiser``.
///
/// The direction is -H g, H the inverse Hessian that the last `memory` steps imply. The step length meets the weak
/// Wolfe conditions, found by bisection (Lewis and Overton 2013), so each step lowers the objective and each pair
/// that is kept has s·y > 0; where forty bisections find none, the lowest point among them that meets the first
/// condition, and the memory begins anew.
///
///     var optimiser = LimitedMemoryBFGS()
///     while optimiser.step(network.parameters, objective) {}
public struct LimitedMemoryBFGS {
  /// How many past steps shape the direction.
  public let memory: Int
  /// The objective at the point reached; infinite before the first step.
  public private(set) var value = Double.infinity
  private var gradient: [Double] = []
  /// The length of the gradient at the point reached: what tells a stationary point from a search that failed.
  public var gradientNorm: Double { dot(gradient, gradient).squareRoot() }
  /// (s, y): the last differences of points and of gradients, the newest last.
  private var pairs: [(step: [Double], change: [Double])] = []

  /// An optimiser that has seen nothing.
  public init(memory: Int = 10) { self.memory = memory }

  /// One step from `point`, which is moved.
  ///
  /// - Parameters:
  ///   - point: where the step starts, and where it ends.
  ///   - objective: its value at the point as it is then; it writes its gradient to what it is given.
  /// - Returns: whether there was a step that lowers the objective; if not, the point is stationary to the
  ///   precision of the objective, or the objective is not finite there.
  public mutating func step(
    _ point: UnsafeMutableBufferPointer<Double>, _ objective: (UnsafeMutableBufferPointer<Double>) -> Double
  ) -> Bool {
    if gradient.isEmpty {
      gradient = [Double](repeating: 0, count: point.count)
      value = gradient.withUnsafeMutableBufferPointer { objective($0) }
    }
    if descend(point, along: direction(), objective) { return true }
    // What was learned of the curvature may mislead: once more, along the gradient.
    guard !pairs.isEmpty else { return false }
    pairs = []
    return descend(point, along: direction(), objective)
  }

  /// -H g by the two-loop recursion; before the first pair, the gradient at unit length at most.
  private func direction() -> [Double] {
    var q = gradient.map { -$0 }
    guard let last = pairs.last else {
      let length = dot(q, q).squareRoot()
      return length > 1 ? q.map { $0 / length } : q
    }
    var factors: [Double] = []
    for (s, y) in pairs.reversed() {
      let a = dot(s, q) / dot(s, y)
      add(-a, y, to: &q)
      factors.append(a)
    }
    let scale = dot(last.step, last.change) / dot(last.change, last.change)
    for i in q.indices { q[i] *= scale }
    for ((s, y), a) in zip(pairs, factors.reversed()) {
      add(a - dot(y, q) / dot(s, y), s, to: &q)
    }
    return q
  }

  private mutating func descend(
    _ point: UnsafeMutableBufferPointer<Double>, along direction: [Double],
    _ objective: (UnsafeMutableBufferPointer<Double>) -> Double
  ) -> Bool {
    let slope = dot(gradient, direction)
    guard slope < 0, value.isFinite else { return false }
    let (start, before) = (Array(point), gradient)
    var trial = gradient
    var (low, high, length) = (0.0, Double.infinity, 1.0)
    for _ in 0..<40 {
      for i in start.indices { point[i] = start[i] + length * direction[i] }
      let found = trial.withUnsafeMutableBufferPointer { objective($0) }
      if !(found <= value + 1e-4 * length * slope) {
        high = length
      } else if dot(trial, direction) < 0.9 * slope {
        low = length
      } else {
        let isLower = found < value
        (value, gradient) = (found, trial)
        let s = direction.map { length * $0 }
        let y = zip(trial, before).map { $0 - $1 }
        if dot(s, y) > 0 { pairs.append((s, y)) }
        if pairs.count > memory { pairs.removeFirst() }
        return isLower
      }
      length = high.isFinite ? 0.5 * (low + high) : 2 * length
    }
    // Between a point that lies lower and one that does not the slope changes too fast for the curvature condition:
    // the lower point is taken, and nothing learned of the curvature.
    for i in start.indices { point[i] = start[i] + low * direction[i] }
    let found = trial.withUnsafeMutableBufferPointer { objective($0) }
    guard low > 0, value - found > 1e-12 * value.magnitude else {
      for i in start.indices { point[i] = start[i] }
      return false
    }
    (value, gradient) = (found, trial)
    pairs = []
    return true
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

/// b <- b + factor a.
private func add(_ factor: Double, _ a: [Double], to b: inout [Double]) {
  for i in b.indices { b[i] += factor * a[i] }
}
