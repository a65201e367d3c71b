import NeuralNetworks
import Testing

/// Networks small enough for differences in every weight, one for each thing that a layer can be.
struct NamedArchitecture: CustomTestStringConvertible, Sendable {
  let name: String
  let architecture: Architecture
  var testDescription: String { name }

  init(_ name: String, inputs: Int = 3, _ layers: [Layer]) {
    self.name = name
    architecture = Architecture(inputs: inputs, layers: layers)
  }

  static let all: [NamedArchitecture] =
    [
      ("identity", Activation.identity), ("ReLU", .relu), ("leaky ReLU", .leakyReLU(slope: 0.2)),
      ("tanh", .tanh), ("sigmoid", .sigmoid), ("softplus", .softplus), ("maxout of 3", .maxout(pieces: 3)),
    ].map { name, activation in
      NamedArchitecture(
        name, [.dense(5, activation, biases: .uniform(range: 0.5)), .dense(2, activation)])
    } + [
      NamedArchitecture("one layer", [.dense(1, .identity)]),
      NamedArchitecture("wider than a tile", [.dense(300, .tanh), .dense(1, .sigmoid)]),
      NamedArchitecture(
        "one input", inputs: 1, [.dense(4, .tanh), .dense(4, .softplus), .dense(1, .identity)]),
      NamedArchitecture(
        "dropout", [.dropout(keep: 0.8), .dense(6, .tanh), .dropout(keep: 0.5), .dense(2, .tanh)]),
      NamedArchitecture(
        "batch normalisation",
        [
          .dense(5, .identity), .batchNormalisation(BatchNormalisation(activation: .tanh)),
          .dense(4, .identity), .batchNormalisation(BatchNormalisation()), .dense(2, .sigmoid),
        ]),
      NamedArchitecture(
        "normalised inputs",
        [.batchNormalisation(BatchNormalisation(activation: .softplus)), .dense(2, .tanh)]),
      NamedArchitecture(
        "minibatch discrimination",
        [
          .dense(4, .tanh), .minibatchDiscrimination(MinibatchDiscrimination(kernels: 3, dimensions: 2)),
          .dense(2, .tanh),
        ]),
      NamedArchitecture(
        "minibatch discrimination first and last",
        [
          .minibatchDiscrimination(MinibatchDiscrimination(kernels: 20, dimensions: 1)), .dense(3, .softplus),
          .minibatchDiscrimination(
            MinibatchDiscrimination(kernels: 2, dimensions: 5, weights: .normal(standardDeviation: 0.5))),
        ]),
      NamedArchitecture(
        "everything",
        [
          .dropout(keep: 0.9), .dense(4, .maxout(pieces: 2)), .dense(5, .leakyReLU(slope: 0.1)),
          .batchNormalisation(BatchNormalisation(activation: .sigmoid)), .dense(3, .softplus),
          .dropout(keep: 0.7),
          .dense(2, .maxout(pieces: 4)),
        ]),
      manyPieces,
    ]

  /// Maxout layers whose backward pass goes through the winning pieces alone, with remainders of all vectors' lengths.
  static let manyPieces = NamedArchitecture(
    "maxout of many pieces",
    [
      .dense(23, .tanh), .dropout(keep: 0.6), .dense(18, .maxout(pieces: 5), biases: .uniform(range: 0.5)),
      .dropout(keep: 0.5), .dense(35, .maxout(pieces: 4)), .dense(2, .tanh),
    ])
}

/// A network with a loss L = Σ c y + ½ Σ y², whose value can be asked at any weights and inputs.
final class LossProbe {
  let network: Network<Double>
  let work: Workspace<Double>
  let rows: Int
  let factors: [Double]

  init(_ architecture: Architecture, rows: Int = 7, mode: PassMode = .training) throws {
    var stream = RandomStream(seed: 5, name: "probe")
    self.rows = rows
    network = try Network(architecture, initialisedFrom: &stream)
    for i in 0..<network.statistics.count { network.statistics[i] += 0.1 + 0.05 * Double(i % 5) }
    work = Workspace(network, rows: rows, withTangents: true)
    factors = LossProbe.normals(rows * architecture.outputs, &stream)
    for (i, x) in LossProbe.normals(rows * architecture.inputs, &stream).enumerated() { work.input[i] = x }
    work.forward(rows: rows, mode: mode)
  }

  static func normals(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { stream.fillNormal($0, mean: 0, standardDeviation: 1) }
    return values
  }

  /// L at the weights and inputs as they are, with the masks of the first pass.
  func loss(_ mode: PassMode) -> Double {
    work.forward(rows: rows, mode: mode)
    return (0..<factors.count).reduce(0) {
      $0 + factors[$1] * work.output[$1] + 0.5 * work.output[$1] * work.output[$1]
    }
  }

  /// dL/d(parameters) and dL/d(inputs).
  func gradients(_ mode: PassMode) -> (parameters: [Double], inputs: [Double]) {
    work.forward(rows: rows, mode: mode)
    for i in 0..<factors.count { work.outputGradient[i] = factors[i] + work.output[i] }
    let slopes = work.backward(rows: rows, from: work.outputGradient, gradient: work.gradient, inputs: true)
    let inputs = rows * network.architecture.inputs
    return (
      Array(UnsafeBufferPointer(start: work.gradient, count: network.parameters.count)),
      Array(UnsafeBufferPointer(start: slopes, count: inputs))
    )
  }

  /// (L(x + h) - L(x - h)) / 2h in one number, by Richardson's extrapolation from h = 1e-3 and 5e-4 where the
  /// function is smooth, from 1e-6 where it may have kinks.
  func difference(_ place: UnsafeMutablePointer<Double>, smooth: Bool, _ value: () -> Double) -> Double {
    let centre = place.pointee
    func quotient(_ h: Double) -> Double {
      place.pointee = centre + h
      let above = value()
      place.pointee = centre - h
      let below = value()
      place.pointee = centre
      return (above - below) / (2 * h)
    }
    return smooth ? (4 * quotient(5e-4) - quotient(1e-3)) / 3 : quotient(1e-6)
  }
}

extension Architecture {
  /// Whether no layer has a kink.
  var isSmooth: Bool {
    layers.allSatisfy { layer in
      switch layer {
      case .dense(let dense): dense.activation == .identity || !dense.activation.isPiecewiseLinear
      case .dropout: true
      case .minibatchDiscrimination: false
      case .batchNormalisation(let normalisation):
        normalisation.activation == .identity || !normalisation.activation.isPiecewiseLinear
      }
    }
  }
}

func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}
