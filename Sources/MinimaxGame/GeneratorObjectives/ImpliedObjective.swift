import Distributions
import Divergences
import Quadrature

extension MinimaxGame {
  /// The functional of p_g whose gradient the generator follows when D = D* is held fixed while it steps.
  ///
  /// | loss | its gradient at D* is that of |
  /// | --- | --- |
  /// | log(1 - D) | 2 JSD(p_data, p_g) (Theorem 1) |
  /// | -log D | KL(p_g ‖ p_data) - 2 JSD(p_data, p_g) (Arjovsky and Bottou 2017, Theorem 2.5) |
  /// | -D/(1 - D) | KL(p_data ‖ p_g) (Goodfellow 2014) |
  /// | -log(D/(1 - D)) | KL(p_g ‖ p_data) |
  ///
  /// The losses themselves, with D* following p_g, are other functionals: only the gradients agree.
  ///
  /// - Throws: as `jensenShannon(_:_:tolerance:)`.
  public func impliedObjective(
    of objective: GeneratorObjective, tolerance: Tolerance = .standard
  ) throws -> Estimate {
    switch objective {
    case .saturating: try jensenShannon(data, generator, tolerance: tolerance).scaled(by: 2)
    case .nonSaturating:
      try kullbackLeibler(from: generator, to: data, tolerance: tolerance)
        - jensenShannon(data, generator, tolerance: tolerance).scaled(by: 2)
    case .maximumLikelihood: try kullbackLeibler(from: data, to: generator, tolerance: tolerance)
    case .logOdds: try kullbackLeibler(from: generator, to: data, tolerance: tolerance)
    }
  }
}
