/// One of Patterson's rules on `[-1, 1]`, with what it knows of a polynomial beyond its integral.
///
/// A rule of degree d integrates the product of a sampled polynomial of degree `(d-1)/2` with each Legendre
/// polynomial up to there exactly, so the samples give the first Legendre coefficients
/// `c_k = (2k+1)/2 ∫ f P_k` at no further evaluations.
struct PattersonRule {
  /// How many nodes: 7, 15, 31 or 63.
  let count: Int
  /// How many Legendre coefficients the samples give: 6, 12, 24 or 48.
  let order: Int
  /// The weights, in the order of ``PattersonTables/nodes``.
  let weights: [Double]
  /// `(2k+1)/2 w_i P_k(x_i)`, row i, column k.
  let projection: [Double]
  /// The indices of the nodes from left to right.
  let ascending: [Int]

  /// The rules from the smallest to the largest.
  static let levels: [PattersonRule] = [
    PattersonRule(PattersonTables.weights7, believableRatio: 0, missed: 0, missedByNext: 9),
    PattersonRule(PattersonTables.weights15, believableRatio: 0.3, missed: 5, missedByNext: 17),
    PattersonRule(PattersonTables.weights31, believableRatio: 0.4, missed: 9, missedByNext: 33),
    PattersonRule(PattersonTables.weights63, believableRatio: 0.5, missed: 15, missedByNext: 0),
  ]

  /// Up to which ratio of neighbouring blocks a spectrum is believed to go on falling.
  let believableRatio: Double
  /// How many blocks further, at least, the first lies that the rule's degree does not reach.
  let blocksMissed: Int
  /// How many blocks further that block lies for the next rule; 0 when there is none.
  let blocksMissedByNext: Int

  /// The distance from an end of `[-1, 1]` to the nearest node.
  let gap: Double

  private init(_ weights: [Double], believableRatio: Double, missed: Int, missedByNext: Int) {
    self.believableRatio = believableRatio
    (blocksMissed, blocksMissedByNext) = (missed, missedByNext)
    count = weights.count
    order = 3 * (count + 1) / 4
    self.weights = weights
    let nodes = Array(PattersonTables.nodes[..<weights.count])
    ascending = nodes.indices.sorted { nodes[$0] < nodes[$1] }
    gap = 1 + nodes[ascending[0]]
    var projection: [Double] = []
    for (x, weight) in zip(nodes, weights) {
      var (last, current) = (0.0, 1.0)
      for k in 0..<order {
        let degree = Double(k)
        projection.append((degree + 0.5) * weight * current)
        // (k+1) P_{k+1} = (2k+1) x P_k - k P_{k-1}
        (last, current) = (current, ((2 * degree + 1) * x * current - degree * last) / (degree + 1))
      }
    }
    self.projection = projection
  }
}
