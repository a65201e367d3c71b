import NeuralNetworks
import Testing

struct DropoutTests {
  @Test("in training a number is kept with its probability and scaled; at rest it is multiplied by the mean")
  func masks() throws {
    let architecture = Architecture(inputs: 1000, layers: [.dropout(keep: 0.8, scale: 1.25)])
    let network = try Network<Double>(architecture)
    let work = Workspace(network, rows: 20)
    for i in 0..<20_000 { work.input[i] = 2 }
    work.forward(rows: 20, mode: .training)
    let kept = (0..<20_000).count { work.output[$0] == 2.5 }
    #expect((0..<20_000).allSatisfy { work.output[$0] == 2.5 || work.output[$0] == 0 })
    #expect(abs(kept - 16_000) < 250)
    work.forward(rows: 20, mode: .trainingRepeated)
    #expect((0..<20_000).count { work.output[$0] == 2.5 } == kept)
    work.forward(rows: 20, mode: .training)
    #expect((0..<20_000).count { work.output[$0] == 2.5 } != kept)
    work.forward(rows: 20, mode: .inference)
    #expect((0..<20_000).allSatisfy { work.output[$0] == 2 })
  }

  @Test("batch normalisation makes columns of mean 0 and variance 1, and its running statistics follow")
  func normalisation() throws {
    let architecture = Architecture(
      inputs: 2, layers: [.batchNormalisation(BatchNormalisation(momentum: 0.5))])
    let network = try Network<Double>(architecture)
    let work = Workspace(network, rows: 4)
    let rows: [Double] = [1, 10, 2, 20, 3, 30, 6, 40]
    for (i, x) in rows.enumerated() { work.input[i] = x }
    work.forward(rows: 4, mode: .training)
    for column in 0..<2 {
      let values = (0..<4).map { work.output[2 * $0 + column] }
      #expect(abs(values.reduce(0, +)) < 1e-12)
      #expect(close(values.reduce(0) { $0 + $1 * $1 } / 4, 1, 1e-4))
    }
    let expected = [1.5, 12.5, 0.5 + 0.5 * 14.0 / 3, 0.5 + 0.5 * 500.0 / 3]
    #expect(zip(network.statistics, expected).allSatisfy { close($0, $1, 1e-12) })
    work.forward(rows: 4, mode: .inference)
    #expect(close(work.output[0], (1 - 1.5) / (expected[2] + 1e-5).squareRoot(), 1e-12))
  }
}
