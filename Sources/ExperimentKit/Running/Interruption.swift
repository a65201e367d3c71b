import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What happens on SIGINT and SIGTERM: a word on how to go on, and the end.
///
/// At any moment the journal can be resumed and no file is half-written, so the process need not wait for
/// cells at work. Only while several files get their names does the end wait for the last of them.
package enum Interruption {
  private static let gate = Mutex(())

  /// Runs `body` with the end of the process put off until it returns.
  package static func deferred<Result>(_ body: () throws -> Result) rethrows -> Result {
    try gate.withLock { _ in try body() }
  }

  /// Runs `body`, during which the signals end the process with 128 plus their number, after `message` on
  /// standard error.
  package static func watched<Result>(
    message: @escaping @Sendable () -> String, during body: () throws -> Result
  ) rethrows -> Result {
    try handled(
      by: { number in
        gate.withLock { _ in
          Terminal.writeError((Terminal.isInteractive ? "\n" : "") + message() + "\n")
          _exit(128 + number)
        }
      }, during: body)
  }

  /// Runs `body`, during which the signals call `handler` with their number, and do nothing else.
  package static func handled<Result>(
    by handler: @escaping @Sendable (Int32) -> Void, during body: () throws -> Result
  ) rethrows -> Result {
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler { handler(number) }
      source.resume()
      return (number, source)
    }
    defer {
      for (number, source) in sources {
        source.cancel()
        signal(number, SIG_DFL)
      }
    }
    return try body()
  }
}
