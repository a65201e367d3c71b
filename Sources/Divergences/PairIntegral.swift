import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension LawPair {
  /// The integrals of several kernels over both densities, plus their sums over the atoms: one estimate each.
  ///
  /// All kernels share one adaptive mesh, on which the masses of both laws are integrated too. If a mass is
  /// off by more than its error, that defect is added to every error and, where it exceeds the tolerance,
  /// the verdict is `unresolved`: structure was missed.
  ///
  /// - Throws: `QuadratureError/notFinite(value:x:)` when a density is NaN somewhere.
  public func integrals(
    of kernels: [DivergenceKernel], tolerance: Tolerance = .standard
  ) throws -> PairIntegrals {
    let unknownTail = reasonForUnknownTail
    let reasons = kernels.map { unknownTail == nil ? $0.reasonForInfinity(self) : nil }
    let finite = zip(kernels, reasons).filter { $0.1 == nil }.map(\.0)
    let integrand = PairIntegrand(first: first, second: second, kernels: finite)
    let pair = tied(for: finite)
    let atoms = atomsByPosition.map(\.weights)
    var estimates: [Estimate]
    var panels: [Panel] = []
    if let mesh = pair.cutMesh() {
      let integral = try PanelIntegrator(tolerance: tolerance).integrate(integrand, mesh: mesh)
      (estimates, panels) = (integral.estimates, integral.panels)
      let overflowed = pair.addTails(
        of: integrand, beyond: integral.cutEnds, to: &estimates, tolerance: tolerance
      ) {
        KernelTail(integrand.kernels, of: pair, towards: $0)
      }
      integrand.overflow.components.formUnion(overflowed)
    } else {
      estimates = Array(
        repeating: Estimate(value: 0, absoluteError: 0), count: integrand.componentCount)
    }
    for (c, kernel) in integrand.kernels.enumerated() where !atoms.isEmpty {
      var sum = CompensatedSum()
      for weights in atoms { sum.add(kernel.evaluate(log(weights.first), log(weights.second))) }
      estimates[c].value += sum.value
      estimates[c].absoluteError += sum.roundingError(ulps: 4)
    }
    for c in integrand.overflow.components {
      estimates[c] = Estimate(
        value: .infinity, absoluteError: .infinity, evaluations: estimates[c].evaluations,
        verdict: .unresolved(reason: "finite, but beyond the largest double"))
    }
    let conditioning = estimates[2].value
    for (c, law) in [first, second].enumerated() {
      let misplaced = law.misplacedMass(in: .line)
      estimates[c].absoluteError += .ulpOfOne * conditioning + misplaced
      if misplaced > tolerance.relative {
        estimates[c].verdict = .unresolved(
          reason: "the law is so narrow that rounding its ends to doubles moves \(misplaced) of its mass")
      }
    }
    let masses = (estimates[0], estimates[1])
    var remaining = estimates.dropFirst(3).prefix(finite.count).makeIterator()
    var amplified = estimates.dropFirst(3 + finite.count).makeIterator()
    let values = zip(kernels, reasons).map { kernel, reason in
      if let reason { return Estimate.infinite(reason: reason) }
      var estimate = remaining.next() ?? masses.0
      if kernel.amplifiedRounding(first, second) != nil, let size = amplified.next() {
        estimate.absoluteError += .ulpOfOne * size.value
      }
      let result = charged(estimate, kernel, masses: masses, conditioning: conditioning, tolerance: tolerance)
      return kernel.growth.isEmpty ? result : result.doubted(because: unknownTail)
    }
    return PairIntegrals(estimates: values, massOfFirst: masses.0, massOfSecond: masses.1, panels: panels)
  }

  /// The estimate with what the mass check and the rounding of the log-densities add to its error.
  private func charged(
    _ estimate: Estimate, _ kernel: DivergenceKernel, masses: (Estimate, Estimate), conditioning: Double,
    tolerance: Tolerance
  ) -> Estimate {
    guard estimate.value.isFinite else { return estimate }
    var result = estimate
    guard result.absoluteError < .infinity else {
      // A number of which nothing is known is not told.
      result.value = 0
      result.absoluteError = .infinity
      result.verdict = .unresolved(reason: "nothing is known: \(result.verdict.reason)")
      return result
    }
    // The rounding of the log-densities, and of their normalising constants, which the masses show: ρ in all. It moves
    // a kernel with a double zero at p = q by about ρ √Φ, one with a kink there by ρ, and one that is positive by ρ Φ.
    let rho =
      Double.ulpOfOne * (conditioning + 1) + (masses.0.value - 1).magnitude + (masses.1.value - 1).magnitude
    switch kernel.contact {
    case .doubleZero: result.absoluteError += rho * max(estimate.value, estimate.value.magnitude.squareRoot())
    case .kink: result.absoluteError += 0.5 * rho
    case .positive, .positiveKink:
      // A tiny affinity comes from where both logarithms are of the size of its own.
      let size = estimate.value > 0 ? log(estimate.value).magnitude : 0
      result.absoluteError += (rho + .ulpOfOne * size) * estimate.value
    }
    for mass in [masses.0, masses.1] {
      let defect = mass.massDefect
      guard defect > 0 else { continue }
      result.absoluteError += (mass.value - 1).magnitude * (1 + result.value.magnitude)
      if defect > tolerance.relative {
        result.verdict = .unresolved(
          reason: "the mass check failed: a density integrates to \(mass.value) on these panels")
      }
    }
    // What no double can tell from 0 is as good as 0: two laws that are equal but for rounding.
    let indistinguishable =
      kernel.contact == .doubleZero && result.value <= rho * rho ? min(2 * rho * rho, 1e-24) : 0
    if result.verdict == .converged,
      result.absoluteError > max(tolerance.allowed(for: result.value), indistinguishable)
    {
      result.verdict = .unresolved(
        reason: "rounding of the log-densities keeps the error above the tolerance; ask for less")
    }
    // What no double can tell from 0: two laws whose log-ratio is lost in rounding everywhere.
    if kernel.contact == .doubleZero { result.absoluteError += rho * rho }
    return result
  }
}

/// What the integrals over a pair of laws found.
public struct PairIntegrals: Sendable {
  /// One estimate a kernel, in the order asked for.
  public let estimates: [Estimate]
  /// The mass of the first law on the same panels; 1 but for its error.
  public let massOfFirst: Estimate
  /// The mass of the second law on the same panels.
  public let massOfSecond: Estimate
  /// The panels of the final mesh; empty when neither law has a density part.
  public let panels: [Panel]
}
