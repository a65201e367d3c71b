import Foundation
import NeuralNetworks

/// All of a training's state at one step: a run that goes on from it has the same bits as one that never stopped.
public struct TrainingCheckpoint<Scalar: NetworkScalar>: Sendable, Equatable {
  /// What the training was asked for.
  public let configuration: TrainingConfiguration
  /// Both networks and the step.
  public let networks: TrainingSnapshot<Scalar>
  /// The running averages and update counts of both optimisers.
  let generatorAverages: [Scalar]
  let discriminatorAverages: [Scalar]
  let updates: [Int]
  /// The words of all random streams, four each.
  let streams: [UInt64]
  /// The state of the source of data.
  let source: [UInt64]
  /// What remedies of one's own keep of the weights.
  let remedyMemory: [Scalar]
  /// What whoever runs the training wants to find again: which data it was, say. It does not change the run.
  public var notes: [String: String] = [:]

  /// Writes the checkpoint as one safetensors file, at once or not at all.
  ///
  /// Its networks can be read by themselves, behind the prefixes `generator.` and `discriminator.`.
  public func save(to path: String) throws(NetworkError) {
    var tensors = networks.generator.tensors(prefix: "generator.")
    tensors.merge(networks.discriminator.tensors(prefix: "discriminator.")) { $1 }
    tensors["generator_averages"] = Tensor(generatorAverages, shape: [generatorAverages.count])
    tensors["discriminator_averages"] = Tensor(discriminatorAverages, shape: [discriminatorAverages.count])
    if !remedyMemory.isEmpty {
      tensors["remedy_memory"] = Tensor(remedyMemory, shape: [remedyMemory.count])
    }
    tensors["updates"] = Tensor(words: updates.map { UInt64($0) })
    tensors["streams"] = Tensor(words: streams)
    tensors["source"] = Tensor(words: source)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text: String
    do {
      text = String(decoding: try encoder.encode(configuration), as: UTF8.self)
    } catch {
      throw .unsupported(message: "the configuration cannot be written: \(error)")
    }
    var metadata = ["format": Self.format, "step": "\(networks.step)", "configuration": text]
    for (name, note) in notes { metadata[Self.notePrefix + name] = note }
    try Safetensors(tensors: tensors, metadata: metadata).writeWithChecksum(to: path)
  }

  /// Reads a checkpoint.
  ///
  /// - Throws: `NetworkError` naming the file and what was expected, also where a single byte was changed since.
  public static func load(from path: String) throws(NetworkError) -> TrainingCheckpoint {
    let file = try Safetensors(contentsOf: path)
    func unusable(_ expected: String, _ found: String) -> NetworkError {
      .unusableFile(path: path, expected: expected, found: found)
    }
    guard file.metadata["format"] == format, let step = file.metadata["step"].flatMap({ Int($0) }) else {
      throw unusable("a checkpoint (\(format))", file.metadata["format"] ?? "no format in the metadata")
    }
    try file.requireChecksum(at: path)
    guard
      let text = file.metadata["configuration"],
      let configuration = try? JSONDecoder().decode(TrainingConfiguration.self, from: Data(text.utf8))
    else { throw unusable("a configuration in the metadata", "none that can be read") }
    func numbers(_ name: String) throws(NetworkError) -> [Scalar] {
      guard let tensor = file.tensors[name], tensor.type == Scalar.safetensorsName,
        let values = tensor.values(as: Scalar.self)
      else {
        throw unusable("'\(name)' of type \(Scalar.safetensorsName)", file.tensors[name]?.type ?? "none")
      }
      return values
    }
    func words(_ name: String) throws(NetworkError) -> [UInt64] {
      guard let words = file.tensors[name]?.words else { throw unusable("words called '\(name)'", "none") }
      return words
    }
    let updates = try words("updates").map { Int($0) }
    guard updates.count == 2 else { throw unusable("2 update counts", "\(updates.count)") }
    let notes = file.metadata.filter { $0.key.hasPrefix(notePrefix) }.map {
      (String($0.key.dropFirst(notePrefix.count)), $0.value)
    }
    return TrainingCheckpoint(
      configuration: configuration,
      networks: TrainingSnapshot(
        step: step,
        generator: try NetworkSnapshot(
          file, prefix: "generator.", architecture: configuration.generator, path: path),
        discriminator: try NetworkSnapshot(
          file, prefix: "discriminator.", architecture: configuration.discriminator, path: path)),
      generatorAverages: try numbers("generator_averages"),
      discriminatorAverages: try numbers("discriminator_averages"), updates: updates,
      streams: try words("streams"), source: try words("source"),
      remedyMemory: file.tensors["remedy_memory"] == nil ? [] : try numbers("remedy_memory"),
      notes: Dictionary(uniqueKeysWithValues: notes))
  }

  private static var format: String { "minimax-checkpoint-2" }
  private static var notePrefix: String { "note." }
}
