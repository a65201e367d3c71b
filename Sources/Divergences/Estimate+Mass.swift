import Quadrature

extension Estimate {
  /// What a mass may be off by beside the error of its integral: that much the normalising constant of a truncation far in
  /// a tail may be, whose logarithm is large.
  package static let roundingOfMass = 1e-12

  /// By how much the estimate of a mass that is known to be 1 is off beyond its error; negative where it is not.
  package var massDefect: Double { (value - 1).magnitude - absoluteError - Estimate.roundingOfMass }
}
