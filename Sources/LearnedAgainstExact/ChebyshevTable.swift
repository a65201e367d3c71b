import Distributions
import NeuralNetworks
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A smooth function and its derivative on an interval as pieces of Chebyshev polynomials: two dozen operations a
/// point instead of a pass through a network.
///
/// Each piece is halved until its last coefficients are rounding; both functions are interpolated by themselves, so the
/// derivative does not lose digits to differentiation. Steps of a steep function are followed down to 2^-44 of the
/// interval; what does not resolve even then has no value in the table, and the function itself must be asked.
struct ChebyshevTable: Sendable {
  let lower: Double
  let upper: Double
  /// All cells of the lookup have this width; shorter pieces share a cell.
  private let cellWidth: Double
  private let firstPieceOfCell: [Int32]
  private let lastPieceOfCell: [Int32]
  /// The lower ends of the pieces.
  private let borders: [Double]
  private let centres: [Double]
  /// 0 for a piece that does not resolve.
  private let inverseHalves: [Double]
  /// Interleaved: value and derivative coefficients of piece after piece.
  private let coefficients: [Double]
  /// The largest coefficient of the function that was left out of a piece: an estimate of the error of a value.
  let truncation: Double
  /// The largest value at a node.
  let greatestValue: Double
  /// Whether all pieces were halved until nothing could hide in them, or down to the shortest.
  let isComplete: Bool
  /// Where pieces are shorter than 1/256 of the interval and than their neighbours: places at which the function
  /// varies on their length.
  let steepPlaces: [Landmark]

  private static let order = 16
  private static let cellDepth = 12
  private static let deepest = 44
  /// Far more than the steps of any network need; pieces beyond do not resolve.
  private static let mostPieces = 8192

  /// The table of a function on [lower, upper].
  ///
  /// - Parameters:
  ///   - marks: where it is known to vary, and how fast: a spike between two nodes cannot hide there.
  ///   - hidden: what says whether one may hide elsewhere in an interval; without it nothing hides.
  ///   - rounding: how much a value may be off by rounding alone: no halving makes that smaller. Where it is given, the
  ///     derivative counts to as many digits as the value.
  init(
    from lower: Double, to upper: Double, marks: [Landmark] = [], hidden: StepBounds? = nil,
    rounding: Double = 0,
    _ function: (Double) -> (value: Double, slope: Double)
  ) {
    let n = ChebyshevTable.order
    let nodes = (0..<n).map { cos(.pi * Double(2 * $0 + 1) / Double(2 * n)) }
    let fit = ChebyshevFit(order: n)
    let cellCount = 1 << ChebyshevTable.cellDepth
    var (borders, centres, inverses, depths, all) = ([Double](), [Double](), [Double](), [Int](), [Double]())
    var first = [Int32](repeating: 0, count: cellCount)
    var last = first
    var (scaleOfValue, scaleOfSlope, truncation, isComplete) = (0.0, 0.0, 0.0, true)
    // Beginnings are dyadic shares of the interval, so they are exact.
    var waiting = (0..<16).reversed().map { (begin: Double($0) / 16, depth: 4) }
    while let (begin, depth) = waiting.popLast() {
      let share = Double(sign: .plus, exponent: -depth, significand: 1)
      let half = 0.5 * share * (upper - lower)
      let centre = lower + (upper - lower) * (begin + 0.5 * share)
      let samples = nodes.map { function(centre + half * $0) }
      let (values, slopes) = (fit.series(samples.map(\.value)), fit.series(samples.map(\.slope)))
      scaleOfValue = max(scaleOfValue, values.greatest)
      scaleOfSlope = max(scaleOfSlope, slopes.greatest)
      let left = (value: values.suffix(2).greatest, slope: slopes.suffix(2).greatest)
      // x is rounded, and where the function is steep so are its values: that does not resolve by halving.
      let step = max(centre.magnitude, half).ulp
      let bend = zip(samples, samples.dropFirst()).enumerated().reduce(0.0) { most, pair in
        let (i, (a, b)) = pair
        return max(most, (a.slope - b.slope).magnitude / (half * (nodes[i] - nodes[i + 1])))
      }
      let enough = depth < ChebyshevTable.cellDepth ? 3e-15 : 1e-10
      let isResolved =
        left.value <= max(enough * scaleOfValue, rounding) + step * slopes.greatest
        && left.slope <= max(enough * max(slopes.greatest, 1e-3 * scaleOfSlope), rounding / half) + step
          * bend
      let hidesMark = marks.contains { ($0.position - centre).magnitude <= half && 4 * $0.scale < half }
      let mayGrow = borders.count + waiting.count < ChebyshevTable.mostPieces
      if depth < ChebyshevTable.deepest, mayGrow || isComplete,
        !isResolved || hidesMark || hidden?.mayHideStep(in: Bounds(centre - half, centre + half)) ?? false
      {
        guard mayGrow else {
          isComplete = false
          waiting.append((begin, depth))
          continue
        }
        waiting.append((begin + 0.5 * share, depth + 1))
        waiting.append((begin, depth + 1))
        continue
      }
      // What only the rounding of x excuses is left to the function itself, and so is a part that is small beside the
      // largest values and not by itself.
      let isUsable = isResolved && left.value <= max(1e-9 * min(scaleOfValue, 1), rounding)
      if isUsable { truncation = max(truncation, left.value) }
      let cell = Int(begin * Double(cellCount))
      let cells = cell..<max(cell + 1, Int((begin + share) * Double(cellCount)))
      for cell in cells {
        // A deep piece that does not begin its cell is one of several there.
        if begin * Double(cellCount) <= Double(cell) { first[cell] = Int32(borders.count) }
        last[cell] = Int32(borders.count)
      }
      borders.append(lower + (upper - lower) * begin)
      centres.append(centre)
      inverses.append(isUsable ? 1 / half : 0)
      depths.append(depth)
      for k in 0..<n { all += [values[k], slopes[k]] }
    }
    self.lower = lower
    self.upper = upper
    cellWidth = (upper - lower) / Double(cellCount)
    (firstPieceOfCell, lastPieceOfCell) = (first, last)
    (self.borders, self.centres, inverseHalves, coefficients) = (borders, centres, inverses, all)
    self.truncation = truncation
    greatestValue = scaleOfValue
    self.isComplete = isComplete
    steepPlaces = ChebyshevTable.steepPlaces(centres, depths, upper - lower)
  }

