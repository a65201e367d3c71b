import CGSL
import Quadrature

/// A stretch of the z axis on which G is strictly monotone, with what is needed to invert it.
///
/// A class only because laws go through their pieces at each x: a reference is copied more quickly.
final class MonotonePiece: Sendable {
  /// An end of the stretch.
  struct End: Sendable {
    /// Where it is on the z axis; infinite for an affine tail.
    var z: Double
    /// G there, or its limit.
    var x: Double
    /// G'' there if G' is 0: the density is singular in x; 0 otherwise.
    var curvature = 0.0
    /// G near a turning point, where differences of G would cancel.
    var expansion: TurningExpansion?

    var isTurning: Bool { curvature != 0 }
  }

  let map: any SmoothMap
  let lower: End
  let upper: End
  /// Points of the stretch, their images and G' there, where a search for the inverse starts.
  private let points: [Double]
  private let images: [Double]
  /// The images of those of the points that lie evenly.
  private let evenImages: [Double]
  private let slopes: [Double]
  /// Places of the stretch where G' varies on a length of its own.
  private let steepPlaces: [Landmark]
  /// G' where G is affine on the stretch, so that the inverse is a division.
  private let slope: Double?

  let isIncreasing: Bool
  /// The smallest and the greatest value of G.
  let range: (low: Double, high: Double)
  /// Whether an end has an expansion.
  private let turns: Bool

  /// The end of the smaller value of G.
  var low: End { isIncreasing ? lower : upper }
  /// The end of the greater value of G.
  var high: End { isIncreasing ? upper : lower }

  /// The stretch from `a` to `b`, at which `isTurning` says whether G' vanishes.
  init(map: any SmoothMap, from a: Double, to b: Double, turnsBelow: Bool, turnsAbove: Bool) {
    self.map = map
    lower = Self.end(map, a, width: b - a, isTurning: turnsBelow)
    upper = Self.end(map, b, width: b - a, isTurning: turnsAbove)
    isIncreasing = lower.x < upper.x
    range = (min(lower.x, upper.x), max(lower.x, upper.x))
    turns = lower.expansion != nil || upper.expansion != nil
    let count = 64
    // A map that is affine on the whole line has no finite end to start from.
    let finiteLow = a.isFinite ? a : b.isFinite ? b - 64 : -32
    let finiteHigh = b.isFinite ? b : a.isFinite ? a + 64 : 32
    let even = (0...count).map { i in
      i == count ? finiteHigh : finiteLow + (finiteHigh - finiteLow) * Double(i) / Double(count)
    }
    steepPlaces = map.steepPlaces.filter { a < $0.position && $0.position < b }
    let steep = steepPlaces.flatMap { [$0.position - $0.scale, $0.position, $0.position + $0.scale] }
    points = steep.isEmpty ? even : Set(even + steep.filter { a < $0 && $0 < b }).sorted()
    let values = points.map { map.valueAndDerivative($0) }
    images = values.map(\.value)
    slopes = values.map(\.derivative)
    evenImages = steep.isEmpty ? images : even.map { map.value($0) }
    let curvature = map.secondDerivativeBounds(over: closedInterval(finiteLow, finiteHigh))
    let slope = map.derivative(0.5 * finiteLow + 0.5 * finiteHigh)
    self.slope = curvature.lower == 0 && curvature.upper == 0 && slope != 0 ? slope : nil
  }

  private static func end(_ map: any SmoothMap, _ z: Double, width: Double, isTurning: Bool) -> End {
    guard z.isFinite else { return End(z: z, x: (map.affineTail(toward: z)?.slope ?? 0) * z) }
    let curvature = isTurning ? map.secondDerivative(z) : 0
    guard curvature != 0 else { return End(z: z, x: map.value(z)) }
    let expansion = TurningExpansion(map, at: z, room: min(width, 1))
    return End(z: z, x: map.value(z), curvature: curvature, expansion: expansion)
  }

  /// A point of the stretch as its distance from an anchor, and log |G'| there.
  struct Root {
    var anchor: Double
    var offset: Double
    var logSlope: Double
    var z: Double { anchor + offset }
  }

  /// The z with G(z) = anchor + offset; `nil` outside the image.
  func root(anchor: Double, offset: Double) -> Root? {
    let fromLow = (anchor - range.low) + offset
    let fromHigh = (range.high - anchor) - offset
    guard fromLow >= 0, fromHigh >= 0 else { return nil }
    if let slope { return affineRoot(slope, anchor: anchor, offset: offset) }
    guard turns else { return plainRoot(anchor: anchor, offset: offset) }
    for (end, offset) in [(low, fromLow), (high, -fromHigh)] {
      guard let expansion = end.expansion, offset.magnitude <= expansion.reach else { continue }
      let (distance, slope) = expansion.preimage(offset: offset, sign: end.z == lower.z ? 1 : -1)
      return Root(anchor: end.z, offset: distance, logSlope: log(slope.magnitude))
    }
    return plainRoot(anchor: anchor, offset: offset)
  }

