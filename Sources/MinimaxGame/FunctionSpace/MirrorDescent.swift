import Distributions
import Divergences
import Quadrature

/// Mirror descent on C with the entropy as its mirror: q <- q exp(-η log(1 - D*)) / Z = q^(1-η) (p_data + q)^η / Z.
///
/// The Hessian of C, p/(q(p+q)), is at most that of the entropy, 1/q; hence, for η <= 1,
/// C(q_t) + log 4 <= KL(p_data ‖ q_0) / (η t) with C falling at every step. At η = 1 the step is (p_data + q)/2, and TV
/// halves.
///
/// With h = log(q/p_data) a step is h <- φ(h) - log Z, φ(h) = (1 - η) h + η log(1 + e^h), whose slope lies
/// in (1 - η, 1). So for η <= 2 the oscillation of h, Hilbert's metric, shrinks at every step that exists. For η > 1
/// the first one exists if Z = ∫ (p_data + q)^η q^(1-η) is finite, that is if ∫ p_data^η q^(1-η) is: at η = 2 a
/// finite chi-squared divergence of p_data from the start. Whether C starts small does not matter: gamma(4, 1) has too
/// little mass at 0 for gamma(2, 1) at η = 2. Since φ is bounded below for η > 1, q/p_data is so after one step,
/// and every further step exists.
///
/// At η = 2, φ(h) = 2 log cosh(h/2) + log 4 is even: the oscillation d becomes at most 2 log cosh(d/2), which is
/// d²/4 for small d. It is Newton's step, since the Hessian at the optimum is half the entropy's; but C may rise on the
/// way: q <- q^-1 (p_data + q)² throws too much mass where q was too small. Beyond η = 2 the slope falls below -1 where
/// q is small against p_data, and only the neighbourhood of the optimum still contracts, while |1 - η/2| < 1.
public struct MirrorDescent: FunctionSpaceDescent {
  /// η, above 0.
  public let step: Double

  /// Mirror descent with step η.
  public init(step: Double) { self.step = step }

  /// The next density: (p_data + q)(1 - D*)^(1-η), normalised.
  ///
  /// With η < 1 a hole stays a hole (0^(1-η) = 0), with η = 1 it is filled by half of p_data.
  ///
  /// - Throws: with η > 1 ``Stall/infiniteStep(mass:)`` where q has a hole and ``Stall/outOfRange(mass:)`` where it is too
  ///   small for the range of Double. That the sum is finite on the grid does not mean that the integral is on the
  ///   line: ``obstacle(from:to:)``.
  public func next(after q: [Double], in game: GridGame) throws(Stall) -> [Double] {
    let hole = game.hole(of: q)
    if step > 1, hole > 0 { throw .infiniteStep(mass: hole) }
    let next = zip(game.data, q).map { p, q in
      let mixture = p + q
      return mixture == 0 ? 0 : mixture * power(q / mixture, 1 - step)
    }
    guard game.integral(of: next).isFinite else {
      throw .outOfRange(mass: game.integral(of: game.data) { next[$0] > 1e300 })
    }
    return game.normalized(next)
  }

  /// Why on the line there is no first step from a law to the data's: with η > 1 and ∫ p_data^η q^(1-η) = ∞, which is
  /// read from both laws' asymptotic forms. `nil` where the step exists.
  ///
  /// - Throws: as `renyi`.
  public func obstacle(from start: some Law, to data: some Law) throws -> Stall? {
    guard step > 1, case .infinite(let reason) = try renyi(of: data, against: start, order: step).verdict
    else {
      return nil
    }
    return .divergentStep(reason: reason)
  }

  /// What C(q_t) + log 4 does not exceed when η <= 1: KL(p_data ‖ q_0) / (η t).
  ///
  /// From a start with a hole this is infinite, at η = 1 nothing better follows from it, and for η < 1 the best generator
  /// within reach takes the place of p_data: p_data conditioned on the support of q_0, for which
  /// C(q_t) <= C(p_S) + KL(p_S ‖ q_0) / (η t). `nil` for η > 1, and where p_data has no mass on that support.
  public func bound(from start: [Double], steps: Int, in game: GridGame) -> Double? {
    let hole = game.hole(of: start)
    guard step <= 1, hole < 1 - 1e-9 else { return nil }
    guard steps > 0, step < 1 || hole == 0 else { return .infinity }
    let nearest = game.normalized(zip(game.data, start).map { $1 > 0 ? $0 : 0 })
    return game.excess(nearest) + game.kullbackLeibler(from: nearest, to: start) / (step * Double(steps))
  }

  /// What Hilbert's distance d of q and p_data cannot exceed after one step of size η <= 2: d itself, and for η = 2
  /// 2 log cosh(d/2) = d + 2 log((1 + e^-d)/2).
  public static func hilbertBound(after distance: Double, step: Double) -> Double? {
    guard step <= 2 else { return nil }
    guard step == 2, distance.isFinite else { return distance }
    return distance + 2 * (logarithmOnePlus(exponential(-distance)) - logarithm(2))
  }
}
