import NeuralNetworks
import Testing

struct RowKernelTests {
  @Test("rows are added with their coefficients, whatever the number of columns", arguments: [false, true])
  func combine(keeping: Bool) {
    check(Float.self, keeping, tolerance: 1e-5)
    check(Double.self, keeping, tolerance: 1e-14)
  }

  private func check<Scalar: NetworkScalar>(_: Scalar.Type, _ keeping: Bool, tolerance: Scalar) {
    var stream = RandomStream(seed: 1, name: "rows")
    func numbers(_ count: Int) -> [Scalar] { (0..<count).map { _ in Scalar.uniform(stream.next()) - 0.5 } }
    for columns in 1...200 {
      let (matrix, coefficients, before) = (numbers(9 * columns), numbers(5), numbers(columns + 1))
      let rows = [7, 0, 8, 3, 3]
      var target = before
      Scalar.combine(
        matrix, columns: columns, offsets: rows.map { Int32($0 * columns) }, coefficients: coefficients,
        count: rows.count, into: &target, keeping: keeping)
      for j in 0..<columns {
        let sum = zip(rows, coefficients).reduce(keeping ? before[j] : 0) {
          $0 + $1.1 * matrix[$1.0 * columns + j]
        }
        #expect(abs(target[j] - sum) <= tolerance)
      }
      #expect(target[columns] == before[columns])
    }
  }

  @Test("a transpose may be added to what is there, and touches nothing else", arguments: [0, 0.5])
  func transpose(keeping: Double) {
    check(Float.self, Float(keeping))
    check(Double.self, keeping)
  }

  /// Whole numbers and halves, so every sum is exact.
  private func check<Scalar: NetworkScalar>(_: Scalar.Type, _ keeping: Scalar) {
    let (stride, targetStride) = (41, 43)
    let source = (0..<40 * stride).map { Scalar($0) }
    let before = (0..<40 * targetStride).map { Scalar(-$0) }
    for rows in Swift.stride(from: 1, through: 40, by: 3) {
      for columns in Swift.stride(from: 1, through: 40, by: 5) {
        var target = before
        Scalar.transpose(
          source, stride: stride, rows: rows, columns: columns, into: &target, stride: targetStride,
          keeping: keeping)
        let expected = before.indices.map { place in
          let (column, row) = (place / targetStride, place % targetStride)
          guard row < rows, column < columns else { return before[place] }
          return keeping * before[place] + source[row * stride + column]
        }
        #expect(target == expected, "\(rows) x \(columns)")
      }
    }
  }
}
