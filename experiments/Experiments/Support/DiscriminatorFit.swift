import Distributions
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
    /// sample by heart. Here D* is the best answer at every single node. Between two nodes a D may do as it likes at no
    /// cost, so they are dense where D* jumps, and at `marks`, where a D that was fitted before is steep.
    init(_ game: MinimaxGame, refinedAt marks: [Landmark] = []) throws {
      let ends = game.optimalDiscriminator.breakPoints.map { Landmark(position: $0, scale: 1e-6) }
      for law in [game.data, game.generator] {
        let nodes = try ExpectationNodes(law, refinedAt: ends + marks)
        for (node, weight) in zip(nodes.points, nodes.weights).prefix(nodes.higherCount) {
          let optimal = game.optimalDiscriminator.value(at: node) ?? 0.5
          x.append(node)
          data.append(weight * optimal)
          generator.append(weight * (1 - optimal))
        }
      }
    }

    /// V over the points of the best answer at each of them by itself.
    var optimum: Double {
      zip(data, generator).reduce(0) { sum, weights in
        let (p, q) = weights
        return sum + (p > 0 ? p * natural(p / (p + q)) : 0) + (q > 0 ? q * natural(q / (p + q)) : 0)
      }
    }
  }

  /// Why a fit ended.
  enum Ending: String {
    /// V changed by less than 1e-6 relative over the last `window` steps.
    case window
    /// No step raises V any more, and the length of its gradient is at most ``stationaryGradient``.
    case stationary
    /// `limit` steps were made.
    case limit
    /// No step raises V although its gradient is larger: the fit is no result.
    case failed
  }

  /// The length of V's gradient in the weights, in nat, below which a point counts as stationary: V is of order 1 and
  /// has 16 digits, so along a gradient of 1e-6 times the root of the curvature no search sees it change.
  static let stationaryGradient = 1e-5

  /// The network at the end.
  let network: NetworkSnapshot<Double>
  /// V over the points at the end.
  let value: Double
  /// Steps made.
  let steps: Int
  /// Why there were no more.
  let ending: Ending

  /// Whether this is the end of the descent.
  var isSettled: Bool { ending == .window || ending == .stationary }

  /// Fits from a start drawn from `stream`, for at most `limit` steps, checked every `window`.
  init(
    _ architecture: Architecture, to points: Points, from stream: inout NeuralNetworks.RandomStream,
    limit: Int, window: Int
  ) throws {
    let network = try Network<Double>(architecture, initialisedFrom: &stream)
    self.init(network, points, limit: limit, window: window)
  }

  /// Goes on from where another fit ended, on other points.
  init(
    continuing fit: DiscriminatorFit, on points: Points, from stream: inout NeuralNetworks.RandomStream,
    limit: Int, window: Int
  ) throws {
    let network = try Network<Double>(fit.network.architecture, initialisedFrom: &stream)
    network.restore(fit.network)
    self.init(network, points, limit: limit, window: window)
  }

  private init(_ network: Network<Double>, _ points: Points, limit: Int, window: Int) {
    let work = Workspace(network, rows: 1024)
    var (optimiser, reference, made) = (LimitedMemoryBFGS(), -Double.infinity, 0)
    var ending = Ending.limit
    while made < limit {
      guard optimiser.step(network.parameters, { work.loss(over: points, gradient: $0) }) else {
        ending = optimiser.gradientNorm <= DiscriminatorFit.stationaryGradient ? .stationary : .failed
        break
      }
      made += 1
      if made % window == 0 {
        if (optimiser.value - reference).magnitude < 1e-6 * optimiser.value.magnitude {
          ending = .window
          break
        }
        reference = optimiser.value
      }
    }
    self.network = network.snapshot()
    value = -optimiser.value
    self.ending = ending
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
