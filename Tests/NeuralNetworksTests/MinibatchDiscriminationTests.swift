import Foundation
import NeuralNetworks
import Testing

@Suite("minibatch discrimination")
struct MinibatchDiscriminationTests {
  static func layer(kernels: Int, dimensions: Int, inputs: Int) -> Architecture {
    Architecture(
      inputs: inputs,
      layers: [.minibatchDiscrimination(MinibatchDiscrimination(kernels: kernels, dimensions: dimensions))])
  }

  @Test("a row keeps its numbers and gains, for each kernel, the sum of exp(-|M_i - M_j|) over the rows")
  func definition() throws {
    let (kernels, dimensions, inputs, rows) = (3, 2, 4, 5)
    var stream = RandomStream(seed: 3, name: "discrimination")
    let network = try Network<Double>(
      Self.layer(kernels: kernels, dimensions: dimensions, inputs: inputs), initialisedFrom: &stream)
    let work = Workspace(network, rows: rows)
    let x = LossProbe.normals(rows * inputs, &stream)
    for i in x.indices { work.input[i] = x[i] }
    work.forward(rows: rows)
    func projected(_ row: Int, _ kernel: Int, _ dimension: Int) -> Double {
      (0..<inputs).reduce(0) {
        $0 + x[row * inputs + $1]
          * network.parameters[$1 * kernels * dimensions + dimension * kernels + kernel]
      }
    }
    for i in 0..<rows {
      let output = work.output + i * (inputs + kernels)
      for a in 0..<inputs { #expect(output[a] == x[i * inputs + a]) }
      for b in 0..<kernels {
        let expected = (0..<rows).reduce(0.0) { sum, j in
          let distance = (0..<dimensions).reduce(0.0) { $0 + abs(projected(i, b, $1) - projected(j, b, $1)) }
          return sum + exp(-distance)
        }
        #expect(abs(output[inputs + b] - expected) < 1e-13)
      }
    }
  }

  @Test("rows that are all alike are as close as can be: the number of rows; a row alone has 1")
  func collapsed() throws {
    var stream = RandomStream(seed: 4, name: "discrimination")
    let network = try Network<Float>(
      Self.layer(kernels: 2, dimensions: 3, inputs: 1), initialisedFrom: &stream)
    let work = Workspace(network, rows: 6)
    for i in 0..<6 { work.input[i] = 0.7 }
    work.forward(rows: 6)
    for i in 0..<6 { #expect(work.output[3 * i + 1] == 6 && work.output[3 * i + 2] == 6) }
    work.forward(rows: 1)
    #expect(work.output[1] == 1)
  }

  @Test("it couples rows, counts its weights, is saved and read back, and is no map of the line")
  func asALayer() throws {
    let architecture = Architecture(
      inputs: 1,
      layers: [
        .minibatchDiscrimination(MinibatchDiscrimination(kernels: 2, dimensions: 3)), .dense(1, .identity),
      ])
    #expect(architecture.couplesRows)
    #expect(architecture.parameterCount == 6 + 3 + 1)
    #expect(architecture.operationsPerRow == 2 * (6 + 3))
    var stream = RandomStream(seed: 5, name: "discrimination")
    let saved = try Network<Float>(architecture, initialisedFrom: &stream).snapshot()
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID()).safetensors")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try saved.save(to: path)
    #expect(try NetworkSnapshot<Float>.load(from: path) == saved)
    #expect(throws: NetworkError.self) { try LineMap(saved) }
    for bad in [MinibatchDiscrimination(kernels: 0, dimensions: 1), .init(kernels: 1, dimensions: 0)] {
      #expect(throws: NetworkError.self) {
        try Network<Float>(Architecture(inputs: 1, layers: [.minibatchDiscrimination(bad)]))
      }
    }
  }
}
