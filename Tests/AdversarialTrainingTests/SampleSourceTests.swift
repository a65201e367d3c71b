import AdversarialTraining
import NeuralNetworks
import Testing

struct SampleSourceTests {
  func draw(_ source: TableSource<Double>, rows: Int, _ stream: inout RandomStream) -> [Double] {
    var values = [Double](repeating: 0, count: rows * source.dimension)
    values.withUnsafeMutableBufferPointer { source.fill($0, using: &stream) }
    return values
  }

  @Test("each row comes once an epoch, in another order each time")
  func epochs() throws {
    let source = try TableSource(values: (0..<20).map(Double.init), dimension: 2, order: .shuffledEpochs)
    var stream = RandomStream(seed: 1, name: "data")
    let orders = (0..<3).map { _ in draw(source, rows: 10, &stream) }
    for order in orders {
      #expect(order.sorted() == (0..<20).map(Double.init))
      #expect(stride(from: 0, to: 20, by: 2).allSatisfy { order[$0 + 1] == order[$0] + 1 })
    }
    #expect(orders[0] != orders[1])
    #expect(orders[1] != orders[2])
  }

  @Test("a source goes on from its state in the middle of an epoch")
  func resumes() throws {
    let values = (0..<30).map(Double.init)
    let whole = try TableSource(values: values, dimension: 1, order: .shuffledEpochs)
    var stream = RandomStream(seed: 1, name: "data")
    _ = draw(whole, rows: 47, &stream)
    let other = try TableSource(values: values, dimension: 1, order: .shuffledEpochs)
    other.restore(whole.state)
    var same = stream
    #expect(draw(whole, rows: 40, &stream) == draw(other, rows: 40, &same))
  }

  @Test("rows drawn with replacement are uniform over the table")
  func replacement() throws {
    let source = try TableSource(values: [0.0, 1, 2, 3], dimension: 1)
    var stream = RandomStream(seed: 1, name: "data")
    let values = draw(source, rows: 40_000, &stream)
    for row in 0..<4 {
      let count = values.count { $0 == Double(row) }
      #expect(abs(count - 10_000) < 400)
    }
  }

  @Test("a table that is empty or has a broken row is refused")
  func broken() {
    #expect(throws: TrainingError.self) { try TableSource<Float>(values: [], dimension: 1) }
    #expect(throws: TrainingError.self) { try TableSource<Float>(values: [1, 2, 3], dimension: 2) }
  }

  @Test("a prior of more coordinates fills whole rows of its law")
  func priors() {
    var stream = RandomStream(seed: 1, name: "noise")
    var rows = [Double](repeating: 9, count: 3000)
    let uniform = NoisePrior.uniform(dimension: 3, lower: -2, upper: 1)
    rows.withUnsafeMutableBufferPointer { uniform.fill($0, using: &stream) }
    #expect(uniform.dimension == 3)
    #expect(rows.allSatisfy { $0 >= -2 && $0 < 1 })
    let normal = NoisePrior.normal(dimension: 3, mean: 5, standardDeviation: 0.1)
    rows.withUnsafeMutableBufferPointer { normal.fill($0, using: &stream) }
    #expect(abs(rows.reduce(0, +) / 3000 - 5) < 0.01)
  }
}
