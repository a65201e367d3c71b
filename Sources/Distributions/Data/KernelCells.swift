import VectorMath

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Gaussian kernels of a sample, gathered into cells of half a bandwidth by their moments.
///
/// With u = (x - c) / h for a cell's centre c and d = (xᵢ - c) / h, at most ¼,
///
///     φ(u - d) = φ(u) Σ dᵏ/k! Heₖ(u),    Q(u - d) = Q(u) + φ(u) Σ_{k >= 1} dᵏ/k! Heₖ₋₁(u),
///
/// so that a cell costs one exponential whatever it holds. By Cramér's bound |Heₖ(u)| <= 1.09 √k! e^(u²/4)
/// the terms from k = 19 on add less than 1e-17 of what points within 3 bandwidths of x contribute.
struct KernelCells: Sendable, Equatable {
  /// The greatest power that is kept.
  private static let order = 18

  private let bandwidth: Double
  private let centres: [Double]
  /// Σ dᵏ/k! over the points of each cell, all cells for k = 0, then for k = 1, and so on.
  private let moments: [Double]
  /// How many points lie in the cells before each one.
  private let before: [Double]

  /// The cells of an ascending sample; `nil` for one so small or sparse that they would not pay.
  init?(_ sample: [Double], bandwidth: Double) {
    guard sample.count >= 256 else { return nil }
    var (centres, members, start) = ([Double](), [Range<Int>](), 0)
    while start < sample.count {
      let end = max(start + 1, sample.firstIndex(notBefore: sample[start] + 0.5 * bandwidth) { $0 })
      centres.append(0.5 * (sample[start] + sample[end - 1]))
      members.append(start..<end)
      start = end
      if centres.count > sample.count / 4 { return nil }
    }
    var moments = [Double](repeating: 0, count: centres.count * (Self.order + 1))
    for (cell, range) in members.enumerated() {
      for i in range {
        let d = (sample[i] - centres[cell]) / bandwidth
        var term = 1.0
        for k in 0...Self.order {
          moments[k * centres.count + cell] += term
          term *= d / Double(k + 1)
        }
      }
    }
    self.bandwidth = bandwidth
    self.centres = centres
    self.moments = moments
    before = members.map { Double($0.lowerBound) }
  }

  /// Σ exp(-(x - xᵢ)² / (2h²)) at x = anchor + offset, over the cells within `reach` of x.
  func kernelSum(anchor: Double, offset: Double, reach: Double) -> Double {
    let range = cells(around: anchor + offset, reach: reach)
    return expansion(range, anchor: anchor, offset: offset, lag: 0) { _, _ in 0 }
  }

  /// Σ Q((x - xᵢ) / h) for sign 1, the sum of the upper tails, or Σ Q((xᵢ - x) / h) for sign -1.
  func tailSum(_ x: Double, sign: Double, reach: Double) -> Double {
    let range = cells(around: x, reach: reach)
    let total = before[before.count - 1] + moments[before.count - 1]
    let below = range.lowerBound < before.count ? before[range.lowerBound] : total
    let above = range.upperBound < before.count ? total - before[range.upperBound] : 0
    let inside = expansion(range, anchor: x, offset: 0, lag: 1) { cell, u in
      sign * moments[cell] * 0.5 * erfc(sign * u * 0.5.squareRoot()) * (2 * Double.pi).squareRoot()
    }
    return (sign > 0 ? above : below) + sign * inside / (2 * Double.pi).squareRoot()
  }

  private func cells(around x: Double, reach: Double) -> Range<Int> {
    let low = centres.firstIndex(notBefore: x - reach - bandwidth) { $0 }
    return low..<max(low, centres.firstIndex(notBefore: (x + reach + bandwidth).nextUp) { $0 })
  }

  /// Σ over cells of e^(-u²/2) Σ_{k >= lag} mₖ Heₖ₋ₗₐ₉(u), plus an extra term of each cell.
  private func expansion(
    _ range: Range<Int>, anchor: Double, offset: Double, lag: Int, extra: (Int, Double) -> Double
  ) -> Double {
    let count = range.count
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * max(count, 1)) { memory in
      moments.withUnsafeBufferPointer { moments in
        guard count > 0, let u = memory.baseAddress, let first = moments.baseAddress else { return 0 }
        let (older, newer, sums) = (u + count, u + 2 * count, u + 3 * count)
        for j in 0..<count {
          u[j] = ((anchor - centres[range.lowerBound + j]) + offset) / bandwidth
          older[j] = 0
          newer[j] = vectorExponential(-0.5 * u[j] * u[j])
          sums[j] = 0
        }
        for k in lag...Self.order {
          let row = first + k * centres.count + range.lowerBound
          advance(older, newer, sums, u, row, degree: Double(k - lag), count: count)
        }
        var total = 0.0
        for j in 0..<count { total += sums[j] + extra(range.lowerBound + j, u[j]) }
        return total
      }
    }
  }

  /// Adds mₖ Heₙ and steps to Heₙ₊₁ = u Heₙ - n Heₙ₋₁; a loop that the compiler vectorises.
  private func advance(
    _ older: UnsafeMutablePointer<Double>, _ newer: UnsafeMutablePointer<Double>,
    _ sums: UnsafeMutablePointer<Double>, _ u: UnsafePointer<Double>, _ moments: UnsafePointer<Double>,
    degree: Double, count: Int
  ) {
    for j in 0..<count {
      let current = newer[j]
      sums[j] += moments[j] * current
      newer[j] = u[j] * current - degree * older[j]
      older[j] = current
    }
  }
}
