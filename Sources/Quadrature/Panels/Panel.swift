/// A piece of the line over which one pair of Gauss-Legendre rules is applied.
///
/// Its points are `anchor + offset` with `lower <= offset <= upper`. Near a singular end or a far-away spike
/// the offset keeps digits that the sum would lose, so integrands receive both.
public struct Panel: Sendable, Hashable {
  /// The point from which offsets are measured, in units of x.
  public let anchor: Double
  /// The offset of the lower end.
  public let lower: Double
  /// The offset of the upper end.
  public let upper: Double

  /// The panel from `anchor + lower` to `anchor + upper`.
  public init(anchor: Double, lower: Double, upper: Double) {
    self.anchor = anchor
    self.lower = lower
    self.upper = upper
  }

  /// The rounded lower end.
  public var start: Double { anchor + lower }
  /// The rounded upper end.
  public var end: Double { anchor + upper }

  /// The two parts on either side of `offset`, or in halves when it is not strictly inside; `nil` when the
  /// panel is too narrow to be split.
  func split(at offset: Double?) -> (Panel, Panel)? {
    var middle = lower + 0.5 * (upper - lower)
    if let offset, lower < offset, offset < upper { middle = offset }
    guard lower < middle, middle < upper else { return nil }
    return (
      Panel(anchor: anchor, lower: lower, upper: middle), Panel(anchor: anchor, lower: middle, upper: upper)
    )
  }
}

/// The double nearest to anchor + offset that is not the anchor itself, unless the offset is 0: what a function
/// that takes plain abscissas may be given near a singular point, which it must not touch.
@inline(__always)
public func abscissa(anchor: Double, offset: Double) -> Double {
  let sum = anchor + offset
  guard sum == anchor, offset != 0 else { return sum }
  return offset > 0 ? anchor.nextUp : anchor.nextDown
}
