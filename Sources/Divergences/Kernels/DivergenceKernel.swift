import Distributions

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The integrand of a divergence: a function Φ(p, q) >= 0 of two densities at a point, given by their logarithms.
///
/// Φ is homogeneous of degree one, Φ(cp, cq) = c Φ(p, q). So the same function serves densities, where it is
/// integrated over x, and the weights of atoms, where it is summed; and a density that vanishes
/// is a logarithm of `-.infinity`, no special case. All forms are free of cancellation: they are
/// sums of terms of one sign, written in r = log p - log q.
public struct DivergenceKernel: Sendable {
  /// What the kernel integrates to, for reasons and error messages.
  public let name: String
  /// Φ in terms of log p and log q, either of which may be `-.infinity`.
  public let evaluate: @Sendable (_ logP: Double, _ logQ: Double) -> Double
  /// How fast Φ can grow; `nil` for kernels bounded by a multiple of p + q, whose integral is always finite.
  let growth: [Growth]
  /// How Φ behaves where p = q.
  let contact: Contact

  /// How a kernel behaves where p = q.
  enum Contact: Sendable {
    /// A double zero, as every divergence with a smooth f has.
    case doubleZero
    /// A zero with a kink, as the total variation has.
    case kink
    /// Smooth and positive, as affinities are.
    case positive
    /// Positive with a kink, as the overlap is.
    case positiveKink

    /// Whether integrals are split there.
    var hasKink: Bool { self == .kink || self == .positiveKink }
  }

  /// Φ is asymptotic to p^α q^β |log p - log q|^γ where that is large.
  struct Growth: Sendable {
    var exponentOfP: Double
    var exponentOfQ: Double
    var exponentOfLogRatio: Double
  }

  init(
    _ name: String, growth: [Growth] = [], contact: Contact = .doubleZero,
    evaluate: @escaping @Sendable (Double, Double) -> Double
  ) {
    self.name = name
    self.growth = growth
    self.contact = contact
    self.evaluate = evaluate
  }

  /// Φ times the size of the numbers whose rounding its powers amplify; `nil` for a kernel with no power above 1.
  ///
  /// p²/q may have its mass far out, where log p and log q are huge and nearly cancel.
  func amplifiedRounding(_ first: any Law, _ second: any Law) -> DivergenceKernel? {
    guard let term = growth.first(where: { $0.exponentOfP > 1 || $0.exponentOfQ > 1 }) else { return nil }
    let (a, b, evaluate) = (term.exponentOfP.magnitude, term.exponentOfQ.magnitude, evaluate)
    let growsWithP = term.exponentOfP > 1
    let power = max(term.exponentOfP, term.exponentOfQ)
    return DivergenceKernel("rounding of the \(name)", growth: growth, contact: .positive) { p, q in
      guard p.isFinite, q.isFinite else { return 0 }
      let (ofP, ofQ) = (
        a * first.roundingScale(ofLogDensity: p), b * second.roundingScale(ofLogDensity: q)
      )
      if (p > q) == growsWithP { return evaluate(p, q) * (ofP + ofQ) }
      // Where the power is small Φ is about the greater density, and the lesser moves it by a multiple of itself, which
      // vanishes as p - q does where they meet: |∂Φ/∂log p| = a p |e^((a-1) r) - 1|.
      let moved = exp(min(p, q)) * min(1, -max(1, power - 1) * expm1(-(p - q).magnitude))
      return evaluate(p, q) * (p > q ? ofP : ofQ) + moved * (p > q ? ofQ : ofP)
    }
  }

  /// The same kernel with the two laws exchanged.
  func exchanged(_ name: String) -> DivergenceKernel {
    let evaluate = evaluate
    return DivergenceKernel(
      name,
      growth: growth.map {
        Growth(
          exponentOfP: $0.exponentOfQ, exponentOfQ: $0.exponentOfP, exponentOfLogRatio: $0.exponentOfLogRatio)
      }, contact: contact
    ) { evaluate($1, $0) }
  }
}

/// The greater of two densities, and the ratio of the lesser to it.
@inline(__always)
private func ordered(_ logP: Double, _ logQ: Double) -> (greater: Double, distance: Double, ratio: Double) {
  let distance = (logP - logQ).magnitude
  return (exp(max(logP, logQ)), distance, exp(-distance))
}

/// p log p/q for p whose logarithm may be far below the range of exp, given log p/q > 0.
@inline(__always)
private func weighted(_ logP: Double, by logRatio: Double) -> Double {
  logP > -700 ? exp(logP) * logRatio : exp(logP + log(logRatio))
}

