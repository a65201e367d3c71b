import Foundation

/// Networks in safetensors files.
///
/// Layer i has `layers.i.weight` and `layers.i.bias`: of a dense layer the weights W of x W + b, inputs x units (the
/// transpose of PyTorch's), for maxout inputs x (pieces · units), piece-major; of a batch normalisation its gains and
/// shifts, and `layers.i.running_mean` and `layers.i.running_var`; of a minibatch discrimination T. The architecture is JSON in the metadata.
extension NetworkSnapshot {
  /// The tensors of this network, their names behind `prefix`.
  public func tensors(prefix: String = "") -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for part in NetworkPart.parts(of: architecture) {
      let source = part.isStatistic ? statistics : parameters
      tensors[prefix + part.name] = Tensor(Array(source[part.range]), shape: part.shape)
    }
    return tensors
  }

  /// The network of this architecture in `file`, its tensors' names behind `prefix`.
  ///
  /// - Throws: ``NetworkError/unusableFile(path:expected:found:)``, with `path` as the file's name, where a tensor is
  ///   missing, of another shape, or has a number that is not finite.
  public init(
    _ file: Safetensors, prefix: String = "", architecture: Architecture, path: String
  ) throws(NetworkError) {
    var parameters: [Scalar] = []
    var statistics: [Scalar] = []
    for part in NetworkPart.parts(of: architecture) {
      let name = prefix + part.name
      guard let tensor = file.tensors[name] else {
        throw .unusableFile(path: path, expected: "a tensor '\(name)' of shape \(part.shape)", found: "none")
      }
      guard tensor.shape == part.shape, let values = tensor.values(as: Scalar.self) else {
        throw .unusableFile(
          path: path, expected: "a tensor '\(name)' of shape \(part.shape)",
          found: "\(tensor.type) of shape \(tensor.shape)")
      }
      if let place = values.firstIndex(where: { !$0.isFinite }) {
        throw .unusableFile(
          path: path, expected: "finite numbers in '\(name)'", found: "\(values[place]) at index \(place)")
      }
      if part.isStatistic { statistics += values } else { parameters += values }
    }
    self.init(architecture: architecture, parameters: parameters, statistics: statistics)
  }

  /// Writes the network, its architecture, further texts and a checksum, at once or not at all.
  public func save(to path: String, metadata: [String: String] = [:]) throws(NetworkError) {
    var all = metadata
    all["architecture"] = try Self.json(architecture)
    try Safetensors(tensors: tensors(), metadata: all).writeWithChecksum(to: path)
  }

  /// Reads a network. Where the metadata have a `checksum`, as ``save(to:metadata:)`` writes it, the contents must have it;
  /// whoever changes a network by other means leaves it out.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - expected: the architecture that it must have; `nil` takes the one that the file names.
  /// - Throws: ``NetworkError`` naming the file and what was expected.
  public static func load(from path: String, expecting expected: Architecture? = nil) throws(NetworkError)
    -> NetworkSnapshot
  {
    try NetworkSnapshot(reading: Safetensors(contentsOf: path), at: path, expecting: expected)
  }

  /// The network in a file that has been read; as ``load(from:expecting:)``.
  public init(
    reading file: Safetensors, at path: String, expecting expected: Architecture? = nil
  ) throws(NetworkError) {
    if file.metadata["checksum"] != nil { try file.requireChecksum(at: path) }
    var found: Architecture?
    if let text = file.metadata["architecture"] {
      found = try? JSONDecoder().decode(Architecture.self, from: Data(text.utf8))
    }
    guard let architecture = expected ?? found else {
      throw .unusableFile(
        path: path, expected: "an architecture in the metadata, as Minimax writes it", found: "none")
    }
    try architecture.validate()
    try self.init(file, architecture: architecture, path: path)
  }

  private static func json(_ architecture: Architecture) throws(NetworkError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return String(decoding: try encoder.encode(architecture), as: UTF8.self)
    } catch {
      throw .unsupported(message: "the architecture cannot be written: \(error)")
    }
  }
}

/// A named piece of a network's parameters or statistics.
private struct NetworkPart {
  let name: String
  let shape: [Int]
  let range: Range<Int>
  var isStatistic = false

  static func parts(of architecture: Architecture) -> [NetworkPart] {
    LayerPlan.plans(of: architecture).enumerated().flatMap { index, plan -> [NetworkPart] in
      let name = "layers.\(index)"
      let (weights, biases, end) = (plan.weights, plan.biases, plan.parameterEnd)
      switch plan.kind {
      case .dropout:
        return []
      case .dense:
        return [
          NetworkPart(name: "\(name).weight", shape: [plan.inputs, plan.width], range: weights..<biases),
          NetworkPart(name: "\(name).bias", shape: [plan.width], range: biases..<end),
        ]
      case .minibatchDiscrimination:
        return [
          NetworkPart(name: "\(name).weight", shape: [plan.inputs, plan.width], range: weights..<biases)
        ]
      case .batchNormalisation:
        let (width, start) = (plan.inputs, plan.statistics)
        return [
          NetworkPart(name: "\(name).weight", shape: [width], range: weights..<biases),
          NetworkPart(name: "\(name).bias", shape: [width], range: biases..<end),
          NetworkPart(
            name: "\(name).running_mean", shape: [width], range: start..<start + width, isStatistic: true),
          NetworkPart(
            name: "\(name).running_var", shape: [width], range: start + width..<start + 2 * width,
            isStatistic: true),
        ]
      }
    }
  }
}
