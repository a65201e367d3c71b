/// A network from the line to the line at rest, x = G(z), in Double: its values, derivatives and bounds of them.
///
/// Bounds of G' and G'' over whole intervals of z are what makes a list of turning points complete: sampling misses
/// some, an interval that excludes 0 does not.
///
///     let g = try LineMap(training.generator.snapshot())
///     g.turningPoints(in: Bounds(-9, 9))
public struct LineMap: Sendable {
  /// An affine map and an activation; batch normalisation at rest and dropout's mean are affine maps too.
  struct Stage: Sendable {
    let inputs: Int
    let outputs: Int
    let activation: Activation
    /// Row-major, affine outputs x inputs: one unit's weights lie together.
    let weights: [Double]
    let biases: [Double]
    /// The same rows of weights, eight numbers at a time, the last of a row filled up with zeros.
    let vectors: [SIMD8<Double>]

    init(inputs: Int, outputs: Int, activation: Activation, weights: [Double], biases: [Double]) {
      (self.inputs, self.outputs, self.activation) = (inputs, outputs, activation)
      (self.weights, self.biases) = (weights, biases)
      vectors = biases.indices.flatMap { row in
        weights[(row * inputs)..<((row + 1) * inputs)].inVectors
      }
    }
  }

  let stages: [Stage]
  let widest: Int
  /// Whether G has kinks instead of curvature.
  public let isPiecewiseLinear: Bool

  /// Whether G has two continuous derivatives: no rectifier, no maxout.
  public var isSmooth: Bool {
    stages.allSatisfy { $0.activation == .identity || !$0.activation.isPiecewiseLinear }
  }

  /// The map of a network with one input and one output, its weights converted to Double.
  ///
  /// - Throws: ``NetworkError/unsupported(message:)`` for other widths, and for minibatch discrimination.
  public init<Scalar>(_ network: NetworkSnapshot<Scalar>) throws(NetworkError) {
    let architecture = network.architecture
    guard architecture.inputs == 1, architecture.outputs == 1 else {
      throw .unsupported(
        message: "a map of the line needs 1 input and 1 output; "
          + "this network has \(architecture.inputs) and \(architecture.outputs)")
    }
    let parameters = network.parameters.map { Double($0) }
    let statistics = network.statistics.map { Double($0) }
    stages = try LayerPlan.plans(of: architecture).map { (plan) throws(NetworkError) in
      switch plan.kind {
      case .minibatchDiscrimination:
        throw .unsupported(
          message: "minibatch discrimination makes the output depend on other rows: it is no map of the line")
      case .dense:
        var transposed = [Double](repeating: 0, count: plan.inputs * plan.width)
        for i in 0..<plan.inputs {
          for j in 0..<plan.width {
            transposed[j * plan.inputs + i] = parameters[plan.weights + i * plan.width + j]
          }
        }
        return Stage(
          inputs: plan.inputs, outputs: plan.outputs, activation: plan.activation, weights: transposed,
          biases: Array(parameters[plan.biases..<plan.biases + plan.width]))
      case .dropout:
        return Stage(diagonal: [Double](repeating: plan.first * plan.second, count: plan.inputs))
      case .batchNormalisation:
        let columns = 0..<plan.inputs
        let factors = columns.map {
          parameters[plan.weights + $0]
            / (statistics[plan.statistics + plan.inputs + $0] + plan.second).squareRoot()
        }
        let shifts = columns.map {
          parameters[plan.biases + $0] - factors[$0] * statistics[plan.statistics + $0]
        }
        return Stage(diagonal: factors, biases: shifts, activation: plan.activation)
      }
    }
    widest = stages.map { max($0.biases.count, $0.inputs) }.max() ?? 1
    isPiecewiseLinear = stages.allSatisfy { $0.activation.isPiecewiseLinear }
  }

  /// |b| + Σ |w| of the output: how large the terms of its sum may be where the last units are bounded by 1.
  public var sumOfOutputWeights: Double {
    guard let last = stages.last else { return 0 }
    return (last.weights + last.biases).reduce(0) { $0 + $1.magnitude }
  }

  /// Where a unit of the first layer changes over, and on what length.
  public struct Transition: Hashable, Sendable {
    /// The zero of w z + b.
    public var position: Double
    /// 1/|w|.
    public var width: Double
  }

