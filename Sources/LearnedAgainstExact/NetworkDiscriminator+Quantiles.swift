import Distributions
import MinimaxGame
import Quadrature

extension NetworkDiscriminator {
  /// V(G, D) as sums over the quantiles of both laws, by passes through the network.
  ///
  /// Neither a density, nor the mesh of the integrals over x, nor the table of the network is used: G enters through
  /// its map of the noise. What it shares with `MinimaxGame.report(on:tolerance:)` is where D is known to be steep.
  /// Two rules differ by the error, which counts no digits below 1e-9.
  ///
  /// - Throws: `QuadratureError` from the rules.
  public func valueOverQuantiles(in game: MinimaxGame) throws -> Estimate {
    let marks =
      game.optimalDiscriminator.breakPoints.map { Landmark(position: $0, scale: 1e-6) } + landmarks
      + breakPoints.map { Landmark(position: $0, scale: 1e-3) }
    var (higher, lower, count) = (0.0, 0.0, 0)
    for (law, sign) in [(game.data, -1.0), (game.generator, 1.0)] {
      let nodes = try ExpectationNodes(law, order: 16, lowerOrder: 11, refinedAt: marks)
      for (i, x) in nodes.points.enumerated() {
        let term = softplus(sign * network(x))
        higher -= nodes.weights[i] * term
        lower -= nodes.lowerWeights[i] * term
      }
      count += nodes.points.count
    }
    return Estimate(
      value: higher, absoluteError: (higher - lower).magnitude + 1e-9 * (1 + higher.magnitude),
      evaluations: count)
  }
}
