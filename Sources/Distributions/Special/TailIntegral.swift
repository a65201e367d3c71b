import CGSL

/// ∫ exp(-drop(s)) ds from 0 to where the drop is at least 38, by two panels of 20 Gauss-Legendre nodes, to
/// a few ulp.
///
/// A tail probability is the density at its start times this integral. For large shapes it replaces continued
/// fractions, which need a number of terms of the order of the root of the shape and lose a digit or two.
///
/// - Parameter drop: log p(start) - log p(s), 0 at 0, increasing, smooth up to `limit`.
/// - Parameter limit: the greatest distance at which `drop` may be asked; it may be infinite.
/// - Parameter guess: a length on which the drop is about 1.
/// - Returns: `nil` where the drop has not reached 38 well before the limit, so that the end is felt.
@inline(__always)
func tailIntegral(limit: Double, guess: Double, _ drop: (Double) -> Double) -> Double? {
  // e⁻³⁸ is 3e-17. A longer range would waste the nodes.
  var length = min(4 * guess, 0.5 * limit)
  var increases = 0
  while drop(length) < 38 {
    length *= 1.15
    increases += 1
    if length > 0.9 * limit || increases > 400 { return nil }
  }
  while drop(length / 1.15) > 38 { length /= 1.15 }
  let quarter = 0.25 * length
  var total = 0.0
  let rule = GaussRule.twenty
  for i in 0..<rule.nodes.count {
    let offset = quarter * rule.nodes[i]
    total += rule.weights[i] * (exp(-drop(quarter + offset)) + exp(-drop(3 * quarter + offset)))
  }
  return total * quarter
}