  /// The transitions of the first layer that has an activation: steps of the network that no sampling need find.
  public var firstTransitions: [Transition] {
    var (factor, shift) = (1.0, 0.0)
    for stage in stages {
      if stage.inputs == 1, stage.weights.count == 1, stage.activation == .identity {
        // Batch normalisation or dropout of the input.
        (factor, shift) = (stage.weights[0] * factor, stage.weights[0] * shift + stage.biases[0])
        continue
      }
      guard stage.inputs == 1 else { return [] }
      return zip(stage.weights, stage.biases).compactMap { weight, bias in
        let slope = weight * factor
        guard slope != 0, slope.isFinite else { return nil }
        return Transition(position: -(weight * shift + bias) / slope, width: 1 / slope.magnitude)
      }
    }
    return []
  }

  /// G, G' and G'' at one z.
  public struct Jet: Hashable, Sendable {
    /// G(z).
    public var value: Double
    /// G'(z); at a kink that of the side on which the rectifier is 0.
    public var first: Double
    /// G''(z); 0 off the kinks of a piecewise linear network.
    public var second: Double
  }

  /// G(z).
  public func callAsFunction(_ z: Double) -> Double { jet(at: z).value }

  /// G, G' and G'' at z, by the chain rule carried forward: a' = φ' z', a'' = φ'' z'² + φ' z''.
  public func jet(at z: Double) -> Jet {
    var jets = [Jet(value: z, first: 1, second: 0)]
    for stage in stages {
      jets = stage.activation.jets(stage.affine(jets), units: stage.outputs)
    }
    return jets[0]
  }
}

extension LineMap.Stage {
  /// x W + b and its derivatives.
  func affine(_ jets: [LineMap.Jet]) -> [LineMap.Jet] {
    weights.withUnsafeBufferPointer { weights in
      (0..<biases.count).map { unit in
        var sum = LineMap.Jet(value: biases[unit], first: 0, second: 0)
        for i in 0..<inputs {
          let w = weights[unit * inputs + i]
          sum.value += w * jets[i].value
          sum.first += w * jets[i].first
          sum.second += w * jets[i].second
        }
        return sum
      }
    }
  }

  init(diagonal: [Double], biases: [Double]? = nil, activation: Activation = .identity) {
    let count = diagonal.count
    var weights = [Double](repeating: 0, count: count * count)
    for i in 0..<count { weights[i * count + i] = diagonal[i] }
    self.init(
      inputs: count, outputs: count, activation: activation, weights: weights,
      biases: biases ?? [Double](repeating: 0, count: count))
  }
}

extension Activation {
  /// The activation of affine jets, whose pieces lie piece-major.
  func jets(_ affine: [LineMap.Jet], units: Int) -> [LineMap.Jet] {
    if case .maxout(let pieces) = self {
      return (0..<units).map { unit in
        var best = affine[unit]
        for piece in 1..<max(pieces, 1) where affine[piece * units + unit].value > best.value {
          best = affine[piece * units + unit]
        }
        return best
      }
    }
    return affine.map { z in
      let (value, slope, curvature) = derivatives(at: z.value)
      return LineMap.Jet(
        value: value, first: slope * z.first, second: curvature * z.first * z.first + slope * z.second)
    }
  }

  /// φ, φ' and φ'' at z, not for maxout.
  func derivatives(at z: Double) -> (value: Double, slope: Double, curvature: Double) {
    switch self {
    case .identity, .maxout: return (z, 1, 0)
    case .relu: return z > 0 ? (z, 1, 0) : (0, 0, 0)
    case .leakyReLU(let slope): return z > 0 ? (z, 1, 0) : (slope * z, slope, 0)
    case .tanh:
      let (a, slope) = Activation.tangentAndSlope(z)
      return (a, slope, -2 * a * slope)
    case .sigmoid:
      let slope = Activation.tangentSlope(z / 2) / 4
      return (Double.logistic(z), slope, -Double.hyperbolicTangent(z / 2) * slope)
    case .softplus:
      return (Double.softplus(z), Double.logistic(z), Activation.tangentSlope(z / 2) / 4)
    }
  }

  /// tanh z and 1 - tanh² z, to full relative accuracy, by one exponential.
  @inline(__always)
  static func tangentAndSlope(_ z: Double) -> (value: Double, slope: Double) {
    guard abs(z) > 0.5 else {
      let a = Double.hyperbolicTangent(z)
      // |a| < 0.47, so that nothing cancels.
      return (a, 1 - a * a)
    }
    let e = Double.exponential(-2 * abs(z))
    let sum = 1 + e
    let value = (1 - e) / sum
    return (z < 0 ? -value : value, 4 * e / (sum * sum))
  }

  /// 1 - tanh² z = 4 e^(-2|z|) / (1 + e^(-2|z|))², to full relative accuracy.
  static func tangentSlope(_ z: Double) -> Double {
    let e = Double.exponential(-2 * abs(z))
    return 4 * e / ((1 + e) * (1 + e))
  }
}
