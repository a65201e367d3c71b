import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// W1(p, q) = ∫ |F - G| dx, the Wasserstein-1 (earth mover's) distance, in units of x, in [0, inf].
///
/// Two Cauchy laws of one scale are their distance apart; of two scales, infinitely far.
///
/// - Throws: `QuadratureError/notFinite(value:x:)` when a cumulative is NaN somewhere.
public func wasserstein1(_ p: some Law, _ q: some Law, tolerance: Tolerance = .standard) throws -> Estimate {
  try LawPair(p, q).cumulativeIntegral(power: 1, tolerance: tolerance)
}

extension LawPair {
  /// W1 of the pair, as ``wasserstein1(_:_:tolerance:)`` has it, with the pair's names in its reasons.
  ///
  /// - Throws: as ``wasserstein1(_:_:tolerance:)``.
  public func wasserstein1(tolerance: Tolerance = .standard) throws -> Estimate {
    try cumulativeIntegral(power: 1, tolerance: tolerance)
  }
}

/// The energy distance (2 ∫ (F - G)² dx)^½, as SciPy defines it, in units of √x, in [0, inf].
///
/// - Throws: as ``wasserstein1(_:_:tolerance:)``.
public func energyDistance(_ p: some Law, _ q: some Law, tolerance: Tolerance = .standard) throws -> Estimate
{
  try LawPair(p, q).cumulativeIntegral(power: 2, tolerance: tolerance).scaled(by: 2).squareRoot()
}

/// W2(p, q) = (∫ (F⁻¹(u) - G⁻¹(u))² du)^½, the Wasserstein-2 distance, in units of x, in [0, inf].
///
/// - Throws: as ``wasserstein1(_:_:tolerance:)``.
public func wasserstein2(_ p: some Law, _ q: some Law, tolerance: Tolerance = .standard) throws -> Estimate {
  let pair = LawPair(p, q)
  if let reason = pair.reasonForUnknownTail {
    return try pair.quantileDifference(tolerance: tolerance).squareRoot().doubted(because: reason)
  }
  let heavy = [pair.first, pair.second].map { !$0.hasFiniteSecondMoment }
  if heavy[0] != heavy[1] {
    let name = heavy[0] ? pair.firstName : pair.secondName
    return .infinite(reason: "\(name) has no finite second moment, and the other has")
  }
  if heavy[0] { return try pair.transportOfHeavyTails(tolerance: tolerance) }
  return try pair.quantileDifference(tolerance: tolerance).squareRoot()
}

/// sup |F - G|, the Kolmogorov-Smirnov distance, in [0, 1].
///
/// The supremum is attained where the two densities cross, at an end of a panel, or at an atom.
///
/// - Throws: `QuadratureError/notFinite(value:x:)` when a density is NaN somewhere.
public func kolmogorovSmirnov(
  _ p: some Law, _ q: some Law, tolerance: Tolerance = .standard
) throws -> Estimate {
  let pair = LawPair(p, q)
  let integrals = try pair.integrals(of: [.totalVariation], tolerance: tolerance)
  let integrand = PairIntegrand(first: p, second: q, kernels: [])
  var candidates: [Double] = []
  for panel in integrals.panels {
    candidates += [panel.start, panel.end]
    if let offset = integrand.crossing(in: panel) { candidates.append(panel.anchor + offset) }
  }
  for atom in p.atoms + q.atoms { candidates += [atom.position.nextDown, atom.position] }
  let supremum = candidates.reduce(0) { max($0, cumulativeDifference(p, q, at: $1).magnitude) }
  return Estimate(
    value: supremum, absoluteError: 8 * .ulpOfOne,
    evaluations: integrals.estimates[0].evaluations + candidates.count,
    verdict: integrals.estimates[0].verdict)
}

extension Estimate {
  /// The square root of a non-negative estimate, its error by the slope; of an error that swamps the value, its root.
  func squareRoot() -> Estimate {
    guard value.isFinite, value > 0 else {
      return Estimate(
        value: max(value, 0).squareRoot(), absoluteError: absoluteError.squareRoot(),
        evaluations: evaluations,
        verdict: verdict)
    }
    let root = value.squareRoot()
    return Estimate(
      value: root,
      absoluteError: min(absoluteError / (2 * root), absoluteError.squareRoot()) + root * .ulpOfOne,
      evaluations: evaluations, verdict: verdict)
  }
}

extension Law {
  /// Whether E[X²] is finite, from the tails.
  var hasFiniteSecondMoment: Bool {
    [(-Double.infinity, Side.above), (.infinity, .below)].allSatisfy { point, side in
      guard var form = asymptotics(approaching: point, from: side) else { return true }
      form.log += 2
      return form.isIntegrable
    }
  }
}
