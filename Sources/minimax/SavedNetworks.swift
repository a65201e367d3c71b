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
    let network = try NetworkSnapshot<Float>.load(from: path)
    let named = try Safetensors(contentsOf: path).metadata["prior"]
    return try PushForward(prior: Distribution(prior ?? named ?? "normal(0, 1)"), generator: network)
  }

  /// A saved discriminator, whose output is the logit.
  static func discriminator(at path: String, in game: MinimaxGame) throws -> NetworkDiscriminator {
    let snapshot = try NetworkSnapshot<Float>.load(from: path)
    return try NetworkDiscriminator(snapshot, domain: ExactSnapshot.domain(game.data, game.generator))
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
