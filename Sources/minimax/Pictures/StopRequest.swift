import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether SIGINT or SIGTERM has asked for the end of a run, which then ends where nothing is lost.
final class StopRequest: Sendable {
  private let number = Atomic<Int32>(0)

  /// The signal that came, if one did.
  var signal: Int32? {
    let number = number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Runs `body`, during which the signals ask only.
  func watching<Result>(_ body: () throws -> Result) rethrows -> Result {
    let sources = [SIGINT, SIGTERM].map { number in
      platformSignal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler { self.number.store(number, ordering: .relaxed) }
      source.resume()
      return (number, source)
    }
    defer {
      for (number, source) in sources {
        source.cancel()
        platformSignal(number, SIG_DFL)
      }
    }
    return try body()
  }
}

/// `signal` of the C library, whose name the property hides.
private func platformSignal(_ number: Int32, _ handler: sighandler_t?) { signal(number, handler) }
