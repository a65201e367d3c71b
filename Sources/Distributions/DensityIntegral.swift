import CGSL
import Quadrature

/// Integrals against the density part of one law, by Gauss-Legendre panels laid out by its landmarks.
///
/// It serves the moments of truncated laws and the default entropy; integrals of two laws live a floor above.
extension Law {
  /// ∫ integrand(x, log p(x)) dx over the part of the support in `interval`, to about 1e-13 of its absolute value.
  ///
  /// - Parameter integrand: a function of x and log p(x), such as x p; it is not called where p vanishes.
  func densityIntegral(over interval: Interval, _ integrand: (Double, Double) -> Double) -> Estimate {
    var (finished, pending) = (0.0, [(panel: Panel, depth: Int)]())
    var (error, magnitude, evaluations) = (0.0, 0.0, 0)
    for piece in supportIntervals.compactMap({ $0.intersection(interval) }) where piece.width > 0 {
      for panel in panels(over: piece) { pending.append((panel, 0)) }
    }
    let first = pending.map { entry in gauss(entry.panel, integrand) }
    evaluations += 30 * first.count
    magnitude = first.reduce(0) { $0 + $1.fine.magnitude }
    var open: [(panel: Panel, depth: Int)] = []
    func settle(_ entry: (panel: Panel, depth: Int), _ value: (coarse: Double, fine: Double)) {
      let difference = (value.fine - value.coarse).magnitude
      if difference <= 1e-14 * magnitude || entry.depth >= 14 || !difference.isFinite {
        finished += value.fine
        error += difference
        return
      }
      for half in entry.panel.halves { open.append((half, entry.depth + 1)) }
    }
    for (entry, value) in zip(pending, first) { settle(entry, value) }
    while let entry = open.popLast() {
      evaluations += 30
      settle(entry, gauss(entry.panel, integrand))
    }
    return Estimate(value: finished, absoluteError: error + 1e-15 * magnitude, evaluations: evaluations)
  }

  private func gauss(_ panel: Panel, _ integrand: (Double, Double) -> Double) -> (
    coarse: Double, fine: Double
  ) {
    func sum(_ rule: GaussRule) -> Double {
      let (centre, half) = (0.5 * (panel.low + panel.high), 0.5 * (panel.high - panel.low))
      var total = 0.0
      for (node, weight) in zip(rule.nodes, rule.weights) {
        let offset = centre + half * node
        let logDensity = logDensity(anchor: panel.anchor, offset: offset)
        if logDensity > -.infinity { total += weight * integrand(panel.anchor + offset, logDensity) }
      }
      return total * half
    }
    return (sum(.ten), sum(.twenty))
  }

  /// Panels that start with the length of each landmark and double away from it, up to halfway to the next one.
  private func panels(over piece: Interval) -> [Panel] {
    var scales: [Double: Double] = [:]
    for point in [piece.lower, piece.upper] + breakPoints where point.isFinite && piece.contains(point) {
      scales[point] = .infinity
    }
    for landmark in landmarks where piece.contains(landmark.position) {
      scales[landmark.position] = min(landmark.scale, scales[landmark.position] ?? .infinity)
    }
    if scales.isEmpty { scales[quantile(0.5)] = 1 }
    let centres = scales.sorted { $0.key < $1.key }
    var result: [Panel] = []
    for (index, centre) in centres.enumerated() {
      let before = index == 0 ? piece.lower : centres[index - 1].key
      let after = index == centres.count - 1 ? piece.upper : centres[index + 1].key
      let isFirst = index == 0
      let isLast = index == centres.count - 1
      result += graded(
        anchor: centre.key, scale: centre.value, reach: (after - centre.key) / (isLast ? 1 : 2), sign: 1)
      result += graded(
        anchor: centre.key, scale: centre.value, reach: (centre.key - before) / (isFirst ? 1 : 2), sign: -1)
    }
    return result
  }

  private func graded(anchor: Double, scale: Double, reach: Double, sign: Double) -> [Panel] {
    var (edge, panels) = (0.0, [Panel]())
    var next = min(scale, reach)
    while edge < reach, edge.isFinite {
      let end = min(next, .greatestFiniteMagnitude - anchor.magnitude)
      if end <= edge { break }
      panels.append(
        sign > 0
          ? Panel(anchor: anchor, low: edge, high: end) : Panel(anchor: anchor, low: -end, high: -edge))
      edge = end
      next = min(2 * edge, reach)
    }
    return panels
  }
}

/// The points anchor + t for t from `low` to `high`.
private struct Panel {
  var anchor: Double
  var low: Double
  var high: Double

  var halves: [Panel] {
    let middle = 0.5 * (low + high)
    return [Panel(anchor: anchor, low: low, high: middle), Panel(anchor: anchor, low: middle, high: high)]
  }
}
