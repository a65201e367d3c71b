import Distributions
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks

/// Players of a game saved by `minimax train`, or by anyone who writes safetensors as it does.
enum SavedNetworks {
  /// Whether an argument names weights and not a law or a formula.
  static func isFile(_ text: String) -> Bool { text.hasSuffix(".safetensors") }

  /// The exact law of a saved generator of one-dimensional noise.
  static func generator(at path: String, prior: String) throws -> PushForward {
    try PushForward(
      prior: Distribution(prior), generator: NetworkSnapshot<Float>.load(from: path))
  }

  /// A saved discriminator, whose output is the logit.
  static func discriminator(at path: String, in game: MinimaxGame) throws -> NetworkDiscriminator {
    let snapshot = try NetworkSnapshot<Float>.load(from: path)
    return try NetworkDiscriminator(snapshot, domain: ExactSnapshot.domain(game.data, game.generator))
  }
}
