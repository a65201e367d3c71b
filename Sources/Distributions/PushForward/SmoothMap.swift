import Quadrature

/// A function G on the line, smooth between its kinks, whose law under a prior can be given exactly.
///
/// What makes the law exact is that G'' is *bounded*, not sampled, over intervals: then no turning point of G
/// is missed.
public protocol SmoothMap: Sendable, CustomStringConvertible {
  /// G(z).
  func value(_ z: Double) -> Double

  /// G'(z); at a kink either of the one-sided derivatives.
  func derivative(_ z: Double) -> Double

  /// G(z) and G'(z): what root finding asks for; maps that have both at one price override it.
  func valueAndDerivative(_ z: Double) -> (value: Double, derivative: Double)

  /// G at `points[i]` for all i, written to `result[i]`; both buffers have the same count.
  func values(_ points: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>)

  /// An interval that holds G'(z) for all z in a finite interval without a kink inside.
  ///
  /// The default is the mean-value form G'(middle) ± radius * max |G''|.
  func derivativeBounds(over interval: Interval) -> Interval

  /// An interval that holds G''(z) for all z in a finite interval without a kink inside; for a single point
  /// it is as tight as rounding allows.
  func secondDerivativeBounds(over interval: Interval) -> Interval

  /// Where G' jumps, ascending; all of them.
  var kinks: [Double] { get }

  /// Where G' is known to vary on a length of its own, with that length, ascending; none by default.
  ///
  /// A map has them all, or says in ``hasAllSteepPlaces`` that it does not.
  var steepPlaces: [Landmark] { get }

  /// Whether G' varies nowhere on a shorter length than ``steepPlaces`` tell, or than its turning points and some dozens
  /// of points between them show; `true` by default. Of the law of a map that cannot say so nothing is known.
  var hasAllSteepPlaces: Bool { get }

  /// G beyond its last kink towards `.infinity` or `-.infinity`, where it is affine there; `nil` by default.
  func affineTail(toward end: Double) -> AffineTail?
}

/// The function slope * z + intercept, which a map equals beyond its last kink.
public struct AffineTail: Sendable, Equatable {
  /// G' there.
  public var slope: Double
  /// G(0) of the continued line.
  public var intercept: Double

  /// The line slope * z + intercept.
  public init(slope: Double, intercept: Double) {
    self.slope = slope
    self.intercept = intercept
  }
}

extension SmoothMap {
  /// The name of the type.
  public var description: String { "\(type(of: self))" }

  public func values(_ points: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>) {
    for i in 0..<points.count { result[i] = value(points[i]) }
  }

  public func valueAndDerivative(_ z: Double) -> (value: Double, derivative: Double) {
    (value(z), derivative(z))
  }

  public func derivativeBounds(over interval: Interval) -> Interval {
    let middle = interval.lower + 0.5 * interval.width
    let curvature = secondDerivativeBounds(over: interval)
    let slope = derivative(middle)
    let radius =
      0.5 * interval.width * max(curvature.lower.magnitude, curvature.upper.magnitude) * (1 + 8 * .ulpOfOne)
      + 4 * slope.magnitude * .ulpOfOne
    return closedInterval(slope - radius, slope + radius)
  }

  public var kinks: [Double] { [] }

  public var steepPlaces: [Landmark] { [] }

  public var hasAllSteepPlaces: Bool { true }

  public func affineTail(toward end: Double) -> AffineTail? { nil }

  /// G''(z), the middle of its bounds at a point.
  func secondDerivative(_ z: Double) -> Double {
    let bounds = secondDerivativeBounds(over: closedInterval(z, z))
    return bounds.lower + 0.5 * bounds.width
  }
}
