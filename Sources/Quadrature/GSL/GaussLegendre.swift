import CGSL

extension IntegrationProblem {
  /// The integral by Gauss-Legendre rules of `nodes` and of half as many nodes on every piece.
  ///
  /// The error is the difference of the two, at least 50 ulp of `∫ |f|`.
  func solveByGaussLegendre(
    nodes: Int, _ call: inout IntegrandCall
  ) throws(QuadratureError) -> Estimate {
    guard (2...100_000).contains(nodes) else {
      throw .invalidArgument(name: "nodes", value: "\(nodes)", allowed: "2 to 100000")
    }
    _ = gslErrorHandlerIsOff
    let fine = try GaussLegendreTable(nodes: nodes)
    let coarse = try GaussLegendreTable(nodes: nodes / 2)
    var (value, error, magnitude) = (0.0, 0.0, 0.0)
    for index in 1..<knots.count {
      let piece = Piece(knots[(index - 1)...index])
      let (best, size) = fine.sum(piece, nodes, &call)
      let (check, _) = coarse.sum(piece, nodes / 2, &call)
      try call.checkInterruption()
      value += best
      magnitude += size
      error += (best - check).magnitude
    }
    let best = call.estimate(value, error: max(error, 50 * magnitude * .ulpOfOne))
    if best.absoluteError > tolerance.allowed(for: value), call.sawNonzero { throw .notConverged(best: best) }
    return best
  }
}

extension GaussLegendreTable {
  /// The rule's sums of f and of |f| over a piece.
  fileprivate borrowing func sum(
    _ piece: Piece, _ nodes: Int, _ call: inout IntegrandCall
  ) -> (value: Double, magnitude: Double) {
    call.anchor = piece.map == .lowerTail ? piece.upper : piece.lower
    let (from, to) = piece.map == .identity ? (piece.lower, piece.upper) : (0, 1)
    return call.withFunction(piece.map) { f in
      var (value, magnitude, x, weight) = (0.0, 0.0, 0.0, 0.0)
      for index in 0..<nodes {
        gsl_integration_glfixed_point(from, to, index, &x, &weight, pointer)
        let term = weight * f.pointee.function(x, f.pointee.params)
        value += term
        magnitude += term.magnitude
      }
      return (value, magnitude)
    }
  }
}
