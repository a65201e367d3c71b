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
    let network = try NetworkSnapshot<Double>.load(from: path)
    let metadata = try Safetensors(contentsOf: path).metadata
    try require(.generator, of: metadata, path)
    return try PushForward(
      prior: Distribution(prior ?? metadata["prior"] ?? "normal(0, 1)"), generator: network)
  }

  /// A saved discriminator, whose output is the logit.
  static func discriminator(at path: String, in game: MinimaxGame) throws -> NetworkDiscriminator {
    let snapshot = try NetworkSnapshot<Double>.load(from: path)
    try require(.discriminator, of: Safetensors(contentsOf: path).metadata, path)
    return try NetworkDiscriminator(snapshot, domain: ExactSnapshot.domain(game.data, game.generator))
  }

  /// What a file says of the role that its network was trained for.
  static func metadata(_ role: PlayerName) -> [String: String] { ["role": role.rawValue] }

  /// A file that names no role may be used as either.
  private static func require(_ role: PlayerName, of metadata: [String: String], _ path: String) throws {
    guard let found = metadata["role"], found != role.rawValue else { return }
    throw TextError("\(path) has the weights of a \(found); allowed: those of a \(role.rawValue)")
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
