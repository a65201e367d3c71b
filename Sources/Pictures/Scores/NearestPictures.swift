import NeuralNetworks

/// The nearest rows of a table, by matrix products: ‖x - c‖² = ‖x‖² + ‖c‖² - 2 x·c, in Float.
///
/// Two neighbours whose squared distances differ by less than the rounding of the sums, about 1e-4 for 784 intensities,
/// may be told apart wrongly.
public struct NearestPictures: Sendable {
  private static let block = 128
  private let dimension: Int
  private let table: [Float]
  private let squares: [Float]

  /// One neighbour.
  public struct Neighbour: Equatable, Sendable {
    /// The row of the table.
    public let index: Int
    /// The Euclidean distance to it.
    public let distance: Double
  }

  /// Neighbours among the rows of a table.
  ///
  /// - Parameters:
  ///   - table: at least one row.
  ///   - dimension: numbers in a row.
  public init(table: [Float], dimension: Int) {
    (self.table, self.dimension) = (table, dimension)
    squares = stride(from: 0, to: table.count, by: dimension).map { start in
      var sum: Float = 0
      for i in start..<start + dimension { sum += table[i] * table[i] }
      return sum
    }
  }

  /// The nearest row of each point; the first of equals.
  ///
  /// - Parameters:
  ///   - points: rows like those of the table.
  ///   - workers: threads; they do not change the result.
  public func nearest(to points: [Float], workers: Int = 1) -> [Neighbour] {
    let total = points.count / dimension
    let block = NearestPictures.block
    return Parallel.map((total + block - 1) / block, workers: workers) { part in
      let first = part * block
      let rows = min(total, first + block) - first
      return nearest(to: points[first * dimension..<(first + rows) * dimension], rows: rows)
    }.flatMap { $0 }
  }

  private func nearest(to points: ArraySlice<Float>, rows: Int) -> [Neighbour] {
    let count = squares.count
    var best = [(index: Int, score: Float)](repeating: (0, .infinity), count: rows)
    // As many of the table's rows at once as keep the products in the cache.
    let width = min(count, 4096)
    var products = [Float](repeating: 0, count: rows * width)
    points.withUnsafeBufferPointer { points in
      table.withUnsafeBufferPointer { table in
        guard let x = points.baseAddress, let c = table.baseAddress else { return }
        for start in stride(from: 0, to: count, by: width) {
          let columns = min(width, count - start)
          Float.multiply(
            x, transposed: false, c + start * dimension, transposed: true, into: &products, rows: rows,
            columns: columns, inner: dimension, alpha: -2, beta: 0)
          for row in 0..<rows {
            for column in 0..<columns {
              let score = products[row * columns + column] + squares[start + column]
              if score < best[row].score { best[row] = (start + column, score) }
            }
          }
        }
      }
    }
    return best.enumerated().map { row, winner in
      var sum = 0.0
      let point = points.startIndex + row * dimension
      for i in 0..<dimension {
        let difference = Double(points[point + i] - table[winner.index * dimension + i])
        sum += difference * difference
      }
      return Neighbour(index: winner.index, distance: sum.squareRoot())
    }
  }
}
