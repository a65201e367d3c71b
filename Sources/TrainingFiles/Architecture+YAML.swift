import NeuralNetworks
import Yams

/// Networks in a file: `layers` as a list, layer by layer,
///
///     layers:
///       - dense: {units: 128, activation: {maxout: 5}, weights: {uniform: 0.05}, biases: 0}
///       - dropout: {keep: 0.8, scale: 1}
///       - dense: {units: 1}
///
/// or, for a perceptron, in short: `layers: {hidden: [32, 32], activation: tanh}`.
extension Architecture {
  private static let allowed = "a list of layers, or {hidden: [units, ...], activation, weights, output}"

  init(reading value: YAMLValue?, inputs: Int, outputs: Int) throws {
    guard let value else {
      self = .perceptron(inputs: inputs, hidden: [32, 32], activation: .tanh, outputs: outputs)
      return
    }
    if value.node.sequence != nil {
      let layers = try value.list(Architecture.allowed).map { try Layer(reading: $0) }
      self.init(inputs: inputs, layers: layers)
      return
    }
    self = try value.section(Architecture.allowed) { section in
      let widths = try section["hidden"]?.list("a list of whole numbers").map { try $0.size() }
      let activation = try section["activation"].map { try Activation(reading: $0) }
      let weights = try section["weights"].map { try Initialisation(reading: $0) } ?? .glorot
      let output = try section["output"].map { try Activation(reading: $0) } ?? .identity
      let hidden = (widths ?? [32, 32]).map { Layer.dense($0, activation ?? .tanh, weights: weights) }
      return Architecture(inputs: inputs, layers: hidden + [.dense(outputs, output, weights: weights)])
    }
  }

  var yaml: Node { .block(layers.map(\.yaml)) }
}

extension Layer {
  private static let allowed =
    "dense: {...}, dropout: {...}, batch_normalisation: {...} or minibatch_discrimination: {...}"

  init(reading value: YAMLValue) throws {
    let (name, given) = try value.kind(Layer.allowed)
    let fields = given ?? YAMLValue(node: .empty, path: "\(value.path).\(name)")
    switch name {
    case "dense":
      self = try fields.section("{units, activation, weights, biases}") { section in
        .dense(
          try section.required("units", "a whole number, 1 or more").size(),
          try section["activation"].map { try Activation(reading: $0) } ?? .identity,
          weights: try section["weights"].map { try Initialisation(reading: $0) } ?? .glorot,
          biases: try section["biases"].map { try BiasInitialisation(reading: $0) } ?? .zeros)
      }
    case "dropout":
      self = try fields.section("{keep, scale}") { section in
        let keep = try section.required("keep", "above 0, at most 1").number("above 0, at most 1") {
          $0 > 0 && $0 <= 1
        }
        return .dropout(keep: keep, scale: try section["scale"]?.number("above 0") { $0 > 0 })
      }
    case "batch_normalisation":
      self = try fields.section("{activation, momentum, epsilon}") { section in
        var normalisation = BatchNormalisation()
        if let activation = section["activation"] {
          normalisation.activation = try Activation(reading: activation)
        }
        if let momentum = section["momentum"] {
          normalisation.momentum = try momentum.number("from 0, below 1") { $0 >= 0 && $0 < 1 }
        }
        if let epsilon = section["epsilon"] {
          normalisation.epsilon = try epsilon.number("above 0") { $0 > 0 }
        }
        return .batchNormalisation(normalisation)
      }
    case "minibatch_discrimination":
      self = try fields.section("{kernels, dimensions, weights}") { section in
        let count = "a whole number, 1 or more"
        return .minibatchDiscrimination(
          MinibatchDiscrimination(
            kernels: try section.required("kernels", count).size(),
            dimensions: try section.required("dimensions", count).size(),
            weights: try section["weights"].map { try Initialisation(reading: $0) } ?? .glorot))
      }
    default:
      throw value.refused(allowed: Layer.allowed)
    }
  }

