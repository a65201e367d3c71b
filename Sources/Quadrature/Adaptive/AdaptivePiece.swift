/// A stretch between two knots, and the variable u in which it is cut into panels.
///
/// A tail runs over `u` in `(0, 1]` with `x = anchor ± 1/u`, so that doubles near 0 reach as far as x can,
/// and an algebraic tail becomes an algebraic singularity at 0.
struct AdaptivePiece {
  let map: VariableMap
  let lower: Double
  let upper: Double
  /// The point that a tail is measured from.
  var anchor = 0.0
  /// Whether the integrand continues smoothly, for all we know, into the piece on the right.
  var continuesRight = false

  /// The pieces between knots, from left to right; on an infinite side a unit interval and the tail beyond
  /// it.
  static func pieces(between knots: [Double]) -> [AdaptivePiece] {
    let (endless, upperEndless) = (knots[0].isInfinite, knots[knots.count - 1].isInfinite)
    var finite = knots.filter(\.isFinite)
    let (lowerAnchor, upperAnchor) = (finite.first ?? 0, finite.last ?? 0)
    if finite.isEmpty {
      finite = [-1, 1]
    } else {
      if endless { finite.insert(lowerAnchor - 1, at: 0) }
      if upperEndless { finite.append(upperAnchor + 1) }
    }
    var pieces = zip(finite, finite.dropFirst()).filter { $0 < $1 }.map {
      AdaptivePiece(map: .identity, lower: $0, upper: $1)
    }
    if endless {
      pieces.insert(
        AdaptivePiece(map: .lowerTail, lower: 0, upper: 1, anchor: lowerAnchor, continuesRight: true), at: 0)
    }
    if upperEndless {
      if !pieces.isEmpty { pieces[pieces.count - 1].continuesRight = true }
      pieces.append(AdaptivePiece(map: .upperTail, lower: 0, upper: 1, anchor: upperAnchor))
    }
    return pieces
  }

  /// The x of a u.
  @inline(__always)
  func x(_ u: Double) -> Double {
    switch map {
    case .upperTail: anchor + 1 / u
    case .lowerTail: anchor - 1 / u
    default: u
    }
  }

  /// `|dx/du|`.
  @inline(__always)
  func stretch(_ u: Double) -> Double { map == .identity ? 1 : 1 / u / u }
}
