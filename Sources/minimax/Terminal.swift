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
      let count = rest.withUnsafeBytes { writeBytes($0, to: STDOUT_FILENO) }
      guard count > 0 else {
        throw TextError("standard output cannot be written to: \(String(cString: strerror(errno)))")
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes an error message to standard error.
  static func fail(_ message: String) { note("Error: \(message)") }

  /// Writes a line to standard error.
  static func note(_ message: String) {
    let line = Array("\(message)\n".utf8)
    _ = line.withUnsafeBytes { writeBytes($0, to: STDERR_FILENO) }
  }
}

/// One write to a file descriptor: how many bytes it took, or -1.
private func writeBytes(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
