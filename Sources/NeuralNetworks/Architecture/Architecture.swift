/// The shape of a network as a plain value: how many inputs, and which layers follow.
///
///     // 1-32-32-1 with tanh, as a generator on the line
///     Architecture(inputs: 1, layers: [.dense(32, .tanh), .dense(32, .tanh), .dense(1, .identity)])
public struct Architecture: Codable, Hashable, Sendable {
  /// Numbers in a row of input.
  public var inputs: Int
  /// The layers, from the input on.
  public var layers: [Layer]

  /// A network of these layers on rows of `inputs` numbers.
  public init(inputs: Int, layers: [Layer]) {
    self.inputs = inputs
    self.layers = layers
  }

  /// A perceptron: dense layers of the `hidden` widths with one activation, then a linear layer of `outputs`.
  public static func perceptron(
    inputs: Int, hidden: [Int], activation: Activation, outputs: Int, weights: Initialisation = .glorot
  ) -> Architecture {
    let inner = hidden.map { Layer.dense($0, activation, weights: weights) }
    return Architecture(inputs: inputs, layers: inner + [.dense(outputs, .identity, weights: weights)])
  }

  /// Numbers in a row of output.
  public var outputs: Int {
    LayerPlan.plans(of: self).last?.outputs ?? inputs
  }

  /// Whether a row's output depends on the other rows of the minibatch in training (batch normalisation, minibatch
  /// discrimination).
  public var couplesRows: Bool {
    layers.contains { layer in
      switch layer {
      case .batchNormalisation, .minibatchDiscrimination: true
      case .dense, .dropout: false
      }
    }
  }

  /// Whether training draws random numbers in the passes (dropout).
  public var isRandom: Bool {
    layers.contains { if case .dropout = $0 { true } else { false } }
  }

  /// The same layers with the biases `.marginals` replaced by numbers.
  ///
  /// - Parameter biases: one number for each affine output of such a layer.
  public func settingMarginals(_ biases: [Double]) -> Architecture {
    var result = self
    for (index, layer) in layers.enumerated() {
      guard case .dense(var dense) = layer, dense.biases == .marginals else { continue }
      dense.biases = .values(values: biases)
      result.layers[index] = .dense(dense)
    }
    return result
  }

  /// The first layer whose biases still wait for data.
  var waitingLayer: Int? {
    layers.firstIndex { if case .dense(let dense) = $0 { dense.biases == .marginals } else { false } }
  }

  /// Weights and biases in all.
  public var parameterCount: Int {
    LayerPlan.plans(of: self).last?.parameterEnd ?? 0
  }

  /// Numbers that all layers make of one row: its input and the affine outputs.
  public var numbersPerRow: Int {
    LayerPlan.plans(of: self).reduce(inputs) { $0 + max($1.width, $1.outputs) }
  }

  /// Floating-point operations of one forward pass of one row: two for each weight of the affine maps, from the
  /// shapes alone; activations, biases and distances between rows are not counted. A backward pass costs twice as many.
  public var operationsPerRow: Int {
    LayerPlan.plans(of: self).reduce(0) { sum, plan in
      switch plan.kind {
      case .dense, .minibatchDiscrimination: sum + 2 * plan.inputs * plan.width
      case .dropout, .batchNormalisation: sum
      }
    }
  }

  /// Floating-point operations of one forward pass of one row among `rows`: ``operationsPerRow``, and for minibatch
  /// discrimination the distances of all pairs of rows, three for each kernel and dimension (difference, size, sum).
  public func operationsPerRow(among rows: Int) -> Int {
    layers.reduce(operationsPerRow) { sum, layer in
      guard case .minibatchDiscrimination(let closeness) = layer else { return sum }
      return sum + 3 * rows * closeness.kernels * closeness.dimensions / 2
    }
  }

  /// Throws where a number is out of its range, naming the layer.
  public func validate() throws(NetworkError) {
    func require(_ holds: Bool, _ layer: Int, _ message: String) throws(NetworkError) {
      if !holds { throw .invalidArchitecture(layer: layer, message: message) }
    }
    // Products of a few of these stay far within Int.
    let most = 1_000_000
    func requireSize(_ size: Int, _ layer: Int, _ name: String) throws(NetworkError) {
      try require(size > 0, layer, "\(name) is \(size); allowed: 1 or more")
      try require(size <= most, layer, "\(name) is \(size); allowed: at most \(most)")
    }
    try require(inputs > 0, 0, "a network needs at least one input, not \(inputs)")
    try requireSize(inputs, 0, "inputs")
    try require(!layers.isEmpty, 0, "a network needs at least one layer")
    for (index, layer) in layers.enumerated() {
      switch layer {
      case .dense(let dense):
        try requireSize(dense.units, index, "units")
        try require(
          (1...256).contains(dense.activation.pieces), index,
          "pieces is \(dense.activation.pieces); allowed: 1 to 256")
        if case .leakyReLU(let slope) = dense.activation {
          try require(slope > 0 && slope < 1, index, "slope is \(slope); allowed: between 0 and 1")
        }
        if case .values(let values) = dense.biases {
          let count = dense.units * dense.activation.pieces
          try require(values.count == count, index, "\(values.count) biases for \(count) affine outputs")
        }
      case .dropout(let dropout):
        try require(
          dropout.keep > 0 && dropout.keep <= 1, index, "keep is \(dropout.keep); allowed: in (0, 1]")
        try require(dropout.scale.isFinite && dropout.scale > 0, index, "scale is \(dropout.scale)")
      case .batchNormalisation(let normalisation):
        try require(
          normalisation.activation.pieces == 1, index, "batch normalisation cannot be followed by maxout")
        try require(
          normalisation.momentum >= 0 && normalisation.momentum < 1, index,
          "momentum is \(normalisation.momentum); allowed: in [0, 1)")
        try require(normalisation.epsilon > 0, index, "epsilon is \(normalisation.epsilon); allowed: above 0")
      case .minibatchDiscrimination(let discrimination):
        let (kernels, dimensions) = (discrimination.kernels, discrimination.dimensions)
        try requireSize(kernels, index, "kernels")
        try requireSize(dimensions, index, "dimensions")
      }
    }
  }
}