extension DivergenceKernel {
  /// p itself: integrates to the mass of the first law.
  public static let massOfP = DivergenceKernel("mass of p", contact: .positive) { p, _ in exp(p) }
  /// q itself: integrates to the mass of the second law.
  public static let massOfQ = DivergenceKernel("mass of q", contact: .positive) { _, q in exp(q) }

  /// (p s(log p) + q s(log q))/2, s the scale on which each law rounds its log-density: what every other kernel inherits.
  static func conditioning(_ first: any Law, _ second: any Law) -> DivergenceKernel {
    @Sendable func weighted(_ law: any Law, _ logDensity: Double) -> Double {
      logDensity == -.infinity ? 0 : exp(logDensity) * law.roundingScale(ofLogDensity: logDensity)
    }
    return DivergenceKernel("conditioning", contact: .positive) { p, q in
      0.5 * (weighted(first, p) + weighted(second, q))
    }
  }

  /// p log(p/q) - p + q >= 0: integrates to KL(p ‖ q).
  public static let kullbackLeibler = DivergenceKernel(
    "KL(p ‖ q)", growth: [Growth(exponentOfP: 1, exponentOfQ: 0, exponentOfLogRatio: 1)]
  ) { p, q in
    if p == -.infinity { return exp(q) }
    let r = p - q
    if r == .infinity { return p < -745 ? 0 : .infinity }
    if r < -1 { return exp(q) - exp(p) + exp(p) * r }
    if r > 1 { return weighted(p, by: r + expm1(-r)) }
    return exp(p) * exponentialExcess(-r)
  }

  /// KL(q ‖ p).
  public static let reverseKullbackLeibler = kullbackLeibler.exchanged("KL(q ‖ p)")

  /// (p - q) log(p/q): integrates to the Jeffreys divergence.
  public static let jeffreys = DivergenceKernel(
    "Jeffreys divergence",
    growth: [
      Growth(exponentOfP: 1, exponentOfQ: 0, exponentOfLogRatio: 1),
      Growth(exponentOfP: 0, exponentOfQ: 1, exponentOfLogRatio: 1),
    ]
  ) { p, q in
    let distance = (p - q).magnitude
    if p == q { return 0 }
    if distance == .infinity { return max(p, q) < -745 ? 0 : .infinity }
    return weighted(max(p, q), by: -expm1(-distance) * distance)
  }

  /// p log(1 + q/p) = -p log D*: integrates to -E_p[log D*], D* = p / (p + q).
  public static let surpriseOfOptimalDiscriminator = DivergenceKernel(
    "-E[log D*]", contact: .positive
  ) { p, q in
    if p == -.infinity { return 0 }
    let r = p - q
    return exp(p) * (r > 0 ? log1p(exp(-r)) : log1p(exp(r)) - r)
  }

  /// q log(1 + p/q) = -q log(1 - D*): integrates to -E_q[log(1 - D*)].
  public static let surpriseOfOptimalComplement = surpriseOfOptimalDiscriminator.exchanged("-E[log(1 - D*)]")

  /// p log(p/m_a) - p + m_a with m_a = (1 - a) p + a q: integrates to KL(p ‖ m_a); at most p log(1/(1-a)) + a q.
  public static func toMixture(weight a: Double) -> DivergenceKernel {
    DivergenceKernel("KL(p ‖ m)") { p, q in mixtureExcess(p, q, weight: a) }
  }

  /// KL(q ‖ m) with m = (p + q)/2.
  public static let fromSecondToMixture = toMixture(weight: 0.5).exchanged("KL(q ‖ m)")

  /// m/2 [t r + log(1 - t²)] with t = tanh(r/2): integrates to JSD(p, q).
  public static let jensenShannon = DivergenceKernel("JSD(p, q)") { p, q in
    if p == q { return 0 }
    let (greater, distance, ratio) = ordered(p, q)
    let mixture = 0.5 * greater * (1 + ratio)
    if distance < 1 {
      let t = -expm1(-distance) / (1 + ratio)
      return 0.5 * mixture * (t * distance + log1p(-t * t))
    }
    let lost = ratio == 0 ? 0 : distance * ratio / (1 + ratio)
    return mixture * (log(2) - log1p(ratio) - lost)
  }

  /// log 2 - JSD: m times the binary entropy of D* = p / (p + q).
  public static let jensenShannonDeficit = DivergenceKernel("log 2 - JSD(p, q)", contact: .positive) { p, q in
    let least = min(p, q)
    if least == -.infinity { return 0 }
    let distance = (p - q).magnitude
    let ratio = exp(-distance)
    // (1 + e) log(1 + e) / e tends to 1 as e does to 0.
    let spread = ratio < 1e-300 ? 1 : (1 + ratio) * log1p(ratio) / ratio
    return 0.5 * exp(least) * (distance + spread)
  }

