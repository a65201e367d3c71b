import CGSL
import Quadrature

extension PushForward {
  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    var result = -Double.infinity
    for piece in pieces {
      guard let root = piece.root(anchor: anchor, offset: offset) else { continue }
      result = logSum(result, prior.logDensity(anchor: root.anchor, offset: root.offset) - root.logSlope)
    }
    return result
  }

  /// All z with G(z) = x, but for those of flat pieces.
  public func preimages(of x: Double) -> [Double] {
    pieces.compactMap { $0.root(anchor: x, offset: 0)?.z }.sorted()
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { exp(logCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double { logMass(of: x, below: true) }
  public func logComplementaryCumulative(_ x: Double) -> Double { logMass(of: x, below: false) }

  /// log of the prior's mass where G(z) <= x, or where G(z) > x.
  private func logMass(of x: Double, below: Bool) -> Double {
    var terms = atoms.filter { ($0.position <= x) == below }.map { log($0.weight) }
    for (index, piece) in pieces.enumerated() {
      if x >= piece.range.high || x < piece.range.low {
        if (x >= piece.range.high) == below { terms.append(logMasses[index]) }
        continue
      }
      guard let z = piece.root(anchor: x, offset: 0)?.z else { continue }
      let (lower, upper) = (piece.lower.z, piece.upper.z)
      let ends = ends[index]
      if piece.isIncreasing == below, lower < z {
        terms.append(
          prior.logMass(
            from: lower, to: z, below: ends.lower.below, above: prior.logComplementaryCumulative(z),
            upToUpper: prior.logCumulative(z), beyondLower: ends.lower.above))
      } else if piece.isIncreasing != below, z < upper {
        terms.append(
          prior.logMass(
            from: z, to: upper, below: prior.logCumulative(z), above: ends.upper.above,
            upToUpper: ends.upper.below, beyondLower: prior.logComplementaryCumulative(z)))
      }
    }
    return min(0, logSum(terms))
  }

  public func quantile(_ probability: Double) -> Double { searchedQuantile(probability, start: centre) }
  public func complementaryQuantile(_ probability: Double) -> Double {
    searchedComplementaryQuantile(probability, start: centre)
  }

  /// The image of the prior's median, where a search begins.
  private var centre: Double { map.value(prior.quantile(0.5)) }

  // MARK: Structure

  public var support: Interval {
    let ends = pieces.flatMap { [$0.low.x, $0.high.x] } + atoms.map(\.position)
    return closedInterval(ends.min() ?? 0, ends.max() ?? 0)
  }

  public var supportIntervals: [Interval] {
    var merged: [Interval] = []
    for piece in pieces.sorted(by: { $0.low.x < $1.low.x }) {
      let image = closedInterval(piece.low.x, piece.high.x)
      if let last = merged.last, image.lower <= last.upper {
        merged[merged.count - 1] = last.hull(image)
      } else {
        merged.append(image)
      }
    }
    return merged
  }

  public var breakPoints: [Double] {
    Set(pieces.flatMap { [$0.low.x, $0.high.x] }.filter(\.isFinite)).sorted()
  }

  public var landmarks: [Landmark] {
    var finest: [Double: Double] = [:]
    func add(_ landmark: Landmark) {
      finest[landmark.position] = min(landmark.scale, finest[landmark.position] ?? .infinity)
    }
    for piece in pieces {
      piece.landmarks(of: prior).forEach(add)
      for end in [piece.lower, piece.upper] where end.isTurning {
        // The mass within d of a turning value is p_Z √(8 d / |G''|): 1e-18 there.
        let reach = 1e-18 / max(prior.density(end.z), 1e-18)
        add(Landmark(position: end.x, scale: max(0.5 * end.curvature.magnitude * reach * reach, 1e-300)))
      }
    }
    return finest.sorted { $0.key < $1.key }.map { Landmark(position: $0.key, scale: $0.value) }
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    var result: AsymptoticForm?
    for piece in pieces {
      guard let form = form(of: piece, approaching: point, from: side) else { continue }
      result = result.map { AsymptoticForm.logOfSum($0, form) } ?? form
    }
    return result
  }

  /// The form that one piece contributes; `nil` where its image does not reach the point from that side.
  private func form(of piece: MonotonePiece, approaching point: Double, from side: Side) -> AsymptoticForm? {
    let end = side == .below ? piece.high : piece.low
    let isInside =
      side == .below
      ? point > piece.low.x && point <= piece.high.x : point >= piece.low.x && point < piece.high.x
    guard isInside else { return nil }
    let zSide: Side = (side == .below) == piece.isIncreasing ? .below : .above
    guard point == end.x else {
      guard let root = piece.root(anchor: point, offset: 0) else { return nil }
      return prior.asymptotics(approaching: root.z, from: zSide)?
        .mapped(shift: 0, scale: exp(root.logSlope), to: point)
    }
    guard let inner = prior.asymptotics(approaching: end.z, from: zSide) else { return nil }
    if end.z.isInfinite, let tail = map.affineTail(toward: end.z) {
      return inner.mapped(shift: tail.intercept, scale: tail.slope, to: point)
    }
    if end.isTurning { return inner.atTurningValue(point, curvature: end.curvature.magnitude) }
    // The one-sided slope: at a kink the map's own choice may be that of the other side.
    let inside =
      end.z + (zSide == .below ? -1 : 1) * 1e-9 * max(piece.upper.z - piece.lower.z, 1e-300).clamped
    return inner.mapped(shift: 0, scale: map.derivative(inside), to: point)
  }

  // MARK: Moments

  /// ∫ G p_Z over the monotone pieces, plus the atoms.
  public var mean: Double? { expectation { $0 } }
  public var variance: Double? {
    guard let mean else { return nil }
    return expectation { ($0 - mean) * ($0 - mean) }
  }

  private func expectation(_ function: (Double) -> Double) -> Double {
    var sum = atoms.reduce(0) { $0 + $1.weight * function($1.position) }
    for piece in pieces {
      sum +=
        prior.densityIntegral(over: closedInterval(piece.lower.z, piece.upper.z)) { z, _ in
          function(map.value(z))
        }.value
    }
    return sum
  }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    map.value(prior.sample(using: &generator))
  }

  /// The prior and the map's type; there is no text form that reads it back.
  public var description: String { "pushforward(\(prior), \(map))" }
}

extension Double {
  /// The number, at most 1: a step to the inside of a long piece.
  fileprivate var clamped: Double { Swift.min(self, 1) }
}

extension AsymptoticForm {
  /// The form in x at a turning value, where y_z = √(|G''| y / 2) and |G'| = √(2 |G''| / y).
  fileprivate func atTurningValue(_ point: Double, curvature: Double) -> AsymptoticForm {
    let half = 0.5 * CGSL.log(0.5 * curvature)
    var form = AsymptoticForm(
      variable: .reciprocalDistance(from: point), logSquared: 0.25 * logSquared,
      log: 0.5 * log + logSquared * half + 0.5, logLog: logLog,
      constant: constant + log * half + logSquared * half * half - 0.5 * CGSL.log(2 * curvature))
    for (exponent, coefficient) in powers {
      form.addPower(0.5 * exponent, coefficient * pow(0.5 * curvature, 0.5 * exponent))
    }
    return form
  }
}
