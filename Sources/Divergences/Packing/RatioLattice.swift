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
  /// By how much the pieces' masses miss 1, and the upper pair's those of the pieces, the sum of both laws; m times this is
  /// part of every error, as is what the masses of the products then miss of 1.
  public private(set) var massDefect: Double
  /// The masses of the classes under p and q, by k less ``origin``. Thousands of pieces may share a class, so that a plain
  /// sum's rounding would show.
  private var lower: (first: [CompensatedSum], second: [CompensatedSum])
  /// The upper pair's masses under p; those under q are e^(-k δ) times them.
  private var upper: [CompensatedSum]
  /// The k of the first entry.
  private let origin: Int
  /// The masses of p where q = 0, and of q where p = 0, for the lower and for the upper pair.
  private var only:
    (
      first: (lower: CompensatedSum, upper: CompensatedSum),
      second: (lower: CompensatedSum, upper: CompensatedSum)
    )

  private static let range = 40.0

  /// The lattice of a pair.
  ///
  /// - Parameters:
  ///   - pair: p and q.
  ///   - spacing: δ from 1e-4 to 1.
  ///   - pieces: into how many pieces each panel of the pair's adaptive mesh is cut, at least 1.
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for arguments out of range, else as
  ///   ``jensenShannon(_:_:tolerance:)``. Atoms are left out, and show in ``massDefect``.
  public init(_ pair: LawPair, spacing: Double, pieces: Int) throws {
    guard spacing >= 1e-4, spacing <= 1 else {
      throw DivergenceError.invalidParameter(name: "spacing", value: spacing, allowed: "1e-4 to 1")
    }
    guard pieces >= 1 else {
      throw DivergenceError.invalidParameter(name: "pieces", value: Double(pieces), allowed: "1 or more")
    }
    self.spacing = spacing
    let most = Int((RatioLattice.range / spacing).rounded(.down))
    origin = -most
    let zero = CompensatedSum()
    let zeros = [CompensatedSum](repeating: zero, count: 2 * most + 1)
    (lower, upper, only) = ((zeros, zeros), zeros, ((zero, zero), (zero, zero)))
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
    massDefect += (masses.0.value - 1).magnitude + (masses.1.value - 1).magnitude
  }

  /// Adds a piece with these masses, and with log(p/q) between two values.
  private mutating func add(_ p: Double, _ q: Double, from least: Double, to greatest: Double, _ most: Int) {
    guard p > 0 || q > 0 else { return }
    guard p > 0, q > 0 else {
      only.first.lower.add(p)
      only.first.upper.add(p)
      only.second.lower.add(q)
      only.second.upper.add(q)
      return
    }
    let index = Int((min(max(log(p / q) / spacing, Double(-most)), Double(most))).rounded()) - origin
    lower.first[index].add(p)
    lower.second[index].add(q)
    // Two lattice points around the ratio, or an infinite one beyond the lattice's ends.
    let below = (least / spacing).rounded(.down)
    let above = (greatest / spacing).rounded(.up)
    let (hasBelow, hasAbove) = (below >= Double(-most), above <= Double(most))
    let a = Int(max(min(below, Double(most)), Double(-most)))
    let b = Int(max(min(above, Double(most)), Double(-most)))
    let (atA, atB) = (exp(Double(a) * spacing), exp(Double(b) * spacing))
    // The p-masses at a and b, and what of p and q is at neither.
    var (massA, massB, onlyP, onlyQ) = (0.0, 0.0, 0.0, 0.0)
    switch (hasBelow, hasAbove) {
    case (true, true) where a < b:
      // p_a + p_b = p and p_a e^-a + p_b e^-b = q, solved for p_b/p by q/p alone: masses near the least numbers there are
      // would lose the differences p e^-a - p e^-b, and leave 0/0.
      let share = (q / p * atA - 1) / expm1(Double(a - b) * spacing)
      massB = min(max(share, 0), 1) * p
      massA = p - massB
    case (true, true): massA = p
    case (true, false):
      massA = min(q * atA, p)
      onlyP = p - massA
    case (false, true):
      onlyQ = q - min(p / atB, q)
      massB = (q - onlyQ) * atB
    case (false, false): (onlyP, onlyQ) = (p, q)
    }
    upper[a - origin].add(massA)
    upper[b - origin].add(massB)
    only.first.upper.add(onlyP)
    only.second.upper.add(onlyQ)
    massDefect +=
      (massA + massB + onlyP - p).magnitude + (massA / atA + massB / atB + onlyQ - q).magnitude
  }

  /// TV and JSD of p^m against q^m for m = 1 to `most`: the middle of the bounds, and half their gap as the error.
  ///
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` for `most` < 1.
  public func packed(upTo most: Int) throws(DivergenceError) -> [PackedDivergences] {
    try requirePacking(most)
    let (p, q, u) = (lower.first.map(\.value), lower.second.map(\.value), upper.map(\.value))
    // Only the part of the lattice that has mass.
    let used = p.indices.filter { p[$0] != 0 || q[$0] != 0 || u[$0] != 0 }
    let kept = (used.first ?? 0)..<((used.last ?? -1) + 1)
    let factors = (first: Array(p[kept]), second: Array(q[kept]), upper: Array(u[kept]))
    let terms = [factors.first, factors.second, factors.upper].map { $0.count { $0 > 0 } }.max() ?? 0
    var powers = (first: [1.0], second: [1.0], upper: [1.0])
    return (1...most).map { m in
      powers = (
        convolved(powers.first, factors.first), convolved(powers.second, factors.second),
        convolved(powers.upper, factors.upper)
      )
      var sums = (lower: PackedSums(), upper: PackedSums())
      for i in powers.first.indices {
        sums.lower.add(log(powers.first[i]), log(powers.second[i]))
        let logP = log(powers.upper[i])
        sums.upper.add(logP, logP - Double(i + m * (kept.lowerBound + origin)) * spacing)
      }
      // A pack with a sample that only one law can give belongs to that law.
      sums.lower.add(log(anyOf(m, only.first.lower.value)), -.infinity)
      sums.lower.add(-.infinity, log(anyOf(m, only.second.lower.value)))
      sums.upper.add(log(anyOf(m, only.first.upper.value)), -.infinity)
      sums.upper.add(-.infinity, log(anyOf(m, only.second.upper.value)))
      return sums.upper.divergences(
        m, bounds: sums.lower, relativeError: rounding(m, terms: terms),
        massDefect: Double(m) * massDefect)
    }
  }

  /// The relative rounding of a mass of the m-fold convolution, no term of which is negative: that of m pieces' masses, each
  /// of eight weighted exponentials, 8 ulp; and for each convolution half an ulp per sum, of at most `terms` products, and one
  /// for the product.
  private func rounding(_ m: Int, terms: Int) -> Double {
    Double.ulpOfOne * (8 * Double(m) + 0.5 * Double((m - 1) * (terms + 1)))
  }

  /// 1 - (1 - a)^m.
  private func anyOf(_ m: Int, _ a: Double) -> Double { -expm1(Double(m) * log1p(-min(a, 1))) }
}

/// Σⱼ a[i - j] b[j], of non-negative numbers: right to half an ulp per positive b[j], and one more.
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
