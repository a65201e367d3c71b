/// Writes a text to a file that appears whole or not at all: under a temporary name beside it, then renamed.
///
/// - Throws: ``ExperimentError/file(path:line:message:)`` when the folder cannot be written to.
public func writeAtomically(_ text: String, to path: String) throws {
  let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  do {
    try AtomicFile.write(text, to: path, temporaryFolder: folder)
  } catch let error as ExperimentError {
    guard case .file(_, _, let message) = error else { throw error }
    throw ExperimentError.file(path: path, line: nil, message: "cannot be written: \(message)")
  }
}
