import CGSL
import Quadrature

/// A stretch of the z axis on which G is strictly monotone, with what is needed to invert it.
struct MonotonePiece: Sendable {
  /// An end of the stretch.
  struct End: Sendable {
    /// Where it is on the z axis; infinite for an affine tail.
    var z: Double
    /// G there, or its limit.
    var x: Double
    /// G'' there if G' is 0: the density is singular in x; 0 otherwise.
    var curvature: Double
    /// G''' there, by differences, for a turning point.
    var third: Double
    /// What the rounding of a turning point left out: G'(z + rest) = 0.
    var rest: Double

    var isTurning: Bool { curvature != 0 }
  }

  let map: any SmoothMap
  let lower: End
  let upper: End
  /// Points of the stretch and their images, where a search for the inverse starts.
  private let points: [Double]
  private let images: [Double]

  var isIncreasing: Bool { lower.x < upper.x }
  /// The end of the smaller value of G.
  var low: End { isIncreasing ? lower : upper }
  /// The end of the greater value of G.
  var high: End { isIncreasing ? upper : lower }

  /// The stretch from `a` to `b`, at which `isTurning` says whether G' vanishes.
  init(map: any SmoothMap, from a: Double, to b: Double, turnsBelow: Bool, turnsAbove: Bool) {
    self.map = map
    lower = Self.end(map, a, width: b - a, isTurning: turnsBelow)
    upper = Self.end(map, b, width: b - a, isTurning: turnsAbove)
    let count = 64
    let finiteLow = a.isFinite ? a : b - 64
    let finiteHigh = b.isFinite ? b : a + 64
    points = (0...count).map { i in
      i == count ? finiteHigh : finiteLow + (finiteHigh - finiteLow) * Double(i) / Double(count)
    }
    images = points.map { map.value($0) }
  }

  private static func end(_ map: any SmoothMap, _ z: Double, width: Double, isTurning: Bool) -> End {
    guard z.isFinite else {
      let slope = map.affineTail(toward: z)?.slope ?? 0
      return End(z: z, x: slope * z, curvature: 0, third: 0, rest: 0)
    }
    let curvature = isTurning ? map.secondDerivative(z) : 0
    guard curvature != 0 else { return End(z: z, x: map.value(z), curvature: 0, third: 0, rest: 0) }
    let step = 1e-3 * width
    let third = (map.derivative(z + step) + map.derivative(z - step)) / (step * step)
    return End(
      z: z, x: map.value(z), curvature: curvature, third: third, rest: -map.derivative(z) / curvature)
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
    let fromLow = (anchor - low.x) + offset
    let fromHigh = (high.x - anchor) - offset
    guard fromLow >= 0, fromHigh >= 0 else { return nil }
    let range = high.x - low.x
    if low.isTurning, fromLow < 0.05 * range { return rootNear(low, distance: fromLow) }
    if high.isTurning, fromHigh < 0.05 * range { return rootNear(high, distance: fromHigh) }
    return plainRoot(anchor: anchor, offset: offset)
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
    var z = a
    if index > 0, index < points.count, images[index] != images[index - 1] {
      z = a + (b - a) * min(1, max(0, (x - images[index - 1]) / (images[index] - images[index - 1])))
    }
    for _ in 0..<100 {
      let excess = sign * ((map.value(z) - anchor) - offset)
      if excess == 0 { break }
      if excess > 0 { b = z } else { a = z }
      var next = z - excess / (sign * map.derivative(z))
      if !(next > a && next < b) { next = a + 0.5 * (b - a) }
      if (next - z).magnitude <= 0.5 * z.ulp || next == a || next == b { break }
      z = next
    }
    return Root(anchor: z, offset: 0, logSlope: log(map.derivative(z).magnitude))
  }

  /// The root whose image lies `distance` inside the turning value, as a distance from the turning point.
  private func rootNear(_ end: End, distance: Double) -> Root {
    let inward = end.z == lower.z ? 1.0 : -1.0
    let curvature = end.curvature.magnitude
    let limit = upper.z - lower.z
    if distance == 0 { return Root(anchor: end.z, offset: 0, logSlope: -.infinity) }
    // distance = ½ |G''| t² (1 + ...)
    var t = min((2 * distance / curvature).squareRoot(), limit)
    var (a, b) = (0.0, limit)
    for _ in 0..<60 {
      let excess = rise(end, t: t, inward: inward) - distance
      if excess > 0 { b = t } else { a = t }
      var next = t - excess / slope(end, t: t, inward: inward)
      if !(next >= a && next <= b) { next = a + 0.5 * (b - a) }
      let step = (next - t).magnitude
      t = next
      if step <= 1e-15 * t { break }
    }
    return Root(
      anchor: end.z, offset: inward * t + end.rest, logSlope: log(slope(end, t: t, inward: inward)))
  }

  /// |G'| at distance t inside a turning point: its Taylor polynomial where G' would cancel.
  private func slope(_ end: End, t: Double, inward: Double) -> Double {
    if t < 1e-5 * (upper.z - lower.z) {
      return (t * (end.curvature + 0.5 * inward * t * end.third)).magnitude
    }
    return map.derivative(end.z + (inward * t + end.rest)).magnitude
  }

  /// |G - G(end)| at distance t inside a turning point, as the integral of |G'| where the difference would
  /// cancel.
  private func rise(_ end: End, t: Double, inward: Double) -> Double {
    let width = upper.z - lower.z
    if t < 1e-5 * width {
      return (t * t * (0.5 * end.curvature + inward * t * end.third / 6)).magnitude
    }
    if t > 0.05 * width { return (map.value(end.z + (inward * t + end.rest)) - end.x).magnitude }
    let rule = GaussRule.ten
    var sum = 0.0
    for i in 0..<rule.nodes.count {
      sum += rule.weights[i] * slope(end, t: 0.5 * t * (1 + rule.nodes[i]), inward: inward)
    }
    return 0.5 * t * sum
  }

  /// Values of G along the stretch, each with the length in x on which the table resolves it.
  var landmarks: [Landmark] {
    stride(from: 4, to: points.count - 4, by: 8).map { i in
      Landmark(
        position: images[i],
        scale: max(0.5 * (images[i + 4] - images[i - 4]).magnitude, .leastNormalMagnitude))
    }
  }
}
