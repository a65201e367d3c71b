import Distributions
import Quadrature

/// The integrands of a game with a discriminator, over both densities: masses, the two terms of V, the gap
/// and the weighted squared distance of D from D*.
struct GameIntegrand: BatchIntegrand {
  let data: any Law
  let generator: any Law
  let discriminator: any Discriminator
  /// Whether D is 0 or 1 on a set that makes V infinite: the other terms are integrated nevertheless.
  var isBlocked = false

  /// The components, in order.
  enum Component: Int, CaseIterable {
    /// p_data, whose integral is the mass check.
    case massOfData
    /// p_g.
    case massOfGenerator
    /// p_data log D.
    case dataTerm
    /// p_g log(1 - D).
    case generatorTerm
    /// (p_data + p_g) KL_Bernoulli(D* ‖ D).
    case gap
    /// (p_data + p_g)/2 (D - D*)².
    case squaredDistance
    /// (p_data + p_g)/2 (D - 1/2)².
    case squaredDistanceFromHalf
    /// (p_data + p_g)/2 (D* - 1/2)².
    case optimalSquaredDistanceFromHalf
    /// By how much the logarithms of a D that is known by its value only may be off.
    case lostDigits
    /// By how much the rounding of both logits may move the gap.
    case gapRounding
  }

  var componentCount: Int { Component.allCases.count }
  var acceptsZero: Bool { true }

  func evaluate(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>
  ) throws {
    let n = offsets.count
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * n) { buffer in
      let p = UnsafeMutableBufferPointer(rebasing: buffer[0..<n])
      let q = UnsafeMutableBufferPointer(rebasing: buffer[n..<(2 * n)])
      let h = UnsafeMutableBufferPointer(rebasing: buffer[(2 * n)..<(3 * n)])
      data.logDensities(anchor: anchor, offsets: offsets, into: p)
      generator.logDensities(anchor: anchor, offsets: offsets, into: q)
      try discriminator.logits(anchor: anchor, offsets: offsets, into: h)
      for i in 0..<n {
        let neighbour = i + 1 < n ? i + 1 : max(i - 1, 0)
        let slope = (h[i] - h[neighbour]).magnitude / (offsets[i] - offsets[neighbour]).magnitude
        // D is read at an x that is rounded, and its formula in numbers as large as x h'(x); at a singularity of h no
        // more is lost than h.
        let steep = min(slope * (anchor + offsets[i]).magnitude, (1 + h[i].magnitude) / .ulpOfOne)
        let size =
          h[i].magnitude + (steep.isFinite ? steep : 0)
          + data.roundingScale(ofLogDensity: p[i]) + generator.roundingScale(ofLogDensity: q[i])
        let (dataDensity, generatorDensity) = (exponential(p[i]), exponential(q[i]))
        var terms = GameTerms(
          data: dataDensity, generator: generatorDensity, logRatio: p[i] - q[i], logit: h[i])
        terms.logitRounding = size.isFinite ? .ulpOfOne * size : 0
        if isBlocked || discriminator.isKnownByValueOnly { terms.capInfiniteLogit() }
        terms.components(isKnownByValueOnly: discriminator.isKnownByValueOnly, logit: h[i]) {
          values[$0.rawValue * n + i] = $1
        }
      }
    }
  }

  func allowedError(of component: Int, value: Double, standard: Tolerance) -> Double {
    if component >= Component.lostDigits.rawValue { return .infinity }
    // The logits are rounded to about an ulp, which moves quantities with a double zero by this much.
    let hasDoubleZero = component >= Component.gap.rawValue
    let rounding = hasDoubleZero ? Double.ulpOfOne * (4 * value.magnitude.squareRoot() + Double.ulpOfOne) : 0
    return max(standard.allowed(for: value), rounding)
  }
}

/// The terms of the game at one point, or at one atom, free of cancellation.
struct GameTerms {
  let data: Double
  let generator: Double
  let logRatio: Double
  let logit: Double
  /// p log D.
  var dataTerm: Double
  /// q log(1 - D).
  var generatorTerm: Double
  /// p log(D*/D) + q log((1 - D*)/(1 - D)) >= 0.
  var gap: Double
  /// How far rounding may have moved the difference of the two logits.
  var logitRounding = 0.0

  init(data: Double, generator: Double, logRatio: Double, logit: Double) {
    self.data = data
    self.generator = generator
    self.logRatio = logRatio
    self.logit = logit
    dataTerm = data == 0 ? 0 : -data * softplus(-logit)
    generatorTerm = generator == 0 ? 0 : -generator * softplus(logit)
    gap = bernoulliGap(data, generator, logRatio, logit)
  }

