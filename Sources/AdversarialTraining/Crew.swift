import Foundation
import Synchronization

/// A few threads that work on the parts of one minibatch, thousands of times a second.
///
/// Work for part i always runs on thread i mod `workers`; the caller is thread 0. Waiting threads spin for some
/// microseconds, then yield, then sleep, so a crew between steps is quick and a crew between runs costs nothing. The
/// results do not depend on the number of workers, since each part writes only its own memory.
final class Crew: @unchecked Sendable {
  private let workers: Int
  private let parts: Int
  private let perform: @Sendable (_ command: Int, _ part: Int) -> Void
  private let generation = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let sleeping = Atomic<Int>(0)
  private let bed = NSCondition()
  /// Written before `generation` is raised, read after.
  private var command = 0
  private static let stop = -1

  /// A crew for `parts` parts on at most `workers` threads.
  init(workers: Int, parts: Int, perform: @escaping @Sendable (_ command: Int, _ part: Int) -> Void) {
    self.workers = max(1, min(workers, parts))
    self.parts = parts
    self.perform = perform
  }

  /// Starts the threads. They keep the crew alive until ``dismiss()``.
  func start() {
    for worker in 1..<workers {
      let thread = Thread { [self] in attend(worker) }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// Performs `command` on every part and returns when all are done.
  @inline(__always)
  func run(_ command: Int) {
    guard workers > 1 else {
      for part in 0..<parts { perform(command, part) }
      return
    }
    announce(command)
    for part in stride(from: 0, to: parts, by: workers) { perform(command, part) }
    var spins = 0
    while finished.load(ordering: .acquiring) < workers - 1 {
      spins += 1
      if spins > 10_000 { sched_yield() }
    }
  }

  /// Ends the threads.
  func dismiss() {
    if workers > 1 { announce(Crew.stop) }
  }

  private func announce(_ next: Int) {
    finished.store(0, ordering: .relaxed)
    command = next
    generation.add(1, ordering: .sequentiallyConsistent)
    if sleeping.load(ordering: .sequentiallyConsistent) > 0 {
      bed.lock()
      bed.broadcast()
      bed.unlock()
    }
  }

  private func attend(_ worker: Int) {
    var seen = 0
    while true {
      waitForNews(after: seen)
      seen += 1
      let current = command
      if current == Crew.stop { return }
      for part in stride(from: worker, to: parts, by: workers) { perform(current, part) }
      finished.add(1, ordering: .releasing)
    }
  }

  private func waitForNews(after seen: Int) {
    var spins = 0
    while generation.load(ordering: .acquiring) == seen {
      spins += 1
      if spins < 20_000 { continue }
      if spins < 20_100 {
        sched_yield()
        continue
      }
      bed.lock()
      sleeping.add(1, ordering: .sequentiallyConsistent)
      while generation.load(ordering: .sequentiallyConsistent) == seen { bed.wait() }
      sleeping.subtract(1, ordering: .sequentiallyConsistent)
      bed.unlock()
    }
  }
}
