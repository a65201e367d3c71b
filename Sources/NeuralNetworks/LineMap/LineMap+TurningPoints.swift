/// Where G stops rising or falling, found completely.
public struct TurningPoints: Hashable, Sendable {
  /// The zeros of G' at which it changes sign, ascending, each to the nearest number or two.
  public var points: [Double]
  /// Short intervals in which G' may vanish and neither G' nor G'' could be told from 0: empty when all is resolved.
  public var unresolved: [Bounds]
  /// Intervals that were bounded on the way.
  public var examined: Int
}

extension LineMap {
  /// All turning points of a smooth G in `domain`.
  ///
  /// An interval is settled when the bounds of G' exclude 0 (none in it) or those of G'' do (G' is monotone: one if its
  /// signs at the ends differ); else it is halved, down to `shortest` of the domain. What is left then, such as a
  /// stretch where G is constant to rounding, is reported and not hidden. A piecewise linear network has kinks
  /// instead: see ``linearPieces(in:)``.
  public func turningPoints(in domain: Bounds, shortest: Double = 1e-9) -> TurningPoints {
    var result = TurningPoints(points: [], unresolved: [], examined: 0)
    let least = (domain.upper - domain.lower) * shortest
    var waiting = [domain]
    while let interval = waiting.popLast() {
      result.examined += 1
      let whole = bounds(over: interval)
      if !slopeBounds(over: interval, whole).contains(0) { continue }
      if !whole.second.contains(0) {
        if let root = zeroOfSlope(in: interval) { result.points.append(root) }
        continue
      }
      let middle = interval.lower + (interval.upper - interval.lower) / 2
      guard interval.upper - interval.lower > least, middle > interval.lower, middle < interval.upper else {
        result.unresolved.append(interval)
        continue
      }
      waiting.append(Bounds(middle, interval.upper))
      waiting.append(Bounds(interval.lower, middle))
    }
    result.points = result.points.sorted().reduce(into: []) { kept, root in
      // A root on the border of two intervals belongs to both.
      if let last = kept.last, root - last <= 8 * max(abs(root), least).ulp { return }
      kept.append(root)
    }
    return result
  }

  /// The zero of a monotone G' by bisection; an end counts as inside.
  private func zeroOfSlope(in interval: Bounds) -> Double? {
    var (low, high) = (interval.lower, interval.upper)
    let atLow = jet(at: low).first
    let atHigh = jet(at: high).first
    if atLow == 0 { return low }
    if atHigh == 0 { return high }
    guard (atLow < 0) != (atHigh < 0) else { return nil }
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return low }
      if (jet(at: middle).first < 0) == (atLow < 0) { low = middle } else { high = middle }
    }
  }
}
