import Foundation
import NeuralNetworks
import VectorMath

/// A Gaussian Parzen window: p(x) = 1/n Σᵢ N(x; cᵢ, σ² I) over n centres (Breuleux, Bengio and Vincent 2011), by which the
/// paper scores its generators.
///
/// Squared distances are ‖x‖² + ‖c‖² - 2 x·c after the centres' mean is taken off both, the products as one of
/// matrices in Double: with norms below 784 the rounding of log p is below 784 · 784 · 2⁻⁵³/σ² = 7e-9 nat at σ = 0.1.
public struct ParzenWindow: Sendable {
  /// Numbers in a point.
  public let dimension: Int
  /// n.
  public let count: Int
  private let centres: [Double]
  private let squares: [Double]
  private let mean: [Double]

  /// Points of one block: its distances to 10,000 centres are 5 MB.
  private static let block = 64

  /// A window over centres.
  ///
  /// - Parameters:
  ///   - centres: rows of numbers; at least one.
  ///   - dimension: numbers in a row.
  public init(centres: [Double], dimension: Int) {
    precondition(!centres.isEmpty && centres.count % dimension == 0, "centres are rows of \(dimension)")
    self.dimension = dimension
    count = centres.count / dimension
    mean = ParzenWindow.mean(of: centres, dimension: dimension)
    self.centres = ParzenWindow.shifted(centres, by: mean)
    squares = ParzenWindow.squares(of: self.centres, dimension: dimension)
  }

  /// log p of each point in nats, for each width.
  ///
  /// - Parameters:
  ///   - points: rows of ``dimension`` numbers.
  ///   - widths: values of σ, above 0.
  ///   - workers: threads; they do not change the result.
  /// - Returns: for each width the values of all points.
  public func logDensities(of points: [Double], widths: [Double], workers: Int = 1) -> [[Double]] {
    let total = points.count / dimension
    let blocks = (total + ParzenWindow.block - 1) / ParzenWindow.block
    var results = [[Double]](repeating: [Double](repeating: 0, count: total), count: widths.count)
    let pieces = Parallel.map(blocks, workers: workers) { block in
      let range = block * ParzenWindow.block..<min(total, (block + 1) * ParzenWindow.block)
      return self.logDensities(
        of: points[range.lowerBound * dimension..<range.upperBound * dimension], widths)
    }
    for (block, piece) in pieces.enumerated() {
      for (index, values) in piece.enumerated() {
        results[index].replaceSubrange(
          block * ParzenWindow.block..<block * ParzenWindow.block + values.count, with: values)
      }
    }
    return results
  }

  /// The same of one block.
  private func logDensities(of points: ArraySlice<Double>, _ widths: [Double]) -> [[Double]] {
    let rows = points.count / dimension
    let shifted = ParzenWindow.shifted(Array(points), by: mean)
    let norms = ParzenWindow.squares(of: shifted, dimension: dimension)
    var products = [Double](repeating: 0, count: rows * count)
    Double.multiply(
      shifted, transposed: false, centres, transposed: true, into: &products, rows: rows, columns: count,
      inner: dimension, alpha: -2, beta: 0)
    var results = [[Double]](repeating: [Double](repeating: 0, count: rows), count: widths.count)
    products.withUnsafeMutableBufferPointer { products in
      for row in 0..<rows {
        let distances = UnsafeMutableBufferPointer(rebasing: products[row * count..<(row + 1) * count])
        let nearest = completeDistances(distances, norm: norms[row])
        for (index, width) in widths.enumerated() {
          let scale = -0.5 / (width * width)
          let sum = exponentialSum(UnsafeBufferPointer(distances), less: nearest, times: scale)
          let normaliser = Double(dimension) * log(width * (2 * Double.pi).squareRoot())
          results[index][row] = scale * nearest + log(sum / Double(count)) - normaliser
        }
      }
    }
    return results
  }

  /// -2 x·c becomes ‖x - c‖², and the least of them is returned.
  private func completeDistances(_ values: UnsafeMutableBufferPointer<Double>, norm: Double) -> Double {
    var nearest = Double.infinity
    squares.withUnsafeBufferPointer { squares in
      for i in 0..<count {
        let distance = max(0, values[i] + norm + squares[i])
        values[i] = distance
        nearest = distance < nearest ? distance : nearest
      }
    }
    return nearest
  }

  /// Σ exp(scale (d - nearest)), block by block as partial sums in a fixed order.
  private func exponentialSum(
    _ distances: UnsafeBufferPointer<Double>, less nearest: Double, times scale: Double
  ) -> Double {
    guard let base = distances.baseAddress else { return 0 }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 512) { room in
      guard let terms = room.baseAddress else { return 0 }
      var partial = SIMD8<Double>(repeating: 0)
      for start in stride(from: 0, to: count, by: 512) {
        let length = min(512, count - start)
        for i in 0..<length { terms[i] = vectorExponential(scale * (base[start + i] - nearest)) }
        for i in length..<(length + 7) / 8 * 8 { terms[i] = 0 }
        for i in stride(from: 0, to: length, by: 8) {
          partial += UnsafeRawPointer(terms + i).loadUnaligned(as: SIMD8<Double>.self)
        }
      }
      return partial.sum()
    }
  }
}

extension ParzenWindow {
  static func mean(of rows: [Double], dimension: Int) -> [Double] {
    var mean = [Double](repeating: 0, count: dimension)
    for start in stride(from: 0, to: rows.count, by: dimension) {
      for i in 0..<dimension { mean[i] += rows[start + i] }
    }
    return mean.map { $0 * Double(dimension) / Double(rows.count) }
  }

  static func shifted(_ rows: [Double], by mean: [Double]) -> [Double] {
    var result = rows
    for start in stride(from: 0, to: rows.count, by: mean.count) {
      for i in 0..<mean.count { result[start + i] -= mean[i] }
    }
    return result
  }

  /// ‖row‖² of each row.
  static func squares(of rows: [Double], dimension: Int) -> [Double] {
    stride(from: 0, to: rows.count, by: dimension).map { start in
      var sum = 0.0
      for i in start..<start + dimension { sum += rows[i] * rows[i] }
      return sum
    }
  }
}
