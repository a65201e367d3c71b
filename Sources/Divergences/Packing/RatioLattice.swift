import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bounds of TV and JSD of p^m against q^m for any two laws with densities, by two discrete pairs around theirs.
///
/// The line is cut into short pieces, so that log(p/q) varies little on each. *From below*: instead of its sample a
/// discriminator is told the piece's class, the nearest multiple k δ of its mean log-ratio, and of m samples
/// the sum of the k alone: no divergence grows when something is withheld (data processing). The sum's laws under p and
/// q are m-fold convolutions. *From above*: the mass of each piece is spread to two multiples of δ
/// that enclose log(p/q) on it, keeping both masses: that pair tells more, since from it a sample with the
/// original ratio can be drawn (Blackwell). Its log-ratios lie on a lattice, and so do their sums. Both hold for the
/// products, and the gap closes like δ².
///
/// Enclosed is what eight nodes of a piece show, and a tenth of their range on either side. Beyond a log-ratio of 40 the
/// upper pair takes it as infinite.
public struct RatioLattice: Sendable {
  /// δ, the lattice's spacing, in nats.
  public let spacing: Double
  /// By how much the pieces' masses miss 1, the sum of both laws; part of every error.
  public private(set) var massDefect: Double
  /// The masses of the classes under p and q, by k less ``origin``.
  private var lower: (first: [Double], second: [Double])
  /// The upper pair's masses under p; those under q are e^(-k δ) times them.
  private var upper: [Double]
  /// The k of the first entry.
  private let origin: Int
  /// The masses of p where q = 0, and of q where p = 0, for the lower and for the upper pair.
  private var only: (first: (lower: Double, upper: Double), second: (lower: Double, upper: Double))

  private static let range = 40.0

  /// The lattice of a pair.
  ///
  /// - Parameters:
  ///   - spacing: δ in (0, 1].
  ///   - pieces: into how many pieces each panel of the pair's adaptive mesh is cut, at least 1.
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for arguments out of range, else as
  ///   ``jensenShannon(_:_:tolerance:)``. Atoms are left out, and show in ``massDefect``.
  public init(_ pair: LawPair, spacing: Double, pieces: Int) throws {
    guard spacing > 0, spacing <= 1 else {
      throw DivergenceError.invalidParameter(name: "spacing", value: spacing, allowed: "above 0, at most 1")
    }
    guard pieces >= 1 else {
      throw DivergenceError.invalidParameter(name: "pieces", value: Double(pieces), allowed: "1 or more")
    }
    self.spacing = spacing
    let most = Int((RatioLattice.range / spacing).rounded(.down))
    origin = -most
    let zeros = [Double](repeating: 0, count: 2 * most + 1)
    (lower, upper, only) = ((zeros, zeros), zeros, ((0, 0), (0, 0)))
    massDefect = 0
    let rule = try GaussLegendreRule(count: 8)
    var masses = (CompensatedSum(), CompensatedSum())
    for panel in try pair.integrals(of: [.jensenShannon, .totalVariation]).panels {
      let width = (panel.upper - panel.lower) / Double(pieces)
      for piece in 0..<pieces {
        let centre = panel.lower + (Double(piece) + 0.5) * width
        var (p, q, least, greatest) = (0.0, 0.0, Double.infinity, -Double.infinity)
        for (node, weight) in zip(rule.nodes, rule.weights) {
          let offset = centre + 0.5 * width * node
          let logs = (
            pair.first.logDensity(anchor: panel.anchor, offset: offset),
            pair.second.logDensity(anchor: panel.anchor, offset: offset)
          )
          p += 0.5 * width * weight * exp(logs.0)
          q += 0.5 * width * weight * exp(logs.1)
          guard max(logs.0, logs.1) > -.infinity else { continue }
          (least, greatest) = (min(least, logs.0 - logs.1), max(greatest, logs.0 - logs.1))
        }
        masses.0.add(p)
        masses.1.add(q)
        let margin = greatest.isFinite && least.isFinite ? 0.1 * (greatest - least) : 0
        add(p, q, from: least - margin, to: greatest + margin, most)
      }
    }
    massDefect = (masses.0.value - 1).magnitude + (masses.1.value - 1).magnitude
  }

