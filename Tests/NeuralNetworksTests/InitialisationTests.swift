import NeuralNetworks
import Testing

struct InitialisationTests {
  func weights(_ initialisation: Initialisation, inputs: Int = 60, units: Int = 40) throws -> [Double] {
    var stream = RandomStream(seed: 4, name: "weights")
    let layers = [Layer.dense(units, .identity, weights: initialisation)]
    let network = try Network<Double>(Architecture(inputs: inputs, layers: layers), initialisedFrom: &stream)
    return Array(network.parameters.prefix(inputs * units))
  }

  func meanSquare(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
  }

  @Test("each law has its range and variance")
  func laws() throws {
    let uniform = try weights(.uniform(range: 0.05))
    #expect(uniform.allSatisfy { abs($0) <= 0.05 })
    #expect(close(meanSquare(uniform) / (0.05 * 0.05 / 3), 1, 0.08))
    let glorot = try weights(.glorot)
    #expect(glorot.allSatisfy { abs($0) <= (6.0 / 100).squareRoot() })
    #expect(close(meanSquare(glorot) / (2.0 / 100), 1, 0.08))
    #expect(close(meanSquare(try weights(.he)) / (2.0 / 60), 1, 0.1))
    #expect(close(meanSquare(try weights(.normal(standardDeviation: 0.2))) / 0.04, 1, 0.1))
    #expect(try weights(.zeros).allSatisfy { $0 == 0 })
  }

  @Test(
    "orthogonal weights have orthonormal rows or columns, times the gain", arguments: [(30, 20), (20, 30)])
  func orthogonal(inputs: Int, units: Int) throws {
    let w = try weights(.orthogonal(gain: 1.4), inputs: inputs, units: units)
    let short = min(inputs, units)
    let long = max(inputs, units)
    func entry(_ vector: Int, _ place: Int) -> Double {
      inputs <= units ? w[vector * units + place] : w[place * units + vector]
    }
    for a in 0..<short {
      for b in 0..<short {
        let product = (0..<long).reduce(0.0) { $0 + entry(a, $1) * entry(b, $1) }
        #expect(close(product, a == b ? 1.96 : 0, 1e-12))
      }
    }
  }

  @Test("a Float and a Double network from one stream start alike")
  func precisions() throws {
    let architecture = Architecture.perceptron(inputs: 2, hidden: [9], activation: .relu, outputs: 1)
    var one = RandomStream(seed: 1, name: "weights")
    var two = one
    let float = try Network<Float>(architecture, initialisedFrom: &one)
    let double = try Network<Double>(architecture, initialisedFrom: &two)
    #expect(zip(float.parameters, double.parameters).allSatisfy { $0 == Float($1) })
  }

  @Test("given biases are taken, and a wrong number of them refused")
  func biases() throws {
    let given = Architecture(
      inputs: 1, layers: [.dense(3, .sigmoid, weights: .zeros, biases: .values(values: [1, 2, 3]))])
    var stream = RandomStream(seed: 1, name: "weights")
    let network = try Network<Double>(given, initialisedFrom: &stream)
    #expect(Array(network.parameters.suffix(3)) == [1, 2, 3])
    let wrong = Architecture(
      inputs: 1, layers: [.dense(2, .tanh), .dense(3, .sigmoid, biases: .values(values: [1]))])
    let error = #expect(throws: NetworkError.self) { try Network<Double>(wrong) }
    #expect(error?.description == "layer 1: 1 biases for 3 affine outputs")
  }

  @Test("operations are counted from the shapes")
  func operations() {
    let network = Architecture(
      inputs: 784, layers: [.dropout(keep: 0.8), .dense(240, .maxout(pieces: 5)), .dense(1, .identity)])
    #expect(network.operationsPerRow == 2 * (784 * 1200 + 240))
    #expect(network.parameterCount == 784 * 1200 + 1200 + 240 + 1)
  }
}
