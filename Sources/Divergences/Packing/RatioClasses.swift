import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// TV and JSD of the products p^m and q^m: what a discriminator that sees m samples at once is played for (packing).
public struct PackedDivergences: Sendable {
  /// m, the number of samples in a pack.
  public let packing: Int
  /// TV(p^m, q^m).
  public let totalVariation: Estimate
  /// JSD(p^m, q^m), in nats.
  public let jensenShannon: Estimate
  /// By how much the masses of p^m and of q^m, as summed, miss 1 (both laws together); part of both errors.
  public let massDefect: Double

  /// Both with what masses that miss their own by so much in total can add to their errors.
  ///
  /// TV moves by no more than the masses do. JSD is concave enough at 0 to fall by d/2 (1 + log(1/d)) for a mass d of one
  /// law, which is at most d (1 + log(1/d)) for both laws together.
  init(packing: Int, totalVariation: Estimate, jensenShannon: Estimate, massDefect: Double) {
    self.packing = packing
    self.massDefect = massDefect
    self.totalVariation = Estimate(
      value: totalVariation.value, absoluteError: totalVariation.absoluteError + massDefect)
    let entropy = massDefect > 0 ? max(-log(massDefect), 0) : 0
    self.jensenShannon = Estimate(
      value: jensenShannon.value, absoluteError: jensenShannon.absoluteError + massDefect * (1 + entropy))
  }
}

/// Two laws of which all that matters is the masses of finitely many sets, on each of which p/q is constant.
///
/// Step densities are such a pair. No divergence tells them from the discrete laws of these masses, nor that of their
/// products: the m samples fall into the sets by counts n, with the multinomial probabilities
/// m!/∏nₖ! ∏pₖ^nₖ and m!/∏nₖ! ∏qₖ^nₖ. A sum over the counts is then exact to rounding.
public struct RatioClasses: Sendable, Equatable {
  /// The masses under p, which sum to 1.
  public let first: [Double]
  /// The masses under q, which sum to 1.
  public let second: [Double]

  /// The pair with these masses.
  ///
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for a negative mass, for masses that do not sum
  ///   to 1 within 1e-12, or when the two lists differ in length.
  public init(first: [Double], second: [Double]) throws(DivergenceError) {
    guard first.count == second.count, !first.isEmpty else {
      throw .invalidParameter(
        name: "the number of masses of q", value: Double(second.count), allowed: "as many as of p, 1 or more")
    }
    for (name, masses) in [("p", first), ("q", second)] {
      for mass in masses where !(mass >= 0) {
        throw .invalidParameter(name: "a mass of \(name)", value: mass, allowed: "0 or more")
      }
      let sum = masses.reduce(0, +)
      guard (sum - 1).magnitude <= 1e-12 else {
        throw .invalidParameter(name: "the sum of the masses of \(name)", value: sum, allowed: "1")
      }
    }
    self.first = first
    self.second = second
  }

  /// TV and JSD of p^m against q^m. The number of counts is C(m + K - 1, m) for K sets.
  ///
  /// - Parameter packing: m, at least 1.
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for m < 1.
  public func packed(_ packing: Int) throws(DivergenceError) -> PackedDivergences {
    try requirePacking(packing)
    var sums = PackedSums()
    let (logP, logQ) = (first.map { log($0) }, second.map { log($0) })
    var logFactorials = [0.0]
    for n in 1...packing { logFactorials.append(logFactorials[n - 1] + log(Double(n))) }
    // Counts of the sets one after the other; the last takes what is left.
    func visit(_ k: Int, _ left: Int, _ p: Double, _ q: Double) {
      for count in (k == first.count - 1 ? left : 0)...left {
        let arrangements = logFactorials[count]
        let atP = p + times(count, logP[k]) - arrangements
        let atQ = q + times(count, logQ[k]) - arrangements
        if k == first.count - 1 { sums.add(atP, atQ) } else { visit(k + 1, left - count, atP, atQ) }
      }
    }
    visit(0, packing, logFactorials[packing], logFactorials[packing])
    return sums.divergences(packing)
  }

  /// n log p, which is 0 for n = 0 also where p = 0.
  private func times(_ count: Int, _ logarithm: Double) -> Double {
    count == 0 ? 0 : Double(count) * logarithm
  }
}

/// Sums of the kernels of TV and JSD over the atoms of two discrete laws.
struct PackedSums {
  private var variation = CompensatedSum()
  private var divergence = CompensatedSum()
  private var masses = (first: CompensatedSum(), second: CompensatedSum())
  /// The mean under both laws of the larger of the logarithms, whose rounding the other sums inherit.
  private var conditioning = CompensatedSum()

  /// Adds an atom by the logarithms of its two masses.
  mutating func add(_ logP: Double, _ logQ: Double) {
    guard max(logP, logQ) > -.infinity else { return }
    let (p, q) = (exp(logP), exp(logQ))
    variation.add(DivergenceKernel.totalVariation.evaluate(logP, logQ))
    divergence.add(DivergenceKernel.jensenShannon.evaluate(logP, logQ))
    masses.first.add(p)
    masses.second.add(q)
    let size = [logP, logQ].reduce(0) { $1 > -.infinity ? max($0, $1.magnitude) : $0 }
    conditioning.add(0.5 * (p + q) * size)
  }

  /// By how much the masses miss 1, of both laws together: an atom that was lost shows here.
  var massDefect: Double { (masses.first.value - 1).magnitude + (masses.second.value - 1).magnitude }

  /// The sums, whose error is the rounding of the logarithms, each a sum of some terms of about its own size; what
  /// `relativeError` of each mass makes of them, ε for TV and (TV + JSD) ε + ε² for JSD; and the masses' defect, at least
  /// `massDefect`. With `bounds`, these sums are the upper ones of a pair of bounds: the value is the middle and the
  /// error half the gap.
  func divergences(
    _ packing: Int, bounds lower: PackedSums? = nil, relativeError epsilon: Double = 0, massDefect: Double = 0
  ) -> PackedDivergences {
    func estimate(_ sum: KeyPath<PackedSums, CompensatedSum>, _ rounding: (Double) -> Double) -> Estimate {
      let upper = self[keyPath: sum].value
      let least = lower?[keyPath: sum].value ?? upper
      return Estimate(
        value: 0.5 * (upper + least), absoluteError: 0.5 * (upper - least).magnitude + rounding(upper))
    }
    let rho = 16 * Double.ulpOfOne * (1 + conditioning.value)
    let total = variation.value
    return PackedDivergences(
      packing: packing, totalVariation: estimate(\.variation) { _ in rho + epsilon },
      jensenShannon: estimate(\.divergence) {
        rho * max($0, $0.squareRoot()) + rho * rho + epsilon * (total + $0 + epsilon)
      },
      massDefect: max(massDefect, self.massDefect, lower?.massDefect ?? 0))
  }
}

func requirePacking(_ packing: Int) throws(DivergenceError) {
  guard packing >= 1 else {
    throw .invalidParameter(name: "packing", value: Double(packing), allowed: "1 or more")
  }
}
