/// A layer with its widths and its place in the parameter buffer, as plain numbers.
///
/// Plans hold no references, so walking over them in a training step costs no reference counting.
struct LayerPlan {
  enum Kind {
    case dense, dropout, batchNormalisation, minibatchDiscrimination

    var couplesRows: Bool { self == .batchNormalisation || self == .minibatchDiscrimination }
  }

  var kind: Kind
  var inputs: Int
  var outputs: Int
  /// Affine outputs: `outputs` times the pieces of maxout; of a minibatch discrimination its kernels times dimensions.
  var width: Int
  var activation: Activation
  /// Where the weights (of a batch normalisation: the gains) begin.
  var weights: Int
  /// Where the biases (the shifts) begin.
  var biases: Int
  /// One past the last parameter of this layer.
  var parameterEnd: Int
  /// Where the running means begin in the network's statistics; the running variances follow them.
  var statistics = 0
  /// keep and scale of a dropout; momentum and epsilon of a batch normalisation.
  var first = 0.0
  var second = 0.0

  var pieces: Int { activation.pieces }

  static func plans(of architecture: Architecture) -> [LayerPlan] {
    var plans: [LayerPlan] = []
    var inputs = architecture.inputs
    var offset = 0
    var statistics = 0
    for layer in architecture.layers {
      var plan = LayerPlan(
        kind: .dense, inputs: inputs, outputs: inputs, width: inputs, activation: .identity,
        weights: offset, biases: offset, parameterEnd: offset, statistics: statistics)
      switch layer {
      case .dense(let dense):
        plan.outputs = dense.units
        plan.width = dense.units * dense.activation.pieces
        plan.activation = dense.activation
        plan.biases = offset + inputs * plan.width
        plan.parameterEnd = plan.biases + plan.width
      case .dropout(let dropout):
        plan.kind = .dropout
        plan.first = dropout.keep
        plan.second = dropout.scale
      case .batchNormalisation(let normalisation):
        plan.kind = .batchNormalisation
        plan.activation = normalisation.activation
        plan.biases = offset + inputs
        plan.parameterEnd = offset + 2 * inputs
        plan.first = normalisation.momentum
        plan.second = normalisation.epsilon
        statistics += 2 * inputs
      case .minibatchDiscrimination(let discrimination):
        plan.kind = .minibatchDiscrimination
        plan.outputs = inputs + discrimination.kernels
        plan.width = discrimination.kernels * discrimination.dimensions
        plan.biases = offset + inputs * plan.width
        plan.parameterEnd = plan.biases
      }
      plans.append(plan)
      inputs = plan.outputs
      offset = plan.parameterEnd
    }
    return plans
  }
}
