/// A descent of C in the space of generator densities, with D at its optimum at every update.
public protocol FunctionSpaceDescent: Sendable {
  /// η, the length of a step, above 0.
  var step: Double { get }

  /// The density after one step from q.
  ///
  /// - Throws: a ``Stall`` where the step does not exist.
  func next(after q: [Double], in game: GridGame) throws(Stall) -> [Double]
}

/// Why a descent cannot take its next step, or takes one that leads nowhere.
public enum Stall: Error, Equatable, Sendable, CustomStringConvertible {
  /// p_g = 0 on a set of this p_data-mass: log(1 - D*) = -infinity there, and C has no subgradient.
  case noSubgradient(mass: Double)
  /// p_g = 0 on a set of this p_data-mass, and a mirror step above 1 is infinite there.
  case infiniteStep(mass: Double)
  /// p_g > 0, but ∫ p_data^η p_g^(1-η) = ∞, η > 1: the mirror step has no density. The reason names the place.
  case divergentStep(reason: String)
  /// The mirror step exists, but leaves the range of Double on a set of this p_data-mass.
  case outOfRange(mass: Double)
  /// The velocity of the Wasserstein flow is 0 on all of the generator's mass, or leads out of the data's support.
  case noVelocity
  /// The velocity is not 0, but no step along it, however short, lowers C by more than its rounding.
  case noDecrease

  /// One sentence for a table.
  public var description: String {
    switch self {
    case .noSubgradient(let mass):
      "p_g = 0 on a set of p_data-mass \(mass): log(1 - D*) = -inf there, so C has no subgradient"
    case .infiniteStep(let mass):
      "p_g = 0 on a set of p_data-mass \(mass): a mirror step above 1 is infinite there"
    case .divergentStep(let reason):
      "a mirror step above 1 needs a finite integral of p_data^eta p_g^(1-eta): \(reason)"
    case .outOfRange(let mass):
      "the mirror step leaves the range of Double on a set of p_data-mass \(mass)"
    case .noVelocity: "the Wasserstein velocity vanishes on all of the generator's mass"
    case .noDecrease: "no step along the Wasserstein velocity lowers C by more than its rounding"
    }
  }
}
