/// G descends its loss against the D that some further steps would make of this one, and through those steps (Metz et
/// al. 2017): a G that puts all its mass on one mode sees the D that would punish it.
///
/// The steps θ_{k+1} = θ_k + rate ∇V(θ_k) are plain gradient steps on one minibatch of data and the samples of G's own
/// step; D itself is not moved by them.
public struct Unrolling: Codable, Hashable, Sendable {
  /// K, steps of D that G looks ahead, 1 or more.
  public var steps: Int
  /// The rate of these steps, above 0.
  public var rate: Double

  /// A look ahead of `steps` steps.
  public init(steps: Int, rate: Double) {
    self.steps = steps
    self.rate = rate
  }
}
