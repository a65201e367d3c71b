import Distributions
import Quadrature

/// A discriminator given at knots: linear between them, constant beyond the first and the last.
public struct TableDiscriminator: Discriminator {
  /// The abscissas, ascending.
  public let abscissas: [Double]
  /// D at each abscissa, in [0, 1].
  public let values: [Double]

  /// The interpolant of `values` at `abscissas`.
  ///
  /// - Throws: ``DiscriminatorError/invalid(name:value:allowed:)`` when there are no knots, the counts
  ///   differ, the abscissas are not finite and strictly ascending, or a value is outside [0, 1].
  public init(abscissas: [Double], values: [Double]) throws(DiscriminatorError) {
    guard !abscissas.isEmpty, abscissas.count == values.count else {
      throw .invalid(
        name: "discriminator table", value: "\(abscissas.count) abscissas and \(values.count) values",
        allowed: "as many of one as of the other, at least one")
    }
    for (i, x) in abscissas.enumerated() where !x.isFinite || (i > 0 && x <= abscissas[i - 1]) {
      throw .invalid(
        name: "discriminator table, row \(i + 1), x", value: "\(x)",
        allowed: "finite numbers, each above the one before")
    }
    for (i, value) in values.enumerated() where !(value >= 0 && value <= 1) {
      throw .invalid(
        name: "discriminator table, row \(i + 1), D", value: "\(value)",
        allowed: "a probability between 0 and 1")
    }
    self.abscissas = abscissas
    self.values = values
  }

  /// The logit of the interpolated value.
  public func logit(_ x: Double) -> Double { logit(anchor: x, offset: 0) }

  /// The logits by the exact distance from the knots, so that a D that tends to 0 or 1 there does not round
  /// to it.
  public func logits(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    for i in 0..<offsets.count { result[i] = logit(anchor: anchor, offset: offsets[i]) }
  }

  private func logit(anchor: Double, offset: Double) -> Double {
    func distance(_ knot: Int) -> Double { (anchor - abscissas[knot]) + offset }
    let last = values.count - 1
    if distance(0) <= 0 { return logOdds(values[0]) }
    if distance(last) >= 0 { return logOdds(values[last]) }
    var (low, high) = (0, last)
    while high - low > 1 {
      let middle = (low + high) / 2
      if distance(middle) >= 0 { low = middle } else { high = middle }
    }
    // D and 1 - D, each as a sum of two terms of one sign.
    let width = abscissas[high] - abscissas[low]
    let (right, left) = (distance(low) / width, -distance(high) / width)
    let value = values[low] * left + values[high] * right
    let complement = (1 - values[low]) * left + (1 - values[high]) * right
    return logarithm(value) - logarithm(complement)
  }

  /// The knots.
  public var breakPoints: [Double] { abscissas }
  /// The knots at which D is 0 or 1.
  public var singularPoints: [Double] { zip(abscissas, values).filter { $0.1 == 0 || $0.1 == 1 }.map(\.0) }
  /// The largest value, which is attained at a knot.
  public var supremum: DiscriminatorSupremum {
    .known(logit: logOdds(values.max() ?? 0.5))
  }

  /// The stretches between neighbouring knots of that value, and the constant ends.
  public func flats(at value: Double) -> [Interval] {
    var result: [Interval] = []
    func add(_ lower: Double, _ upper: Double) {
      if let interval = try? Interval(lower, upper) { result.append(interval) }
    }
    if values.first == value { add(-.infinity, abscissas[0]) }
    for i in abscissas.indices.dropFirst() where values[i - 1] == value && values[i] == value {
      add(abscissas[i - 1], abscissas[i])
    }
    if values.last == value { add(abscissas[abscissas.count - 1], .infinity) }
    return result
  }
}
