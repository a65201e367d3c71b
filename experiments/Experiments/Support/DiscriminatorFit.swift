import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks

/// A discriminator fitted to weighted points by full-batch L-BFGS until it settles: the same objective V for exact
/// expectations (nodes of a quadrature) and for a finite sample (1/n each).
struct DiscriminatorFit {
  /// x, the weight of log D there, and that of log(1 - D).
  struct Points: Sendable {
    var x: [Double] = []
    var data: [Double] = []
    var generator: [Double] = []

    /// The points of two samples of one size.
    init(data: [Double], generator: [Double]) {
      x = data + generator
      let (p, q) = (data.count, generator.count)
      self.data = Array(repeating: 1 / Double(p), count: p) + Array(repeating: 0, count: q)
      self.generator = Array(repeating: 0, count: p) + Array(repeating: 1 / Double(q), count: q)
    }

    /// The nodes of both expectations of a game, each node used for both: E_data[f] = 2 E_m[D* f] with
    /// m = (p_data + p_g)/2, and E_g[f] = 2 E_m[(1 - D*) f].
    ///
    /// With nodes of its own for each law a wide D would tell the nodes of one from those of the other, as it tells a
    /// sample by heart. Here D* is the best answer at every single node.
    init(_ game: MinimaxGame) throws {
      for law in [game.data, game.generator] {
        let nodes = try ExpectationNodes(law)
        for (node, weight) in zip(nodes.points, nodes.weights).prefix(nodes.higherCount) {
          let optimal = game.optimalDiscriminator.value(at: node) ?? 0.5
          x.append(node)
          data.append(weight * optimal)
          generator.append(weight * (1 - optimal))
        }
      }
    }
  }

  /// The network at the end.
  let network: NetworkSnapshot<Double>
  /// V over the points at the end.
  let value: Double
  /// Steps made.
  let steps: Int
  /// Whether V changed by less than 1e-6 relative over the last `window` steps, or no step raised it any more.
  let settled: Bool

  /// Fits from a start drawn from `stream`, for at most `limit` steps, checked every `window`.
  init(
    _ architecture: Architecture, to points: Points, from stream: inout NeuralNetworks.RandomStream,
    limit: Int, window: Int
  ) throws {
    let network = try Network<Double>(architecture, initialisedFrom: &stream)
    let work = Workspace(network, rows: 1024)
    var (optimiser, reference, made, settled) = (LimitedMemoryBFGS(), -Double.infinity, 0, false)
    while made < limit, !settled {
      guard optimiser.step(network.parameters, { work.loss(over: points, gradient: $0) }) else {
        settled = true
        break
      }
      made += 1
      if made % window == 0 {
        settled = (optimiser.value - reference).magnitude < 1e-6 * optimiser.value.magnitude
        reference = optimiser.value
      }
    }
    self.network = network.snapshot()
    value = -optimiser.value
    self.settled = settled
    steps = made
  }
}

extension Workspace<Double> {
  /// -V over the points, and its gradient; a block of rows at a time.
  fileprivate func loss(
    over points: DiscriminatorFit.Points, gradient total: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var loss = 0.0
    for i in total.indices { total[i] = 0 }
    for start in stride(from: 0, to: points.x.count, by: capacity) {
      let rows = min(capacity, points.x.count - start)
      for i in 0..<rows { input[i] = points.x[start + i] }
      forward(rows: rows, mode: .training)
      for i in 0..<rows {
        let (logit, p, q) = (output[i], points.data[start + i], points.generator[start + i])
        loss += p * softplus(-logit) + q * softplus(logit)
        outputGradient[i] = q * sigmoid(logit) - p * sigmoid(-logit)
      }
      _ = backward(rows: rows, from: outputGradient, gradient: gradient)
      for i in total.indices { total[i] += gradient[i] }
    }
    return loss
  }
}
