import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// (F⁻¹(u) - G⁻¹(u))² as a batched integrand over u in (0, 1), reached from either end without cancellation.
private struct QuantileDifferenceIntegrand: BatchIntegrand {
  let pair: LawPair

  var componentCount: Int { 1 }
  var acceptsZero: Bool { true }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) {
    for i in 0..<offsets.count {
      let difference =
        pair.first.quantile(at: anchor, offset: offsets[i])
        - pair.second.quantile(at: anchor, offset: offsets[i])
      values[i] = difference * difference
    }
  }
}

extension Law {
  /// The quantile of u = anchor + offset, where an anchor of 1 and a negative offset keep the digits of 1 - u.
  public func quantile(at anchor: Double, offset: Double) -> Double {
    anchor + offset <= 0.5 ? quantile(anchor + offset) : complementaryQuantile((1 - anchor) - offset)
  }
}

extension LawPair {
  /// ∫ (F⁻¹ - G⁻¹)² du.
  func quantileDifference(tolerance: Tolerance) throws -> Estimate {
    var result = try PanelIntegrator(tolerance: tolerance).integrate(
      QuantileDifferenceIntegrand(pair: self), over: .unit, marks: quantileMarks)[0]
    // Each quantile is right to a few ulp of the length on which its law has its mass.
    let width = first.spread + second.spread
    result.absoluteError += 8 * .ulpOfOne * width * result.value.magnitude.squareRoot()
    return result
  }

  /// W2 where neither law has a second moment: finite only if the quantiles differ by less and less.
  func transportOfHeavyTails(tolerance: Tolerance) throws -> Estimate {
    for (point, side) in [(-Double.infinity, Side.above), (.infinity, .below)] {
      let forms = (
        first.asymptotics(approaching: point, from: side), second.asymptotics(approaching: point, from: side)
      )
      if let p = forms.0, let q = forms.1, (p + q.scaled(by: -1)).isNegligible { continue }
      if forms.0 == nil, forms.1 == nil { continue }
      return .infinite(reason: "a tail has no finite second moment, and the two tails differ there")
    }
    return try quantileDifference(tolerance: tolerance).squareRoot()
  }

  /// The probabilities at which either quantile function bends or jumps; both ends are singular.
  var quantileMarks: [PanelMesh.Mark] {
    [PanelMesh.Mark(position: 0, scale: 0), PanelMesh.Mark(position: 1, scale: 0)]
      + marks(of: first, in: first) { first.cumulative($0) }
      + marks(of: second, in: second) { second.cumulative($0) }
  }

  /// The probabilities of a third law at which its quantile function, or either law of the pair along it, has structure,
  /// or the densities of the pair cross; 0 is singular.
  ///
  /// - Parameters:
  ///   - law: the third law.
  ///   - side: `.below` for probabilities P(X <= x), `.above` for P(X > x), which keep their digits near the upper end.
  ///   - crossings: ``crossings`` of the pair, which are the same for every law and side.
  public func quantileMarks(in law: any Law, from side: Side, crossings: [Landmark]) -> [PanelMesh.Mark] {
    let probability: (Double) -> Double =
      side == .below ? { law.cumulative($0) } : { law.complementaryCumulative($0) }
    return [PanelMesh.Mark(position: 0, scale: 0)]
      + [law, first, second].flatMap { marks(of: $0, in: law, probability) }
      + crossings.map { crossing in
        // A length s around x is a stretch s p(x) of probability.
        let stretch = crossing.scale * exp(law.logDensity(crossing.position))
        return PanelMesh.Mark(
          position: probability(crossing.position),
          scale: stretch > 1e-300 && stretch.isFinite ? stretch : .infinity)
      }.filter { 0 <= $0.position && $0.position <= 1 }
  }

  /// Where the densities cross between neighbouring landmarks and beyond the outermost, far out in a tail of both, it may
  /// be, but that is where two laws far apart meet; and the length on which their log-ratio changes by 1 there.
  public var crossings: [Landmark] {
    let marks = first.landmarks + second.landmarks
    let points = Set(marks.map(\.position)).sorted()
    // An estimate from thousands of points meets the other law where these are dense.
    guard let lowest = points.first, let highest = points.last, points.count <= 200 else { return [] }
    let scales = marks.map(\.scale)
    let (finest, widest) = (scales.min() ?? 1, scales.max() ?? 1)
    let ends = [lowest - 64 * widest] + points + [highest + 64 * widest]
    let logRatio: (Double) -> Double = { first.logDensity($0) - second.logDensity($0) }
    return zip(ends, ends.dropFirst()).compactMap { lower, upper in
      guard lower.isFinite, upper.isFinite,
        let offset = signChange(
          in: Panel(anchor: lower, lower: 0, upper: upper - lower), of: { logRatio(lower + $0) })
      else { return nil }
      let x = lower + offset
      let step = max(1e-3 * finest, 1e3 * x.ulp)
      let slope = ((logRatio(x + step) - logRatio(x - step)) / (2 * step)).magnitude
      return Landmark(position: x, scale: slope > 0 && slope.isFinite ? 1 / slope : .infinity)
    }
  }

  /// The structure of one law, as probabilities of another.
  private func marks(of law: any Law, in other: any Law, _ probability: (Double) -> Double) -> [PanelMesh
    .Mark]
  {
    var points = law.breakPoints
    for interval in law.supportIntervals { points += [interval.lower, interval.upper] }
    var marks: [PanelMesh.Mark] = []
    for landmark in law.landmarks {
      for multiple in [-8.0, -4, -2, -1, 1, 2, 4, 8] {
        points.append(landmark.position + multiple * landmark.scale)
      }
      // A length s around x is a stretch s p(x) of probability.
      let stretch = landmark.scale * exp(other.logDensity(landmark.position))
      marks.append(
        PanelMesh.Mark(
          position: probability(landmark.position), scale: stretch > 1e-300 ? stretch : .infinity))
    }
    marks += points.filter(\.isFinite).map {
      PanelMesh.Mark(position: probability($0), scale: .infinity)
    }
    for atom in law.atoms {
      for u in [probability(atom.position.nextDown), probability(atom.position)] {
        marks.append(PanelMesh.Mark(position: u, scale: .infinity))
      }
    }
    return marks.filter { 0 <= $0.position && $0.position <= 1 }
  }
}
