import AdversarialTraining
import NeuralNetworks

extension Network where Scalar == Float {
  /// The outputs at rest of rows of inputs, one after the other.
  func outputs(of rows: [Float]) -> [Float] {
    let (inputs, outputs) = (architecture.inputs, architecture.outputs)
    let total = rows.count / inputs
    let pass = Workspace(self, rows: min(500, total))
    var result: [Float] = []
    result.reserveCapacity(total * outputs)
    for start in stride(from: 0, to: total, by: 500) {
      let count = min(500, total - start)
      rows.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        pass.input.update(from: base + start * inputs, count: count * inputs)
      }
      pass.forward(rows: count)
      result += UnsafeBufferPointer(start: pass.output, count: count * outputs)
    }
    return result
  }
}

extension NoisePrior {
  /// So many rows of noise.
  func rows(_ count: Int, using stream: inout RandomStream) -> [Float] {
    var rows = [Float](repeating: 0, count: count * dimension)
    rows.withUnsafeMutableBufferPointer { fill($0, using: &stream) }
    return rows
  }
}

/// Samples of a generator that depend on nothing but its weights, the seed and a name.
public struct GeneratorSamples: Sendable {
  /// z, row by row.
  public let noise: [Float]
  /// G(z), row by row.
  public let pictures: [Float]

  /// Samples of a generator at rest.
  ///
  /// - Parameters:
  ///   - generator: G.
  ///   - prior: the law of its noise.
  ///   - count: how many samples.
  ///   - seed: of the noise.
  ///   - name: of the noise's stream.
  public init(of generator: Network<Float>, prior: NoisePrior, count: Int, seed: UInt64, name: String) {
    var stream = RandomStream(seed: seed, name: name)
    self.init(of: generator, noise: prior.rows(count, using: &stream))
  }

  /// The samples of given noise.
  ///
  /// - Parameters:
  ///   - generator: G.
  ///   - noise: rows of z.
  public init(of generator: Network<Float>, noise: [Float]) {
    self.noise = noise
    pictures = generator.outputs(of: noise)
  }
}
