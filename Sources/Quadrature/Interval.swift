/// An interval of the extended real line: both ends may be infinite, and it may be a single point.
public struct Interval: Sendable, Hashable, CustomStringConvertible {
  /// The lower end, `-.infinity` allowed.
  public let lower: Double
  /// The upper end, `.infinity` allowed; never below ``lower``.
  public let upper: Double

  /// The interval from `lower` to `upper`.
  ///
  /// - Throws: ``QuadratureError/invalidInterval(lower:upper:)`` when an end is NaN or `lower > upper`.
  public init(_ lower: Double, _ upper: Double) throws(QuadratureError) {
    guard lower <= upper else { throw .invalidInterval(lower: lower, upper: upper) }
    self.init(uncheckedLower: lower, upper: upper)
  }

  private init(uncheckedLower lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The whole line, from minus infinity to infinity.
  public static let line = Interval(uncheckedLower: -.infinity, upper: .infinity)
  /// The half-line from 0 to infinity.
  public static let positive = Interval(uncheckedLower: 0, upper: .infinity)
  /// The unit interval, from 0 to 1.
  public static let unit = Interval(uncheckedLower: 0, upper: 1)

  /// The distance between the ends, in units of x; may be infinite.
  public var width: Double { upper - lower }

  /// Whether `x` lies in the closed interval.
  public func contains(_ x: Double) -> Bool { lower <= x && x <= upper }

  /// The smallest interval that holds both.
  public func hull(_ other: Interval) -> Interval {
    Interval(uncheckedLower: min(lower, other.lower), upper: max(upper, other.upper))
  }

  /// What both intervals share, or `nil` when they are disjoint.
  public func intersection(_ other: Interval) -> Interval? {
    let (low, high) = (max(lower, other.lower), min(upper, other.upper))
    return low <= high ? Interval(uncheckedLower: low, upper: high) : nil
  }

  /// `[0, 1]`, `(-inf, inf)`: an infinite end has a round bracket.
  public var description: String {
    "\(lower.isInfinite ? "(" : "[")\(lower), \(upper)\(upper.isInfinite ? ")" : "]")"
  }
}