  var yaml: Node {
    switch self {
    case .dense(let dense):
      return .line([
        (
          "dense",
          .line([
            ("units", Node(dense.units)), ("activation", dense.activation.yaml),
            ("weights", dense.weights.yaml), ("biases", dense.biases.yaml),
          ])
        )
      ])
    case .dropout(let dropout):
      return .line([("dropout", .line([("keep", Node(dropout.keep)), ("scale", Node(dropout.scale))]))])
    case .batchNormalisation(let normalisation):
      return .line([
        (
          "batch_normalisation",
          .line([
            ("activation", normalisation.activation.yaml), ("momentum", Node(normalisation.momentum)),
            ("epsilon", Node(normalisation.epsilon)),
          ])
        )
      ])
    case .minibatchDiscrimination(let discrimination):
      return .line([
        (
          "minibatch_discrimination",
          .line([
            ("kernels", Node(discrimination.kernels)), ("dimensions", Node(discrimination.dimensions)),
            ("weights", discrimination.weights.yaml),
          ])
        )
      ])
    }
  }
}

/// `tanh`, or `{leaky_relu: 0.2}` and `{maxout: 5}` with the slope and the pieces.
extension Activation {
  private static let names = Names<Activation>([
    "identity": .identity, "relu": .relu, "tanh": .tanh, "sigmoid": .sigmoid, "softplus": .softplus,
  ])
  private static let allowed = "\(names.list), {leaky_relu: slope}, {maxout: pieces}"

  init(reading value: YAMLValue) throws {
    let (name, argument) = try value.kind(Activation.allowed)
    switch (name, argument) {
    case ("leaky_relu", let slope?):
      self = .leakyReLU(slope: try slope.number("between 0 and 1") { $0 > 0 && $0 < 1 })
    case ("maxout", let pieces?):
      self = .maxout(pieces: try pieces.size(most: 1000))
    case (_, nil):
      guard let plain = Activation.names.value(name) else { fallthrough }
      self = plain
    default:
      throw value.refused(allowed: Activation.allowed)
    }
  }

  var yaml: Node {
    switch self {
    case .leakyReLU(let slope): return .line([("leaky_relu", Node(slope))])
    case .maxout(let pieces): return .line([("maxout", Node(pieces))])
    default: return Node(Activation.names.name(self))
    }
  }
}

/// `glorot`, `he`, `zeros`, or `{uniform: range}`, `{normal: standard deviation}`, `{orthogonal: gain}`.
extension Initialisation {
  private static let names = Names<Initialisation>(["glorot": .glorot, "he": .he, "zeros": .zeros])
  private static let allowed =
    "\(names.list), {uniform: range}, {normal: standard deviation}, {orthogonal: gain}"

  init(reading value: YAMLValue) throws {
    let (name, argument) = try value.kind(Initialisation.allowed)
    switch (name, argument) {
    case ("uniform", let range?): self = .uniform(range: try range.number("above 0") { $0 > 0 })
    case ("normal", let size?): self = .normal(standardDeviation: try size.number("above 0") { $0 > 0 })
    case ("orthogonal", let gain?): self = .orthogonal(gain: try gain.number("above 0") { $0 > 0 })
    case (_, nil):
      guard let plain = Initialisation.names.value(name) else { fallthrough }
      self = plain
    default: throw value.refused(allowed: Initialisation.allowed)
    }
  }

  var yaml: Node {
    switch self {
    case .uniform(let range): return .line([("uniform", Node(range))])
    case .normal(let size): return .line([("normal", Node(size))])
    case .orthogonal(let gain): return .line([("orthogonal", Node(gain))])
    default: return Node(Initialisation.names.name(self))
    }
  }
}

/// A number for all units, a list with one for each affine output, `{uniform: range}`, or `marginals`, the logits of the
/// data's.
extension BiasInitialisation {
  private static let allowed = "a number, a list of numbers, {uniform: range}, or marginals"

  init(reading value: YAMLValue) throws {
    if value.node.scalar?.string == "marginals" {
      self = .marginals
    } else if value.node.scalar != nil {
      self = .constant(value: try value.number(BiasInitialisation.allowed))
    } else if value.node.sequence != nil {
      self = .values(values: try value.list(BiasInitialisation.allowed).map { try $0.number() })
    } else {
      let (name, range) = try value.kind(BiasInitialisation.allowed)
      guard name == "uniform", let range else { throw value.refused(allowed: BiasInitialisation.allowed) }
      self = .uniform(range: try range.number("above 0") { $0 > 0 })
    }
  }

  var yaml: Node {
    switch self {
    case .constant(let number): return Node(number)
    case .values(let numbers): return .line(numbers.map { Node($0) })
    case .uniform(let range): return .line([("uniform", Node(range))])
    case .marginals: return Node("marginals")
    }
  }
}
