import Expressions
import Quadrature

/// A generator given by a formula in z: `sin(20*z)`, `z^2`, `min(max(z, -1), 1)`.
public struct ExpressionMap: SmoothMap {
  /// The formula for G.
  public let expression: Expression
  public let kinks: [Double]
  private let tails: (below: AffineTail?, above: AffineTail?)

  /// Kinks are looked for up to this distance from 0.
  private static let reach = 1024.0

  /// The map x = expression(z).
  public init(_ expression: Expression) {
    self.expression = expression
    let kinks = ExpressionMap.kinks(of: expression)
    self.kinks = kinks
    func tail(_ outside: Enclosure, at z: Double) -> AffineTail? {
      let slope = expression.jet(over: outside).first
      guard slope.lower.isFinite, slope.upper - slope.lower <= 64 * slope.upper.ulp else { return nil }
      let jet = expression.jet(at: z)
      return AffineTail(slope: jet.first, intercept: jet.value - jet.first * z)
    }
    let ends = ((kinks.first ?? 0) - 1, (kinks.last ?? 0) + 1)
    tails = (
      tail(Enclosure(-.greatestFiniteMagnitude, ends.0), at: ends.0),
      tail(Enclosure(ends.1, .greatestFiniteMagnitude), at: ends.1)
    )
  }

  /// The map given by the text of a formula in z.
  ///
  /// - Throws: an `ExpressionError` that points at the character.
  public init(_ text: String) throws(ExpressionError) { self.init(try Expression(text, variable: "z")) }

  public func value(_ z: Double) -> Double { expression(z) }
  public func derivative(_ z: Double) -> Double { expression.jet(at: z).first }

  public func valueAndDerivative(_ z: Double) -> (value: Double, derivative: Double) {
    let jet = expression.jet(at: z)
    return (jet.value, jet.first)
  }

  public func values(_ points: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>) {
    expression.evaluate(points, into: result)
  }

  /// The enclosure of the formula's derivative, met with the mean-value form.
  public func derivativeBounds(over interval: Interval) -> Interval {
    let jet = jet(inside: interval)
    let middle = interval.lower + 0.5 * interval.width
    let centre = expression.jet(over: Enclosure(middle, middle)).first
    let reach =
      0.5 * interval.width * max(jet.second.lower.magnitude, jet.second.upper.magnitude) * (1 + 1e-15)
    let (low, high) = (max(jet.first.lower, centre.lower - reach), min(jet.first.upper, centre.upper + reach))
    return closedInterval(min(low, high), max(low, high))
  }

  public func secondDerivativeBounds(over interval: Interval) -> Interval {
    let second = jet(inside: interval).second
    return closedInterval(second.lower, second.upper)
  }

  /// The jet over an interval without a kink inside: where its ends touch a kink, it is taken a little inside.
  private func jet(inside interval: Interval) -> ExpressionJet<Enclosure> {
    let jet = expression.jet(over: Enclosure(interval.lower, interval.upper))
    guard jet.mayHaveKink, interval.width > 0 else { return jet }
    let size = max(1, interval.lower.magnitude, interval.upper.magnitude)
    let slack = min(0.25 * interval.width, 1e-12 * size)
    return expression.jet(over: Enclosure(interval.lower + slack, interval.upper - slack))
  }

  public func affineTail(toward end: Double) -> AffineTail? { end < 0 ? tails.below : tails.above }

  public var description: String { expression.description }

  /// Where arguments of abs, relu, min or max cannot be told apart however short the interval.
  private static func kinks(of expression: Expression) -> [Double] {
    var found: [Interval] = []
    // Not symmetric: a kink at 0 must not fall on a border, where neither side would see it.
    var waiting = [closedInterval(-reach, 0.97 * reach)]
    while let interval = waiting.popLast() {
      guard expression.jet(over: Enclosure(interval.lower, interval.upper)).mayHaveKink else { continue }
      let middle = interval.lower + 0.5 * interval.width
      if interval.width > 16 * max(middle.magnitude, 1e-3).ulp {
        waiting.append(closedInterval(middle, interval.upper))
        waiting.append(closedInterval(interval.lower, middle))
      } else if let last = found.last, interval.lower <= last.upper {
        found[found.count - 1] = last.hull(interval)
      } else {
        found.append(interval)
      }
    }
    return found.map { $0.contains(0) ? 0 : $0.lower + 0.5 * $0.width }
  }
}
