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
  /// ½ ∫ (p_data + p_g) (D* - ½)²: what D should show.
  public let optimalSquaredDistanceFromHalf: Estimate
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
  /// V is `-inf` with its reason where D = 0 on a set of data, or D = 1 on a set of the generator's, of
  /// positive mass.
  ///
  /// - Throws: ``DiscriminatorError/outsideUnitInterval(value:x:)`` where D is no probability, and
  ///   `QuadratureError/notFinite(value:x:)` where a density is NaN.
  public func report(
    on discriminator: some Discriminator, tolerance: Tolerance = .standard
  ) throws -> DiscriminatorReport {
    var integrand = GameIntegrand(data: data, generator: generator, discriminator: discriminator)
    let blocked = try reasonsForMinusInfinity(discriminator)
    integrand.isBlocked = blocked.data != nil || blocked.generator != nil
    var e = Array(repeating: Estimate(value: 0, absoluteError: 0), count: integrand.componentCount)
    if let mesh = pair.cutMesh(including: discriminator.marks) {
      let integral = try PanelIntegrator(tolerance: tolerance).integrate(integrand, mesh: mesh)
      e = integral.estimates
      addTails(beyond: integral.cutEnds, of: integrand, to: &e, tolerance)
    }
    try addAtoms(&e, integrand)
    let rounding = (data: Self.rounding(data), generator: Self.rounding(generator))
    e[0].absoluteError += rounding.data
    e[1].absoluteError += rounding.generator
    let masses = (data: e[0], generator: e[1])
    for i in 2..<e.count {
      e[i].absoluteError += (rounding.data + rounding.generator) * e[i].value.magnitude
      charge(&e[i], masses, tolerance)
    }
    let gapRounding = e[GameIntegrand.Component.gapRounding.rawValue].value
    e[4].absoluteError += gapRounding.isFinite ? gapRounding.magnitude : 0
    if discriminator.isKnownByValueOnly { chargeLostDigits(&e, tolerance) }
    if discriminator.logitError > 0 { chargeLogitError(discriminator.logitError, &e, tolerance) }
    func minusInfinity(_ reason: String) -> Estimate {
      Estimate(value: -.infinity, absoluteError: 0, verdict: .infinite(reason: reason))
    }
    if let reason = blocked.data { e[2] = minusInfinity(reason) }
    if let reason = blocked.generator { e[3] = minusInfinity(reason) }
    if let reason = blocked.data ?? blocked.generator { e[4] = .infinite(reason: reason) }
    return DiscriminatorReport(
      value: e[2] + e[3], gap: e[4], squaredDistance: e[5], squaredDistanceFromHalf: e[6],
      optimalSquaredDistanceFromHalf: e[7], dataTerm: e[2], generatorTerm: e[3], masses: masses)
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

  /// What the rounding of log p does to integrals against p, relative to them.
  private static func rounding(_ law: any Law) -> Double {
    .ulpOfOne * law.roundingScale(ofLogDensity: 0)
  }

  /// Adds what lies beyond the range of Double.
  private func addTails(
    beyond ends: [PanelMesh.End], of integrand: GameIntegrand, to e: inout [Estimate], _ tolerance: Tolerance
  ) {
    let discriminator = integrand.discriminator
    let caps = integrand.isBlocked || discriminator.isKnownByValueOnly
    let overflowed = pair.addTails(of: integrand, beyond: ends, to: &e, tolerance: tolerance) { end in
      GameTail(
        logit: LogitTail(
          discriminator, towards: end, from: pair.logarithmOfCut(towards: end) ?? 0, acceptsInfinity: caps),
        capsInfiniteLogit: caps, isKnownByValueOnly: discriminator.isKnownByValueOnly)
    }
    for c in overflowed {
      e[c].absoluteError = .infinity
      e[c].verdict = .unresolved(
        reason: "it grows beyond the largest double: the logit of D outgrows what a tail has left, or nearly")
    }
  }

  /// Adds the terms of the atoms of either law.
  private func addAtoms(_ e: inout [Estimate], _ integrand: GameIntegrand) throws {
    let isByValue = integrand.discriminator.isKnownByValueOnly
    for (position, weights) in pair.atomsByPosition {
      let logit = try integrand.discriminator.logit(position)
      var terms = GameTerms(
        data: weights.first, generator: weights.second,
        logRatio: logarithm(weights.first) - logarithm(weights.second), logit: logit)
      if logit.isFinite { terms.logitRounding = 2 * .ulpOfOne * logit.magnitude }
      if integrand.isBlocked || isByValue { terms.capInfiniteLogit() }
      terms.components(isKnownByValueOnly: isByValue, logit: logit) { component, value in
        e[component.rawValue].value += value
        e[component.rawValue].absoluteError += 4 * .ulpOfOne * value.magnitude
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
  private func chargeLostDigits(_ e: inout [Estimate], _ tolerance: Tolerance) {
    let lost = e[GameIntegrand.Component.lostDigits.rawValue].value
    for i in [2, 3, 4] {
      e[i].absoluteError += lost + 1e-15 * (1 + e[i].value.magnitude)
      guard e[i].verdict == .converged, lost > tolerance.allowed(for: e[i].value) else { continue }
      e[i].verdict = .unresolved(
        reason: "D comes so close to 0 or 1 that its value has lost the digits of log D; give its logit")
    }
  }

  /// Adds what an error δ of the logit does: log D and log(1 - D) change no faster than the logit, so each term of V
  /// moves by at most δ; the gap has the slope (p + q)(D - D*) and a curvature of at most (p + q)/4, so it moves by at
  /// most 2 δ rms(D - D*) + δ²/4; D moves by δ/4.
  private func chargeLogitError(_ error: Double, _ e: inout [Estimate], _ tolerance: Tolerance) {
    func root(_ c: GameIntegrand.Component) -> Double {
      max(0, e[c.rawValue].value + e[c.rawValue].absoluteError).squareRoot()
    }
    let (distance, fromHalf) = (root(.squaredDistance), root(.squaredDistanceFromHalf))
    let charges: [(GameIntegrand.Component, Double)] = [
      (.dataTerm, error), (.generatorTerm, error),
      (.gap, min(2 * distance * error + error * error / 4, 2 * error)),
      (.squaredDistance, distance * error / 2 + error * error / 16),
      (.squaredDistanceFromHalf, fromHalf * error / 2 + error * error / 16),
    ]
    for (component, finite) in charges {
      let (i, charge) = (component.rawValue, error.isFinite ? finite : .infinity)
      e[i].absoluteError += charge
      // A logit that is computed has some rounding, whatever the tolerance.
      guard e[i].verdict == .converged, !(charge <= max(tolerance.allowed(for: e[i].value), 1e-12)) else {
        continue
      }
      e[i].verdict = .unresolved(
        reason: charge == .infinity
          ? "D may change faster somewhere than the points show"
          : "the logit of D is known to \(error) only")
    }
  }

  /// Why a term of V is minus infinity: D is 0 where the data have mass, or 1 where the generator has, on an
  /// interval or at an atom.
  private func reasonsForMinusInfinity(
    _ discriminator: some Discriminator
  ) throws -> (data: String?, generator: String?) {
    let consequences = (
      "where the data has mass, so E_data[log D] is minus infinity",
      "where the generator has mass, so E_g[log(1 - D)] is minus infinity"
    )
    var reasons: (data: String?, generator: String?)
    if let interval = discriminator.flats(at: 0).first(where: data.hasMass) {
      reasons.data = "D = 0 on \(interval), \(consequences.0)"
    }
    if let interval = discriminator.flats(at: 1).first(where: generator.hasMass) {
      reasons.generator = "D = 1 on \(interval), \(consequences.1)"
    }
    if discriminator.isKnownByValueOnly { return reasons }
    for (position, weights) in pair.atomsByPosition {
      let logit = try discriminator.logit(position)
      if logit == -.infinity, weights.first > 0, reasons.data == nil {
        reasons.data = "D = 0 at \(position), \(consequences.0)"
      }
      if logit == .infinity, weights.second > 0, reasons.generator == nil {
        reasons.generator = "D = 1 at \(position), \(consequences.1)"
      }
    }
    return reasons
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
