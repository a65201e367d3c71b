import Distributions
import Divergences
import Quadrature

/// The whole game of two laws as a table: each quantity with its value, error, evaluations and verdict.
public struct Evaluation: Sendable {
  /// One row of the table.
  public struct Row: Sendable {
    /// What it is.
    public let quantity: Quantity
    /// Its value, error and verdict, in the quantity's unit.
    public let estimate: Estimate
  }

  /// The rows, in the order of ``Quantity``.
  public let rows: [Row]
  /// The masses of both laws on the panels of these rows, asked for or not.
  public let masses: [Row]

  /// The estimate of one quantity, or `nil` when it was not asked for.
  public subscript(_ quantity: Quantity) -> Estimate? {
    rows.first { $0.quantity == quantity }?.estimate
  }

  /// The masses that are off by more than their error: the integrals of this table missed something, whether or not
  /// the masses are among its rows.
  ///
  /// 1e-12 is allowed beside the error of the integral, for the rounding of normalising constants.
  public var failedMasses: [Row] { masses.filter { $0.quantity.isFailedMass($0.estimate) } }
}

extension MinimaxGame {
  /// Evaluates the quantities asked for, sharing one pass over the line among those that can.
  ///
  /// - Parameters:
  ///   - quantities: which; all that apply unless given.
  ///   - discriminator: a D to judge; without one its quantities are left out.
  ///   - tolerance: what each error should not exceed.
  /// - Throws: as `LawPair/integrals(of:tolerance:)` and ``report(on:tolerance:)``.
  public func evaluation(
    of quantities: Set<Quantity> = Set(Quantity.allCases), discriminator: (any Discriminator)? = nil,
    tolerance: Tolerance = .standard
  ) throws -> Evaluation {
    let wanted = quantities.filter { discriminator != nil || !$0.needsDiscriminator }
    var found: [Quantity: Estimate] = [:]
    try addDivergences(&found, wanted, tolerance)
    if wanted.contains(.optimalValue) {
      found[.optimalValue] = try row { try optimalValue(tolerance: tolerance) }
    }
    if wanted.contains(.criterionByJensenShannon) {
      found[.criterionByJensenShannon] = try row { try criterionByEntropies(tolerance: tolerance) }
    }
    if wanted.contains(.wasserstein1) {
      found[.wasserstein1] = try row { try pair.wasserstein1(tolerance: tolerance) }
    }
    if let discriminator, wanted.contains(where: \.needsDiscriminator) {
      try addDiscriminator(discriminator, &found, tolerance)
    }
    let extent = wanted.contains(.wasserstein1) ? self.extent : 0
    let missed = [Quantity.massOfData, .massOfGenerator].reduce(0) { sum, mass in
      found[mass].map { sum + mass.missed($0) } ?? sum
    }
    func tableRow(_ quantity: Quantity) -> Evaluation.Row? {
      found[quantity].map {
        let charged = quantity.charged($0, forMissed: missed, extent: extent, by: tolerance)
        return Evaluation.Row(
          quantity: quantity, estimate: quantity.judged(charged, by: tolerance, extent: extent))
      }
    }
    return Evaluation(
      rows: Quantity.allCases.filter(wanted.contains).compactMap(tableRow),
      masses: [.massOfData, .massOfGenerator].compactMap(tableRow))
  }

  /// Where and how wide the laws are, see ``Quantity/roundingOfTerms(extent:)``.
  private var extent: Double {
    let laws: [any Law] = [data, generator]
    return (laws.map { $0.quantile(0.5).magnitude }.max() ?? 0)
      + (laws.map { $0.quantile(0.75) - $0.quantile(0.25) }.max() ?? 0)
  }

  /// A row of its own: an integrand that is not finite somewhere costs this row its digits, and no other.
  private func row(_ estimate: () throws -> Estimate) throws -> Estimate {
    do { return try estimate() } catch let error as QuadratureError {
      guard case .notFinite = error else { throw error }
      return Estimate(
        value: 0, absoluteError: .infinity, verdict: .unresolved(reason: "nothing is known: \(error)"))
    }
  }

  /// The quantities that are integrals of kernels over both densities.
  private func addDivergences(
    _ found: inout [Quantity: Estimate], _ wanted: Set<Quantity>, _ tolerance: Tolerance
  ) throws {
    var kernels: [(Quantity, DivergenceKernel)] = Quantity.kernels.filter { wanted.contains($0.0) }
    let needsMixtures = wanted.contains(.criterionByKullbackLeibler)
    if needsMixtures { kernels = Quantity.kernels.filter { wanted.contains($0.0) || $0.0.isToMixture } }
    do {
      let integrals = try pair.integrals(of: kernels.map(\.1), tolerance: tolerance)
      for (kernel, estimate) in zip(kernels, integrals.estimates) { found[kernel.0] = estimate }
      found[.massOfData] = integrals.massOfFirst
      found[.massOfGenerator] = integrals.massOfSecond
    } catch QuadratureError.notFinite {
      // One of them is not finite somewhere: each for itself.
      for (quantity, kernel) in kernels + [(.massOfData, .massOfP), (.massOfGenerator, .massOfQ)] {
        found[quantity] = try row { try pair.integrals(of: [kernel], tolerance: tolerance).estimates[0] }
      }
    }
    if needsMixtures, let first = found[.kullbackLeiblerOfDataToMixture],
      let second = found[.kullbackLeiblerOfGeneratorToMixture]
    {
      found[.criterionByKullbackLeibler] = first + second + MinimaxGame.solution
    }
  }

