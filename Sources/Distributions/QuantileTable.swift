/// A law's cumulative at equally spaced points: where to look for a quantile of a law whose cumulative is dear.
struct QuantileTable: Sendable, Equatable {
  /// Where a quantile lies.
  struct Gap {
    /// The point of the table below it.
    var low: Double
    /// The point of the table above it.
    var high: Double
    /// A guess between the two, by linear interpolation of the cumulative.
    var start: Double
    /// How far log F may be off: a search ends there.
    var rounding: Double
  }

  private let first: Double
  private let step: Double
  /// F, ascending.
  private let lower: [Double]
  /// 1 - F, descending.
  private let upper: [Double]

  /// The table of a law without atoms at `count` points, at least 2, from `first` to `last`.
  init(of law: some Law, from first: Double, to last: Double, count: Int) {
    let step = (last - first) / Double(count - 1)
    let points = (0..<count).map { first + Double($0) * step }
    (self.first, self.step) = (first, step)
    lower = points.map(law.cumulative)
    upper = points.map(law.complementaryCumulative)
  }

  /// The gap in which F, or 1 - F when `upper`, has the value; `nil` outside the table.
  func gap(_ probability: Double, upper isUpper: Bool) -> Gap? {
    let values = isUpper ? upper : lower
    let sign = isUpper ? -1.0 : 1.0
    var (low, high) = (0, values.count - 1)
    guard sign * (probability - values[low]) > 0, sign * (values[high] - probability) > 0 else { return nil }
    while high - low > 1 {
      let middle = (low + high) / 2
      if sign * (values[middle] - probability) > 0 { high = middle } else { low = middle }
    }
    let share = (probability - values[low]) / (values[high] - values[low])
    return Gap(
      low: first + Double(low) * step, high: first + Double(high) * step,
      start: first + (Double(low) + share) * step, rounding: 16 * .ulpOfOne)
  }
}
