import Distributions
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

extension LearnedDiscriminatorExperiment {
  static func tolerance() throws -> Tolerance { try Tolerance(absolute: 1e-9, relative: 1e-6) }

  /// V(G, D*) - V(G, D), integrated.
  static func gap(of network: NetworkSnapshot<Double>, _ game: MinimaxGame) throws -> Estimate {
    let learned = try network.onTheLine(near: game)
    var result = try game.gap(of: learned, tolerance: tolerance())
    result.absoluteError += 2 * learned.logitError
    return result
  }

  /// V(G, D) as sums over quantiles of both laws: neither the mesh nor a density of the integral is used, nor the table
  /// of the network. Two rules differ by the error.
  static func valueOverQuantiles(of network: NetworkSnapshot<Double>, _ game: MinimaxGame) throws -> Estimate
  {
    let learned = try network.onTheLine(near: game)
    let marks =
      game.optimalDiscriminator.breakPoints.map { Landmark(position: $0, scale: 1e-6) } + learned.landmarks
    var (higher, lower, count) = (0.0, 0.0, 0)
    for (law, sign) in [(game.data, -1.0), (game.generator, 1.0)] {
      let nodes = try ExpectationNodes(law, order: 16, lowerOrder: 11, refinedAt: marks)
      for (i, x) in nodes.points.enumerated() {
        let term = softplus(sign * learned.network(x))
        higher -= nodes.weights[i] * term
        lower -= nodes.lowerWeights[i] * term
      }
      count += nodes.points.count
    }
    return Estimate(
      value: higher, absoluteError: (higher - lower).magnitude + 1e-9 * (1 + higher.magnitude),
      evaluations: count)
  }

  /// A D trained on exact expectations, on nodes that are dense where it is steep.
  struct ExactFit {
    let fit: DiscriminatorFit
    /// Its gap, integrated.
    let gap: Estimate
    /// Its gap over the nodes of its training.
    let nodeGap: Double

    init(
      _ shape: Architecture, _ game: MinimaxGame, _ nodes: DiscriminatorFit.Points,
      from stream: inout NeuralNetworks.RandomStream, _ parameters: Parameters
    ) throws {
      let (limit, window) = (parameters.limit, parameters.window)
      var (points, marks) = (nodes, [Landmark]())
      var fit = try DiscriminatorFit(shape, to: points, from: &stream, limit: limit, window: window)
      var gap = try LearnedDiscriminatorExperiment.gap(of: fit.network, game)
      for _ in 0..<4 where !ExactFit.agrees(points.optimum - fit.value, gap) {
        marks += try fit.network.onTheLine(near: game).landmarks
        points = try DiscriminatorFit.Points(game, refinedAt: marks)
        fit = try DiscriminatorFit(continuing: fit, on: points, from: &stream, limit: limit, window: window)
        gap = try LearnedDiscriminatorExperiment.gap(of: fit.network, game)
      }
      (self.fit, self.gap, nodeGap) = (fit, gap, points.optimum - fit.value)
    }

    /// To 1e-5 nat or 1 %.
    static func agrees(_ nodeGap: Double, _ gap: Estimate) -> Bool {
      (nodeGap - gap.value).magnitude <= 1e-5 + 0.01 * gap.value.magnitude + gap.absoluteError
    }
  }
}
