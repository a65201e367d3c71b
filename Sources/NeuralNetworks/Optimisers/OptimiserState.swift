import Synchronization

/// An optimiser at work on one network: its rule, its running averages and its count of updates.
public final class OptimiserState<Scalar: NetworkScalar>: @unchecked Sendable {
  /// The rule.
  public let rule: Optimiser
  /// Updates made so far; schedules are read at this index.
  public private(set) var updates = 0
  private let parameterCount: Int
  private let storage: Storage<Scalar>

  /// A fresh optimiser for `parameterCount` parameters; all averages are 0.
  public init(_ rule: Optimiser, parameterCount: Int) {
    self.rule = rule
    self.parameterCount = parameterCount
    storage = Storage(count: rule.slots * parameterCount)
  }

  /// The velocity of momentum, Adam's m and then v, or RMSProp's s.
  public var averages: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: storage.pointer, count: storage.count)
  }

  /// Goes on from a saved state; `averages` has as many numbers as ``averages``.
  public func restore(averages: [Scalar], updates: Int) {
    storage.assign(averages)
    self.updates = updates
  }

  /// One update of `parameters` by `gradient`.
  ///
  /// - Returns: whether all parameters are finite afterwards.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func update(
    _ parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>, _ direction: Direction
  ) -> Bool {
    let sign = direction == .ascent ? 1.0 : -1.0
    let step = updates
    updates += 1
    switch rule {
    case .momentum(let rate, let momentum):
      let signedRate = Scalar(sign * rate.value(at: step))
      let kept = Scalar(momentum.value(at: step))
      let velocity = storage.pointer
      for i in 0..<parameterCount {
        let v = Scalar.multiplyAdd(kept, velocity[i], signedRate * gradient[i])
        velocity[i] = v
        parameters[i] += v
      }
    case .adam(let rate, let beta1, let beta2, let epsilon):
      let signedRate = Scalar(sign * rate.value(at: step) / (1 - raise(beta1, to: updates)))
      let correction = Scalar(1 / (1 - raise(beta2, to: updates)))
      let (b1, b2, tiny) = (Scalar(beta1), Scalar(beta2), Scalar(epsilon))
      let (first, second) = (storage.pointer, storage.pointer + parameterCount)
      // Large networks do not fit the caches, so they are read once: whether all is finite is seen on the way.
      var bad: UInt32 = 0
      for i in 0..<parameterCount {
        let g = gradient[i]
        let m = b1 * first[i] + (1 - b1) * g
        let v = b2 * second[i] + (1 - b2) * (g * g)
        first[i] = m
        second[i] = v
        let moved = parameters[i] + signedRate * m / (Scalar.root(correction * v) + tiny)
        parameters[i] = moved
        bad |= moved - moved == 0 ? 0 : 1
      }
      return bad == 0
    case .rmsProp(let rate, let decay, let epsilon):
      let signedRate = Scalar(sign * rate.value(at: step))
      let (kept, tiny) = (Scalar(decay), Scalar(epsilon))
      let square = storage.pointer
      for i in 0..<parameterCount {
        let g = gradient[i]
        let s = kept * square[i] + (1 - kept) * (g * g)
        square[i] = s
        parameters[i] += signedRate * g / (Scalar.root(s) + tiny)
      }
    }
    return allFinite(parameters)
  }

  /// What makes a backward pass compute momentum's velocity by itself, v <- keeping v + scale g, in ``averages``, as
  /// the beta and alpha of its matrix products; `nil` for another rule. ``moveAlongVelocity(_:)`` then ends the update.
  public func velocityStep(_ direction: Direction) -> (keeping: Scalar, scale: Scalar)? {
    guard case .momentum(let rate, let momentum) = rule else { return nil }
    let sign = direction == .ascent ? 1.0 : -1.0
    return (Scalar(momentum.value(at: updates)), Scalar(sign * rate.value(at: updates)))
  }

  /// θ <- θ + v, where a backward pass has made v. One read of v and one of θ: for millions of weights the update is
  /// bound by memory.
  ///
  /// - Returns: whether all parameters are finite afterwards.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func moveAlongVelocity(_ parameters: UnsafeMutablePointer<Scalar>) -> Bool {
    updates += 1
    let velocity = storage.pointer
    let count = parameterCount
    let bad = Atomic<Bool>(false)
    OpenBLAS.inParts(count > 1_000_000 ? 2 : 1) { part, parts in
      let (start, end) = (count &* part / parts, count &* (part &+ 1) / parts)
      var bits: Int32 = 0
      for i in start..<end {
        let moved = parameters[i] + velocity[i]
        parameters[i] = moved
        bits |= (moved - moved == 0) ? 0 : 1
      }
      if bits != 0 { bad.store(true, ordering: .relaxed) }
    }
    return !bad.load(ordering: .relaxed)
  }

  /// x - x is 0 for a finite x and NaN for others.
  @inline(__always)
  private func allFinite(_ x: UnsafePointer<Scalar>) -> Bool {
    var bad: UInt32 = 0
    for i in 0..<parameterCount {
      bad |= x[i] - x[i] == 0 ? 0 : 1
    }
    return bad == 0
  }
}
