/// A number that changes over a player's updates, which count from 0.
public enum Schedule: Codable, Hashable, Sendable {
  /// Always `value`.
  case constant(value: Double)
  /// `initial` / `divisor`^update, but not below `floor`: the paper's code has 0.1 / 1.000004^update, floor 1e-6.
  case exponential(initial: Double, divisor: Double, floor: Double)
  /// `initial` up to the update `start`, then along a line to `final` at the update `end`, then `final`.
  case linear(initial: Double, final: Double, start: Int = 0, end: Int)

  /// The value for the update with this index.
  public func value(at update: Int) -> Double {
    switch self {
    case .constant(let value):
      return value
    case .exponential(let initial, let divisor, let floor):
      return max(floor, initial * raise(1 / divisor, to: update))
    case .linear(let initial, let final, let start, let end):
      guard update > start else { return initial }
      guard update < end else { return final }
      return initial + (final - initial) * (Double(update - start) / Double(end - start))
    }
  }

  /// The first update from which a schedule that began above 0 is 0 for good; `nil` where it never is.
  public var updateOfLastingZero: Int? {
    guard case .linear(_, 0, _, let end) = self, value(at: 0) > 0 else { return nil }
    return end
  }
}

extension Schedule: ExpressibleByFloatLiteral {
  /// A constant.
  public init(floatLiteral value: Double) { self = .constant(value: value) }
}

/// base^exponent for a whole exponent, by squaring.
func raise(_ base: Double, to exponent: Int) -> Double {
  var (result, square, left) = (1.0, base, exponent)
  while left > 0 {
    if left & 1 == 1 { result *= square }
    square *= square
    left >>= 1
  }
  return result
}

extension Schedule {
  /// Whether every value of the schedule is from 0 and below a bound.
  public func stays(below bound: Double) -> Bool {
    switch self {
    case .constant(let value): return value >= 0 && value < bound
    case .exponential(let initial, _, let floor):
      return min(initial, floor) >= 0 && max(initial, floor) < bound
    case .linear(let initial, let final, _, _): return min(initial, final) >= 0 && max(initial, final) < bound
    }
  }
}
