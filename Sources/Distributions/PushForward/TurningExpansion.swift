import CGSL

/// G near a turning point: G(z_t + d) = x_t + d² (a₀ + a₁ d + ...), and its inverse at offsets of any size.
///
/// Close to z_t, both G(z) - x_t and G'(z) lose their digits by cancellation, and the density 1/|G'| with them. So G''
/// is interpolated at Chebyshev points about z_t and integrated twice from G'(z_t) = 0: both then are a power of d
/// times a polynomial, right to a few ulp at every d, however small.
struct TurningExpansion: Sendable {
  /// z_t.
  let position: Double
  /// x_t = G(z_t).
  let value: Double
  /// G''(z_t).
  var curvature: Double { coefficients[0] }
  /// The largest |d| at which the expansion is used.
  let radius: Double
  /// The largest |x - x_t| for which the preimages on both sides are sure to lie within the radius.
  let reach: Double
  /// How far G'' may be off by rounding, relative to G''(z_t).
  let rounding: Double
  /// G''(z_t + d) = Σ c_k d^k.
  private let coefficients: [Double]

  /// The expansion of `map` at `position`, valid no farther than `room`; `nil` where no radius gives one.
  init?(_ map: any SmoothMap, at position: Double, room: Double) {
    let count = TurningExpansion.nodes
    var radius = room
    for _ in 0..<60 {
      let bounds = (0..<count).map { i in
        let z = position + radius * chebyshevNode(i, of: count)
        return map.secondDerivativeBounds(over: closedInterval(z, z))
      }
      // What the bounds of a single point leave open is rounding, of which the highest coefficients consist in the end.
      let noise = bounds.reduce(0) { max($0, 0.5 * $1.width) }
      let series = chebyshevCoefficients(bounds.map { $0.lower + 0.5 * $0.width })
      let largest = series.reduce(0) { max($0, $1.magnitude) }
      let tail = series.suffix(3).reduce(0) { max($0, $1.magnitude) }
      if largest > 0, noise.isFinite, tail <= max(1e-15 * largest, 0.25 * noise) {
        let monomials = monomialCoefficients(series)
        var scale = 1.0
        coefficients = monomials.map { coefficient in
          defer { scale /= radius }
          return coefficient * scale
        }
        self.position = position
        self.radius = radius
        value = map.value(position)
        // Half the radius, so that both branches stay inside although they are not symmetric.
        let half = 0.5 * radius
        guard coefficients[0] != 0 else { return nil }
        rounding = noise / coefficients[0].magnitude
        reach = min(
          TurningExpansion.rise(coefficients, half).magnitude,
          TurningExpansion.rise(coefficients, -half).magnitude)
        return
      }
      radius *= 0.6
    }
    return nil
  }

  private static let nodes = 18

  /// G(z_t + d) - x_t = Σ c_k d^(k+2) / ((k+1)(k+2)).
  private static func rise(_ c: [Double], _ d: Double) -> Double {
    var sum = 0.0
    for k in c.indices.reversed() { sum = sum * d + c[k] / Double((k + 1) * (k + 2)) }
    return sum * d * d
  }

  /// G'(z_t + d) = Σ c_k d^(k+1) / (k+1).
  private func slope(_ d: Double) -> Double {
    var sum = 0.0
    for k in coefficients.indices.reversed() { sum = sum * d + coefficients[k] / Double(k + 1) }
    return sum * d
  }

  /// The d of the given sign with G(z_t + d) - x_t = offset, and G' there; for |offset| up to ``reach``.
  func preimage(offset: Double, sign: Double) -> (distance: Double, slope: Double) {
    // The rise is d² q(d): Newton on d from the leading term, in the variable d/√(offset) of order 1.
    var d = sign * (2 * offset / curvature).magnitude.squareRoot()
    guard d != 0 else { return (0, 0) }
    for _ in 0..<30 {
      let slope = slope(d)
      let step = (offset - TurningExpansion.rise(coefficients, d)) / slope
      guard step.isFinite else { break }
      d += step
      if step.magnitude <= 2 * d.ulp { break }
    }
    return (d, slope(d))
  }
}

/// cos(π (2i + 1) / (2n)), the Chebyshev points of the first kind.
func chebyshevNode(_ i: Int, of n: Int) -> Double { cos(.pi * Double(2 * i + 1) / Double(2 * n)) }

/// c with f(s) = Σ' c_k T_k(s), the first term halved already, from values at ``chebyshevNode(_:of:)``.
func chebyshevCoefficients(_ samples: [Double]) -> [Double] {
  let n = samples.count
  return (0..<n).map { k in
    var sum = 0.0
    for i in 0..<n { sum += samples[i] * cos(.pi * Double(k * (2 * i + 1)) / Double(2 * n)) }
    return sum * (k == 0 ? 1 : 2) / Double(n)
  }
}

/// The coefficients of s^k of Σ c_k T_k(s).
private func monomialCoefficients(_ series: [Double]) -> [Double] {
  var result = [Double](repeating: 0, count: series.count)
  var (previous, current) = ([1.0], [0.0, 1.0])
  for (k, coefficient) in series.enumerated() {
    let polynomial = k == 0 ? previous : current
    for (power, value) in polynomial.enumerated() { result[power] += coefficient * value }
    guard k > 0 else { continue }
    // T_(k+1) = 2 s T_k - T_(k-1)
    var next = [0.0] + current.map { 2 * $0 }
    for (power, value) in previous.enumerated() { next[power] -= value }
    (previous, current) = (current, next)
  }
  return result
}
