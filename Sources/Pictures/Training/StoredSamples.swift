import AdversarialTraining
import NeuralNetworks

extension Float {
  /// An intensity as a file of pictures holds it: clamped to [0, 1] and rounded to k/255, as
  /// ``PictureSet/intensities(as:)`` gives it back.
  var stored: Float { (255 * min(max(self, 0), 1)).rounded() / 255 }
}

/// Samples of a generator at rest as a file of pictures would hold them, without end.
///
/// Data lie on the lattice of k/255. What a generator makes does not, but for a set of measure 0, so that its law as it is
/// has JSD log 2 to the data whatever it looks like; that of its stored samples is another question, and the one meant.
final class StoredSamples: SampleSource, @unchecked Sendable {
  let dimension: Int
  private let prior: NoisePrior
  private let pass: Workspace<Float>

  /// Samples of a generator, which is not to change meanwhile.
  init(of generator: Network<Float>, prior: NoisePrior) {
    dimension = generator.architecture.outputs
    self.prior = prior
    pass = Workspace(generator, rows: 100)
  }

  func fill(_ rows: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream) {
    guard let target = rows.baseAddress else { return }
    for start in stride(from: 0, to: rows.count, by: pass.capacity * dimension) {
      let count = min(pass.capacity, (rows.count - start) / dimension)
      prior.fill(
        UnsafeMutableBufferPointer(start: pass.input, count: count * prior.dimension), using: &stream)
      pass.forward(rows: count)
      for i in 0..<count * dimension { target[start + i] = pass.output[i].stored }
    }
  }
}
