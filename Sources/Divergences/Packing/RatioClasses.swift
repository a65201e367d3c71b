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
    return sums.divergences(packing, bounds: nil)
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
  /// The mean of both entropies: the size of the logarithms whose rounding the others inherit.
  private var conditioning = CompensatedSum()

  /// Adds an atom by the logarithms of its two masses.
  mutating func add(_ logP: Double, _ logQ: Double) {
    guard max(logP, logQ) > -.infinity else { return }
    variation.add(DivergenceKernel.totalVariation.evaluate(logP, logQ))
    divergence.add(DivergenceKernel.jensenShannon.evaluate(logP, logQ))
    for logMass in [logP, logQ] where logMass > -.infinity {
      conditioning.add(-0.5 * exp(logMass) * logMass)
    }
  }

  /// The sums, whose error is the rounding of the logarithms: each is a sum of some terms of about its own size. With
  /// `bounds`, these sums are the upper ones of a pair of bounds: the value is the middle and the error half the gap.
  func divergences(_ packing: Int, bounds lower: PackedSums?) -> PackedDivergences {
    func estimate(_ sum: KeyPath<PackedSums, CompensatedSum>, _ rounding: (Double) -> Double) -> Estimate {
      let upper = self[keyPath: sum].value
      let least = lower?[keyPath: sum].value ?? upper
      return Estimate(
        value: 0.5 * (upper + least), absoluteError: 0.5 * (upper - least).magnitude + rounding(upper))
    }
    let rho = 16 * Double.ulpOfOne * (1 + conditioning.value)
    return PackedDivergences(
      packing: packing, totalVariation: estimate(\.variation) { _ in rho },
      jensenShannon: estimate(\.divergence) { rho * max($0, $0.squareRoot()) + rho * rho })
  }
}

func requirePacking(_ packing: Int) throws(DivergenceError) {
  guard packing >= 1 else {
    throw .invalidParameter(name: "packing", value: Double(packing), allowed: "1 or more")
  }
}
