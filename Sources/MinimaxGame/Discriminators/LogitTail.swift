import Quadrature

/// The logit of a discriminator towards one end, by s = log |x| or -log of the distance from a point, beyond the numbers
/// at which the discriminator can be asked.
///
/// It is continued by what its last values show: a constant, a multiple of s (a power of D's odds, such as that of a
/// table that falls to 0 at a knot), or a power of x. What fits none of them is not known there.
struct LogitTail: Sendable {
  /// How the logit h goes on.
  private enum Growth: Sendable {
    /// h = value.
    case constant(Double)
    /// h = value + slope (s - start).
    case logarithmic(value: Double, slope: Double)
    /// |h| = exp(logMagnitude + exponent (s - start)).
    case power(sign: Double, logMagnitude: Double, exponent: Double)
  }

  private let discriminator: any Discriminator
  private let end: PanelMesh.End
  /// The s up to which the discriminator itself is asked.
  private let start: Double
  private let growth: Growth
  /// By how much the last values depart from the growth that continues them, relative to themselves; `.infinity` where
  /// no growth does.
  let relativeError: Double

  /// log of the largest |x| and 1/|x - point| that a discriminator is asked at.
  private static let bound = 690.0
  /// How far apart in s the values are that the growth is read from.
  private static let step = 4.0

  /// - Parameters:
  ///   - s: where the tail begins, as far as the discriminator has been asked already.
  ///   - acceptsInfinity: whether a logit that is infinite is that of a D of 0 or 1, and not a formula's overflow.
  init(_ discriminator: any Discriminator, towards end: PanelMesh.End, from s: Double, acceptsInfinity: Bool)
  {
    self.discriminator = discriminator
    self.end = end
    var start = LogitTail.bound
    func values() -> [Double]? {
      LogitTail.values(of: discriminator, towards: end, endingAt: start, acceptsInfinity)
    }
    var last = values()
    // A formula may overflow where x does not: there its values are no guide.
    while last == nil, start - 10 > s {
      start -= 10
      last = values()
    }
    self.start = start
    (growth, relativeError) = last.map(LogitTail.growth) ?? (.constant(0), .infinity)
  }

  /// The logits at start - 3 step, ..., start; `nil` unless all of them are numbers, or all the same infinity where such
  /// are accepted.
  private static func values(
    of discriminator: any Discriminator, towards end: PanelMesh.End, endingAt start: Double,
    _ acceptsInfinity: Bool
  ) -> [Double]? {
    let values = (0...3).compactMap { i in
      try? logit(of: discriminator, towards: end, atLogarithm: start - Double(3 - i) * step)
    }
    let areUsable = values.allSatisfy { $0.isFinite || (acceptsInfinity && $0 == values[0]) }
    guard values.count == 4, areUsable else { return nil }
    return values
  }

  /// The logit at a point of this s, which is a double.
  private static func logit(
    of discriminator: any Discriminator, towards end: PanelMesh.End, atLogarithm s: Double
  ) throws -> Double {
    let direction = end.isApproachedFromBelow ? -1.0 : 1.0
    let anchor = end.point.isInfinite ? -direction * exponential(s) : end.point
    var (offset, result) = (end.point.isInfinite ? 0 : direction * exponential(-s), 0.0)
    try withUnsafePointer(to: &offset) { offsets in
      try withUnsafeMutablePointer(to: &result) { results in
        try discriminator.logits(
          anchor: anchor, offsets: UnsafeBufferPointer(start: offsets, count: 1),
          into: UnsafeMutableBufferPointer(start: results, count: 1))
      }
    }
    return result
  }

  /// The growth that continues four values best, and by how much it misses the first two.
  private static func growth(_ values: [Double]) -> (Growth, Double) {
    let last = values[3]
    if values.allSatisfy({ $0 == last }) { return (.constant(last), 0) }
    /// By how much the line through the last two numbers misses the others.
    func departure(_ numbers: [Double]) -> Double {
      let slope = numbers[3] - numbers[2]
      return max(
        (numbers[3] - 2 * slope - numbers[1]).magnitude, (numbers[3] - 3 * slope - numbers[0]).magnitude)
    }
    let scale = max(1, last.magnitude)
    let steady = (values.map { ($0 - last).magnitude }.max() ?? 0) / scale
    var best: (Growth, Double) = (.constant(last), steady)
    let line = departure(values) / scale
    if line < best.1 { best = (.logarithmic(value: last, slope: (last - values[2]) / step), line) }
    let logs = values.map { logarithm($0.magnitude) }
    if values.allSatisfy({ ($0 < 0) == (last < 0) && $0 != 0 }), departure(logs) < best.1 {
      let growth = Growth.power(
        sign: last < 0 ? -1 : 1, logMagnitude: logs[3], exponent: (logs[3] - logs[2]) / step)
      best = (growth, departure(logs))
    }
    // A rounded network is as steady as its Floats are.
    return best.1 < 1e-6 ? best : (best.0, .infinity)
  }

  /// The logit at y = eˢ: its sign and the logarithm of its magnitude, which does not overflow.
  func logit(atLogarithm s: Double) -> (sign: Double, logMagnitude: Double) {
    if s <= start,
      let value = try? LogitTail.logit(of: discriminator, towards: end, atLogarithm: s), !value.isNaN
    {
      return LogitTail.parts(of: value)
    }
    switch growth {
    case .constant(let value): return LogitTail.parts(of: value)
    case .logarithmic(let value, let slope): return LogitTail.parts(of: value + slope * (s - start))
    case .power(let sign, let logMagnitude, let exponent):
      return (sign, logMagnitude + exponent * (s - start))
    }
  }

  private static func parts(of value: Double) -> (sign: Double, logMagnitude: Double) {
    (value < 0 ? -1 : 1, logarithm(value.magnitude))
  }
}
