import Foundation
import NeuralNetworks
import Synchronization

/// Independent parts of one computation on several threads.
enum Parallel {
  /// The results of `body` for 0..<count, in order.
  ///
  /// Matrix products within take one thread each, so that the parts share the cores.
  static func map<Result: Sendable>(
    _ count: Int, workers: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let threads = OpenBLAS.threads
    OpenBLAS.threads = 1
    defer { OpenBLAS.threads = threads }
    guard workers > 1, count > 1 else { return (0..<count).map(body) }
    let results = Mutex([Result?](repeating: nil, count: count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
      while true {
        let part = next.add(1, ordering: .relaxed).oldValue
        if part >= count { return }
        let result = body(part)
        results.withLock { $0[part] = result }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
