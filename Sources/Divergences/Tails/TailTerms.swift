import Quadrature

/// A point towards an end of the line, given by s = log y, y = |x| or 1/|x - point|: x itself may be no double.
public struct TailPoint: Sendable {
  /// s.
  public let logarithm: Double
  /// log p there; `±.infinity` where it overflows.
  public let logP: Double
  /// log q there; `±.infinity` where it overflows.
  public let logQ: Double
  /// log |dx/ds|: s itself towards infinity, -s towards a point.
  public let logJacobian: Double

  /// log of p |dx/ds|, the first law's mass a unit of s.
  public var logMassOfP: Double { logP + logJacobian }
  /// log of q |dx/ds|, the second law's mass a unit of s.
  public var logMassOfQ: Double { logQ + logJacobian }

  /// The size of the numbers in the exponents. The lesser density enters by its ratio, of which only the relative
  /// rounding counts.
  var size: Double {
    let greater = max(logP, logQ)
    return 2 + logarithm.magnitude + (greater.isFinite ? greater.magnitude : 0)
  }
}

/// Integrands over a pair of laws that can be read where x has left the range of Double.
///
/// What is integrated over x on panels has a second form here, over s = log y, with the same components in the same
/// order; ``LawPair/addTails(of:beyond:to:tolerance:terms:)`` joins the two where the mesh was cut.
public protocol TailTerms {
  /// How many integrands there are.
  var componentCount: Int { get }

  /// Writes each integrand times |dx/ds| at the point; what is not finite there, or beyond 1e290, counts as overflow.
  func evaluate(_ point: TailPoint, into values: UnsafeMutableBufferPointer<Double>)

  /// Whether an integrand has a kink where the two densities cross.
  var hasKinks: Bool { get }

  /// The size of the numbers in whose rounding the integrand at the point is known.
  func size(of component: Int, at point: TailPoint) -> Double

  /// By how much, relative to itself, an integral may be off because something other than a density was extrapolated;
  /// `.infinity` where nothing is known of it.
  func extrapolationError(of component: Int) -> Double
}

extension TailTerms {
  /// No.
  public var hasKinks: Bool { false }
  /// That of the numbers in the exponents.
  public func size(of component: Int, at point: TailPoint) -> Double { point.size }
  /// Nothing but the densities is read.
  public func extrapolationError(of component: Int) -> Double { 0 }
}
