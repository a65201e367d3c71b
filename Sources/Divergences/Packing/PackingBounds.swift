#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What TV(p^m, q^m) can be for laws with TV(p, q) = τ, and what it can be when q misses a mode of p (Lin et al. 2018).
///
/// All follow from Blackwell's order of pairs, that of the concave curves f(x) = max p(S) over q(S) <= x between
/// (0, 0) and (1, 1); TV is the greatest f(x) - x, and a greater curve has a greater TV for every m. A polygon is the
/// curve of a discrete pair, whose products are multinomial sums.
public struct PackingBounds: Sendable {
  /// τ, in [0, 1].
  public let totalVariation: Double
  /// m, at least 1.
  public let packing: Int

  /// The bounds for a total variation and a size of the packs.
  ///
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` when they are out of range.
  public init(totalVariation: Double, packing: Int) throws(DivergenceError) {
    guard totalVariation >= 0, totalVariation <= 1 else {
      throw .invalidParameter(name: "totalVariation", value: totalVariation, allowed: "0 to 1")
    }
    try requirePacking(packing)
    self.totalVariation = totalVariation
    self.packing = packing
  }

  /// 1 - (1 - τ)^m: the greatest, since ∫ min(p^m, q^m) >= (∫ min(p, q))^m.
  ///
  /// The curve min(x + τ, 1) attains it: p and q agree but for a mass τ of each where the other has none.
  public var greatest: Double { -expm1(Double(packing) * log1p(-totalVariation)) }

  /// The least: that of two coins with sides a + τ and a, for the worst a in [0, 1 - τ].
  ///
  /// Telling only whether x lies in A = {p > q} loses nothing of TV at m = 1 and can only lose for m > 1; so a pair lies
  /// above the triangle through (a, a + τ), a = q(A).
  public func least() throws(DivergenceError) -> Double {
    try least(missing: 0)
  }

  /// The least when q has no mass on a set of p-mass δ <= τ: the curve then begins at (0, δ).
  ///
  /// - Parameter missing: δ, in [0, τ].
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for δ out of range.
  public func least(missing: Double) throws(DivergenceError) -> Double {
    guard missing >= 0, missing <= totalVariation else {
      throw .invalidParameter(name: "missing", value: missing, allowed: "0 to \(totalVariation)")
    }
    let rest = 1 - totalVariation
    return try -greatestOnGrid(from: 0, to: rest) { a throws(DivergenceError) in
      try -variation(
        [missing, a + totalVariation - missing, max(rest - a, 0)], [0, a, max(1 - a, 0)])
    }
  }

  /// The greatest when no set has p-mass above δ and q-mass at most ε: no (ε, δ)-mode collapse, 0 < ε < δ.
  ///
  /// Then f(ε) <= δ, and being concave f lies below a line of some slope s through (ε, δ), 1 <= s <= δ/ε, as well as
  /// below x + τ and 1. The polygon that these three cut out is the greatest curve for that s.
  ///
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for ε and δ out of order.
  public func greatest(withoutCollapse epsilon: Double, _ delta: Double) throws(DivergenceError) -> Double {
    guard epsilon > 0, epsilon < delta, delta <= 1 else {
      throw .invalidParameter(
        name: "epsilon", value: epsilon, allowed: "above 0, below delta = \(delta) <= 1")
    }
    // No constraint at all: the point lies above what TV alone allows.
    if delta - epsilon >= totalVariation { return greatest }
    let (tau, rest) = (totalVariation, 1 - totalVariation)
    return try greatestOnGrid(from: 0, to: 1) { t throws(DivergenceError) in
      let slope = exp(t * log(delta / epsilon))
      let start = max(delta - slope * epsilon, 0)
      // The line meets x + τ at (corner, corner + τ); if it is at 1 before, no pair of this TV lies below it.
      let corner = slope > 1 ? (tau - start) / (slope - 1) : .infinity
      guard corner <= rest else { return 0 }
      return try variation(
        [start, corner + tau - start, rest - corner, 0], [0, corner, rest - corner, tau])
    }
  }

  /// TV of the products of a discrete pair.
  private func variation(_ first: [Double], _ second: [Double]) throws(DivergenceError) -> Double {
    try RatioClasses(first: first, second: second).packed(packing).totalVariation.value
  }

  /// The greatest value of a continuous function on an interval: 400 points, and ternary search around the best.
  private func greatestOnGrid(
    from low: Double, to high: Double, of function: (Double) throws(DivergenceError) -> Double
  ) throws(DivergenceError) -> Double {
    var (best, value, step) = (low, try function(low), (high - low) / 400)
    for i in 1...400 {
      let candidate = try function(low + step * Double(i))
      if candidate > value { (best, value) = (low + step * Double(i), candidate) }
    }
    while step > 1e-9 * (1 + high) {
      for candidate in [best - step / 2, best + step / 2] where candidate >= low && candidate <= high {
        let at = try function(candidate)
        if at > value { (best, value) = (candidate, at) }
      }
      step *= 0.5
    }
    return value
  }
}
