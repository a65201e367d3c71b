#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where output goes.
enum Terminal {
  /// Whether standard output is a terminal, and not a pipe or a file.
  static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Sends on what was printed.
  static func flush() { fflush(nil) }

  /// Writes all of a text to standard output.
  ///
  /// - Throws: a ``TextError`` when it cannot be written, as on a full disk.
  static func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Self.writeBytes($0) }
      guard count > 0 else {
        throw TextError("standard output cannot be written to: \(String(cString: strerror(errno)))")
      }
      rest = rest.dropFirst(count)
    }
  }

  private static func writeBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Writes an error message to standard error.
  static func fail(_ message: String) {
    let line = Array("Error: \(message)\n".utf8)
    _ = line.withUnsafeBytes { fwriteError($0) }
  }
}

/// One write to standard error.
private func fwriteError(_ bytes: UnsafeRawBufferPointer) -> Int {
  write(STDERR_FILENO, bytes.baseAddress, bytes.count)
}
