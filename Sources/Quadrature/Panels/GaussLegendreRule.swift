import CGSL

/// The Gauss-Legendre rule of `count` nodes on [-1, 1], from GSL's tables: exact for polynomials of degree
/// 2 count - 1.
public struct GaussLegendreRule: Sendable {
  /// The nodes, ascending, in (-1, 1).
  public let nodes: [Double]
  /// The weights, positive, summing to 2.
  public let weights: [Double]

  /// The rule with `count` nodes.
  ///
  /// - Throws: ``QuadratureError/invalidArgument(name:value:allowed:)`` for a count outside 1...1024, and
  ///   ``QuadratureError/outOfMemory`` when GSL cannot allocate its table.
  public init(count: Int) throws(QuadratureError) {
    guard (1...1024).contains(count) else {
      throw .invalidArgument(name: "count", value: "\(count)", allowed: "1 to 1024 nodes")
    }
    guard let table = gsl_integration_glfixed_table_alloc(count) else { throw .outOfMemory }
    defer { gsl_integration_glfixed_table_free(table) }
    var pairs: [(node: Double, weight: Double)] = []
    for i in 0..<count {
      var (node, weight) = (0.0, 0.0)
      gsl_integration_glfixed_point(-1, 1, i, &node, &weight, table)
      pairs.append((node, weight))
    }
    pairs.sort { $0.node < $1.node }
    nodes = pairs.map(\.node)
    weights = pairs.map(\.weight)
  }
}
