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
      return (Self.rising(z, Double.hyperbolicTangent), Self.bell(z), Self.turn(z))
    case .sigmoid:
      let half = Bounds(z.lower / 2, z.upper / 2)
      return (
        Self.rising(z, Double.logistic), Bounds(0.25) * Self.bell(half), Bounds(0.125) * Self.turn(half)
      )
    case .softplus:
      let half = Bounds(z.lower / 2, z.upper / 2)
      return (
        Self.rising(z, Double.softplus), Self.rising(z, Double.logistic), Bounds(0.25) * Self.bell(half)
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

  /// 1 - tanh², which falls with |z|.
  private static func bell(_ z: Bounds) -> Bounds {
    let nearest = z.contains(0) ? 0 : min(abs(z.lower), abs(z.upper))
    let value = Bounds(tangentSlope(z.magnitude), tangentSlope(nearest)).rounded
    return Bounds(max(0, value.lower), min(1, value.upper))
  }

  /// (tanh)'' = -2 tanh (1 - tanh²): least 4/(3√3) below 0 where tanh z = 1/√3, and the opposite at -z.
  private static func turn(_ z: Bounds) -> Bounds {
    func at(_ z: Double) -> Double {
      z.isInfinite ? 0 : -2 * Double.hyperbolicTangent(z) * tangentSlope(z)
    }
    let (place, extreme) = (0.658478948462408, 0.769800358919502)
    let ends = (at(z.lower), at(z.upper))
    var (lower, upper) = (min(ends.0, ends.1), max(ends.0, ends.1))
    if z.contains(place) { lower = -extreme }
    if z.contains(-place) { upper = extreme }
    return Bounds(lower, upper).rounded
  }
}
