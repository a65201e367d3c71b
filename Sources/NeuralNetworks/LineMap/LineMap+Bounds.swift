extension LineMap {
  /// Bounds of G, G' and G'' over an interval of z.
  public struct JetBounds: Hashable, Sendable {
    /// G.
    public var value: Bounds
    /// G'.
    public var first: Bounds
    /// G''; everything, where the interval may hold a kink.
    public var second: Bounds
  }

  /// Bounds of G, G' and G'' over `z`, by interval arithmetic through the layers with all rounding errors included.
  ///
  /// They hold for every z in the interval, and are wide where it is long: G' over [a, b] is sharper as
  /// ``slopeBounds(over:)``.
  public func bounds(over z: Bounds) -> JetBounds {
    var current = [JetBounds(value: z, first: Bounds(1), second: Bounds(0))]
    for stage in stages {
      current = stage.activation.jetBounds(stage.affineBounds(current), units: stage.outputs)
    }
    return current[0]
  }

  /// Bounds of G' over `z` in the mean-value form: G'(middle) + G''(z) (z - middle), met with the bounds of G'
  /// themselves.
  public func slopeBounds(over z: Bounds) -> Bounds {
    slopeBounds(over: z, bounds(over: z))
  }

  func slopeBounds(over z: Bounds, _ whole: JetBounds) -> Bounds {
    let middle = z.lower + (z.upper - z.lower) / 2
    let radius = max(z.upper - middle, middle - z.lower).nextUp
    let centre = bounds(over: Bounds(middle)).first
    return whole.first.intersection(centre + whole.second * Bounds(-radius, radius))
  }
}

extension LineMap.Stage {
  /// x W + b over intervals. A sum of n products is off by at most (n + 1) units of the sum of their sizes.
  func affineBounds(_ x: [LineMap.JetBounds]) -> [LineMap.JetBounds] {
    let unit = Double(inputs + 2) * Double.ulpOfOne
    if inputs >= 8, let columns = JetColumns(x) {
      return biases.indices.map { columns.product(with: vectors, row: $0, bias: biases[$0], unit) }
    }
    return (0..<biases.count).map { row in
      weights.withUnsafeBufferPointer { weights in
        let w = UnsafeBufferPointer(rebasing: weights[(row * inputs)..<((row + 1) * inputs)])
        return LineMap.JetBounds(
          value: sum(w, x, bias: biases[row], unit) { $0.value },
          first: sum(w, x, bias: 0, unit) { $0.first },
          second: sum(w, x, bias: 0, unit) { $0.second })
      }
    }
  }

  @inline(__always)
  private func sum(
    _ w: UnsafeBufferPointer<Double>, _ x: [LineMap.JetBounds], bias: Double, _ unit: Double,
    _ part: (LineMap.JetBounds) -> Bounds
  ) -> Bounds {
    var (lower, upper, size) = (bias, bias, abs(bias))
    for i in 0..<inputs where w[i] != 0 {
      let range = part(x[i])
      let (low, high) = w[i] > 0 ? (range.lower, range.upper) : (range.upper, range.lower)
      lower += w[i] * low
      upper += w[i] * high
      size += abs(w[i]) * range.magnitude
    }
    guard size.isFinite else {
      return Bounds(lower.isFinite ? lower : -.infinity, upper.isFinite ? upper : .infinity)
    }
    return Bounds(lower, upper).widened(by: size * unit)
  }
}

extension Activation {
  func jetBounds(_ affine: [LineMap.JetBounds], units: Int) -> [LineMap.JetBounds] {
    if case .maxout(let pieces) = self {
      return (0..<units).map { unit in largest((0..<pieces).map { affine[$0 * units + unit] }) }
    }
    return affine.map { z in
      let (value, slope, curvature) = bounds(over: z.value)
      return LineMap.JetBounds(
        value: value, first: slope * z.first, second: curvature * z.first.square + slope * z.second)
    }
  }

  /// The maximum of some pieces: whichever may be largest somewhere counts.
  private func largest(_ pieces: [LineMap.JetBounds]) -> LineMap.JetBounds {
    let floor = pieces.map(\.value.lower).max() ?? -.infinity
    let candidates = pieces.filter { $0.value.upper >= floor }
    var result = candidates[0]
    for other in candidates.dropFirst() {
      result.first = result.first.hull(other.first)
      result.second = .everything
    }
    result.value = Bounds(floor, candidates.map(\.value.upper).max() ?? .infinity)
    return result
  }
}
