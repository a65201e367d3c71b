import NeuralNetworks

/// What the discriminator ascends.
public enum DiscriminatorLoss: String, Codable, Hashable, Sendable {
  /// V(G, D) = E_data[log D(x)] + E_z[log(1 - D(G(z)))], equation (1) of the paper.
  case logistic
  /// E_data[f(x)] - E_z[f(G(z))] of a critic f, the logit (Arjovsky et al. 2017); f must be kept Lipschitz.
  case wasserstein

  /// The term of the data, and its sign.
  var data: (objective: LogitObjective, sign: Double) {
    switch self {
    case .logistic: return (.logProbability, 1)
    case .wasserstein: return (.logit, 1)
    }
  }

  /// The term of the generator's samples, and its sign.
  var samples: (objective: LogitObjective, sign: Double) {
    switch self {
    case .logistic: return (.logComplement, 1)
    case .wasserstein: return (.logit, -1)
    }
  }
}

/// What the generator descends, an expectation over z.
public enum GeneratorLoss: String, Codable, Hashable, Sendable {
  /// log(1 - D(G(z))), the game of equation (1).
  case saturating
  /// -log D(G(z)), which the paper recommends early in learning.
  case nonSaturating
  /// -D/(1 - D), whose expected gradient at D* is that of the likelihood (Goodfellow 2014).
  case maximumLikelihood
  /// -f(G(z)) of a critic f, the logit.
  case wasserstein

  /// The objective of the logit, and its sign.
  var term: (objective: LogitObjective, sign: Double) {
    switch self {
    case .saturating: return (.logComplement, 1)
    case .nonSaturating: return (.logProbability, -1)
    case .maximumLikelihood: return (.negativeOdds, 1)
    case .wasserstein: return (.logit, -1)
    }
  }
}

/// The objectives of both players over the minibatches of their last steps, with standard errors.
public struct MinibatchLosses: Sendable, Hashable, Codable {
  /// The discriminator's objective (V for the logistic loss) over its last minibatch.
  public var value: Double
  /// The standard error of ``value`` from the spread within the minibatch.
  public var valueError: Double
  /// The generator's loss over its last minibatch.
  public var generatorLoss: Double
  /// The standard error of ``generatorLoss``.
  public var generatorLossError: Double
}
