import Distributions
import Divergences
import Quadrature

extension MinimaxGame {
  /// V(G, D*) over quantiles: ∫ log D*(F_data⁻¹(u)) du + ∫ log(1 - D*(F_g⁻¹(u))) du, x being the image of a
  /// uniform noise u under each law's quantile function.
  ///
  /// It shares neither the mesh nor the weights of the integrals over x, and so is a check on them.
  ///
  /// - Parameters:
  ///   - tolerance: what the error should not exceed.
  ///   - evaluationLimit: after how many evaluations each of the two integrals gives up, above 0. A quantile of some
  ///     families is a search: the limit keeps what does not converge to seconds.
  /// - Throws: `QuadratureError/notFinite(value:x:)` where a log-ratio is not finite on a law's own support.
  public func optimalValue(
    tolerance: Tolerance = .standard, evaluationLimit: Int = 100_000
  ) throws -> Estimate {
    // Both terms are negative: no digits are lost in their sum.
    let integrator = try PanelIntegrator(tolerance: tolerance, evaluationLimit: (evaluationLimit + 1) / 2)
    let crossings = pair.crossings
    var overData = try expectation(isOverData: true, crossings, integrator)
    var overGenerator = try expectation(isOverData: false, crossings, integrator)
    for end in Beyond.all(of: data) {
      overData = overData - end.rest(of: .surpriseOfOptimalDiscriminator, pair, tolerance)
    }
    for end in Beyond.all(of: generator) {
      overGenerator = overGenerator - end.rest(of: .surpriseOfOptimalComplement, pair, tolerance)
    }
    var result = overData + overGenerator
    // V(G, D*) lies between -log 4 and 0, whatever an integral says.
    let within = min(max(result.value, MinimaxGame.solution), 0)
    result.absoluteError += (result.value - within).magnitude
    result.value = within
    result.absoluteError = min(result.absoluteError, max(-within, within - MinimaxGame.solution))
    // Laws that share no point have V = 0, and nothing to which an error could be relative.
    let floor = result.value == 0 ? 16 * Double.ulpOfOne : 0
    if result.verdict == .converged, result.absoluteError > max(tolerance.allowed(for: result.value), floor) {
      result.verdict = .unresolved(
        reason:
          "rounding of u and of x = F^-1(u) keeps the error above the tolerance: -2 jsd_deficit has more digits"
      )
    }
    return result
  }

  /// E[log D*(X)] for X from the data, or E[log(1 - D*(X))] for X from the generator, over the quantiles of each of the
  /// law's components.
  private func expectation(
    isOverData: Bool, _ crossings: [Landmark], _ integrator: PanelIntegrator
  ) throws -> Estimate {
    let law = isOverData ? data : generator
    let beyond = Beyond.all(of: law)
    var result = Estimate(value: 0, absoluteError: 0)
    for (weight, component) in law.quantileComponents {
      let sides = Side.allCases.map { side in
        QuantileSpaceIntegrand(
          law: component, side: side, optimal: optimalDiscriminator, isOverData: isOverData,
          // Only where this law itself has an atom do atoms decide: elsewhere they are a null set for it.
          atoms: Set(law.atoms.map(\.position)), isLeftOut: { x in beyond.contains { $0.contains(x) } })
      }
      let part =
        component.supportIntervals.isEmpty
        ? sides[0].sumOverAtoms : try integral(over: sides, crossings, beyond, integrator)
      result = result + part.scaled(by: weight)
    }
    return result
  }

  /// The integral over both halves of the probabilities of a law, with what rounding does to it.
  private func integral(
    over sides: [QuantileSpaceIntegrand], _ crossings: [Landmark], _ beyond: [Beyond],
    _ integrator: PanelIntegrator
  ) throws -> Estimate {
    var result = Estimate(value: 0, absoluteError: 0)
    for integrand in sides {
      let (law, side) = (integrand.law, integrand.side)
      let parts = try integrator.integrate(
        integrand, over: Interval(0, 0.5),
        marks: pair.quantileMarks(in: law, from: side, crossings: crossings)
          + beyond.flatMap { $0.marks(in: law, from: side) })
      var half = parts[1]
      half.absoluteError += parts[0].value
      if half.value.magnitude < 1e-285, data.support.intersection(generator.support) != nil {
        // No panel goes below 1e-300, where a logarithm of a ratio of densities may still be a thousand. Where the
        // integrand grows even there, the integrator bounds nothing.
        if half.absoluteError == .infinity { half.absoluteError = half.value.magnitude }
        half.absoluteError += 1e-297
      }
      result = result + half
    }
    result.absoluteError += sides[0].law.lostAtEnds { -sides[0].at($0).value }
    result.absoluteError += sides[0].lost(at: pair.structure)
    return result
  }

