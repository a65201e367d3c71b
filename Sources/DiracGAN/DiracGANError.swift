/// Why a Dirac-GAN, a start or a step is refused.
public enum DiracGANError: Error, Equatable, Sendable {
  /// A parameter is out of range; `allowed` says what is.
  case invalidParameter(name: String, value: String, allowed: String)
}

extension DiracGANError: CustomStringConvertible {
  /// One sentence that names the parameter, the value and what is allowed.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let value, let allowed): "\(name) is \(value); allowed: \(allowed)"
    }
  }
}

/// Throws unless the value is finite and at least 0, or above 0 if it must be positive.
func requireFinite(_ value: Double, _ name: String, positive: Bool = false) throws(DiracGANError) {
  guard value.isFinite, positive ? value > 0 : value >= 0 else {
    throw .invalidParameter(
      name: name, value: "\(value)", allowed: "a finite number, \(positive ? "above 0" : "0 or more")")
  }
}

/// Throws unless a count is at least `least`.
func require(_ count: Int, _ name: String, atLeast least: Int) throws(DiracGANError) {
  guard count >= least else {
    throw .invalidParameter(name: name, value: "\(count)", allowed: "\(least) or more")
  }
}

extension DiracGAN.Remedy {
  /// Throws unless every parameter is in its range.
  func validate() throws(DiracGANError) {
    switch self {
    case .none: break
    case .weightClipping(let bound): try requireFinite(bound, "bound", positive: true)
    case .gradientPenalty(let weight, let target):
      try requireFinite(weight, "weight")
      try requireFinite(target, "target")
    case .instanceNoise(let deviation): try requireFinite(deviation, "standardDeviation")
    case .penaltyOnData(let weight), .penaltyOnSamples(let weight), .consensus(let weight):
      try requireFinite(weight, "weight")
    }
  }
}

extension DiracGAN.Order {
  /// Throws unless both counts of steps are at least 0.
  func validate() throws(DiracGANError) {
    guard case .alternating(let discriminatorSteps, let generatorSteps) = self else { return }
    try require(discriminatorSteps, "discriminatorSteps", atLeast: 0)
    try require(generatorSteps, "generatorSteps", atLeast: 0)
  }
}

extension DiracGAN.State {
  /// Throws unless both parameters are finite.
  func validate(_ name: String) throws(DiracGANError) {
    guard theta.isFinite, psi.isFinite else {
      throw .invalidParameter(name: name, value: "(\(theta), \(psi))", allowed: "two finite numbers")
    }
  }
}
