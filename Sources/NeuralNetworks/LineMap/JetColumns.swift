/// Finite bounds of G, G' and G'' of many units as columns, eight numbers at a time: the intervals' products with
/// weights are most of what bounding a network costs.
struct JetColumns {
  /// One of the three: the lower ends, the upper ends, and the largest sizes.
  private struct Column {
    let lower: [SIMD8<Double>]
    let upper: [SIMD8<Double>]
    let size: [SIMD8<Double>]
    let isFinite: Bool

    init(_ bounds: [Bounds]) {
      lower = bounds.map(\.lower)[...].inVectors
      upper = bounds.map(\.upper)[...].inVectors
      size = bounds.map(\.magnitude)[...].inVectors
      isFinite = bounds.allSatisfy { $0.lower.isFinite && $0.upper.isFinite }
    }

    /// Σ w x over intervals x, and the sum of the sizes of its terms.
    @inline(__always)
    func sum(_ up: [SIMD8<Double>], _ down: [SIMD8<Double>], bias: Double, _ unit: Double) -> Bounds {
      var (low, high, total) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
      for i in up.indices {
        low += up[i] * lower[i] + down[i] * upper[i]
        high += up[i] * upper[i] + down[i] * lower[i]
        total += (up[i] - down[i]) * size[i]
      }
      let slack = (abs(bias) + total.sum()) * unit
      return Bounds(bias + low.sum(), bias + high.sum()).widened(by: slack)
    }
  }

  private let value: Column
  private let first: Column
  private let second: Column

  /// The columns of `bounds`; `nil` where one is infinite.
  init?(_ bounds: [LineMap.JetBounds]) {
    value = Column(bounds.map(\.value))
    first = Column(bounds.map(\.first))
    second = Column(bounds.map(\.second))
    guard value.isFinite, first.isFinite, second.isFinite else { return nil }
  }

  /// Bounds of bias + Σ w x and its derivatives, the weights being those of one row of `vectors`, rounding included.
  func product(
    with vectors: [SIMD8<Double>], row: Int, bias: Double, _ unit: Double
  ) -> LineMap.JetBounds {
    let blocks = value.lower.count
    let weights = vectors[(row * blocks)..<((row + 1) * blocks)]
    let up = weights.map { $0.replacing(with: 0, where: $0 .< 0) }
    let down = weights.map { $0.replacing(with: 0, where: $0 .> 0) }
    return LineMap.JetBounds(
      value: value.sum(up, down, bias: bias, unit), first: first.sum(up, down, bias: 0, unit),
      second: second.sum(up, down, bias: 0, unit))
  }
}

extension ArraySlice<Double> {
  /// The numbers eight at a time, the last vector filled up with zeros.
  var inVectors: [SIMD8<Double>] {
    stride(from: startIndex, to: endIndex, by: 8).map { start in
      var vector = SIMD8<Double>.zero
      for i in start..<Swift.min(start + 8, endIndex) { vector[i - start] = self[i] }
      return vector
    }
  }
}
