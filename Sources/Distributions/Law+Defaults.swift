import CGSL
import Quadrature

/// What a family may leave out: the defaults are right for every law and fast enough for most.
extension Law {
  /// The hull alone.
  public var supportIntervals: [Interval] { [support] }

  /// None.
  public var handovers: [Landmark] { [] }

  /// No atoms.
  public var atoms: [Atom] { [] }

  /// p(x) = exp(log p(x)), in units of 1/x.
  public func density(_ x: Double) -> Double { exp(logDensity(x)) }

  /// log p at the rounded point, as the anchored form has it with offset 0.
  public func logDensity(_ x: Double) -> Double { logDensity(anchor: x, offset: 0) }

  /// The anchored form one by one.
  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    for i in 0..<offsets.count { result[i] = logDensity(anchor: anchor, offset: offsets[i]) }
  }

  /// None.
  public func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double? { nil }

  /// |log p|.
  public func roundingScale(ofLogDensity logDensity: Double) -> Double { logDensity.magnitude }

  /// 0.
  public func misplacedMass(in window: Interval) -> Double { 0 }

  /// 1.
  public var cumulativeRounding: Double { 1 }

  /// log of the cumulative; families whose cumulative underflows override it.
  public func logCumulative(_ x: Double) -> Double { log(cumulative(x)) }

  /// log of the complementary cumulative; families whose cumulative underflows override it.
  public func logComplementaryCumulative(_ x: Double) -> Double { log(complementaryCumulative(x)) }

  /// The form of a density that is continuous and positive at `point`; `nil` outside the support.
  public func regularForm(at point: Double) -> AsymptoticForm? {
    let value = logDensity(point)
    return value == -.infinity ? nil : .regular(at: point, constant: value)
  }
}

/// The interval from `lower` to `upper`, for ends that are known to be in order; the whole line if they are
/// not.
func closedInterval(_ lower: Double, _ upper: Double) -> Interval {
  (try? Interval(lower, upper)) ?? .line
}

/// The landmark of an end at which the density behaves as a power of the distance that no polynomial follows.
///
/// - Parameter exponent: the power; a whole number at least 0 needs no landmark.
/// - Parameter distance: the length next to the end that holds a negligible probability.
func algebraicLandmarks(
  at end: Double, exponent: Double, distance: @autoclosure () -> Double
) -> [Landmark] {
  if exponent >= 0, exponent == exponent.rounded() { return [] }
  return [Landmark(position: end, scale: max(distance(), .leastNormalMagnitude))]
}
