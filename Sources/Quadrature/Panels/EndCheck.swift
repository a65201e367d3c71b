/// What two Gauss-Legendre rules cannot see: structure between their outermost nodes and an end of the panel.
///
/// A kink at a distance d from the end, d below the gap that both rules leave there, is missed by both alike: each takes
/// the function to go on as it does at the nodes, and they agree on a value that is off by about Δ d²/2, Δ the jump of the
/// slope. But then the function just inside the end is off by Δ d from the polynomial through all nodes; that times the
/// gap bounds what was missed. Log-densities of mixtures have such kinks where one component takes over from the next.
struct EndCheck: Sendable {
  /// The point of [-1, 1] next to the upper end at which the function is looked at: inside, as at the end itself it may
  /// jump.
  static let abscissa = 1 - 1e-6
  /// The weights of the values at the higher rule's nodes, then at the lower rule's, that sum to the polynomial's value at
  /// ``abscissa``; mirrored, they serve -``abscissa``. For 21 and 14 nodes their magnitudes sum to 87.
  let weights: [Double]
  /// The distance from the higher rule's outermost node to the end.
  let gap: Double

  init(high: GaussLegendreRule, low: GaussLegendreRule) {
    // Two odd rules share the middle node.
    let isShared = low.nodes.map { high.nodes.contains($0) }
    let nodes = high.nodes + zip(low.nodes, isShared).filter { !$0.1 }.map(\.0)
    var sums = nodes.map { node in
      nodes.reduce(1.0) { $1 == node ? $0 : $0 * (EndCheck.abscissa - $1) / (node - $1) }
    }
    for (index, shared) in isShared.enumerated() where shared { sums.insert(0, at: high.nodes.count + index) }
    weights = sums
    gap = 1 - (high.nodes.last ?? 0)
  }

  /// The error, on [-1, 1], that the values at both ends tell of; 0 where one of them is not finite: the nodes come as
  /// near when the panel is split.
  ///
  /// - Parameters:
  ///   - values: at the higher rule's nodes, the lower rule's, ``abscissa`` and -``abscissa``, in this order.
  ///   - count: how many nodes the higher rule has.
  @inline(__always)
  func error(_ values: UnsafePointer<Double>, highCount n: Int) -> Double {
    var (upper, lower) = (0.0, 0.0)
    let total = weights.count
    weights.withUnsafeBufferPointer { weights in
      for i in 0..<n {
        upper += weights[i] * values[i]
        lower += weights[n - 1 - i] * values[i]
      }
      for i in n..<total {
        upper += weights[i] * values[i]
        lower += weights[total - 1 - (i - n)] * values[i]
      }
    }
    let missed = (values[total] - upper).magnitude + (values[total + 1] - lower).magnitude
    return missed.isFinite ? gap * missed : 0
  }
}
