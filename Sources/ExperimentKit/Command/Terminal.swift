#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Standard error, and whether someone watches it.
enum Terminal {
  /// Whether standard error is a terminal.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  static func writeError(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let done = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if done <= 0 { return }
      rest = rest.dropFirst(done)
    }
  }
}
