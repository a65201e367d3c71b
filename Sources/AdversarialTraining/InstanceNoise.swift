import NeuralNetworks

/// Normal noise added to all that D sees, data and samples alike (Sønderby et al. 2017): both laws are smoothed, so
/// their supports overlap. The schedule anneals it over D's steps.
public struct InstanceNoise: Codable, Hashable, Sendable {
  /// The standard deviation at each discriminator update.
  public var standardDeviation: Schedule

  /// Noise of this size.
  public init(standardDeviation: Schedule) {
    self.standardDeviation = standardDeviation
  }
}
