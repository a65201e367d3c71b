import Distributions
import Quadrature

/// KL(p ‖ q) = ∫ p log(p/q), in nats, in [0, inf].
///
///     try kullbackLeibler(from: Laplace(location: 0, scale: 1), to: Normal(mean: 0, standardDeviation: 1))  // 0.2258
///
/// Integrated as ∫ [p log(p/q) - p + q], whose integrand is nowhere negative. Whether it is infinite is decided
/// from supports, tails and atoms; the verdict then says why.
///
/// - Parameters:
///   - p: the law whose expectation is taken.
///   - q: the law it is compared with.
///   - tolerance: what the error must not exceed; 1e-10 relative unless given.
/// - Throws: `QuadratureError/notFinite(value:x:)` when a density is NaN somewhere.
public func kullbackLeibler(
  from p: some Law, to q: some Law, tolerance: Tolerance = .standard
) throws -> Estimate {
  try LawPair(p, q).integral(of: .kullbackLeibler, tolerance: tolerance)
}

/// KL(p ‖ q) + KL(q ‖ p) = ∫ (p - q) log(p/q), in nats, in [0, inf].
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func jeffreys(_ p: some Law, _ q: some Law, tolerance: Tolerance = .standard) throws -> Estimate {
  try LawPair(p, q).integral(of: .jeffreys, tolerance: tolerance)
}

/// JSD(p, q) = KL(p ‖ m)/2 + KL(q ‖ m)/2 with m = (p + q)/2, in nats, in [0, log 2]: a divergence, whose square
/// root is a metric.
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func jensenShannon(_ p: some Law, _ q: some Law, tolerance: Tolerance = .standard) throws -> Estimate {
  try LawPair(p, q).integral(of: .jensenShannon, tolerance: tolerance)
}

/// log 2 - JSD(p, q), without cancellation where the laws are nearly disjoint, in nats, in [0, log 2].
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func jensenShannonDeficit(
  _ p: some Law, _ q: some Law, tolerance: Tolerance = .standard
) throws -> Estimate {
  try LawPair(p, q).integral(of: .jensenShannonDeficit, tolerance: tolerance)
}

/// KL(p ‖ m_a) with m_a = (1 - a) p + a q: the term of which the Jensen-Shannon divergences are made, in nats.
///
/// - Parameters:
///   - p: the first law.
///   - q: the second.
///   - tolerance: how exact; absolute or relative, whichever is wider.
///   - weight: a in (0, 1), the share of q in the mixture; 1/2 unless given.
/// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for a weight outside (0, 1), else as
///   ``kullbackLeibler(from:to:tolerance:)``.
public func kullbackLeiblerToMixture(
  from p: some Law, with q: some Law, weight: Double = 0.5, tolerance: Tolerance = .standard
) throws -> Estimate {
  try requireOpenUnit(weight, "weight")
  return try LawPair(p, q).integral(of: .toMixture(weight: weight), tolerance: tolerance)
}

/// The skewed Jensen-Shannon divergence (1 - a) KL(p ‖ m_a) + a KL(q ‖ m_a), m_a = (1 - a) p + a q, in nats.
///
/// - Parameters:
///   - p: the first law.
///   - q: the second.
///   - tolerance: how exact; absolute or relative, whichever is wider.
///   - weight: a in (0, 1); 1/2 gives JSD.
/// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for a weight outside (0, 1), else as
///   ``kullbackLeibler(from:to:tolerance:)``.
public func skewedJensenShannon(
  _ p: some Law, _ q: some Law, weight: Double, tolerance: Tolerance = .standard
) throws -> Estimate {
  try requireOpenUnit(weight, "weight")
  return try LawPair(p, q).integral(of: .skewedJensenShannon(weight: weight), tolerance: tolerance)
}

extension LawPair {
  /// The integral of one kernel.
  func integral(of kernel: DivergenceKernel, tolerance: Tolerance) throws -> Estimate {
    try integrals(of: [kernel], tolerance: tolerance).estimates[0]
  }
}
