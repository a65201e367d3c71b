/// How exact an integral is asked to be: its error estimate must not exceed
/// `max(absolute, relative * |value|)`.
public struct Tolerance: Sendable, Hashable {
  /// The absolute part, in the units of the integral; at least 0.
  public let absolute: Double
  /// The relative part, dimensionless; at least 0.
  public let relative: Double

  /// A tolerance from its two parts, of which one may be zero.
  ///
  /// - Throws: ``QuadratureError/invalidTolerance(absolute:relative:)`` when a part is negative or NaN or both are 0.
  public init(absolute: Double = 0, relative: Double) throws(QuadratureError) {
    guard absolute >= 0, relative >= 0, absolute + relative > 0, (absolute + relative).isFinite else {
      throw .invalidTolerance(absolute: absolute, relative: relative)
    }
    self.init(uncheckedAbsolute: absolute, relative: relative)
  }

  private init(uncheckedAbsolute absolute: Double, relative: Double) {
    self.absolute = absolute
    self.relative = relative
  }

  /// 1e-10 relative: what this package promises of ordinary pairs.
  public static let standard = Tolerance(uncheckedAbsolute: 0, relative: 1e-10)

  /// 0.1 relative: for numbers of which only the order of magnitude counts.
  public static let magnitudeOnly = Tolerance(uncheckedAbsolute: 0, relative: 0.1)

  /// The largest error allowed for an integral of this value.
  public func allowed(for value: Double) -> Double { max(absolute, relative * value.magnitude) }
}