  /// Adds a piece with these masses, and with log(p/q) between two values.
  private mutating func add(_ p: Double, _ q: Double, from least: Double, to greatest: Double, _ most: Int) {
    guard p > 0 || q > 0 else { return }
    guard p > 0, q > 0 else {
      only.first.lower += p
      only.first.upper += p
      only.second.lower += q
      only.second.upper += q
      return
    }
    let index = Int((min(max(log(p / q) / spacing, Double(-most)), Double(most))).rounded()) - origin
    lower.first[index] += p
    lower.second[index] += q
    // Two lattice points around the ratio, or an infinite one beyond the lattice's ends.
    let below = (least / spacing).rounded(.down)
    let above = (greatest / spacing).rounded(.up)
    let (hasBelow, hasAbove) = (below >= Double(-most), above <= Double(most))
    let a = Int(max(min(below, Double(most)), Double(-most)))
    let b = Int(max(min(above, Double(most)), Double(-most)))
    let (atA, atB) = (exp(Double(a) * spacing), exp(Double(b) * spacing))
    switch (hasBelow, hasAbove) {
    case (true, true) where a < b:
      // p_a + p_b = p and p_a e^-a + p_b e^-b = q.
      let share = min(max((q - p / atA) / (p / atB - p / atA), 0), 1)
      upper[b - origin] += share * p
      upper[a - origin] += (1 - share) * p
    case (true, true): upper[a - origin] += p
    case (true, false):
      let finite = min(q * atA, p)
      upper[a - origin] += finite
      only.first.upper += p - finite
    case (false, true):
      let finite = min(p / atB, q)
      upper[b - origin] += finite * atB
      only.second.upper += q - finite
    case (false, false):
      only.first.upper += p
      only.second.upper += q
    }
  }

  /// TV and JSD of p^m against q^m for m = 1 to `most`: the middle of the bounds, and half their gap as the error.
  ///
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for `most` < 1.
  public func packed(upTo most: Int) throws(DivergenceError) -> [PackedDivergences] {
    try requirePacking(most)
    var powers = (first: [1.0], second: [1.0], upper: [1.0])
    // Only the part of the lattice that has mass.
    let used = lower.first.indices.filter { lower.first[$0] + lower.second[$0] + upper[$0] > 0 }
    guard let start = used.first, let end = used.last else { return [] }
    let (p, q, u) = (
      Array(lower.first[start...end]), Array(lower.second[start...end]), Array(upper[start...end])
    )
    return (1...most).map { m in
      powers = (convolved(powers.first, p), convolved(powers.second, q), convolved(powers.upper, u))
      var sums = (lower: PackedSums(), upper: PackedSums())
      for i in powers.first.indices {
        sums.lower.add(log(powers.first[i]), log(powers.second[i]))
        let logP = log(powers.upper[i])
        sums.upper.add(logP, logP - Double(i + m * (start + origin)) * spacing)
      }
      // A pack with a sample that only one law can give belongs to that law.
      sums.lower.add(log(anyOf(m, only.first.lower)), -.infinity)
      sums.lower.add(-.infinity, log(anyOf(m, only.second.lower)))
      sums.upper.add(log(anyOf(m, only.first.upper)), -.infinity)
      sums.upper.add(-.infinity, log(anyOf(m, only.second.upper)))
      var result = sums.upper.divergences(m, bounds: sums.lower)
      result = PackedDivergences(
        packing: m, totalVariation: widened(result.totalVariation, m),
        jensenShannon: widened(result.jensenShannon, m))
      return result
    }
  }

  /// The estimate with what m times the defect of the masses can do to it.
  private func widened(_ estimate: Estimate, _ m: Int) -> Estimate {
    var result = estimate
    result.absoluteError += Double(m) * massDefect
    return result
  }

  /// 1 - (1 - a)^m.
  private func anyOf(_ m: Int, _ a: Double) -> Double { -expm1(Double(m) * log1p(-min(a, 1))) }
}

/// Σⱼ a[i - j] b[j], of non-negative numbers: each term is right to rounding, and so is the sum.
private func convolved(_ a: [Double], _ b: [Double]) -> [Double] {
  var result = [Double](repeating: 0, count: a.count + b.count - 1)
  result.withUnsafeMutableBufferPointer { result in
    b.withUnsafeBufferPointer { b in
      for i in a.indices where a[i] > 0 {
        let factor = a[i]
        for j in 0..<b.count { result[i + j] += factor * b[j] }
      }
    }
  }
  return result
}
