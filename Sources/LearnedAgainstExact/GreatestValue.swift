import Quadrature

/// The supremum of a function over the span of some points, in stretches between the places where it may jump.
///
/// The limits at a cut are taken one by one, from both sides, with points that crowd towards it: an inverse root lies
/// behind many cuts. Where a parabola through three neighbours may reach above all that was found, points are added; the
/// best of them are refined by golden section. What parabolas still allow is the error. Nothing is proved.
///
/// - Parameters:
///   - points: finite, in any order; the search is from the first to the last.
///   - marks: where the function may be steep; those beyond the points are none of the search's.
///   - cuts: where the function may jump, likewise.
func greatest(
  over points: [Double], near marks: [Double], cutAt cuts: Set<Double>, _ function: (Double) -> Double
) -> Estimate {
  let given = points.filter(\.isFinite)
  guard let first = given.min(), let last = given.max() else { return .closedForm(0) }
  let all = (given + marks.filter { first < $0 && $0 < last }).sorted()
  let inner = cuts.filter { first < $0 && $0 < last }.sorted()
  var (best, possible, evaluations) = (0.0, 0.0, 0)
  for (a, b) in zip([first] + inner.map(\.nextUp), inner.map(\.nextDown) + [last]) where a <= b {
    var stretch = Stretch(all.filter { a < $0 && $0 < b }, from: a, to: b, function)
    stretch.refine(above: best, function)
    best = max(best, stretch.best)
    possible = max(possible, stretch.possible)
    evaluations += stretch.evaluations
  }
  // |D - D*| and |D - 1/2| are at most 1.
  return Estimate(
    value: best, absoluteError: max(min(possible, 1) - best, 0) + 1e-12, evaluations: evaluations)
}

/// A function at ascending points of an interval on which it does not jump.
private struct Stretch {
  private var points: [Double]
  private var values: [Double]
  /// The largest value found.
  private(set) var best: Double
  private(set) var evaluations: Int

  init(_ inside: [Double], from a: Double, to b: Double, _ function: (Double) -> Double) {
    var all = [a] + inside + [b]
    var step = (b - a) / 4
    for _ in 0..<16 {
      all += [a + step, b - step]
      step /= 4
    }
    points = Set(all.filter { a <= $0 && $0 <= b }).sorted()
    values = points.map(function)
    best = values.max() ?? 0
    evaluations = points.count
  }

  /// How high a parabola with the curvature found at either end may rise within the interval after point i.
  private func reach(_ i: Int) -> Double {
    let width = points[i + 1] - points[i]
    let bend = max(curvature(i), curvature(i + 1))
    return max(values[i], values[i + 1]) + bend * width * width / 8
  }

  /// |f''| at a point from its neighbours, at an end from the next point.
  private func curvature(_ i: Int) -> Double {
    guard points.count > 2 else { return 0 }
    let j = min(max(i, 1), points.count - 2)
    let (left, right) = (points[j] - points[j - 1], points[j + 1] - points[j])
    let change = (values[j + 1] - values[j]) / right - (values[j] - values[j - 1]) / left
    return 2 * change.magnitude / (left + right)
  }

  /// What may lie between the points.
  var possible: Double { points.indices.dropLast().reduce(best) { max($0, reach($1)) } }

  /// Adds points where more than `above` and what was found is possible, and climbs from the best.
  mutating func refine(above: Double, _ function: (Double) -> Double) {
    for _ in 0..<10 {
      let bar = max(above, best) + 1e-4
      let promising = points.indices.dropLast().map { (index: $0, reach: reach($0)) }
        .filter { $0.reach > bar }.sorted { $0.reach > $1.reach }
      let added = promising.prefix(32).map {
        points[$0.index] + 0.5 * (points[$0.index + 1] - points[$0.index])
      }
      .filter { !points.contains($0) }
      if added.isEmpty { break }
      for x in added {
        let place = points.firstIndex { $0 > x } ?? points.count
        points.insert(x, at: place)
        values.insert(function(x), at: place)
      }
      evaluations += added.count
      best = max(best, values.max() ?? 0)
    }
    let order = values.indices.sorted { values[$0] > values[$1] }
    for index in order.prefix(2) where values[index] > above - 0.05 {
      climb(points[max(index - 1, 0)], points[min(index + 1, points.count - 1)], function)
    }
  }

  /// Golden section between two points.
  private mutating func climb(_ from: Double, _ to: Double, _ function: (Double) -> Double) {
    var (a, b) = (from, to)
    let golden = 0.381966011250105
    var (c, d) = (a + golden * (b - a), b - golden * (b - a))
    var (atC, atD) = (function(c), function(d))
    for _ in 0..<30 {
      if atC > atD {
        (b, d, atD) = (d, c, atC)
        c = a + golden * (b - a)
        atC = function(c)
      } else {
        (a, c, atC) = (c, d, atD)
        d = b - golden * (b - a)
        atD = function(d)
      }
    }
    best = max(best, max(atC, atD))
    evaluations += 32
  }
}
