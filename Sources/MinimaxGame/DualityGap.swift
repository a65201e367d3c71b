import Divergences
import Quadrature

extension MinimaxGame {
  /// The duality gap of the pair (G, D): max over D' of V(G, D') minus min over p' of V(p', D).
  ///
  /// It is C(G) - E_data[log D] - log(1 - sup D), at least 0, and 0 exactly when p_g = p_data and D = ½ on
  /// the data and at most ½ elsewhere. For a fixed D the best p' puts all its mass where D is largest: that is
  /// where the supremum comes from, and why modes collapse. (Grnarova et al. 2019 estimate this number by training.)
  ///
  /// Where only a lower bound of sup D is known, so is the gap, and the verdict says so.
  ///
  /// - Throws: as ``report(on:tolerance:)``.
  public func dualityGap(of discriminator: some Discriminator, tolerance: Tolerance = .standard) throws
    -> Estimate
  {
    try dualityGap(
      supremum: discriminator.supremum, dataTerm: report(on: discriminator, tolerance: tolerance).dataTerm,
      criterion: criterion(tolerance: tolerance))
  }

  /// The same from parts that are already at hand.
  public func dualityGap(
    supremum: DiscriminatorSupremum, dataTerm: Estimate, criterion: Estimate
  ) -> Estimate {
    switch supremum {
    case .known(let logit):
      guard logit < .infinity else {
        return .infinite(
          reason: "sup D = 1, so a generator with all its mass there drives V(p', D) to minus infinity")
      }
      return criterion - dataTerm + softplus(logit)
    case .atLeast(let logit):
      let seen = max(logit, -.greatestFiniteMagnitude)
      var result = criterion - dataTerm + softplus(seen)
      result.verdict = .unresolved(
        reason:
          "a lower bound: sup D over the line is not known; give it, or D as a table or a bounded formula")
      return result
    }
  }
}
