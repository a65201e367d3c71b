import CGSL

/// The quantile of a law that has no closed form: the smallest x with F(x) >= p.
///
/// The search runs on log F where F <= ½ and on log(1 - F) above, so that a probability of 1e-300 keeps its
/// digits on either side. Newton's step is taken while it stays inside the bracket; otherwise the bracket is
/// halved in the order of the floating-point numbers, which needs at most 64 steps over the whole line.
extension Law {
  /// The quantile at `probability`; NaN outside [0, 1].
  ///
  /// - Parameter start: where the search begins, best a centre of the law.
  /// - Parameter table: cumulatives between which to search.
  func searchedQuantile(_ probability: Double, start: Double, table: QuantileTable? = nil) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability == 0 { return support.lower }
    if probability == 1 { return support.upper }
    let upper = probability > 0.5
    return search(
      logProbability: upper ? log1p(-probability) : log(probability), upper: upper, start: start,
      gap: table?.gap(upper ? 1 - probability : probability, upper: upper))
  }

  /// The complementary quantile at `probability`; NaN outside [0, 1].
  ///
  /// - Parameter start: where the search begins, best a centre of the law.
  /// - Parameter table: cumulatives between which to search.
  func searchedComplementaryQuantile(
    _ probability: Double, start: Double, table: QuantileTable? = nil
  ) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability == 0 { return support.upper }
    if probability == 1 { return support.lower }
    let upper = probability <= 0.5
    return search(
      logProbability: upper ? log(probability) : log1p(-probability), upper: upper, start: start,
      gap: table?.gap(upper ? probability : 1 - probability, upper: upper))
  }

  /// The smallest x with log F(x) >= logProbability, or with log(1 - F(x)) <= logProbability when `upper`.
  ///
  /// - Parameter gap: an interval that holds it, and how well the cumulative is known there.
  func search(
    logProbability target: Double, upper: Bool, start: Double, gap: QuantileTable.Gap? = nil
  ) -> Double {
    // How far the increasing function log F, or -log(1 - F), lies above the target.
    func excess(_ x: Double) -> Double {
      upper ? target - logComplementaryCumulative(x) : logCumulative(x) - target
    }
    var bracket = OrderedBracket(
      low: gap?.low ?? max(support.lower, -.greatestFiniteMagnitude),
      high: gap?.high ?? min(support.upper, .greatestFiniteMagnitude))
    if gap == nil, excess(bracket.low) >= 0 { return bracket.low }
    let start = gap?.start ?? start
    var x = bracket.contains(start) ? start : bracket.midpoint
    var (best, bestExcess) = (x, Double.infinity)
    while true {
      let value = excess(x)
      bracket.shrink(at: x, isAbove: value >= 0)
      if bracket.isClosed { return bracket.high }
      if value.magnitude < bestExcess.magnitude { (best, bestExcess) = (x, value) }
      if let gap, bestExcess.magnitude <= gap.rounding { return best }
      if bracket.isSlow {
        x = bracket.midpoint
        continue
      }
      let logSlope = logDensity(best) - (upper ? target - bestExcess : target + bestExcess)
      let step = -bestExcess / exp(logSlope)
      let next = best + step
      if logSlope < .infinity, step.magnitude <= 0.5 * best.ulp {
        return atoms.isEmpty || bestExcess >= 0 ? best : bracket.high
      }
      x = logSlope < .infinity && bracket.contains(next) ? next : bracket.midpoint
    }
  }
}

/// A bracket of a root that can be halved in the order of the floating-point numbers.
private struct OrderedBracket {
  var low: Double
  var high: Double
  private var steps = 0
  private var widthBefore = UInt64.max

  init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether `x` lies strictly inside.
  func contains(_ x: Double) -> Bool { low < x && x < high }

  /// Whether no number lies strictly between the ends.
  var isClosed: Bool { low.nextUp >= high }

  /// A number strictly inside an open bracket, halfway in order.
  var midpoint: Double {
    let (a, b) = (order(low), order(high))
    return min(max(number(atOrder: (a >> 1) + (b >> 1) + (a & b & 1)), low.nextUp), high.nextDown)
  }

  /// Whether the last three steps have not halved the bracket in order; asks for a bisection if so.
  var isSlow: Bool { steps == 0 && currentWidth > widthBefore / 2 }

  private var currentWidth: UInt64 {
    UInt64(bitPattern: order(high) &- order(low))
  }

  mutating func shrink(at x: Double, isAbove: Bool) {
    if steps == 0 { widthBefore = currentWidth }
    if isAbove { high = x } else { low = x }
    steps = (steps + 1) % 3
  }
}

/// The rank of a number among the floating-point numbers, with both zeros at 0.
private func order(_ x: Double) -> Int64 {
  let bits = Int64(bitPattern: x.magnitude.bitPattern)
  return x < 0 ? -bits : bits
}

private func number(atOrder rank: Int64) -> Double {
  let magnitude = Double(bitPattern: rank.magnitude)
  return rank < 0 ? -magnitude : magnitude
}
