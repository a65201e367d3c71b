#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The three regimes of the non-saturating GAN without a remedy, by averaging over its rotation: what the eigenvalues
/// ± i/2 leave open is decided by the cubic terms, σ(t) = ½ + t/4 - t³/48.
///
/// Alternating steps. The linear update with a = h/2 moves θ_n = A cos(x) and ψ_n = A sin(x - β), sin β = h/4, by 2β, and
/// conserves Q = A² cos²β. The cubic terms change Q by -(h/4) θ_n² ψ_n (ψ_n + ψ_{n+1}) in D's step and by
/// -(h/4) θ_n ψ_{n+1}² (θ_n + θ_{n+1}) in G's, each -(h/16) A⁴ cos²β on average. So 1/Q grows by h/(8 cos²β) an update,
/// at h = 0 by t/8, and oscillates about that by at most (1 + h²/4)/(16 cos⁴β).
///
/// Simultaneous steps. With u = r²/(2h) and s = sin 2φ an update multiplies u by
/// 1 + h²(1/4 - us²/2) - h³us cos(2φ)/4 + O(h⁴) and turns φ by h/2 - h²us cos(2φ)/4 + O(h³). The closed curve that this
/// maps to itself follows order by order, see ``settlingCircle(angle:stepSize:)``; the distance to it shrinks by about
/// h²/4 an update.
extension DiracGAN {
  /// d(1/Q)/dt at Q = 0 for the non-saturating GAN by alternating steps of size h < 4, one each, or in continuous time
  /// for h = 0: 1/(8 (1 - h²/16)). Q is ``conservedForm(_:stepSize:)``.
  public static func meanDecay(stepSize h: Double) -> Double { 1 / (8 * (1 - h * h / 16)) }

  /// How far 1/Q is from its mean growth, at most and to leading order: (1 + h²/4)/(16 (1 - h²/16)²).
  public static func decayOscillation(stepSize h: Double) -> Double {
    let cosine = 1 - h * h / 16
    return (1 + h * h / 4) / (16 * cosine * cosine)
  }

  /// r²/(2h) at angle φ on the curve on which the non-saturating GAN settles by simultaneous steps of size h:
  /// 1 + (h/8) sin 4φ - h²(9 + 6 cos 4φ + 2 cos 8φ)/128 + O(h³).
  public static func settlingCircle(angle: Double, stepSize h: Double) -> Double {
    1 + h / 8 * sin(4 * angle) - h * h * (9 + 6 * cos(4 * angle) + 2 * cos(8 * angle)) / 128
  }

  /// The mean of r²/(2h) over time on that curve: 1 - 7h²/128 + O(h⁴); the density of the angle is 1 + (h/4) sin 4φ.
  public static func settlingMean(stepSize h: Double) -> Double { 1 - 7 * h * h / 128 }
}
