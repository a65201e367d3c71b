import NeuralNetworks

/// One of the two in the game.
public enum PlayerName: String, Codable, Hashable, Sendable {
  /// D, who tells data from samples.
  case discriminator
  /// G, who makes samples.
  case generator
}

/// Why a training could not start or go on, apart from divergence.
public enum TrainingError: Error, Equatable, Sendable {
  /// The configuration contradicts itself; the sentence says where.
  case invalidConfiguration(String)
  /// A network's architecture is not possible.
  case network(PlayerName, NetworkError)
  /// A checkpoint does not belong to this configuration.
  case foreignCheckpoint(String)
}

extension TrainingError: CustomStringConvertible {
  /// One sentence for the user.
  public var description: String {
    switch self {
    case .invalidConfiguration(let message): return "configuration: \(message)"
    case .network(let player, let error): return "\(player.rawValue): \(error)"
    case .foreignCheckpoint(let message): return "checkpoint: \(message)"
    }
  }
}

/// A loss or a weight that is not finite any more: training has stopped.
public struct TrainingDivergence<Scalar: NetworkScalar>: Error, CustomStringConvertible {
  /// Completed generator steps when it happened.
  public let step: Int
  /// Whose loss or weights.
  public let player: PlayerName
  /// Both networks as they were at the last step at which they were seen to be finite and kept.
  public let lastGood: TrainingSnapshot<Scalar>

  /// One sentence for the user.
  public var description: String {
    "training diverged at step \(step): a loss or weight of the \(player.rawValue) is not finite; "
      + "the last good networks are those of step \(lastGood.step)"
  }
}

/// Both networks at one step, as a value.
public struct TrainingSnapshot<Scalar: NetworkScalar>: Codable, Hashable, Sendable {
  /// Completed generator steps.
  public let step: Int
  /// G.
  public let generator: NetworkSnapshot<Scalar>
  /// D; its output is the logit.
  public let discriminator: NetworkSnapshot<Scalar>
}
