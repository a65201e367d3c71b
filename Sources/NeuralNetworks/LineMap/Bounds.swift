/// A closed interval of numbers that is sure to hold a result, rounding included; infinite where nothing is known.
public struct Bounds: Hashable, Sendable {
  /// Nothing in it is smaller.
  public let lower: Double
  /// Nothing in it is larger.
  public let upper: Double

  /// The interval [lower, upper]; NaN on either side means that nothing is known.
  public init(_ lower: Double, _ upper: Double) {
    self.lower = lower.isNaN ? -.infinity : lower
    self.upper = upper.isNaN ? .infinity : upper
  }

  /// Just this number.
  public init(_ value: Double) { self.init(value, value) }

  /// All numbers.
  public static var everything: Bounds { Bounds(-.infinity, .infinity) }

  /// Whether x lies in it.
  public func contains(_ x: Double) -> Bool { lower <= x && x <= upper }

  /// The largest |x| in it.
  public var magnitude: Double { max(abs(lower), abs(upper)) }

  /// Wider by `slack` on both sides.
  func widened(by slack: Double) -> Bounds {
    Bounds((lower - slack).nextDown, (upper + slack).nextUp)
  }

  /// Wider by four units in the last place or more: the error of an elementary function.
  var rounded: Bounds {
    // An ulp is at most 2^-52 of a number, or the least double.
    let least = 4 * Double.leastNonzeroMagnitude
    return Bounds(lower - (lower.magnitude * 0x1p-50 + least), upper + (upper.magnitude * 0x1p-50 + least))
  }

  /// What both hold.
  func intersection(_ other: Bounds) -> Bounds {
    Bounds(max(lower, other.lower), min(upper, other.upper))
  }

  /// What either holds.
  func hull(_ other: Bounds) -> Bounds {
    Bounds(min(lower, other.lower), max(upper, other.upper))
  }

  static func + (a: Bounds, b: Bounds) -> Bounds {
    Bounds((a.lower + b.lower).nextDown, (a.upper + b.upper).nextUp)
  }

  /// Where 0 meets infinity, nothing is known.
  static func * (a: Bounds, b: Bounds) -> Bounds {
    let products = (a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper)
    if (products.0 + products.1 + products.2 + products.3).isNaN {
      if a == Bounds(0) || b == Bounds(0) { return Bounds(0) }
      return .everything
    }
    return Bounds(
      min(min(products.0, products.1), min(products.2, products.3)).nextDown,
      max(max(products.0, products.1), max(products.2, products.3)).nextUp)
  }

  /// x² for x in it.
  var square: Bounds {
    let small = contains(0) ? 0 : min(abs(lower), abs(upper))
    return Bounds(max(0, (small * small).nextDown), (magnitude * magnitude).nextUp)
  }
}
