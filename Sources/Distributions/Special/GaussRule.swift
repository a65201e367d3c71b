import CGSL

/// Gauss-Legendre nodes and weights on [-1, 1], from GSL's tables; GSL computes other counts to 1e-10 only.
struct GaussRule: Sendable {
  let nodes: [Double]
  let weights: [Double]

  static let ten = GaussRule(count: 10)
  static let twenty = GaussRule(count: 20)

  private init(count: Int) {
    var (nodes, weights) = ([Double](), [Double]())
    if let table = gsl_integration_glfixed_table_alloc(count) {
      for i in 0..<count {
        var (node, weight) = (0.0, 0.0)
        _ = gsl_integration_glfixed_point(-1, 1, i, &node, &weight, table)
        nodes.append(node)
        weights.append(weight)
      }
      gsl_integration_glfixed_table_free(table)
    }
    self.nodes = nodes
    self.weights = weights
  }
}
