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
    // A tail at a distance from its centre as great as the components are apart may take over from a lighter one.
    let reach = 64 * landmarks.reduce(0) { max($0, $1.scale) } + (last.position - first.position)
    var points: [Double] = []
    for point in [first.position - reach] + landmarks.map(\.position) + [last.position + reach]
    where points.last != point && point.isFinite {
      points.append(point)
    }
    return zip(points, points.dropFirst()).flatMap { lower, upper in
      changes(from: lower, to: upper).compactMap { change in
        let distance = min(change.position - lower, upper - change.position)
        return 4 * change.scale < distance ? change : nil
      }
    }
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

  /// The length on which the log-ratio of two components changes by 1 at `x`; `nil` where it jumps or stands still.
  private func scale(of a: Int, _ b: Int, at x: Double, within length: Double) -> Double? {
    func logRatio(_ x: Double) -> Double { components[a].law.logDensity(x) - components[b].law.logDensity(x) }
    // Far out the ratio is all but linear: the step must be seen in it.
    let step = max(1e-4 * length, 1e3 * x.ulp)
    let slope = ((logRatio(x + step) - logRatio(x - step)) / (2 * step)).magnitude
    return slope > 0 && slope.isFinite ? 1 / slope : nil
  }
}