  /// z = z_e + (x - x_e) / G', from the end that is nearer; from the line through 0 where there is no end.
  private func affineRoot(_ slope: Double, anchor: Double, offset: Double) -> Root {
    let logSlope = log(slope.magnitude)
    let (below, above) = ((anchor - lower.x) + offset, (anchor - upper.x) + offset)
    if lower.z.isFinite, !upper.z.isFinite || below.magnitude <= above.magnitude {
      return Root(anchor: lower.z, offset: below / slope, logSlope: logSlope)
    }
    if upper.z.isFinite { return Root(anchor: upper.z, offset: above / slope, logSlope: logSlope) }
    let tail = map.affineTail(toward: .infinity) ?? AffineTail(slope: slope, intercept: map.value(0))
    return Root(anchor: ((anchor + offset) - tail.intercept) / slope, offset: 0, logSlope: logSlope)
  }

  /// Newton's method inside a bracket from the table of images.
  private func plainRoot(anchor: Double, offset: Double) -> Root {
    let sign = isIncreasing ? 1.0 : -1.0
    let x = anchor + offset
    var (a, b) = (lower.z, upper.z)
    let index = images.firstPartition { sign * ($0 - x) >= 0 }
    if index > 0 { a = points[index - 1] }
    if index < points.count { b = points[index] }
    if a.isInfinite || b.isInfinite {
      let tail = map.affineTail(toward: a.isInfinite ? a : b) ?? AffineTail(slope: 1, intercept: 0)
      return Root(anchor: (x - tail.intercept) / tail.slope, offset: 0, logSlope: log(tail.slope.magnitude))
    }
    var z = index > 0 && index < points.count ? guess(x, cell: index) : a
    var slope = 0.0
    for _ in 0..<100 {
      let value: Double
      (value, slope) = map.valueAndDerivative(z)
      let excess = sign * ((value - anchor) - offset)
      if excess == 0 { break }
      if excess > 0 { b = z } else { a = z }
      var next = z - excess / (sign * slope)
      if !(next > a && next < b) { next = a + 0.5 * (b - a) }
      if (next - z).magnitude <= 0.5 * z.ulp || next == a || next == b { break }
      z = next
    }
    return Root(anchor: z, offset: 0, logSlope: log(slope.magnitude))
  }

  /// About the z of a cell of the table with G(z) = x: the cubic with the inverse's values and slopes at both ends, or
  /// the line where that leaves the cell.
  private func guess(_ x: Double, cell index: Int) -> Double {
    let (a, b, left, right) = (points[index - 1], points[index], images[index - 1], images[index])
    let rise = right - left
    guard rise != 0 else { return a }
    let t = min(1, max(0, (x - left) / rise))
    let line = a + (b - a) * t
    let (first, second) = (rise / slopes[index - 1] - (b - a), rise / slopes[index] - (b - a))
    let cubic = line + t * (1 - t) * ((1 - t) * first - t * second)
    return cubic >= min(a, b) && cubic <= max(a, b) ? cubic : line
  }

  /// The variation of this piece's share of the density over the table, where no expansion replaces differences of G,
  /// times twice the greatest |x|: of what size terms are that G is a sum of is not known, nor how G' is rounded.
  func variation(of prior: any Law) -> Double {
    func isPlain(_ x: Double) -> Bool {
      [low, high].allSatisfy { end in end.expansion.map { (x - end.x).magnitude > $0.reach } ?? true }
    }
    let densities = zip(points, slopes).map { prior.density($0) / $1.magnitude }
    var sum = 0.0
    for i in 1..<points.count where isPlain(images[i - 1]) && isPlain(images[i]) {
      let change = (densities[i] - densities[i - 1]).magnitude
      if change.isFinite { sum += change }
    }
    return 2 * images.reduce(0) { max($0, $1.magnitude) } * sum
  }

  /// The mass next to turning points times the relative rounding of G'' there, in ulp of 1.
  func roundingOfTurns(under prior: any Law) -> Double {
    [lower, upper].reduce(0) { sum, end in
      guard let expansion = end.expansion else { return sum }
      return sum + min(1, prior.density(end.z) * expansion.radius) * expansion.rounding / .ulpOfOne
    }
  }

  /// Values of G along the stretch, each with the length in x on which the table resolves it; of an affine stretch
  /// what the prior has there, or next to it, where the stretch is longer than that: its ends are break points anyway.
  func landmarks(of prior: any Law) -> [Landmark] {
    if let slope {
      return prior.landmarks.filter { upper.z - lower.z > $0.scale }.map { landmark in
        let z = min(max(landmark.position, lower.z), upper.z)
        return Landmark(position: map.value(z), scale: landmark.scale * slope.magnitude)
      }
    }
    func landmark(_ x: Double, _ below: Double, _ above: Double) -> Landmark {
      Landmark(position: x, scale: max(0.5 * (above - below).magnitude, .leastNormalMagnitude))
    }
    return stride(from: 4, to: evenImages.count - 4, by: 8).map { i in
      landmark(evenImages[i], evenImages[i - 4], evenImages[i + 4])
    }
      + steepPlaces.map { place in
        landmark(
          map.value(place.position), map.value(max(place.position - place.scale, lower.z)),
          map.value(min(place.position + place.scale, upper.z)))
      }
  }
}
