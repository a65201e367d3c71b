import CGSL
import Quadrature

/// Integrals against the density part of one law, by Gauss-Legendre panels laid out by its landmarks.
///
/// It serves the moments of truncated laws and the default entropy; integrals of two laws live a floor above.
extension Law {
  /// ∫ factor(x, log p(x)) p(x) dx over the part of the support in `interval`, to about 1e-13 of its
  /// absolute value.
  ///
  /// - Parameter reference: subtracted from log p, so that the integral is e^(-reference) times the one
  ///   above; it keeps densities that underflow.
  /// - Parameter factor: what the density is multiplied by; it is not called where the density is 0.
  func densityIntegral(
    over interval: Interval, reference: Double = 0, _ factor: (Double, Double) -> Double
  ) -> Estimate {
    var open: [Panel] = []
    for piece in supportIntervals.compactMap({ $0.intersection(interval) }) where piece.width > 0 {
      open += panels(over: piece, reference: reference)
    }
    var (finished, magnitude, error, evaluations) = (0.0, 0.0, 0.0, 0)
    // Level by level: whatever has not settled is halved, as long as the panels remain few enough.
    for _ in 0..<40 where !open.isEmpty {
      let values = open.map { gauss($0, reference, factor) }
      evaluations += 30 * values.count
      let level = magnitude + values.reduce(0) { $0 + ($1.fine.isFinite ? $1.fine.magnitude : 0) }
      let mayHalve = evaluations < 600_000
      var next: [Panel] = []
      for (panel, value) in zip(open, values) {
        let difference = (value.fine - value.coarse).magnitude
        if mayHalve, !(difference <= 1e-14 * level), panel.high - panel.low > 0 {
          next += panel.halves
        } else {
          finished += value.fine
          magnitude += value.fine.magnitude
          error += difference
        }
      }
      open = next
    }
    for panel in open {
      let value = gauss(panel, reference, factor)
      finished += value.fine
      error += (value.fine - value.coarse).magnitude
    }
    return Estimate(value: finished, absoluteError: error + 1e-15 * magnitude, evaluations: evaluations)
  }

  private func gauss(
    _ panel: Panel, _ reference: Double, _ factor: (Double, Double) -> Double
  ) -> (coarse: Double, fine: Double) {
    func sum(_ rule: GaussRule) -> Double {
      let (centre, half) = (0.5 * (panel.low + panel.high), 0.5 * (panel.high - panel.low))
      var total = 0.0
      for (node, weight) in zip(rule.nodes, rule.weights) {
        let offset = centre + half * node
        let logDensity = logDensity(anchor: panel.anchor, offset: offset)
        let density = exp(logDensity - reference)
        if density > 0 { total += weight * density * factor(panel.anchor + offset, logDensity) }
      }
      return total * half
    }
    return (sum(.ten), sum(.twenty))
  }

  /// Panels that start with the length of each landmark and double away from it, up to halfway to the next
  /// one.
  private func panels(over piece: Interval, reference: Double) -> [Panel] {
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
        anchor: centre.key, scale: centre.value, floor: reference - 800,
        reach: (after - centre.key) / (isLast ? 1 : 2), sign: 1)
      result += graded(
        anchor: centre.key, scale: centre.value, floor: reference - 800,
        reach: (centre.key - before) / (isFirst ? 1 : 2), sign: -1)
    }
    return result
  }

  private func graded(
    anchor: Double, scale: Double, floor: Double, reach: Double, sign: Double
  ) -> [Panel] {
    var (edge, panels) = (0.0, [Panel]())
    var next = min(max(scale, .leastNormalMagnitude), reach)
    while edge < reach, edge.isFinite {
      let end = min(next, .greatestFiniteMagnitude - anchor.magnitude)
      if end <= edge { break }
      // Beyond the last landmark the density only falls.
      if reach == .infinity, edge > 0, logDensity(anchor: anchor, offset: sign * edge) < floor { break }
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
