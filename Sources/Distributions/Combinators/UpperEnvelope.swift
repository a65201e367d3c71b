import Quadrature

/// The greatest of the weighted densities of a mixture's components, which its logarithm follows within log K.
///
/// Where one component takes over from another the logarithm of the mixture has a kink, rounded off over the length
/// on which their log-ratio changes by 1: far out between narrow components, away from every landmark, it may be steep.
struct UpperEnvelope {
  private let components: [(logWeight: Double, law: any Law)]

  init(_ components: some Sequence<(Double, any Law)>) {
    self.components = components.map { (logWeight: $0.0, law: $0.1) }
  }

  /// The handovers between neighbouring landmarks and beyond the outermost, ascending: those only that a mesh around the
  /// landmarks does not resolve anyway.
  var handovers: [Landmark] {
    let landmarks = components.flatMap(\.law.landmarks).sorted { $0.position < $1.position }
    // Between thousands of landmarks meshes are fine anyway.
    guard components.count > 1, landmarks.count <= 256, let first = landmarks.first, let last = landmarks.last
    else { return [] }
    var points: [Double] = []
    for point in outward(from: first.position, towards: -1, beyond: landmarks).reversed()
      + landmarks.map(\.position) + outward(from: last.position, towards: 1, beyond: landmarks)
    where points.last != point {
      points.append(point)
    }
    return zip(points, points.dropFirst()).flatMap { lower, upper in
      changes(from: lower, to: upper).filter { change in
        landmarks.allSatisfy { 4 * change.scale < (change.position - $0.position).magnitude }
      }
    }
  }

  /// Points from the outermost landmark on, each four times as far from it as the one before, to where the mixture ends.
  ///
  /// Of two tails of one form whose scales are s₁ > s₂ the wider takes over at the distance d s₂/(s₁ - s₂) when the
  /// centres are d apart: nearly equal scales meet arbitrarily far out.
  private func outward(from start: Double, towards sign: Double, beyond landmarks: [Landmark]) -> [Double] {
    var distance = landmarks.reduce(Double.infinity) { $1.scale > 0 ? min($0, $1.scale) : $0 }
    var points: [Double] = []
    while points.count < 256, (start + sign * distance).isFinite {
      let point = start + sign * distance
      points.append(point)
      if greatest(at: point) == nil { break }
      distance *= 4
    }
    return points
  }

  /// The component that is greatest at `x`; `nil` outside all supports.
  private func greatest(at x: Double) -> Int? {
    var (index, value) = (Int?.none, -Double.infinity)
    for (k, component) in components.enumerated() {
      let logDensity = component.logWeight + component.law.logDensity(x)
      if logDensity > value { (index, value) = (k, logDensity) }
    }
    return index
  }

  /// The changes of the greatest component from one point to another, at most eight.
  private func changes(from start: Double, to end: Double) -> [Landmark] {
    var (result, position) = ([Landmark](), start)
    let last = greatest(at: end)
    while result.count < 8, let current = greatest(at: position), current != last {
      var (low, high) = (position, end)
      while true {
        let middle = low + 0.5 * (high - low)
        guard low < middle, middle < high else { break }
        if greatest(at: middle) == current { low = middle } else { high = middle }
      }
      guard let next = greatest(at: high) else { break }
      if let scale = scale(of: current, next, at: high, within: end - start) {
        result.append(Landmark(position: high, scale: scale))
      }
      position = high
    }
    return result
  }

  /// The length on which the log-ratio of two components changes by 1 at `x`; `nil` where it jumps or stands still, and
  /// where the change is one of rounding.
  private func scale(of a: Int, _ b: Int, at x: Double, within length: Double) -> Double? {
    let (first, second) = (components[a].law, components[b].law)
    func logRatio(_ x: Double) -> Double { first.logDensity(x) - second.logDensity(x) }
    // Far out the ratio is all but linear: the step must be seen in it.
    let step = max(1e-4 * length, 1e3 * x.ulp)
    let rise = (logRatio(x + step) - logRatio(x - step)).magnitude
    let rounding = Double.ulpOfOne * (first.logDensity(x).magnitude + second.logDensity(x).magnitude)
    return rise > 16 * rounding && rise.isFinite ? 2 * step / rise : nil
  }
}
