import CGSL
import Quadrature

extension Law {
  /// -∫ p log p by quadrature, in nats: for laws whose entropy has no closed form.
  ///
  /// - Throws: ``DistributionError/unsupported(distribution:message:)`` for a law with atoms, whose entropy
  ///   with respect to length is not defined.
  public func entropy() throws -> Estimate {
    guard atoms.isEmpty else {
      throw DistributionError.unsupported(
        distribution: description, message: "a law with atoms has no differential entropy")
    }
    return densityIntegral(over: support) { _, logDensity in -logDensity }
  }
}
