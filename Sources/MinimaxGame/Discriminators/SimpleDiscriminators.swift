import Distributions
import Quadrature

/// D(x) = c for all x; c = 1/2 is the optimal discriminator at the solution of the game.
public struct ConstantDiscriminator: Discriminator {
  /// c, a probability.
  public let value: Double

  /// The discriminator that always answers `value`.
  ///
  /// - Throws: ``DiscriminatorError/invalid(name:value:allowed:)`` unless 0 <= value <= 1.
  public init(_ value: Double) throws(DiscriminatorError) {
    guard value >= 0, value <= 1 else {
      throw .invalid(name: "discriminator", value: "\(value)", allowed: "a probability between 0 and 1")
    }
    self.value = value
  }

  /// The same everywhere.
  public func logit(_ x: Double) -> Double { logOdds(value) }
  /// c itself.
  public var supremum: DiscriminatorSupremum { .known(logit: logOdds(value)) }
  /// The whole line, for c itself.
  public func flats(at value: Double) -> [Interval] { value == self.value ? [.line] : [] }
}

/// A discriminator given by a closure for its logit or its value.
public struct ClosureDiscriminator: Discriminator {
  private let body: @Sendable (Double) throws -> Double
  public let breakPoints: [Double]
  public let landmarks: [Landmark]
  public let supremum: DiscriminatorSupremum
  public let isKnownByValueOnly: Bool

  /// A discriminator from its logit log(D/(1 - D)), the form that keeps its digits.
  ///
  /// - Parameters:
  ///   - logit: log(D / (1 - D)) of x.
  ///   - breakPoints: where the logit has kinks or jumps.
  ///   - landmarks: where it has structure finer than the two laws have.
  ///   - supremum: sup of the logit, if it is known; else the duality gap is a lower bound.
  public init(
    logit: @escaping @Sendable (Double) throws -> Double, breakPoints: [Double] = [],
    landmarks: [Landmark] = [], supremum: Double? = nil
  ) {
    body = logit
    self.breakPoints = breakPoints.sorted()
    self.landmarks = landmarks
    self.supremum = supremum.map { .known(logit: $0) } ?? .atLeast(logit: -.infinity)
    isKnownByValueOnly = false
  }

  /// A discriminator from its value D(x) in [0, 1].
  ///
  /// - Parameters:
  ///   - value: D of x, in [0, 1].
  ///   - breakPoints: where D has kinks or jumps.
  ///   - landmarks: where it has structure finer than the two laws have.
  ///   - supremum: sup D, if it is known; else the duality gap is a lower bound.
  public init(
    value: @escaping @Sendable (Double) throws -> Double, breakPoints: [Double] = [],
    landmarks: [Landmark] = [], supremum: Double? = nil
  ) {
    body = { x in
      let value = try value(x)
      guard value >= 0, value <= 1 else { throw DiscriminatorError.outsideUnitInterval(value: value, x: x) }
      return logOdds(value)
    }
    self.breakPoints = breakPoints.sorted()
    self.landmarks = landmarks
    self.supremum =
      supremum.map { .known(logit: logOdds($0)) } ?? .atLeast(logit: -.infinity)
    isKnownByValueOnly = true
  }

  /// What the closure says.
  public func logit(_ x: Double) throws -> Double { try body(x) }
}
