import Distributions
import Quadrature

/// Kernels of two densities as one batched integrand. Its first three components are the masses of both laws
/// and the size of their log-densities, which measures rounding; the kernels asked for follow, and after them, for those
/// that amplify rounding, by how much.
struct PairIntegrand: BatchIntegrand {
  let first: any Law
  let second: any Law
  let kernels: [DivergenceKernel]
  private let splitsAtCrossings: Bool
  /// Where the components begin of which only the order of magnitude counts.
  private let firstMagnitude: Int
  /// Which kernels exceeded the largest double somewhere; they are zero there.
  let overflow: Overflow

  /// A record of the components that overflowed, kept by one integration on one thread.
  final class Overflow {
    var components: Set<Int> = []
  }

  init(first: any Law, second: any Law, kernels: [DivergenceKernel]) {
    self.first = first
    self.second = second
    let wanted = [.massOfP, .massOfQ, .conditioning(first, second)] + kernels
    firstMagnitude = wanted.count
    self.kernels = wanted + kernels.compactMap { $0.amplifiedRounding(first, second) }
    overflow = Overflow()
    splitsAtCrossings = kernels.contains { $0.contact.hasKink }
  }

  var componentCount: Int { kernels.count }
  var acceptsZero: Bool { true }
  var splitsBeforehand: Bool { splitsAtCrossings }

  func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double {
    if component == 2 || component >= firstMagnitude { return Tolerance.magnitudeOnly.allowed(for: value) }
    // The log-ratio is rounded to about an ulp: what that does to each kind of kernel is not worth a split.
    let rounding =
      switch kernels[component].contact {
      case .doubleZero: Double.ulpOfOne * (2 * value.magnitude.squareRoot() + Double.ulpOfOne)
      case .kink: Double.ulpOfOne
      case .positive, .positiveKink: 0.0
      }
    return max(standard.allowed(for: value), rounding)
  }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) {
    let n = offsets.count
    withLogDensities(anchor, offsets) { p, q in
      for (c, kernel) in kernels.enumerated() {
        for i in 0..<n {
          var value = kernel.evaluate(p[i], q[i])
          if value > 1e290, !kernel.growth.isEmpty, isBeyondRange(value, offsets) {
            overflow.components.insert(c)
            value = 0
          }
          values[c * n + i] = value
        }
      }
    }
  }

  /// Whether a value is so large that the integral over the panel of these nodes may exceed the largest
  /// double; next to an integrable singularity values are as large and the panels as narrow.
  private func isBeyondRange(_ value: Double, _ offsets: UnsafeBufferPointer<Double>) -> Bool {
    let width = (offsets.max() ?? 0) - (offsets.min() ?? 0)
    return value > 1e306 || value * width > 1e290
  }

  /// Calls `body` with log p and log q at all nodes.
  private func withLogDensities(
    _ anchor: Double, _ offsets: UnsafeBufferPointer<Double>,
    _ body: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    let n = offsets.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * n) { buffer in
      let p = UnsafeMutableBufferPointer(rebasing: buffer[0..<n])
      let q = UnsafeMutableBufferPointer(rebasing: buffer[n..<(2 * n)])
      first.logDensities(anchor: anchor, offsets: offsets, into: p)
      second.logDensities(anchor: anchor, offsets: offsets, into: q)
      body(p, q)
    }
  }

  /// Where the two densities cross inside the panel, if the total variation is among the kernels.
  func splitPoint(of panel: Panel) -> Double? {
    guard splitsAtCrossings else { return nil }
    return crossing(in: panel)
  }

  /// An offset strictly inside the panel at which log p - log q changes sign, found by a scan and bisection.
  func crossing(in panel: Panel) -> Double? {
    signChange(in: panel) {
      first.logDensity(anchor: panel.anchor, offset: $0) - second.logDensity(anchor: panel.anchor, offset: $0)
    }
  }
}

/// An offset strictly inside the panel at which `function` changes sign: 16 intervals are scanned, and the
/// first that brackets a change is bisected to the last bit.
func signChange(in panel: Panel, of function: (Double) -> Double) -> Double? {
  let count = 16
  let width = panel.upper - panel.lower
  // The ends are approached, not touched: a panel that was split at a zero has one there.
  var left = panel.lower + width * 1e-9
  var atLeft = function(left)
  for i in 1...count {
    let right = i == count ? panel.upper - width * 1e-9 : panel.lower + width * Double(i) / Double(count)
    let atRight = function(right)
    if (atLeft < 0 && atRight > 0) || (atLeft > 0 && atRight < 0) {
      var (low, high) = (left, right)
      while true {
        let middle = low + 0.5 * (high - low)
        guard low < middle, middle < high else { return middle }
        let value = function(middle)
        if value == 0 { return middle }
        if (value < 0) == (atLeft < 0) { low = middle } else { high = middle }
      }
    }
    // A zero that a point of the scan happens to hit.
    if atRight == 0, atLeft != 0, i < count { return right }
    (left, atLeft) = (right, atRight)
  }
  return nil
}
