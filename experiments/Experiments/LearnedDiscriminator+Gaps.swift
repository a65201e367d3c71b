import Distributions
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

extension LearnedDiscriminatorExperiment {
  static func tolerance() throws -> Tolerance { try Tolerance(absolute: 1e-9, relative: 1e-6) }

  /// V(G, D*) - V(G, D), integrated.
  static func gap(of network: NetworkSnapshot<Double>, _ game: MinimaxGame) throws -> Estimate {
    try game.gap(of: network.onTheLine(near: game), tolerance: tolerance())
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
      (nodeGap - gap.value).magnitude <= 1e-5 + 0.01 * gap.value.magnitude + min(gap.absoluteError, 1e-3)
    }
  }
}
