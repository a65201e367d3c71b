#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of results that can be written to, with the hidden folder where runs keep their state.
package struct ResultsFolder: Sendable {
  /// Where it is.
  package let path: String

  /// Makes the folder if needed, and proves that files can be written there, before any work is done.
  package init(preparing path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: "\(path)/.minimax", withIntermediateDirectories: true)
      for folder in [path, hidden] {
        let probe = "\(folder)/.probe-\(uniqueName())"
        _ = try File(creating: probe)
        try FileManager.default.removeItem(atPath: probe)
      }
      removeAbandoned()
    } catch {
      throw ExperimentError.unwritableFolder(path: path, reason: Self.reason(for: error, path: path))
    }
  }

  /// Where journals, locks and temporary files live.
  package var hidden: String { "\(path)/.minimax" }

  /// The state of an experiment's runs.
  package func stateFolder(of experiment: String) -> String { "\(hidden)/\(experiment)" }

  /// Removes temporary files that a process killed a day ago or earlier has left.
  private func removeAbandoned() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: hidden)) ?? []
    where name.hasPrefix("tmp-") {
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(hidden)/\(name)")
      guard let date = attributes?[.modificationDate] as? Date, date < Date.now - 86_400 else { continue }
      Self.remove("\(hidden)/\(name)")
    }
  }

  /// Makes a folder with all that leads to it.
  package static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ExperimentError.unwritableFolder(path: path, reason: reason(for: error, path: path))
    }
  }

  /// Removes a file or folder if it is there.
  package static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  private static func reason(for error: any Error, path: String) -> String {
    if case ExperimentError.file(_, _, let message) = error { return message }
    // Foundation's own sentence names its domain and code; the system's is for the user.
    var folder = path
    while true {
      var isDirectory = false
      if FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory) {
        return isDirectory ? "no right to write in \(folder)" : "\(folder) is not a folder"
      }
      let parent = folder.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
        separator: "/")
      guard parent != folder, !parent.isEmpty else { return "no right to make it" }
      folder = parent
    }
  }
}
