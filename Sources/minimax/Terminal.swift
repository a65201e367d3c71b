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

  /// Writes an error message to standard error.
  static func fail(_ message: String) {
    let line = Array("Error: \(message)\n".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
