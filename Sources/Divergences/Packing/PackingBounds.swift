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

  /// The greatest when neither law has a set of mass above δ on which the other has at most ε: q neither drops a mode of p
  /// nor adds one, 0 < ε < δ.
  ///
  /// Then f(ε) <= δ, and being concave f lies below a line of some slope s through (ε, δ), 1 <= s <= δ/ε, as well as
  /// below x + τ; with p and q exchanged the same holds of f seen from its other end. The polygon that these cut out is
  /// the greatest curve for two slopes; the greatest of all is searched for on a grid of both, so that what is found is
  /// an estimate from below.
  ///
  /// - Parameters:
  ///   - epsilon: ε.
  ///   - delta: δ.
  ///   - points: along each axis of the grid, 1 or more, before the search around the best.
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for ε and δ out of order, or no points.
  public func greatest(
    withoutCollapse epsilon: Double, _ delta: Double, points: Int = 40
  ) throws(DivergenceError) -> Double {
    guard points > 0 else {
      throw .invalidParameter(name: "points", value: Double(points), allowed: "1 or more")
    }
    guard epsilon > 0, epsilon < delta, delta <= 1 else {
      throw .invalidParameter(
        name: "epsilon", value: epsilon, allowed: "above 0, below delta = \(delta) <= 1")
    }
    // No constraint at all: the point lies above what TV alone allows.
    if delta - epsilon >= totalVariation { return greatest }
    // A line begins at (0, start) and meets x + τ at (corner, corner + τ).
    func line(_ t: Double) -> (start: Double, corner: Double) {
      let slope = exp(t * log(delta / epsilon))
      let start = max(delta - slope * epsilon, 0)
      return (start, slope > 1 ? (totalVariation - start) / (slope - 1) : .infinity)
    }
    return try greatestOnGrid(from: 0, to: 1, points: points) { t throws(DivergenceError) in
      try greatestOnGrid(from: 0, to: 1, points: points) { u throws(DivergenceError) in
        let (left, right) = (line(t), line(u))
        let middle = 1 - totalVariation - left.corner - right.corner
        // If the lines meet below x + τ, no pair of this TV fits.
        guard middle >= 0 else { return 0 }
        return try variation(
          [left.start, left.corner + totalVariation - left.start, middle, right.corner, 0],
          [0, left.corner, middle, right.corner + totalVariation - right.start, right.start])
      }
    }
  }

  /// TV of the products of a discrete pair.
  private func variation(_ first: [Double], _ second: [Double]) throws(DivergenceError) -> Double {
    try RatioClasses(first: first, second: second).packed(packing).totalVariation.value
  }

  /// The greatest value of a continuous function on an interval: so many points, and a search around the best.
  private func greatestOnGrid(
    from low: Double, to high: Double, points: Int = 400,
    of function: (Double) throws(DivergenceError) -> Double
  ) throws(DivergenceError) -> Double {
    var (best, value, step) = (low, try function(low), (high - low) / Double(points))
    for i in 1...points {
      let candidate = try function(low + step * Double(i))
      if candidate > value { (best, value) = (low + step * Double(i), candidate) }
    }
    while step > 1e-7 * (high - low) {
      for candidate in [best - step / 2, best + step / 2] where candidate >= low && candidate <= high {
        let at = try function(candidate)
        if at > value { (best, value) = (candidate, at) }
      }
      step *= 0.5
    }
    return value
  }
}
