import AdversarialTraining
import Distributions
import MinimaxGame
import NeuralNetworks
import Quadrature

extension NoisePrior {
  /// The law of one coordinate.
  ///
  /// - Throws: `DistributionError` where a parameter is out of range.
  public func law() throws(DistributionError) -> any Law {
    switch self {
    case .uniform(_, let lower, let upper): return try Uniform(lower: lower, upper: upper)
    case .normal(_, let mean, let deviation): return try Normal(mean: mean, standardDeviation: deviation)
    }
  }
}

extension AlternatingTraining {
  /// This moment of the training, held against the exact game with the data's law.
  ///
  /// - Throws: as ``ExactSnapshot/init(data:prior:generator:discriminator:tolerance:minibatch:)``.
  public func exactSnapshot(data: some Law, tolerance: Tolerance? = nil) throws -> ExactSnapshot {
    try exactSnapshot(data: data, prior: configuration.prior.law(), tolerance: tolerance)
  }

  private func exactSnapshot(data: some Law, prior: some Law, tolerance: Tolerance?) throws -> ExactSnapshot {
    try ExactSnapshot(
      data: data, prior: prior, generator: generator.snapshot(), discriminator: discriminator.snapshot(),
      tolerance: tolerance, minibatch: step > 0 ? losses : nil)
  }
}

extension AlternatingTraining {
  /// The game of the data's law and the generator as it is: kept while only D moves.
  ///
  /// - Throws: as ``ExactSnapshot/init(data:prior:generator:discriminator:tolerance:minibatch:)``.
  public func exactGame(data: some Law) throws -> MinimaxGame {
    MinimaxGame(
      data: data,
      generator: try PushForward(prior: configuration.prior.law(), generator: generator.snapshot()))
  }

  /// V(G, D*) - V(G, D) alone, as both are.
  ///
  /// - Throws: as ``exactGame(data:)``.
  public func exactGap(data: some Law, tolerance: Tolerance = .standard) throws -> Estimate {
    let game = try exactGame(data: data)
    return try game.gap(of: discriminator.snapshot().onTheLine(near: game), tolerance: tolerance)
  }
}

extension NetworkSnapshot {
  /// This network as a discriminator, quick where the laws of the game have their mass; its supremum is not
  /// looked for.
  ///
  /// - Throws: `NetworkError/unsupported(message:)` for a network that is no map of the line.
  public func onTheLine(near game: MinimaxGame) throws -> NetworkDiscriminator {
    try NetworkDiscriminator(
      self, domain: ExactSnapshot.domain(game.data, game.generator), findsSupremum: false)
  }
}

/// Samples of a law as p_data of a training.
public struct LawSource<Scalar: NetworkScalar>: AdversarialTraining.SampleSource {
  /// One number a sample.
  public let dimension = 1
  private let law: any Law

  /// Samples of `law`, by its own sampler.
  public init(_ law: some Law) { self.law = (law as? Distribution)?.law ?? law }

  public func fill(_ rows: UnsafeMutableBufferPointer<Scalar>, using stream: inout RandomStream) {
    if let normal = law as? Normal {
      stream.fillNormal(
        rows, mean: Scalar(normal.location), standardDeviation: Scalar(normal.standardDeviation))
      return
    }
    if let uniform = law as? Uniform {
      stream.fillUniform(rows, lower: Scalar(uniform.lower), upper: Scalar(uniform.upper))
      return
    }
    for i in 0..<rows.count { rows[i] = Scalar(law.sample(using: &stream)) }
  }
}
