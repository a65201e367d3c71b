import ExperimentKit
import Synchronization

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
    try Interruption.handled(by: { self.number.store($0, ordering: .relaxed) }, during: body)
  }
}
