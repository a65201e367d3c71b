import ExperimentKit
import TrainingFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder of one training: what is where.
struct TrainingFolder {
  let path: String

  var configurationPath: String { "\(path)/config.yaml" }
  var evolutionPath: String { "\(path)/evolution.csv" }
  var checkpointPath: String { "\(path)/checkpoint.safetensors" }
  var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpointPath) }

  /// The folder of the networks at one step.
  func snapshotPath(_ step: Int) -> String { "\(path)/snapshots/\(step)" }

  /// The configuration of the run, if one was begun.
  func configuration() throws -> String? {
    guard FileManager.default.fileExists(atPath: configurationPath) else { return nil }
    return try TrainingFolder.text(at: configurationPath)
  }

  /// What a run starts from: the file `given`, or, where it goes on without one, the folder's own.
  func startingConfiguration(given path: String?, isResumed: Bool) throws -> String? {
    try isResumed && path == nil ? configuration() : path.map(TrainingFolder.text(at:))
  }

  /// Makes the folder, with its configuration, and clears away what a killed run was writing.
  func create(_ file: TrainingFile) throws {
    try TrainingFolder.makeFolder(path)
    try removeLeftovers()
    try writeAtomically(file.yaml(), to: configurationPath)
  }

  /// Removes files under the temporary names of atomic writes: `NAME.safetensors.PID.partial` and `tmp-PID-RANDOM`.
  private func removeLeftovers() throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: path)
    for name in names {
      let file = name.split(separator: "/").last ?? ""
      let isLeftover =
        file.wholeMatch(of: /[a-z]+\.safetensors\.[0-9]+\.partial|tmp-[0-9]+-[0-9a-z]+/) != nil
      if isLeftover { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
    }
  }

  /// A text from a file.
  static func text(at path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) cannot be read; allowed: a YAML file")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw TextError("\(path) is no text in UTF-8; allowed: a YAML file")
    }
    return text
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TextError("\(path) cannot be made a folder: \(error.localizedDescription)")
    }
  }
}
