import MinimaxGame
import NeuralNetworks

/// A discriminator fitted to a weighted set of points by full-batch Adam: the same objective V for exact expectations
/// (nodes of a quadrature, weighted by both densities) and for a finite sample (1/n each).
struct DiscriminatorFit {
  /// x, the weight of log D there, and that of log(1 - D).
  struct Points: Sendable {
    var x: [Double] = []
    var data: [Double] = []
    var generator: [Double] = []
  }

  /// The network at the end.
  let network: NetworkSnapshot<Double>
  /// V over the points at the end.
  let value: Double
  /// Steps made.
  let steps: Int
  /// Whether V changed by less than 1e-6 relative over the last 1,000 steps (or as many as asked for).
  let settled: Bool

  /// Fits from a start drawn from `stream`, for at most `limit` steps, checked every `window`.
  init(
    _ architecture: Architecture, to points: Points, from stream: inout NeuralNetworks.RandomStream,
    limit: Int, window: Int, rate: Double = 5e-3
  ) throws {
    let network = try Network<Double>(architecture, initialisedFrom: &stream)
    let rows = points.x.count
    let work = Workspace(network, rows: rows)
    for i in 0..<rows { work.input[i] = points.x[i] }
    let optimiser = OptimiserState<Double>(
      .adam(rate: .linear(initial: rate, final: 0.02 * rate, end: limit)),
      parameterCount: network.parameters.count)
    var (value, reference, made, settled) = (0.0, -Double.infinity, 0, false)
    while made < limit, !settled, let parameters = network.parameters.baseAddress {
      work.forward(rows: rows, mode: .training)
      value = 0
      for i in 0..<rows {
        let logit = work.output[i]
        let (p, q) = (points.data[i], points.generator[i])
        value -= p * softplus(-logit) + q * softplus(logit)
        work.outputGradient[i] = p * logistic(-logit) - q * logistic(logit)
      }
      _ = work.backward(rows: rows, from: work.outputGradient, gradient: work.gradient)
      guard optimiser.update(parameters, gradient: work.gradient, .ascent) else { break }
      made += 1
      if made % window == 0 {
        settled = (value - reference).magnitude < 1e-6 * value.magnitude
        reference = value
      }
    }
    self.network = network.snapshot()
    self.value = value
    self.settled = settled
    steps = made
  }
}
