import Distributions
import Divergences
import Quadrature

/// Everything a known game says about one discriminator, from one pass over the line. All values in nats.
public struct DiscriminatorReport: Sendable {
  /// V(G, D), eq. (1).
  public let value: Estimate
  /// V(G, D*) - V(G, D) >= 0.
  public let gap: Estimate
  /// ½ ∫ (p_data + p_g) (D - D*)², so that gap >= 4 times this.
  public let squaredDistance: Estimate
  /// ½ ∫ (p_data + p_g) (D - ½)².
  public let squaredDistanceFromHalf: Estimate
  /// E_data[log D].
  public let dataTerm: Estimate
  /// E_g[log(1 - D)].
  public let generatorTerm: Estimate
  /// The masses of p_data and p_g on the same panels.
  public let masses: (data: Estimate, generator: Estimate)
}

extension MinimaxGame {
  /// V(G, D), the gap to D* and the distances of D from D* and from ½, on one mesh.
  ///
  /// V is `-inf` with its reason where D = 0 on a set of data, or D = 1 on a set of the generator's, of positive mass.
  ///
  /// - Throws: ``DiscriminatorError/outsideUnitInterval(value:x:)`` where D is no probability, and
  ///   ``QuadratureError/notFinite(value:x:)`` where a density is NaN.
  public func report(
    on discriminator: some Discriminator, tolerance: Tolerance = .standard
  ) throws -> DiscriminatorReport {
    let integrand = GameIntegrand(data: data, generator: generator, discriminator: discriminator)
    let blocked = reasonsForMinusInfinity(discriminator)
    var e = Array(repeating: Estimate(value: 0, absoluteError: 0), count: integrand.componentCount)
    if let mesh = pair.mesh(including: discriminator.marks), blocked == nil {
      e = try PanelIntegrator(tolerance: tolerance).integrate(integrand, mesh: mesh).estimates
    }
    try addAtoms(&e, discriminator)
    let masses = (data: e[0], generator: e[1])
    for i in 2..<e.count { charge(&e[i], masses, tolerance) }
    if discriminator.isKnownByValueOnly { chargeLostDigits(&e) }
    if let blocked {
      let minus = Estimate(value: -.infinity, absoluteError: 0, verdict: .infinite(reason: blocked.reason))
      e[2] = blocked.isData ? minus : e[2]
      e[3] = blocked.isData ? e[3] : minus
      e[4] = .infinite(reason: blocked.reason)
    }
    return DiscriminatorReport(
      value: e[2] + e[3], gap: e[4], squaredDistance: e[5], squaredDistanceFromHalf: e[6], dataTerm: e[2],
      generatorTerm: e[3], masses: masses)
  }

  /// V(G, D) = E_data[log D(x)] + E_g[log(1 - D(x))], eq. (1), by quadrature over x.
  ///
  /// - Throws: as ``report(on:tolerance:)``.
  public func value(of discriminator: some Discriminator, tolerance: Tolerance = .standard) throws -> Estimate
  {
    try report(on: discriminator, tolerance: tolerance).value
  }

  /// V(G, D*) - V(G, D) = ∫ (p_data + p_g) KL_Bernoulli(D* ‖ D) >= 4 E_m[(D - D*)²], for any D.
  ///
  /// - Throws: as ``report(on:tolerance:)``.
  public func gap(of discriminator: some Discriminator, tolerance: Tolerance = .standard) throws -> Estimate {
    try report(on: discriminator, tolerance: tolerance).gap
  }

  /// Adds the terms of the atoms of either law.
  private func addAtoms(_ e: inout [Estimate], _ discriminator: some Discriminator) throws {
    for (position, weights) in pair.atomsByPosition {
      let logit = try discriminator.logit(position)
      let terms = GameTerms(
        data: weights.first, generator: weights.second,
        logRatio: logarithm(weights.first) - logarithm(weights.second), logit: logit)
      let values = [
        weights.first, weights.second, terms.dataTerm, terms.generatorTerm, terms.gap, terms.squaredDistance,
        terms.squaredDistanceFromHalf,
      ]
      for i in e.indices {
        e[i].value += values[i]
        e[i].absoluteError += 4 * .ulpOfOne * values[i].magnitude
      }
    }
  }

  private func charge(
    _ estimate: inout Estimate, _ masses: (data: Estimate, generator: Estimate), _ tolerance: Tolerance
  ) {
    estimate.absoluteError += 4 * .ulpOfOne * estimate.value.magnitude
    for mass in [masses.data, masses.generator] {
      let defect = (mass.value - 1).magnitude - mass.absoluteError - 1e-14
      guard defect > 0 else { continue }
      estimate.absoluteError += defect * (1 + estimate.value.magnitude)
      if defect > tolerance.relative {
        estimate.verdict = .unresolved(
          reason: "the mass check failed: a density integrates to \(mass.value) on these panels")
      }
    }
  }

  /// Says in the error what a D that was given by value, and rounded to 0 or 1, may have lost.
  private func chargeLostDigits(_ e: inout [Estimate]) {
    // The rounding of D near 1 moves log(1 - D) by up to 2⁻⁵³/(1 - D); half an ulp inside, that is of order 1.
    for i in [2, 3, 4] {
      e[i].absoluteError += 1e-15 * (1 + e[i].value.magnitude)
    }
  }

  /// Why a term of V is minus infinity: a flat piece of D at 0 with data in it, or at 1 with generated mass.
  private func reasonsForMinusInfinity(_ discriminator: some Discriminator) -> (isData: Bool, reason: String)?
  {
    for interval in discriminator.flats(at: 0) where data.hasMass(in: interval) {
      return (true, "D = 0 on \(interval), where the data has mass, so E_data[log D] is minus infinity")
    }
    for interval in discriminator.flats(at: 1) where generator.hasMass(in: interval) {
      return (
        false, "D = 1 on \(interval), where the generator has mass, so E_g[log(1 - D)] is minus infinity"
      )
    }
    return nil
  }
}

extension Discriminator {
  /// Where the integrands of a game must be looked at closely on account of D.
  var marks: [PanelMesh.Mark] {
    breakPoints.map { PanelMesh.Mark(position: $0, scale: .infinity) }
      + singularPoints.map { PanelMesh.Mark(position: $0, scale: 0) }
      + landmarks.map { PanelMesh.Mark(position: $0.position, scale: $0.scale) }
  }
}

extension Law {
  /// Whether the law gives the interval positive probability.
  func hasMass(in interval: Interval) -> Bool {
    if atoms.contains(where: { interval.contains($0.position) }) { return true }
    return supportIntervals.contains { part in
      part.intersection(interval).map { $0.width > 0 } ?? false
    }
  }
}