  /// (1 - a) KL(p ‖ m_a) + a KL(q ‖ m_a), m_a = (1 - a) p + a q: the skewed Jensen-Shannon divergence.
  public static func skewedJensenShannon(weight a: Double) -> DivergenceKernel {
    DivergenceKernel("skewed JSD") { p, q in
      (1 - a) * mixtureExcess(p, q, weight: a) + a * mixtureExcess(q, p, weight: 1 - a)
    }
  }

  /// |p - q| / 2: integrates to the total variation.
  public static let totalVariation = DivergenceKernel("TV(p, q)", contact: .kink) { p, q in
    if p == q { return 0 }
    let (greater, distance, _) = ordered(p, q)
    return -0.5 * greater * expm1(-distance)
  }

  /// min(p, q): integrates to 1 - TV, the overlap.
  public static let overlap = DivergenceKernel("1 - TV(p, q)", contact: .positiveKink) { p, q in
    exp(min(p, q))
  }

  /// (√p - √q)² / 2: integrates to the squared Hellinger distance.
  public static let squaredHellinger = DivergenceKernel("squared Hellinger distance") { p, q in
    if p == q { return 0 }
    let (greater, distance, _) = ordered(p, q)
    let root = expm1(-0.5 * distance)
    return 0.5 * greater * root * root
  }

  /// √(p q): integrates to the Bhattacharyya coefficient.
  public static let bhattacharyyaCoefficient = DivergenceKernel(
    "Bhattacharyya coefficient", contact: .positive
  ) { p, q in
    exp(0.5 * (p + q))
  }

  /// p^a q^(1-a) for a in (0, 1): integrates to the affinity of order a.
  public static func affinity(order a: Double) -> DivergenceKernel {
    DivergenceKernel("affinity of order \(a)", contact: .positive) { p, q in
      min(p, q) == -.infinity ? 0 : exp(a * p + (1 - a) * q)
    }
  }

  /// (p - q)² / q: integrates to the chi-squared divergence of p against q.
  public static let chiSquared = DivergenceKernel(
    "chi-squared divergence", growth: [Growth(exponentOfP: 2, exponentOfQ: -1, exponentOfLogRatio: 0)]
  ) { p, q in
    if p == -.infinity { return exp(q) }
    let r = p - q
    if r == .infinity { return 2 * p < -745 ? 0 : .infinity }
    let root = expm1(-r.magnitude)
    // r <= 0: q (1 - p/q)²; r > 0: p²/q (1 - q/p)².
    return r <= 0 ? exp(q) * root * root : exp(p + r) * root * root
  }

  /// ±(p^a q^(1-a) - a p - (1 - a) q) >= 0: integrates to ±(∫ p^a q^(1-a) - 1), positive for a > 1.
  public static func power(order a: Double) -> DivergenceKernel {
    let sign = a > 1 ? 1.0 : -1.0
    return DivergenceKernel(
      "Rényi divergence of order \(a)",
      growth: a > 1 ? [Growth(exponentOfP: a, exponentOfQ: 1 - a, exponentOfLogRatio: 0)] : []
    ) { p, q in
      if p == -.infinity { return (1 - a) * -sign * exp(q) }
      if q == -.infinity { return a > 1 ? (a * p < -745 ? 0 : .infinity) : a * exp(p) }
      let r = p - q
      if r.magnitude < 1 {
        return sign * exp(q) * (exponentialExcess(a * r) - a * exponentialExcess(r))
      }
      return sign * (exp(a * p + (1 - a) * q) - a * exp(p) - (1 - a) * exp(q))
    }
  }
}

/// p log(p/m) - p + m, m = (1 - a) p + a q.
private func mixtureExcess(_ p: Double, _ q: Double, weight a: Double) -> Double {
  if p == -.infinity { return a * exp(q) }
  if p == q { return 0 }
  let r = p - q
  if r > 0 {
    // Relative to p: m/p = (1 - a) + a e^-r, so p/m - 1 = a (1 - e^-r) / (m/p).
    let mixture = (1 - a) + a * exp(-r)
    return exp(p) * mixture * entropyExcess(-a * expm1(-r) / mixture)
  }
  // Relative to q: m/q = (1 - a) e^r + a, so p/m - 1 = a (e^r - 1) / (m/q).
  let mixture = (1 - a) * exp(r) + a
  let excess = a * expm1(r) / mixture
  if excess > -0.875 { return exp(q) * mixture * entropyExcess(excess) }
  return exp(q) * (mixture - exp(r)) + exp(p) * (r - log(mixture))
}
