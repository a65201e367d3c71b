import Distributions
import Expressions
import Quadrature

/// A discriminator given by a formula in x, such as `sigmoid(2*x)` or `1/(1+exp(-2*x))`.
///
/// A formula whose last step is a sigmoid is read through its logit and keeps its digits; any other is read
/// through its value.
public struct ExpressionDiscriminator: Discriminator {
  /// The formula for D.
  public let expression: Expression
  private let logitExpression: Expression?
  public let supremum: DiscriminatorSupremum
  public let landmarks: [Landmark]

  /// The discriminator D(x) = expression(x).
  ///
  /// Its supremum is bounded by interval arithmetic; where that bound is not tight the duality gap is a lower bound.
  public init(_ expression: Expression) {
    self.expression = expression
    let formula = expression.logit
    logitExpression = formula
    let bounds = (formula ?? expression).supremum()
    let (lower, upper) =
      formula != nil
      ? (bounds.lower, bounds.upper)
      : (logOdds(min(max(bounds.lower, 0), 1)), logOdds(min(max(bounds.upper, 0), 1)))
    if lower > 700 {
      supremum = .known(logit: .infinity)
    } else {
      supremum = bounds.isTight ? .known(logit: upper) : .atLeast(logit: lower)
    }
    landmarks = [Landmark(position: 0, scale: 1)]
  }

  /// The logit, by the formula for it where there is one.
  ///
  /// - Throws: ``DiscriminatorError/outsideUnitInterval(value:x:)`` where D is not a probability.
  public func logit(_ x: Double) throws -> Double {
    if let logitExpression {
      let value = logitExpression(x)
      guard !value.isNaN else { throw DiscriminatorError.outsideUnitInterval(value: value, x: x) }
      return value
    }
    let value = expression(x)
    guard value >= 0, value <= 1 else { throw DiscriminatorError.outsideUnitInterval(value: value, x: x) }
    return logOdds(value)
  }

  /// The stretches on which interval arithmetic proves D to be exactly this value, such as those of `max(0, x)`.
  public func flats(at value: Double) -> [Interval] {
    guard logitExpression == nil else { return [] }
    return expression.stretches(at: value).compactMap { try? Interval($0.lower, $0.upper) }
  }

  /// Whether the formula is not a sigmoid of another.
  public var isKnownByValueOnly: Bool { logitExpression == nil }
}
