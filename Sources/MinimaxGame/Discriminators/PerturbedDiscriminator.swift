import Distributions
import Quadrature

/// A discriminator whose logit is that of another plus ε η(x): a step from it in the direction η.
///
/// In the logit, unlike in D itself, every step stays a discriminator.
public struct PerturbedDiscriminator: Discriminator {
  /// The discriminator from which the step leads.
  public let base: any Discriminator
  /// ε, the size of the step.
  public let size: Double
  private let direction: @Sendable (Double) -> Double

  /// The discriminator with the logit of `base` plus `size` times `direction`.
  ///
  /// - Parameters:
  ///   - base: the discriminator that is perturbed.
  ///   - size: the factor before `direction`.
  ///   - direction: η, a function of x no finer than the structure of the two laws and `base`.
  public init(
    _ base: some Discriminator, by size: Double, along direction: @escaping @Sendable (Double) -> Double
  ) {
    self.base = base
    self.size = size
    self.direction = direction
  }

  /// The base's logit plus ε η(x).
  ///
  /// - Throws: as the base does.
  public func logit(_ x: Double) throws -> Double { try base.logit(x) + size * direction(x) }

  /// The base's logits, which may come from anchored densities, plus ε η.
  ///
  /// - Throws: as the base does.
  public func logits(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) throws {
    try base.logits(anchor: anchor, offsets: offsets, into: result)
    for i in 0..<offsets.count {
      result[i] += size * direction(abscissa(anchor: anchor, offset: offsets[i]))
    }
  }

  /// The base's.
  public var breakPoints: [Double] { base.breakPoints }
  /// The base's.
  public var landmarks: [Landmark] { base.landmarks }
  /// The base's.
  public var singularPoints: [Double] { base.singularPoints }
  /// The base's.
  public var logitError: Double { base.logitError }
  /// Not known: nothing is assumed of η.
  public var supremum: DiscriminatorSupremum { .atLeast(logit: -.infinity) }
}
