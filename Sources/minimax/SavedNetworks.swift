import AdversarialTraining
import Distributions
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks

/// Players of a game saved by `minimax train`, or by anyone who writes safetensors as it does.
enum SavedNetworks {
  /// Whether an argument names weights and not a law or a formula.
  static func isFile(_ text: String) -> Bool { text.hasSuffix(".safetensors") }

  /// The exact law of a saved generator of one-dimensional noise: `prior`, else the one that the file names, else
  /// normal(0, 1).
  static func generator(at path: String, prior: String?) throws -> PushForward {
    let (network, metadata) = try load(.generator, as: Double.self, from: path)
    return try PushForward(
      prior: Distribution(prior ?? metadata["prior"] ?? "normal(0, 1)"), generator: network)
  }

  /// A saved discriminator, whose output is the logit.
  static func discriminator(at path: String, in game: MinimaxGame) throws -> NetworkDiscriminator {
    let (snapshot, _) = try load(.discriminator, as: Double.self, from: path)
    return try NetworkDiscriminator(snapshot, domain: ExactSnapshot.domain(game.data, game.generator))
  }

  /// What a file says of the role that its network was trained for.
  static func metadata(_ role: PlayerName) -> [String: String] { ["role": role.rawValue] }

  /// A player and the texts of its file, which is read once. A file that names no role may be used as either.
  static func load<Scalar: NetworkScalar>(_ role: PlayerName, as scalar: Scalar.Type, from path: String)
    throws
    -> (network: NetworkSnapshot<Scalar>, metadata: [String: String])
  {
    let file = try Safetensors(contentsOf: path)
    let network = try NetworkSnapshot<Scalar>(reading: file, at: path)
    if let found = file.metadata["role"], found != role.rawValue {
      throw TextError("\(path) has the weights of a \(found); allowed: those of a \(role.rawValue)")
    }
    return (network, file.metadata)
  }
}

extension NoisePrior {
  /// The law of the noise as the text of a distribution, where it has one coordinate.
  var text: String? {
    switch self {
    case .normal(1, let mean, let deviation): return "normal(\(mean), \(deviation))"
    case .uniform(1, let lower, let upper): return "uniform(\(lower), \(upper))"
    default: return nil
    }
  }
}
