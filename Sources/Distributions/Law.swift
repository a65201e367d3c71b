import Quadrature

/// A probability law on the line: a density with respect to length, plus atoms.
///
/// Everything above this floor, the divergences and the game, reads a law only through this protocol. A
/// family is one file that conforms to it; whatever has no closed form falls back on `Law+Defaults`.
///
/// Densities are in units of 1/x, probabilities are dimensionless, and logarithms are natural. A law whose
/// density part has mass below 1 holds the rest in ``atoms``.
public protocol Law: Sendable, CustomStringConvertible {
  /// The smallest interval that holds all of the mass.
  var support: Interval { get }

  /// The intervals on which the density part is positive, ascending and disjoint; more than one for a
  /// mixture with gaps.
  var supportIntervals: [Interval] { get }

  /// The points of positive probability, ascending; empty for a law with a density.
  var atoms: [Atom] { get }

  /// log p(x) of the density part, `-.infinity` outside the support, accurate also where p(x) underflows.
  ///
  /// It may be `.infinity` at an integrable singularity.
  func logDensity(_ x: Double) -> Double

  /// log p(anchor + offset), where the sum need not be representable.
  ///
  /// Near an end of the support at which the density is singular, and for a spike far from the origin, the
  /// distance to the end or to the centre is what counts: it is `(anchor - end) + offset`, which is exact
  /// when `anchor` is the end and is close to exact when it is near.
  func logDensity(anchor: Double, offset: Double) -> Double

  /// log p at `anchor + offsets[i]` for all i, written to `result[i]`: the batched form that integrals use.
  ///
  /// Both buffers have the same count.
  func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>)

  /// log p(anchor + offset) - log p(reference), free of the rounding of two large logarithms far out in a tail.
  ///
  /// `nil` where the family has no such form there; `reference` is a point of the support.
  func logDensityRise(from reference: Double, anchor: Double, offset: Double) -> Double?

  /// The size of the numbers in which log p is computed where it has the value `logDensity`: it is known to about
  /// an ulp of that, and so is every divergence that reads it.
  func roundingScale(ofLogDensity logDensity: Double) -> Double

  /// By how much the density part may integrate over `window` to something else than its mass there because a point that
  /// it is reckoned from, an end of the support say, is rounded to a double.
  func misplacedMass(in window: Interval) -> Double

  /// How many ulp the cumulatives may be off by, relative to themselves.
  var cumulativeRounding: Double { get }

  /// F(x) = P(X <= x).
  func cumulative(_ x: Double) -> Double

  /// P(X > x) = 1 - F(x), without cancellation in the upper tail.
  func complementaryCumulative(_ x: Double) -> Double

  /// log F(x), also where F(x) underflows.
  func logCumulative(_ x: Double) -> Double

  /// log(1 - F(x)), also where it underflows.
  func logComplementaryCumulative(_ x: Double) -> Double

  /// The smallest x with F(x) >= probability, for a probability in [0, 1]; NaN outside.
  func quantile(_ probability: Double) -> Double

  /// The smallest x with P(X > x) <= probability, accurate for a probability near 0; NaN outside [0, 1].
  func complementaryQuantile(_ probability: Double) -> Double

  /// Where the density has a kink, a jump or a singularity, ascending: the finite ends of the support and
  /// whatever lies inside. Integrals are split there.
  var breakPoints: [Double] { get }

  /// Where the density has structure and of what size: the mesh of an integral is as fine as `scale` at
  /// `position` and grows in proportion to the distance from it.
  var landmarks: [Landmark] { get }

  /// Where parts of the law take over from one another far from their landmarks, and the length on which they do: log p
  /// has a kink there, rounded off over that length, however small p is.
  var handovers: [Landmark] { get }

  /// How log p behaves as x approaches `point` from one side, up to terms that tend to 0; `nil` where the
  /// density vanishes identically near `point` on that side.
  ///
  /// `point` may be `.infinity` (approached from below), `-.infinity` (from above) or any number.
  func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm?

  /// The mean, `±.infinity` where it diverges to one side, `nil` where it is not defined (Cauchy).
  var mean: Double? { get }

  /// The variance, `.infinity` where it diverges, `nil` where it is not defined.
  var variance: Double? { get }

  /// The differential entropy -∫ p log p in nats, with its error; throws for a law with atoms.
  func entropy() throws -> Estimate

  /// One draw.
  func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double

  /// The text form, which `Distribution.init(_:)` reads back to an equal law.
  var description: String { get }
}

/// A point of positive probability.
public struct Atom: Sendable, Hashable {
  /// Where it is.
  public let position: Double
  /// Its probability, in (0, 1].
  public let weight: Double

  /// An atom of probability `weight` at `position`.
  public init(position: Double, weight: Double) {
    self.position = position
    self.weight = weight
  }
}

/// A place where a density has structure, and the length on which it varies there.
public struct Landmark: Sendable, Hashable {
  /// Where: a mode, a median or another centre, inside or at an end of the support.
  public let position: Double
  /// The length, above 0, in units of x, on which the density changes by about a factor e there.
  public let scale: Double

  /// Structure of length `scale` around `position`.
  public init(position: Double, scale: Double) {
    self.position = position
    self.scale = scale
  }
}

/// From which side a point is approached.
public enum Side: Sendable, Hashable, CaseIterable {
  /// From smaller values.
  case below
  /// From larger values.
  case above
}
