#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A smooth function and its derivative on an interval as pieces of Chebyshev polynomials: two dozen operations a
/// point instead of a pass through a network.
///
/// Each piece is halved until its last coefficients are rounding; both functions are interpolated by themselves, so the
/// derivative does not lose digits to differentiation.
struct ChebyshevTable: Sendable {
  let lower: Double
  let upper: Double
  /// The longest piece's halvings: all cells of the lookup have this width.
  private let cellWidth: Double
  private let pieceOfCell: [Int32]
  private let centres: [Double]
  private let inverseHalves: [Double]
  /// Interleaved: value and derivative coefficients of piece after piece.
  private let coefficients: [Double]
  /// The largest of the coefficients that were left out, relative to the largest of all.
  let truncation: Double

  private static let order = 16

  /// The table of a function on [lower, upper].
  init(from lower: Double, to upper: Double, _ function: (Double) -> (value: Double, slope: Double)) {
    let n = ChebyshevTable.order
    var basis = [Double](repeating: 0, count: n * n)
    for k in 0..<n {
      for i in 0..<n { basis[k * n + i] = cos(.pi * Double(k * (2 * i + 1)) / Double(2 * n)) }
    }
    let nodes = (0..<n).map { cos(.pi * Double(2 * $0 + 1) / Double(2 * n)) }
    func series(_ samples: [Double]) -> [Double] {
      (0..<n).map { k in
        var sum = 0.0
        for i in 0..<n { sum += samples[i] * basis[k * n + i] }
        return sum * (k == 0 ? 1 : 2) / Double(n)
      }
    }
    let deepest = 12
    var (centres, inverses, all) = ([Double](), [Double](), [Double]())
    var cells = [Int32](repeating: 0, count: 1 << deepest)
    var (scaleOfValue, scaleOfSlope, truncation) = (0.0, 0.0, 0.0)
    var waiting = (0..<16).reversed().map { (first: $0 << (deepest - 4), depth: 4) }
    let width = (upper - lower) / Double(1 << deepest)
    while let (first, depth) = waiting.popLast() {
      let count = 1 << (deepest - depth)
      let half = 0.5 * width * Double(count)
      let centre = lower + width * Double(first) + half
      let samples = nodes.map { function(centre + half * $0) }
      let (values, slopes) = (series(samples.map(\.value)), series(samples.map(\.slope)))
      scaleOfValue = max(scaleOfValue, values.reduce(0) { max($0, $1.magnitude) })
      scaleOfSlope = max(scaleOfSlope, slopes.reduce(0) { max($0, $1.magnitude) })
      let left = max(
        values.suffix(2).reduce(0) { max($0, $1.magnitude) } / max(scaleOfValue, .leastNormalMagnitude),
        slopes.suffix(2).reduce(0) { max($0, $1.magnitude) }
          / max(slopes.reduce(0) { max($0, $1.magnitude) }, 1e-3 * scaleOfSlope, .leastNormalMagnitude))
      if left > 3e-15, depth < deepest {
        waiting.append((first + count / 2, depth + 1))
        waiting.append((first, depth + 1))
        continue
      }
      truncation = max(truncation, left)
      for cell in first..<(first + count) { cells[cell] = Int32(centres.count) }
      centres.append(centre)
      inverses.append(1 / half)
      for k in 0..<n { all += [values[k], slopes[k]] }
    }
    self.lower = lower
    self.upper = upper
    cellWidth = width
    pieceOfCell = cells
    self.centres = centres
    inverseHalves = inverses
    coefficients = all
    self.truncation = truncation
  }

  /// How many pieces there are.
  var pieceCount: Int { centres.count }

  /// Both functions at a point of the interval, by Clenshaw's recurrence.
  @inline(__always)
  func callAsFunction(_ x: Double) -> (value: Double, slope: Double) {
    let cell = min(max(Int((x - lower) / cellWidth), 0), pieceOfCell.count - 1)
    let piece = Int(pieceOfCell[cell])
    let s = (x - centres[piece]) * inverseHalves[piece]
    let twice = 2 * s
    return coefficients.withUnsafeBufferPointer { all in
      let base = piece * 2 * ChebyshevTable.order
      var (a1, a2, b1, b2) = (0.0, 0.0, 0.0, 0.0)
      var k = ChebyshevTable.order - 1
      while k > 0 {
        (a1, a2) = (all[base + 2 * k] + twice * a1 - a2, a1)
        (b1, b2) = (all[base + 2 * k + 1] + twice * b1 - b2, b1)
        k -= 1
      }
      return (all[base] + s * a1 - a2, all[base + 1] + s * b1 - b2)
    }
  }
}
