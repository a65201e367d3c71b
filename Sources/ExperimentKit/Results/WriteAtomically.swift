#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Writes a text to a file that appears whole or not at all: under a temporary name beside it, then renamed.
///
/// A symbolic link is followed. What is there and is no regular file, a device or a pipe, is left alone.
///
/// - Throws: ``ExperimentError/file(path:line:message:)`` when the folder cannot be written to, or something that is no
///   regular file has the name.
public func writeAtomically(_ text: String, to path: String) throws {
  try writeAtomically(text.utf8, to: path)
}

/// Writes bytes to a file that appears whole or not at all, as the other does a text.
public func writeAtomically(_ bytes: some Collection<UInt8>, to path: String) throws {
  var target = path
  if let resolved = realpath(path, nil) {
    target = String(cString: resolved)
    free(resolved)
    var status = stat()
    guard stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ExperimentError.file(
        path: path, line: nil, message: "cannot be written: it is there and is no regular file")
    }
  }
  let folder = target.lastIndex(of: "/").map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
  do {
    try AtomicFile.write(bytes, to: target, temporaryFolder: folder)
  } catch let error as ExperimentError {
    guard case .file(_, _, let message) = error else { throw error }
    throw ExperimentError.file(path: path, line: nil, message: "cannot be written: \(message)")
  }
}
