/// Bounds of φ, φ' and φ'' over an interval of z.
extension Activation {
  /// All three over `z`, rounding included. Not for maxout. Over a kink the slope spans both sides and nothing is
  /// known of the curvature.
  func bounds(over z: Bounds) -> (value: Bounds, slope: Bounds, curvature: Bounds) {
    switch self {
    case .identity, .maxout:
      return (z, Bounds(1), Bounds(0))
    case .relu:
      return rectified(z, slope: 0)
    case .leakyReLU(let slope):
      return rectified(z, slope: slope)
    case .tanh:
      return Self.tangent(z)
    case .sigmoid:
      let half = Self.tangent(Bounds(z.lower / 2, z.upper / 2))
      return (Self.rising(z, Double.logistic), Bounds(0.25) * half.slope, Bounds(0.125) * half.curvature)
    case .softplus:
      let half = Self.tangent(Bounds(z.lower / 2, z.upper / 2))
      return (
        Self.rising(z, Double.softplus), Self.rising(z, Double.logistic), Bounds(0.25) * half.slope
      )
    }
  }

  private func rectified(_ z: Bounds, slope: Double) -> (value: Bounds, slope: Bounds, curvature: Bounds) {
    if z.lower > 0 { return (z, Bounds(1), Bounds(0)) }
    let low = Bounds(slope) * z
    if z.upper < 0 { return (low, Bounds(slope), Bounds(0)) }
    return (Bounds(low.lower, z.upper), Bounds(slope, 1), .everything)
  }

  /// A function that rises.
  private static func rising(_ z: Bounds, _ function: (Double) -> Double) -> Bounds {
    Bounds(function(z.lower), function(z.upper)).rounded
  }

  /// tanh rises; 1 - tanh² falls with |z|; (tanh)'' = -2 tanh (1 - tanh²) is least, 4/(3√3) below 0, where
  /// tanh z = 1/√3, and the opposite at -z.
  private static func tangent(_ z: Bounds) -> (value: Bounds, slope: Bounds, curvature: Bounds) {
    let ((low, slopeAtLow), (high, slopeAtHigh)) = (tangentAndSlope(z.lower), tangentAndSlope(z.upper))
    let top = z.contains(0) ? 1 : max(slopeAtLow, slopeAtHigh)
    let slope = Bounds(min(slopeAtLow, slopeAtHigh), top).rounded
    let ends = (-2 * low * slopeAtLow, -2 * high * slopeAtHigh)
    let (place, extreme) = (0.658478948462408, 0.769800358919502)
    let lower = z.contains(place) ? -extreme : min(ends.0, ends.1)
    let upper = z.contains(-place) ? extreme : max(ends.0, ends.1)
    return (
      Bounds(low, high).rounded, Bounds(max(0, slope.lower), min(1, slope.upper)),
      Bounds(lower, upper).rounded
    )
  }
}
