import ExperimentKit

extension LearnedDiscriminatorExperiment {
  /// Points of each law in a minibatch of the D as trained.
  static let minibatch = 64
  /// Its rate.
  static let rate = 0.1
  /// Its momentum.
  static let momentum = 0.5

  /// How the D as trained is trained; the other fits are by steps that a line search chooses.
  public func constants(_ parameters: Parameters) throws -> [Constant] {
    [
      Constant("network", "1-H-...-H-1, tanh, first weights by Glorot", "the shape of every D"),
      Constant("minibatch", Self.minibatch, "points of each law in a minibatch of the D as trained"),
      Constant("rate", Self.rate, "rate of the D as trained, constant"),
      Constant("momentum", Self.momentum, "momentum of the D as trained"),
    ]
  }
}