  private func addDiscriminator(
    _ discriminator: any Discriminator, _ found: inout [Quantity: Estimate], _ tolerance: Tolerance
  ) throws {
    var ofDiscriminator: DiscriminatorReport?
    // Its integrals are over the same points: where one is not finite, nothing is known of all.
    let rowOfValue = try row {
      let report = try self.report(on: discriminator, tolerance: tolerance)
      ofDiscriminator = report
      return report.value
    }
    let criterion = try row { try self.criterion(tolerance: tolerance) }
    found[.lossSumFloor] = criterion.scaled(by: -1)
    found[.lossMeanFloor] = criterion.scaled(by: -0.5)
    guard let report = ofDiscriminator else {
      for quantity in Quantity.allCases where quantity.needsDiscriminator && found[quantity] == nil {
        found[quantity] = rowOfValue
      }
      return
    }
    found[.value] = report.value
    found[.gap] = report.gap
    found[.dualityGap] = dualityGap(
      supremum: discriminator.supremum, dataTerm: report.dataTerm, criterion: criterion)
    found[.lossSum] = report.value.scaled(by: -1)
    found[.lossSumExcess] = report.gap
    found[.lossMean] = report.value.scaled(by: -0.5)
    found[.lossMeanExcess] = report.gap.scaled(by: 0.5)
  }
}

extension Quantity {
  /// The estimate, unresolved where its error exceeds the tolerance: what `converged` means is the same in every row.
  ///
  /// The error of a difference of two numbers of the size of log 4 may be their rounding, that of a gap what no double
  /// can tell from 0: see ``Quantity/roundingOfTerms(extent:)``. A mass is known to be 1, so its error is at least what
  /// it is off by.
  fileprivate func judged(_ estimate: Estimate, by tolerance: Tolerance, extent: Double) -> Estimate {
    if isFailedMass(estimate) {
      return Estimate(
        value: estimate.value, absoluteError: estimate.absoluteError, evaluations: estimate.evaluations,
        verdict: .unresolved(reason: "the mass check failed: this must be 1"))
    }
    var result = estimate
    if isMass { result.absoluteError = max(result.absoluteError, (result.value - 1).magnitude) }
    let allowed = max(tolerance.allowed(for: estimate.value), roundingOfTerms(extent: extent))
    guard result.verdict == .converged, !(result.absoluteError <= allowed) else { return result }
    let isSmall = result.value.magnitude < 0.1 * MinimaxGame.solution.magnitude
    result.verdict = .unresolved(
      reason: "the error exceeds the tolerance\(isSmall ? ", relative to so small a value" : ""): "
        + (isCriterion ? "-2 jsd_deficit is the same number with its digits" : "ask for less"))
    return result
  }

  /// How much mass is missing, or too much, beyond a mass's error.
  fileprivate func missed(_ mass: Estimate) -> Double {
    isFailedMass(mass) ? (mass.value.isFinite ? (mass.value - 1).magnitude : 1) : 0
  }

  /// The estimate of a row that is no integral of a kernel, with what a failed mass check may mean for it: mass m of both
  /// laws together adds at most m log 2 to V(G, D*), and to W1 at most m over the extent of the laws.
  fileprivate func charged(
    _ estimate: Estimate, forMissed mass: Double, extent: Double, by tolerance: Tolerance
  ) -> Estimate {
    guard mass > 0, self == .optimalValue || self == .wasserstein1, estimate.value.isFinite else {
      return estimate
    }
    var result = estimate
    result.absoluteError +=
      self == .optimalValue ? min(mass, 2) * logarithm(2) : mass * (extent + estimate.value)
    if result.verdict == .converged, mass > tolerance.relative {
      result.verdict = .unresolved(reason: "the mass check failed: see mass_data and mass_generator")
    }
    return result
  }

  /// Whether the quantity is a mass that is off by more than its error.
  fileprivate func isFailedMass(_ estimate: Estimate) -> Bool {
    guard isMass else { return false }
    return !estimate.absoluteError.isFinite
      || !((estimate.value - 1).magnitude <= estimate.absoluteError + Estimate.roundingOfMass)
  }

  private var isMass: Bool { self == .massOfData || self == .massOfGenerator }

  private var isCriterion: Bool {
    switch self {
    case .optimalValue, .criterionByKullbackLeibler, .criterionByJensenShannon: true
    default: false
    }
  }

  /// The quantities that are integrals of one kernel.
  fileprivate static var kernels: [(Quantity, DivergenceKernel)] {
    [
      (.kullbackLeiblerOfDataToMixture, .toMixture(weight: 0.5)),
      (.kullbackLeiblerOfGeneratorToMixture, .fromSecondToMixture),
      (.jensenShannon, .jensenShannon),
      (.jensenShannonDeficit, .jensenShannonDeficit),
      (.kullbackLeiblerOfDataToGenerator, .kullbackLeibler),
      (.kullbackLeiblerOfGeneratorToData, .reverseKullbackLeibler),
      (.totalVariation, .totalVariation),
      (.totalVariationDeficit, .overlap),
      (.squaredHellinger, .squaredHellinger),
      (.chiSquared, .chiSquared),
    ]
  }

  fileprivate var isToMixture: Bool {
    self == .kullbackLeiblerOfDataToMixture || self == .kullbackLeiblerOfGeneratorToMixture
  }
}
