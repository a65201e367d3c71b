import CGSL
import Quadrature

/// The law of x = G(Z) for Z of a prior: the exact law of a one-dimensional generator.
///
///     p(x) = Σ p_Z(z) / |G'(z)|, over all z with G(z) = x,
///
/// plus an atom for each stretch on which G is constant. The z axis is split at the turning points of G,
/// whose list is complete on an interval that holds all but 1e-17 of the prior's mass, because G' is
/// bounded over intervals there and not sampled. What lies outside, or could not be decided, is
/// ``unresolvedMass``.
public struct PushForward: Law {
  /// The law of Z.
  public let prior: any Law
  /// G.
  public let map: any SmoothMap
  /// The probability of Z outside the window of the analysis and in cells that the bounds did not decide: at
  /// most 1e-17 unless G has degenerate turning points. The density and the cumulative leave it out. It is 1 where the
  /// map does not know all its steep places, so that integrals over x may miss some.
  public let unresolvedMass: Double
  /// Where G turns, ascending, on the z axis.
  public let turningPoints: [Double]
  public let atoms: [Atom]
  let pieces: [MonotonePiece]
  /// log of the prior's mass on each piece.
  let logMasses: [Double]
  /// The prior at the ends of each piece.
  let ends: [(lower: LogTails, upper: LogTails)]

  /// log P(Z <= z) and log P(Z > z).
  struct LogTails {
    let below: Double
    let above: Double

    init(of prior: any Law, at z: Double) {
      (below, above) = (prior.logCumulative(z), prior.logComplementaryCumulative(z))
    }
  }
  /// How many ulp of 1 the mass inherits from the rounding of x: see ``roundingScale(ofLogDensity:)``. All of it where
  /// the map may be steep at places that it does not know.
  private let roundingOfImages: Double

  /// The law of map(Z), Z of the prior.
  ///
  /// - Throws: ``DistributionError/unsupported(distribution:message:)`` when the prior has atoms.
  public init(prior: any Law, map: any SmoothMap) throws(DistributionError) {
    let prior = (prior as? Distribution)?.law ?? prior
    guard prior.atoms.isEmpty else {
      throw .unsupported(
        distribution: "pushforward of \(prior)", message: "the prior has atoms; allowed: a law with a density"
      )
    }
    self.prior = prior
    self.map = map
    let window = Window(prior: prior, map: map)
    let cells = monotoneCells(of: map, from: window.lower, to: window.upper, splitAt: prior.breakPoints)
    var (pieces, weights, turning) = ([MonotonePiece](), [Double: Double](), [Double]())
    var unresolved = window.outsideMass
    for (index, cell) in cells.enumerated() {
      let isFirst = index == 0
      let isLast = index == cells.count - 1
      let lower = isFirst && window.extendsBelow ? -.infinity : cell.lower
      let upper = isLast && window.extendsAbove ? .infinity : cell.upper
      switch cell.kind {
      case .flat:
        let x = map.value(cell.lower + 0.5 * (cell.upper - cell.lower))
        weights[x, default: 0] += exp(prior.logMass(from: lower, to: upper))
      case .undecided:
        unresolved += exp(prior.logMass(from: lower, to: upper))
      case .increasing, .decreasing:
        let turnsBelow = !isFirst && Self.turns(cells[index - 1], cell, of: map)
        let turnsAbove = !isLast && Self.turns(cell, cells[index + 1], of: map)
        if turnsAbove { turning.append(cell.upper) }
        pieces.append(
          MonotonePiece(
            map: map, from: lower, to: upper,
            turnsBelow: turnsBelow || isFirst && !window.extendsBelow && map.derivative(lower) == 0,
            turnsAbove: turnsAbove || isLast && !window.extendsAbove && map.derivative(upper) == 0))
      }
    }
    self.pieces = pieces.filter { $0.range.low < $0.range.high }
    logMasses = self.pieces.map { prior.logMass(from: $0.lower.z, to: $0.upper.z) }
    ends = self.pieces.map { (LogTails(of: prior, at: $0.lower.z), LogTails(of: prior, at: $0.upper.z)) }
    roundingOfImages =
      map.hasAllSteepPlaces
      ? self.pieces.reduce(0) { $0 + $1.variation(of: prior) + $1.roundingOfTurns(under: prior) }
      : 1 / .ulpOfOne
    turningPoints = turning
    unresolvedMass = map.hasAllSteepPlaces ? unresolved : 1
    atoms = weights.filter { $0.value > 0 }.sorted { $0.key < $1.key }
      .map { Atom(position: $0.key, weight: $0.value) }
  }

  /// |log p|, and what a rounding of x = G(z) and of G'(z) does to p: max |x| times ∫ |p'(x)| dx in all, away from
  /// turning values, next to which distances are exact. It is large where G saturates.
  public func roundingScale(ofLogDensity logDensity: Double) -> Double {
    logDensity.magnitude + roundingOfImages
  }

  /// Whether the map turns smoothly between two neighbouring cells, rather than at a kink.
  private static func turns(_ left: MapCell, _ right: MapCell, of map: any SmoothMap) -> Bool {
    let isMonotone = Set([left.kind, right.kind]) == [.increasing, .decreasing]
    return isMonotone && !map.kinks.contains(left.upper)
  }
}

extension CellKind: Hashable {}

/// The part of the z axis that is analysed.
private struct Window {
  var lower: Double
  var upper: Double
  /// Whether the outermost cell goes on to infinity, where the map is affine.
  var extendsBelow: Bool
  var extendsAbove: Bool
  var outsideMass: Double

  init(prior: any Law, map: any SmoothMap) {
    let support = prior.support
    let share = 4e-18
    var (low, high) = (support.lower, support.upper)
    if low == -.infinity { low = prior.quantile(share) }
    if high == .infinity { high = prior.complementaryQuantile(share) }
    let (below, above) = (map.affineTail(toward: -.infinity), map.affineTail(toward: .infinity))
    extendsBelow = support.lower == -.infinity && below != nil
    extendsAbove = support.upper == .infinity && above != nil
    // The cells that go on must begin beyond the last kink.
    if extendsBelow { low = min(low, (map.kinks.first ?? low) - 1) }
    if extendsAbove { high = max(high, (map.kinks.last ?? high) + 1) }
    lower = low
    upper = high
    outsideMass =
      (support.lower == -.infinity && !extendsBelow ? share : 0)
      + (support.upper == .infinity && !extendsAbove ? share : 0)
  }
}
