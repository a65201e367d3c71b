import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// TV(p, q) = ½ ∫ |p - q|, in [0, 1]. The accuracy of the best classifier of a fair mixture is (1 + TV)/2.
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func totalVariation(_ p: some Law, _ q: some Law, tolerance: Tolerance = .standard) throws -> Estimate
{
  try LawPair(p, q).integral(of: .totalVariation, tolerance: tolerance)
}

/// 1 - TV(p, q) = ∫ min(p, q), the overlap, without cancellation where the laws are nearly disjoint, in [0, 1].
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func totalVariationDeficit(
  _ p: some Law, _ q: some Law, tolerance: Tolerance = .standard
) throws -> Estimate {
  try LawPair(p, q).integral(of: .overlap, tolerance: tolerance)
}

/// H²(p, q) = ½ ∫ (√p - √q)² = 1 - ∫ √(p q), in [0, 1].
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func squaredHellinger(
  _ p: some Law, _ q: some Law, tolerance: Tolerance = .standard
) throws -> Estimate {
  try LawPair(p, q).integral(of: .squaredHellinger, tolerance: tolerance)
}

/// -log ∫ √(p q), the Bhattacharyya distance, in nats, in [0, inf].
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func bhattacharyyaDistance(
  _ p: some Law, _ q: some Law, tolerance: Tolerance = .standard
) throws -> Estimate {
  let both = try LawPair(p, q).integrals(
    of: [.squaredHellinger, .bhattacharyyaCoefficient], tolerance: tolerance)
  return negativeLogarithm(complement: both.estimates[0], value: both.estimates[1])
}

/// The Rényi divergence log(∫ p^a q^(1-a)) / (a - 1) of p against q, in nats, in [0, inf]; a → 1 gives KL(p ‖ q).
///
/// - Parameters:
///   - p: the first law.
///   - q: the second.
///   - tolerance: how exact; absolute or relative, whichever is wider.
///   - order: a, above 0 and not 1.
/// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for another order, else as
///   ``kullbackLeibler(from:to:tolerance:)``.
public func renyi(
  of p: some Law, against q: some Law, order: Double, tolerance: Tolerance = .standard
) throws -> Estimate {
  guard order > 0, order.isFinite, order != 1 else {
    throw DivergenceError.invalidParameter(
      name: "order", value: order,
      allowed: "a finite number above 0 other than 1 (order 1 is kullbackLeibler)")
  }
  let pair = LawPair(p, q)
  if order > 1 {
    let excess = try pair.integral(of: .power(order: order), tolerance: tolerance)
    guard excess.value.isFinite else { return excess }
    return Estimate(
      value: log1p(excess.value) / (order - 1),
      absoluteError: excess.absoluteError / ((1 + excess.value) * (order - 1)),
      evaluations: excess.evaluations, verdict: excess.verdict)
  }
  let both = try pair.integrals(
    of: [.power(order: order), .affinity(order: order)], tolerance: tolerance)
  return negativeLogarithm(complement: both.estimates[0], value: both.estimates[1])
    .scaled(by: 1 / (1 - order))
}

/// χ²(p ‖ q) = ∫ (p - q)²/q, Pearson's divergence of p against q, in [0, inf]; Neyman's is this with p and q exchanged.
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func chiSquared(
  of p: some Law, against q: some Law, tolerance: Tolerance = .standard
) throws -> Estimate {
  try LawPair(p, q).integral(of: .chiSquared, tolerance: tolerance)
}

/// -log of an affinity in [0, 1], from the affinity and from its complement, whichever has more digits.
func negativeLogarithm(complement: Estimate, value: Estimate) -> Estimate {
  guard value.value > 0 else {
    return .infinite(reason: "the two laws do not overlap, or by less than the smallest double")
  }
  let isSmall = complement.value < 0.5
  let source = isSmall ? complement : value
  return Estimate(
    value: isSmall ? -log1p(-complement.value) : -log(value.value),
    absoluteError: source.absoluteError / (isSmall ? 1 - complement.value : value.value),
    evaluations: source.evaluations, verdict: source.verdict)
}
