import Synchronization

/// One line on the terminal that says how far a run is and how long it will take; silent anywhere else.
package final class ProgressBar: Sendable {
  private let name: String
  private let isShown: Bool
  private let last = Mutex<ContinuousClock.Instant?>(nil)

  /// A bar with a name, on a terminal.
  package convenience init(name: String) { self.init(name: name, isShown: Terminal.isInteractive) }

  init(name: String, isShown: Bool) {
    self.name = name
    self.isShown = isShown
  }

  /// Draws the line, at most ten times a second.
  package func show(_ progress: Progress) {
    guard isShown else { return }
    last.withLock { last in
      let now = ContinuousClock.now
      if let last, now - last < .milliseconds(100) { return }
      last = now
      Terminal.writeError("\r\u{1b}[K" + Self.line(name: name, progress))
    }
  }

  /// Clears the line.
  package func clear() {
    if isShown { Terminal.writeError("\r\u{1b}[K") }
  }

  static func line(name: String, _ progress: Progress) -> String {
    let left = progress.remaining.map { ", \(duration($0)) left" } ?? ""
    let bar = bar(progress.done, of: progress.total)
    return "\(name) \(bar) \(progress.done)/\(progress.total) cells\(left)"
  }

  /// How much is done, as a picture of 24 characters between brackets.
  package static func bar(_ done: Int, of total: Int) -> String {
    let width = 24
    let filled = min(width, width * done / max(1, total))
    return "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: width - filled))]"
  }

  /// Seconds as one reads them: `0.4 s`, `37 s`, `5 min 3 s`, `2 h 14 min`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e15 else { return "?" }
    if seconds < 9.95 { return "\((seconds * 10).rounded() / 10) s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