  /// V(G, D) in z-space: ∫ p_data(x) log D(x) dx + ∫ p_z(z) log(1 - D(G(z))) dz for a generator that is an
  /// increasing map of noise.
  ///
  /// `generator` of this game is not read: p_g enters through the map alone. Where it is the law of G(z), the result is
  /// V(G, D) in x-space.
  ///
  /// - Parameters:
  ///   - tolerance: how exact; absolute or relative, whichever is wider.
  ///   - discriminator: D.
  ///   - map: G, strictly increasing on the support of the prior.
  ///   - prior: p_z, the law of the noise.
  /// - Throws: as ``report(on:tolerance:)``.
  public func value(
    of discriminator: some Discriminator, map: @escaping @Sendable (Double) -> Double, prior: some Law,
    tolerance: Tolerance = .standard
  ) throws -> Estimate {
    let ends = [0.001, 0.25, 0.5, 0.75, 0.999].map { prior.quantile($0) }
    for (a, b) in zip(ends, ends.dropFirst()) where !(map(a) < map(b)) {
      throw DiscriminatorError.notMonotone(z: a)
    }
    let inX = try MinimaxGame(data: data, generator: data).report(on: discriminator, tolerance: tolerance)
      .dataTerm
    let pulled = ClosureDiscriminator(logit: { try discriminator.logit(map($0)) })
    let inZ = try MinimaxGame(data: prior, generator: prior).report(on: pulled, tolerance: tolerance)
      .generatorTerm
    return inX + inZ
  }
}

extension LawPair {
  /// The points at which either density may jump, or has structure, each with the lengths on which it does; 0 for a jump.
  fileprivate var structure: [(point: Double, scales: [Double])] {
    let laws: [any Law] = [first, second]
    let ends = laws.flatMap(\.supportIntervals).flatMap { [$0.lower, $0.upper] }
    let jumps = Set(laws.flatMap(\.breakPoints) + ends.filter(\.isFinite))
    var result = Dictionary(uniqueKeysWithValues: jumps.map { ($0, [0.0]) })
    for landmark in laws.flatMap(\.landmarks) {
      result[landmark.position, default: []].append(landmark.scale)
    }
    return result.sorted { $0.key < $1.key }.map { (point: $0.key, scales: $0.value) }
  }
}

/// Where a law has mass at numbers that no double is: beyond 1e290, or within 1e-290 of 0.
private struct Beyond {
  let point: Double
  let side: Side

  /// log 1e290.
  static let bound = 290 * logarithm(10)

  /// The ends towards which `law` has mass beyond.
  static func all(of law: any Law) -> [Beyond] {
    [
      Beyond(point: -.infinity, side: .above), Beyond(point: 0, side: .below),
      Beyond(point: 0, side: .above), Beyond(point: .infinity, side: .below),
    ].filter { end in
      guard law.asymptotics(approaching: end.point, from: end.side) != nil else { return false }
      return end.mass(of: law) > 1e-20
    }
  }

  /// The last double before the end.
  private var edge: Double {
    let sign = side == .above ? 1.0 : -1.0
    return point.isInfinite ? -sign * 1e290 : sign * 1e-290
  }

  func contains(_ x: Double) -> Bool {
    switch (point, side) {
    case (.infinity, _): x > edge
    case (-.infinity, _): x < edge
    case (_, .above): x >= 0 && x < edge
    case (_, .below): x <= 0 && x > edge
    }
  }

  private func mass(of law: any Law) -> Double {
    switch (point, side) {
    case (.infinity, _): law.complementaryCumulative(edge)
    case (-.infinity, _): law.cumulative(edge)
    case (_, .above): law.cumulative(edge) - law.cumulative(0)
    case (_, .below): law.cumulative((0.0).nextDown) - law.cumulative(edge)
    }
  }

  /// The probabilities of a law at which it begins and ends, as break points.
  func marks(in law: any Law, from side: Side) -> [PanelMesh.Mark] {
    [edge, 0].map { side == .below ? law.cumulative($0) : law.complementaryCumulative($0) }
      .filter { 0 < $0 && $0 < 1 }
      .map { PanelMesh.Mark(position: $0, scale: .infinity) }
  }

  /// The integral of a kernel over what lies beyond.
  func rest(of kernel: DivergenceKernel, _ pair: LawPair, _ tolerance: Tolerance) -> Estimate {
    pair.rest(
      of: kernel, towards: point, from: side, beyondLogarithm: Beyond.bound, tolerance: tolerance)
  }
}

extension Law {
  /// The law as a mixture of laws whose quantiles are cheap: its components, if it is a mixture of a few dozen.
  fileprivate var quantileComponents: [(weight: Double, law: any Law)] {
    if let named = self as? Distribution { return named.law.quantileComponents }
    guard let mixture = self as? Mixture, mixture.laws.count <= 64 else { return [(1, self)] }
    return Array(zip(mixture.weights, mixture.laws)).map { (weight: $0.0, law: $0.1) }
  }
}

extension Law {
  /// What an integral over quantiles may lose at finite ends other than 0, where the distance to the end is rounded to
  /// ulps: the mass within some of them, times the size of the integrand there.
  fileprivate func lostAtEnds(_ size: (Double) -> Double) -> Double {
    func lost(_ inside: Double, _ mass: Double) -> Double { mass > 0 ? mass * size(inside) : 0 }
    let (lower, upper) = (support.lower, support.upper)
    var sum = 0.0
    if upper.isFinite, upper != 0 {
      let inside = upper - 4 * upper.ulp
      sum += lost(inside, complementaryCumulative(inside))
    }
    if lower.isFinite, lower != 0 {
      let inside = lower + 4 * lower.ulp
      sum += lost(inside, cumulative(inside))
    }
    return sum
  }
}
