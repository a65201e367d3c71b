import Quadrature

/// How a map behaves on a cell of the z axis.
enum CellKind: Equatable {
  /// G' > 0 inside.
  case increasing
  /// G' < 0 inside.
  case decreasing
  /// G is constant.
  case flat
  /// The bounds did not decide within the budget.
  case undecided
}

/// A cell of the z axis and how the map behaves on it.
struct MapCell {
  var lower: Double
  var upper: Double
  var kind: CellKind
}

/// The cells between all turning points, kinks and flat pieces of a map in a finite window.
///
/// An interval is monotone where the bounds of G' exclude 0, or where those of G'' do and G' has one sign
/// at both ends; where G' changes sign under a G'' of one sign there is exactly one turning point, found by
/// bisection. Otherwise the interval is halved. So the list of turning points is complete outside the
/// undecided cells.
func monotoneCells(of map: any SmoothMap, from lower: Double, to upper: Double, splitAt points: [Double])
  -> [MapCell]
{
  var isolation = TurningPointIsolation(map: map, window: upper - lower)
  let inner = Set(points + map.kinks).filter { lower < $0 && $0 < upper }.sorted()
  var cells: [MapCell] = []
  for (a, b) in zip([lower] + inner, inner + [upper]) {
    let start = cells.count
    isolation.cells(from: a, to: b) { cell in
      // Neighbours of one kind between two kinks are one piece.
      if cells.count > start, cells[cells.count - 1].kind == cell.kind {
        cells[cells.count - 1].upper = cell.upper
      } else {
        cells.append(cell)
      }
    }
  }
  return cells
}

private struct TurningPointIsolation {
  let map: any SmoothMap
  let window: Double
  var budget = 200_000

  /// The cells of an interval without kinks inside, from left to right.
  mutating func cells(from lower: Double, to upper: Double, _ found: (MapCell) -> Void) {
    var open = [(lower, upper)]
    while let (a, b) = open.popLast() {
      budget -= 1
      if let decided = decide(a, b) {
        decided.forEach(found)
        continue
      }
      let middle = a + 0.5 * (b - a)
      if budget < 0 || b - a < window * 0x1p-46 || middle <= a || middle >= b {
        found(MapCell(lower: a, upper: b, kind: .undecided))
        continue
      }
      open.append((middle, b))
      open.append((a, middle))
    }
  }

  /// The one or two cells of an interval whose bounds decide; `nil` where it must be halved.
  private func decide(_ a: Double, _ b: Double) -> [MapCell]? {
    let interval = closedInterval(a, b)
    let slope = map.derivativeBounds(over: interval)
    if slope.lower > 0 { return [MapCell(lower: a, upper: b, kind: .increasing)] }
    if slope.upper < 0 { return [MapCell(lower: a, upper: b, kind: .decreasing)] }
    if slope.lower == 0, slope.upper == 0 { return [MapCell(lower: a, upper: b, kind: .flat)] }
    let curvature = map.secondDerivativeBounds(over: interval)
    if curvature.lower > 0 || curvature.upper < 0 { return cells(a, b, isConvex: curvature.lower > 0) }
    // A wide piece whose image is narrower than the last place of its value is flat in this arithmetic.
    let image = max(slope.lower.magnitude, slope.upper.magnitude) * (b - a)
    if b - a >= window * 0x1p-8, image <= 4 * map.value(a + 0.5 * (b - a)).ulp {
      return [MapCell(lower: a, upper: b, kind: .flat)]
    }
    return nil
  }

  /// The cells of an interval on which G' is strictly monotone.
  private func cells(_ a: Double, _ b: Double, isConvex: Bool) -> [MapCell] {
    let first: CellKind = isConvex ? .decreasing : .increasing
    let second: CellKind = isConvex ? .increasing : .decreasing
    let sign = isConvex ? 1.0 : -1.0
    if sign * map.derivative(a) >= 0 { return [MapCell(lower: a, upper: b, kind: second)] }
    if sign * map.derivative(b) <= 0 { return [MapCell(lower: a, upper: b, kind: first)] }
    var (low, high) = (a, b)
    while true {
      let middle = low + 0.5 * (high - low)
      if middle <= low || middle >= high { break }
      if sign * map.derivative(middle) < 0 { low = middle } else { high = middle }
    }
    let turning = map.derivative(low).magnitude < map.derivative(high).magnitude ? low : high
    return [MapCell(lower: a, upper: turning, kind: first), MapCell(lower: turning, upper: b, kind: second)]
      .filter { $0.lower < $0.upper }
  }
}