  var squaredDistance: Double {
    guard data + generator > 0 else { return 0 }
    let difference = sigmoid(logit) - sigmoid(logRatio)
    return 0.5 * (data + generator) * difference * difference
  }

  var squaredDistanceFromHalf: Double {
    guard data + generator > 0 else { return 0 }
    let difference = sigmoid(logit) - 0.5
    return 0.5 * (data + generator) * difference * difference
  }

  var optimalSquaredDistanceFromHalf: Double {
    guard data + generator > 0 else { return 0 }
    let difference = sigmoid(logRatio) - 0.5
    return 0.5 * (data + generator) * difference * difference
  }

  /// Hands every component to `body`.
  ///
  /// - Parameter logit: D's, before it was capped.
  @inline(__always)
  func components(
    isKnownByValueOnly: Bool, logit: Double, _ body: (GameIntegrand.Component, Double) -> Void
  ) {
    body(.massOfData, data)
    body(.massOfGenerator, generator)
    body(.dataTerm, dataTerm)
    body(.generatorTerm, generatorTerm)
    body(.gap, gap)
    body(.squaredDistance, squaredDistance)
    body(.squaredDistanceFromHalf, squaredDistanceFromHalf)
    body(.optimalSquaredDistanceFromHalf, optimalSquaredDistanceFromHalf)
    body(.lostDigits, isKnownByValueOnly ? lostDigits(logit: logit) : 0)
    body(.gapRounding, gapRounding)
  }

  /// The gap's slope in D's logit is (p + q)(D - D*), its curvature at most that of the softplus at D*; where the logits
  /// are far apart it is a difference of two losses.
  private var gapRounding: Double {
    guard data > 0, generator > 0, logRatio.isFinite, logit.isFinite else { return 4 * .ulpOfOne * gap }
    let ratio = exponential(-logRatio.magnitude)
    let variance = ratio / ((1 + ratio) * (1 + ratio))
    let distance = (sigmoid(logit) - sigmoid(logRatio)).magnitude
    let moved = (data + generator) * logitRounding * (distance + 0.5 * variance * logitRounding)
    let isDifference = (logit - logRatio).magnitude > 0.02
    return moved + (isDifference ? -2 * .ulpOfOne * (dataTerm + generatorTerm) : 4 * .ulpOfOne * gap)
  }

  /// Where D has rounded to 0 or 1, takes it half an ulp inside.
  mutating func capInfiniteLogit() {
    guard logit.isInfinite else { return }
    let rounding = logitRounding
    self = GameTerms(
      data: data, generator: generator, logRatio: logRatio,
      logit: logit > 0 ? GameTerms.lost : GameTerms.least)
    logitRounding = rounding
  }

  /// What the rounding of D to a double may have moved the logarithms by: 2⁻⁵³/(1 - D) for log(1 - D), and
  /// where D has rounded to 0 or 1, all that lies between the closest double and the least.
  func lostDigits(logit: Double) -> Double {
    if logit == .infinity { return generator * -GameTerms.least }
    if logit == -.infinity { return data * -GameTerms.least }
    return generator == 0 ? 0 : generator * 0x1p-53 * (1 + exponential(logit))
  }

  /// The logit of 1 - 2⁻⁵⁴, the closest to 1 that would have rounded to it.
  static let lost = 54 * logarithm(2)
  /// The logarithm of the least double above 0.
  static let least = -745.0
}

/// (p + q) KL_Bernoulli(D* ‖ D), D* = σ(r), D = σ(h): the Bregman divergence of softplus between the two
/// logits.
private func bernoulliGap(_ p: Double, _ q: Double, _ r: Double, _ h: Double) -> Double {
  if p == 0, q == 0 { return 0 }
  if p == 0 { return q * softplus(h) }
  if q == 0 { return p * softplus(-h) }
  let delta = h - r
  if delta.magnitude > 0.02 {
    return max(0, p * (softplus(-h) - softplus(-r)) + q * (softplus(h) - softplus(r)))
  }
  // The cumulants of a Bernoulli variable with mean D*: log E[e^δB] - δ D* = v δ²/2 + v(1-2a) δ³/6 + ...
  let (a, b) = (sigmoid(r), sigmoid(-r))
  let v = a * b
  let skew = b - a
  let tail = [
    v / 2, v * skew / 6, v * (1 - 6 * v) / 24, v * skew * (1 - 12 * v) / 120,
    v * (1 - 30 * v + 120 * v * v) / 720, v * skew * (1 - 60 * v + 360 * v * v) / 5040,
  ]
  var sum = 0.0
  for coefficient in tail.reversed() { sum = sum * delta + coefficient }
  return (p + q) * sum * delta * delta
}
