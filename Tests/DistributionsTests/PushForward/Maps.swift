import Distributions
import Foundation
import Quadrature

/// sin(frequency z).
struct Sine: SmoothMap {
  var frequency = 20.0

  func value(_ z: Double) -> Double { sin(frequency * z) }
  func derivative(_ z: Double) -> Double { frequency * cos(frequency * z) }
  func secondDerivativeBounds(over interval: Interval) -> Interval {
    let (a, b) = (frequency * interval.lower, frequency * interval.upper)
    // -sin has its greatest value 1 at 3π/2 + 2πk, its least at π/2 + 2πk.
    var (low, high) = (min(-sin(a), -sin(b)), max(-sin(a), -sin(b)))
    if holds(a, b, .pi / 2) { low = -1 }
    if holds(a, b, 1.5 * .pi) { high = 1 }
    let factor = frequency * frequency
    return enclosing(low * factor - 1e-13 * factor, high * factor + 1e-13 * factor)
  }

  private func holds(_ a: Double, _ b: Double, _ phase: Double) -> Bool {
    (b - phase) / (2 * .pi) - ((a - phase) / (2 * .pi)).rounded(.up) >= 0
  }
  private func enclosing(_ a: Double, _ b: Double) -> Interval { (try? Interval(a, b)) ?? .line }
}

/// z².
struct Square: SmoothMap {
  func value(_ z: Double) -> Double { z * z }
  func derivative(_ z: Double) -> Double { 2 * z }
  func secondDerivativeBounds(over interval: Interval) -> Interval { (try? Interval(2, 2)) ?? .line }
}

/// intercept + slope * z.
struct Line: SmoothMap {
  var slope: Double
  var intercept: Double

  func value(_ z: Double) -> Double { slope * z + intercept }
  func derivative(_ z: Double) -> Double { slope }
  func secondDerivativeBounds(over interval: Interval) -> Interval { (try? Interval(0, 0)) ?? .line }
  func affineTail(toward end: Double) -> AffineTail? { AffineTail(slope: slope, intercept: intercept) }
}

/// z held between -1 and 1, with a step of slope 1/2 beyond 2: two flat pieces, one of them inside.
struct ClippedRamp: SmoothMap {
  func value(_ z: Double) -> Double { max(-1, min(z, 1)) + max(0, z - 2) / 2 }
  func derivative(_ z: Double) -> Double { z < -1 ? 0 : z < 1 ? 1 : z < 2 ? 0 : 0.5 }
  func secondDerivativeBounds(over interval: Interval) -> Interval { (try? Interval(0, 0)) ?? .line }
  var kinks: [Double] { [-1, 1, 2] }
  func affineTail(toward end: Double) -> AffineTail? {
    end < 0 ? AffineTail(slope: 0, intercept: -1) : AffineTail(slope: 0.5, intercept: 0)
  }
}

/// Σ aᵢ tanh(wᵢ z + bᵢ), with seeded weights.
struct TanhNetwork: SmoothMap {
  var units: [(a: Double, w: Double, b: Double)]

  init(seed: UInt64, width: Int) {
    var generator = SeededGenerator(state: seed)
    func draw(_ scale: Double) -> Double { scale * Double.random(in: -1...1, using: &generator) }
    units = (0..<width).map { _ in (draw(1), draw(3), draw(3)) }
  }

  func value(_ z: Double) -> Double { units.reduce(0) { $0 + $1.a * tanh($1.w * z + $1.b) } }
  func derivative(_ z: Double) -> Double {
    units.reduce(0) {
      let cosine = cosh($1.w * z + $1.b)
      return $0 + $1.a * $1.w / (cosine * cosine)
    }
  }

  func secondDerivativeBounds(over interval: Interval) -> Interval {
    var (low, high) = (0.0, 0.0)
    for unit in units {
      let (u, v) = (unit.w * interval.lower + unit.b, unit.w * interval.upper + unit.b)
      let range = Self.curvatureRange(min(u, v), max(u, v))
      let factor = unit.a * unit.w * unit.w
      low += min(factor * range.low, factor * range.high) - 1e-15 * abs(factor)
      high += max(factor * range.low, factor * range.high) + 1e-15 * abs(factor)
    }
    return (try? Interval(low, high)) ?? .line
  }

  /// The range of tanh'' = -2 tanh / cosh², whose extremes lie at ±artanh(1/√3).
  private static func curvatureRange(_ a: Double, _ b: Double) -> (low: Double, high: Double) {
    func curvature(_ u: Double) -> Double { -2 * tanh(u) / (cosh(u) * cosh(u)) }
    let extreme = atanh(1 / 3.0.squareRoot())
    var (low, high) = (min(curvature(a), curvature(b)), max(curvature(a), curvature(b)))
    if a <= extreme, extreme <= b { low = curvature(extreme) }
    if a <= -extreme, -extreme <= b { high = curvature(-extreme) }
    return (low, high)
  }
}
