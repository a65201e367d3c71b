import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// D alone trained against a fixed G: its gap to D* split into approximation, estimation and optimisation.
///
/// gap = approximation + estimation + optimisation by definition:
/// approximation is the gap of the best of some restarts trained on exact expectations, estimation that of a D trained
/// on the finite sample until it settles, minus the former, and optimisation that of a D trained by minibatches, minus
/// the former. Signs are free but for the first.
///
/// Exact expectations are sums over nodes. A D that is steep between two nodes does what it likes there, so each fit is
/// refitted on nodes that are dense where it is steep, until its gap over the nodes is the integrated one.
///
/// A D that is trained on a sample until it settles may learn it by heart: its logits then grow without bound where
/// single points can be told apart, and its gap, taken under the laws and not over the sample, with them. That is a
/// result, and why estimation is to be read by its median.
///
/// The full size has six pairs, six shapes and two sizes of sample. A fit that does not settle makes 50,000 passes over
/// its sample: H = 32 and samples of 4,000 would take ten times as long, hours on a busy machine.
public struct LearnedDiscriminatorExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// Pairs of data and generator, `data | generator`.
    public var pairs: [String]
    /// H and the number of hidden layers.
    public var widths: [Int]
    public var depths: [Int]
    /// n of data and of the generator.
    public var sampleSizes: [Int]
    /// Minibatch steps of the D as trained.
    public var trainedSteps: [Int]
    /// Starts of the D that is trained on exact expectations.
    public var restarts: Int
    /// The most full-batch steps, and over how many V must stand still.
    public var limit: Int
    public var window: Int
  }

  public struct Setting: Sendable {
    let pair: String
    let width: Int
    let depth: Int
  }

  public let name = "learned-discriminator"
  public let title = "What keeps a learned D from D*"
  public let claim = Claim(
    "For G fixed, D* is the best D; with capacity, samples and steps the learned D tends to it.",
    reference: "Proposition 1, and Section 4.2's 'enough capacity'")

  static let rows = Table(
    "learned-discriminator", "One D trained alone, its gap split.",
    [
      .text("data", "law of the data"), .text("generator", "law of the fixed generator"),
      .integer("width", "H"), .integer("depth", "hidden layers"),
      .integer("sample_size", "n of each law"),
      .integer("trained_steps", "minibatch steps of the D as trained"),
      .estimate("criterion", unit: "nat", "C(G)"),
      .estimate(
        "value", unit: "nat",
        "V(G, D) of the D as trained, summed over quantiles of both laws: another route than the gap's"),
      .estimate("gap", unit: "nat", "V(G, D*) - V(G, D) of the D as trained, integrated by itself"),
      .estimate("approximation", unit: "nat", "gap of the best D trained on exact expectations"),
      .number(
        "node_gap", unit: "nat",
        "the same over the nodes it was trained on: another where D is steep between nodes"),
      .text("approximation_ending", "why its training ended, as `ending`"),
      .integer("approximation_settled", "how many of its restarts ended by `window` or `stationary`"),
      .number("restart_spread", unit: "nat", "largest minus least gap among its restarts"),
      .estimate("estimation", unit: "nat", "gap of the D that settled on the sample, minus the former"),
      .number(
        "sample_value", unit: "nat", "V of that D over the sample; above C(G) it has learned the sample"),
      .integer("estimation_steps", "its full-batch steps"),
      .integer(
        "estimation_starts", "how many starts it took: after one that ended by `failed` comes another"),
      .text(
        "ending",
        "why it ended: `window`, V changed by less than 1e-6 relative over the last steps; `stationary`, no step raises "
          + "V and its gradient is shorter than 1e-5; `limit`; `failed`, no step raises V at a longer one"),
      .boolean("separable", "whether its V on the sample came above -1e-3: the sample can be told apart"),
      .estimate("optimisation", unit: "nat", "gap of the D as trained, minus that of the settled one"),
      .verdict,
    ], keys: ["data", "generator", "width", "depth", "sample_size", "trained_steps"])
  public let tables = [rows]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = Parameters(
      pairs: [
        "normal(0, 1) | normal(1, 1)", "normal(0, 1) | normal(0, 2)", "laplace(0, 1) | normal(0, 1.4)",
        "0.5*normal(-2, 0.5) + 0.5*normal(2, 0.5) | normal(0, 2)", "uniform(-1, 1) | normal(0, 1)",
        "normal(0, 1) | normal(4, 0.5)",
      ], widths: [4, 16], depths: [1], sampleSizes: [100, 1000], trainedSteps: [200, 2000], restarts: 3,
      limit: 50_000, window: 1000)
    switch size {
    case .quick:
      (result.widths, result.depths, result.sampleSizes, result.trainedSteps) = ([8], [1], [100], [100])
      (result.restarts, result.limit, result.window) = (1, 300, 100)
    case .standard: break
    case .full:
      (result.widths, result.depths) = ([2, 8, 16], [1, 2])
      result.trainedSteps = [200, 2000, 20_000]
    }
    return result
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Setting>] {
    guard parameters.restarts > 0, parameters.window > 0 else {
      throw ExperimentError.invalidParameter(name: "restarts", value: "0", allowed: "1 or more")
    }
    return parameters.pairs.flatMap { pair in
      parameters.widths.flatMap { width in
        parameters.depths.map { depth in
          Cell(
            "pair=\(pair),width=\(width),depth=\(depth)", Setting(pair: pair, width: width, depth: depth),
            cost: Double((width + 8) * depth))
        }
      }
    }
  }

  public func rows(
    for cell: Cell<Setting>, _ parameters: Parameters, random: inout ExperimentKit.RandomStream
  ) throws -> Rows {
    let setting = cell.payload
    let texts = setting.pair.split(separator: "|").map(String.init)
    guard texts.count == 2 else {
      throw ExperimentError.invalidParameter(name: "pairs", value: setting.pair, allowed: "data | generator")
    }
    let game = MinimaxGame(data: try Distribution(texts[0]), generator: try Distribution(texts[1]))
    let shape = Architecture.perceptron(
      inputs: 1, hidden: Array(repeating: setting.width, count: setting.depth), activation: .tanh, outputs: 1)
    let criterion = try game.criterion(tolerance: Self.tolerance())
    var stream = NeuralNetworks.RandomStream(seed: random.seed(for: "starts"), name: "starts")
    let nodes = try DiscriminatorFit.Points(game)
    let exact = try (0..<parameters.restarts).map { _ in
      try ExactFit(shape, game, nodes, from: &stream, parameters)
    }.sorted { $0.gap.value < $1.gap.value }
    let best = exact[0]
    func start(on points: DiscriminatorFit.Points) throws -> DiscriminatorFit {
      try DiscriminatorFit(
        shape, to: points, from: &stream, limit: parameters.limit, window: parameters.window)
    }
    var rows = Rows()
    for size in parameters.sampleSizes {
      let data = (0..<size).map { _ in game.data.sample(using: &random) }
      let generator = (0..<size).map { _ in game.generator.sample(using: &random) }
      let sample = DiscriminatorFit.Points(data: data, generator: generator)
      var (fit, starts) = (try start(on: sample), 1)
      while fit.ending == .failed, starts < max(parameters.restarts, 3) {
        (fit, starts) = (try start(on: sample), starts + 1)
      }
      let settled = try Self.gap(of: fit.network, game)
      for steps in parameters.trainedSteps {
        let network = try Self.trained(
          shape, data, generator, steps: steps, seed: random.seed(for: "\(size),\(steps)"))
        let trained = try Self.gap(of: network, game)
        rows.append(
          [
            "data": "\(game.data)", "generator": "\(game.generator)", "width": setting.width,
            "depth": setting.depth, "sample_size": size, "trained_steps": steps, "criterion": criterion,
            "value": try network.onTheLine(near: game).valueOverQuantiles(in: game),
            "gap": trained, "approximation": best.gap, "node_gap": best.nodeGap,
            "approximation_ending": best.fit.ending.rawValue,
            "approximation_settled": exact.count { $0.fit.isSettled },
            "restart_spread": exact[exact.count - 1].gap.value - best.gap.value,
            "estimation": settled - best.gap, "sample_value": fit.value,
            "estimation_steps": fit.steps, "estimation_starts": starts,
            "ending": fit.ending.rawValue, "separable": fit.value > -1e-3,
            "optimisation": trained - settled,
            "verdict": verdict(of: criterion, trained, best.gap, settled),
          ], to: Self.rows)
      }
    }
    return rows
  }

  /// A D trained by minibatches from the two samples, with momentum, as Algorithm 1 trains it.
  private static func trained(
    _ shape: Architecture, _ data: [Double], _ generator: [Double], steps: Int, seed: UInt64
  ) throws -> NetworkSnapshot<Double> {
    var stream = NeuralNetworks.RandomStream(seed: seed, name: "minibatches")
    let network = try Network<Double>(shape, initialisedFrom: &stream)
    let half = Self.minibatch
    let work = Workspace(network, rows: 2 * half)
    let optimiser = OptimiserState<Double>(
      .momentum(rate: .constant(value: Self.rate), momentum: .constant(value: Self.momentum)),
      parameterCount: network.parameters.count)
    for _ in 0..<steps {
      for i in 0..<half {
        work.input[i] = data[stream.index(below: data.count)]
        work.input[half + i] = generator[stream.index(below: generator.count)]
      }
      work.forward(rows: 2 * half, mode: .training)
      for i in 0..<half {
        work.outputGradient[i] = sigmoid(-work.output[i]) / Double(half)
        work.outputGradient[half + i] = -sigmoid(work.output[half + i]) / Double(half)
      }
      _ = work.backward(rows: 2 * half, from: work.outputGradient, gradient: work.gradient)
      guard let parameters = network.parameters.baseAddress,
        optimiser.update(parameters, gradient: work.gradient, .ascent)
      else { break }
    }
    return network.snapshot()
  }
}
