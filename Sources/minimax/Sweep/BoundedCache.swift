import Synchronization

/// Values that are costly to make, by their key; emptied when it is full, so that a sweep of any length stays small.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let limit: Int
  private let values = Mutex<[Key: Value]>([:])

  init(limit: Int = 128) { self.limit = limit }

  /// The value of a key, made outside the lock where it is not known.
  func value(for key: Key, make: () throws -> Value) rethrows -> Value {
    if let known = values.withLock({ $0[key] }) { return known }
    let value = try make()
    values.withLock { values in
      if values.count >= limit { values.removeAll(keepingCapacity: true) }
      values[key] = value
    }
    return value
  }
}