  /// The table of a smooth network on `domain`, in which no step of any layer hides.
  init(_ network: LineMap, on domain: Interval, rounding: Double = 0) {
    self.init(
      from: domain.lower, to: domain.upper, marks: network.transitionMarks, hidden: StepBounds(network),
      rounding: rounding
    ) { x in
      let jet = network.jet(at: x)
      return (jet.value, jet.first)
    }
  }

  /// The centres of the runs of shortest pieces.
  private static func steepPlaces(_ centres: [Double], _ depths: [Int], _ width: Double) -> [Landmark] {
    var result: [Landmark] = []
    var start = 0
    while start < depths.count {
      var end = start
      while end < depths.count, depths[end] == depths[start] { end += 1 }
      let isDeeper =
        (start == 0 || depths[start - 1] < depths[start])
        && (end == depths.count || depths[end] < depths[start])
      if isDeeper, depths[start] >= 8 {
        let half = 0.5 * width * Double(sign: .plus, exponent: -depths[start], significand: 1)
        result += centres[start..<end].map { Landmark(position: $0, scale: half) }
      }
      start = end
    }
    return result
  }

  /// How many pieces there are.
  var pieceCount: Int { centres.count }

  /// Both functions at a point of the interval, by Clenshaw's recurrence; `nil` where they do not resolve.
  @inline(__always)
  func callAsFunction(_ x: Double) -> (value: Double, slope: Double)? {
    let cell = min(max(Int((x - lower) / cellWidth), 0), firstPieceOfCell.count - 1)
    var (piece, last) = (Int(firstPieceOfCell[cell]), Int(lastPieceOfCell[cell]))
    while piece < last {
      let middle = (piece + last + 1) / 2
      if borders[middle] <= x { piece = middle } else { last = middle - 1 }
    }
    if inverseHalves[piece] == 0 { return nil }
    let s = (x - centres[piece]) * inverseHalves[piece]
    let twice = 2 * s
    return coefficients.withUnsafeBufferPointer { all in
      let base = piece * 2 * ChebyshevTable.order
      var (a1, a2, b1, b2) = (0.0, 0.0, 0.0, 0.0)
      var k = ChebyshevTable.order - 1
      while k > 0 {
        // In this order a2, which is known earlier, waits for a1 and not a1 for the difference.
        (a1, a2) = ((all[base + 2 * k] - a2) + twice * a1, a1)
        (b1, b2) = ((all[base + 2 * k + 1] - b2) + twice * b1, b1)
        k -= 1
      }
      return (all[base] + s * a1 - a2, all[base + 1] + s * b1 - b2)
    }
  }
}

extension LineMap {
  /// Where the units of the first layer change over, and how fast.
  var transitionMarks: [Landmark] {
    firstTransitions.map { Landmark(position: $0.position, scale: $0.width) }
  }
}

/// Chebyshev coefficients from samples at the Chebyshev nodes of the first kind.
private struct ChebyshevFit {
  let order: Int
  private let basis: [Double]

  init(order n: Int) {
    order = n
    basis = (0..<n).flatMap { k in
      (0..<n).map { cos(.pi * Double(k * (2 * $0 + 1)) / Double(2 * n)) }
    }
  }

  func series(_ samples: [Double]) -> [Double] {
    (0..<order).map { k in
      var sum = 0.0
      for i in 0..<order { sum += samples[i] * basis[k * order + i] }
      return sum * (k == 0 ? 1 : 2) / Double(order)
    }
  }
}

extension Sequence<Double> {
  /// The largest magnitude.
  fileprivate var greatest: Double { reduce(0) { Swift.max($0, $1.magnitude) } }
}
