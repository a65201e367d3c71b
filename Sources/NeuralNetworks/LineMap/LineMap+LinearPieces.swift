/// An interval of z on which G is linear.
public struct LinearPiece: Hashable, Sendable {
  /// The interval of z.
  public let interval: Bounds
  /// G'; 0 where G is constant, so that its law has an atom.
  public let slope: Double
  /// G at the lower end of the interval.
  public let value: Double

  /// The line through `value` at the interval's lower end.
  public init(interval: Bounds, slope: Double, value: Double) {
    self.interval = interval
    self.slope = slope
    self.value = value
  }
}

extension LineMap {
  /// The linear pieces of a piecewise linear G over `domain`, ascending; they cover it without gaps.
  ///
  /// Within an interval on which all earlier units keep their side, a unit's affine map is linear in z, so the kink is
  /// solved for, exactly up to rounding. Pieces shorter than rounding are dropped. Empty for a network with
  /// curvature.
  public func linearPieces(in domain: Bounds) -> [LinearPiece] {
    guard isPiecewiseLinear else { return [] }
    var kinks = [domain.lower, domain.upper]
    var borders = kinks
    for depth in stages.indices {
      kinks = borders
      for (low, high) in zip(kinks, kinks.dropFirst()) {
        borders += self.kinks(ofStage: depth, between: low, and: high)
      }
      borders.sort()
      let least = 4 * max(abs(domain.lower), abs(domain.upper)).ulp
      borders = borders.reduce(into: []) { kept, z in
        if kept.isEmpty || z - (kept.last ?? z) > least { kept.append(z) }
      }
      if let last = borders.last, last < domain.upper { borders[borders.count - 1] = domain.upper }
    }
    return zip(borders, borders.dropFirst()).map { low, high in
      let centre = jet(at: low + (high - low) / 2)
      return LinearPiece(
        interval: Bounds(low, high), slope: centre.first,
        value: centre.value - centre.first * ((high - low) / 2))
    }
  }

  /// Where units of one stage change sides between two kinks of the stages before it.
  private func kinks(ofStage depth: Int, between low: Double, and high: Double) -> [Double] {
    let middle = low + (high - low) / 2
    var jets = [Jet(value: middle, first: 1, second: 0)]
    for stage in stages[..<depth] { jets = stage.activation.jets(stage.affine(jets), units: stage.outputs) }
    let stage = stages[depth]
    let affine = stage.affine(jets)
    /// Where two lines through the middle meet.
    func meeting(_ value: Double, _ slope: Double) -> Double? {
      guard slope != 0 else { return nil }
      let z = middle - value / slope
      return z > low && z < high ? z : nil
    }
    switch stage.activation {
    case .relu, .leakyReLU:
      return affine.compactMap { meeting($0.value, $0.first) }
    case .maxout(let pieces):
      return (0..<stage.outputs).flatMap { unit in
        (0..<pieces).flatMap { p in
          (0..<p).compactMap { q in
            let (a, b) = (affine[p * stage.outputs + unit], affine[q * stage.outputs + unit])
            return meeting(a.value - b.value, a.first - b.first)
          }
        }
      }
    case .identity, .tanh, .sigmoid, .softplus:
      return []
    }
  }
}
