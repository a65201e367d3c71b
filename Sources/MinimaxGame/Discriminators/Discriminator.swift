import Distributions
import Quadrature

/// A discriminator D: the probability, between 0 and 1, that x came from the data.
///
/// It is read through its logit log(D/(1 - D)), because log D and log(1 - D) lose all digits when they are taken
/// from a D that has rounded to 1 or 0.
public protocol Discriminator: Sendable {
  /// log(D(x)/(1 - D(x))), `.infinity` where D = 1 and `-.infinity` where D = 0; NaN where D is not defined.
  ///
  /// - Throws: ``DiscriminatorError`` where D is outside [0, 1].
  func logit(_ x: Double) throws -> Double

  /// The logits at `anchor + offsets[i]`, written to `result[i]`; networks override it.
  ///
  /// - Throws: as ``logit(_:)``.
  func logits(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>)
    throws

  /// Where D has a kink, a jump, or is 0 or 1, ascending.
  var breakPoints: [Double] { get }

  /// Where D has structure, and of what length.
  var landmarks: [Landmark] { get }

  /// The points at which log D or log(1 - D) is singular although D is 0 or 1 there only: meshes shrink towards them.
  var singularPoints: [Double] { get }

  /// What is known of sup D over the line.
  var supremum: DiscriminatorSupremum { get }

  /// Whether logits come from a rounded D, so that an infinite one may be a D too close to 0 or 1 to tell.
  var isKnownByValueOnly: Bool { get }

  /// How far logits may be off those of the D that is meant, such as a network that they interpolate; infinite where D
  /// may have structure that is not in ``landmarks``. What it adds to an integral is charged to its error.
  var logitError: Double { get }

  /// An interval on which D is exactly 0 or exactly 1, if there is one for that value.
  func flats(at value: Double) -> [Interval]
}

/// What is known of the supremum of D over the whole line.
public enum DiscriminatorSupremum: Sendable, Equatable {
  /// sup D has this logit, proved or given by the caller.
  case known(logit: Double)
  /// sup D has at least this logit; no upper bound is known.
  case atLeast(logit: Double)
}

/// Why a function is not a discriminator.
public enum DiscriminatorError: Error, Equatable, Sendable, CustomStringConvertible {
  /// D(x) is NaN or outside [0, 1].
  case outsideUnitInterval(value: Double, x: Double)
  /// A table or a constant does not describe a discriminator.
  case invalid(name: String, value: String, allowed: String)
  /// A map of noise that should be monotone is not, or is not finite.
  case notMonotone(z: Double)

  /// One sentence that names the argument, the value and what is allowed.
  public var description: String {
    switch self {
    case .outsideUnitInterval(let value, let x):
      "discriminator: D(\(x)) is \(value); allowed: a probability between 0 and 1"
    case .invalid(let name, let value, let allowed): "\(name) is \(value); allowed: \(allowed)"
    case .notMonotone(let z): "the generator's map is not strictly increasing and finite near z = \(z)"
    }
  }
}

extension Discriminator {
  /// One by one, at the rounded points, none of which is the anchor.
  public func logits(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) throws {
    for i in 0..<offsets.count { result[i] = try logit(abscissa(anchor: anchor, offset: offsets[i])) }
  }

  /// None.
  public var breakPoints: [Double] { [] }
  /// None.
  public var landmarks: [Landmark] { [] }
  /// None.
  public var singularPoints: [Double] { [] }
  /// No: the logit is the source.
  public var isKnownByValueOnly: Bool { false }
  /// 0: the logit is D's.
  public var logitError: Double { 0 }
  /// None.
  public func flats(at value: Double) -> [Interval] { [] }

  /// D(x) = 1/(1 + e^-logit).
  ///
  /// - Throws: as ``logit(_:)``.
  public func callAsFunction(_ x: Double) throws -> Double { sigmoid(try logit(x)) }
}

/// 1/(1 + e^-x), without overflow.
@inline(__always)
package func sigmoid(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exponential(-x)) }
  let e = exponential(x)
  return e / (1 + e)
}

/// log(D/(1 - D)) for a probability D.
func logOdds(_ value: Double) -> Double {
  value < 0.5 ? logarithm(value) - logarithmOnePlus(-value) : -(logarithm(1 - value) - logarithm(value))
}
