import ExperimentKit
import Foundation

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/experiment-kit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// What a user sees of the folder: each file's bytes by name, without what differs between machines.
  func published(under subfolder: String = "") throws -> [String: Data] {
    let folder = subfolder.isEmpty ? path : "\(path)/\(subfolder)"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let shown = names.filter { !$0.hasPrefix(".") && $0 != "provenance.json" }
    return try Dictionary(
      uniqueKeysWithValues: shown.map {
        ($0, try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
      })
  }

  /// All files below the hidden folder, relative to it.
  func hidden() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(path)/.minimax").filter {
      var isDirectory: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: "\(path)/.minimax/\($0)", isDirectory: &isDirectory)
      return exists && !isDirectory.boolValue
    }
  }
}

/// What a plan publishes in a fresh folder in one go on one thread: what every other way must equal.
func reference(_ plan: Plan) throws -> [String: Data] {
  let folder = try TemporaryFolder()
  _ = try Run(plan, RunOptions(folder: folder.path, jobs: 1)).execute()
  return try folder.published()
}
