import Distributions
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An f-divergence D_f(p ‖ q) = ∫ q f(p/q) + f'(∞) P(q = 0), for a convex f on (0, ∞).
///
/// Unlike the textbook form it subtracts the tangent at 1, f(u) - f(1) - f'(1)(u - 1), which changes nothing
/// for two probability laws and makes the integrand non-negative. `valueAtOne` is added again at the end.
public struct FDivergence: Sendable {
  /// How f grows where it is unbounded: like u^power |log u|^logPower.
  public struct Growth: Sendable, Equatable {
    /// The power of u (as u tends to infinity) or of 1/u (as it tends to 0).
    public var power: Double
    /// The power of |log u|.
    public var logPower: Double

    /// Growth like u^power |log u|^logPower.
    public init(power: Double, logPower: Double = 0) {
      self.power = power
      self.logPower = logPower
    }
  }

  /// The name used in reasons.
  public let name: String
  /// f, convex on (0, ∞).
  public let function: @Sendable (Double) -> Double
  /// f'(1), or any subgradient there.
  public let derivativeAtOne: Double
  /// f(0+), which may be infinite.
  public let valueAtZero: Double
  /// f'(∞) = lim f(u)/u, which may be infinite.
  public let slopeAtInfinity: Double
  /// How f grows at infinity, if faster than linearly.
  public let growthAtInfinity: Growth?
  /// How f grows at 0, if it is unbounded there: in powers of 1/u.
  public let growthAtZero: Growth?

  /// An f-divergence from its f.
  ///
  /// - Parameters: - name: used in reasons. - derivativeAtOne: f'(1), or any subgradient. - valueAtZero:
  ///   f(0+); `.infinity` when f is unbounded there, and then `growthAtZero` is needed. - slopeAtInfinity:
  ///   f'(∞); `.infinity` when f grows faster than linearly, and then `growthAtInfinity` is needed. -
  ///   function: f itself, evaluated on (0, ∞) only.
  /// - Throws: ``DivergenceError/invalidParameter(name:value:allowed:)`` when f'(1) is not finite or the
  ///   growth that belongs to an infinite limit is missing.
  public init(
    name: String, derivativeAtOne: Double, valueAtZero: Double, slopeAtInfinity: Double,
    growthAtZero: Growth? = nil, growthAtInfinity: Growth? = nil,
    function: @escaping @Sendable (Double) -> Double
  ) throws(DivergenceError) {
    guard derivativeAtOne.isFinite else {
      throw .invalidParameter(name: "derivativeAtOne", value: derivativeAtOne, allowed: "a finite number")
    }
    guard valueAtZero < .infinity || growthAtZero != nil else {
      throw .invalidParameter(
        name: "valueAtZero", value: valueAtZero, allowed: "a finite number, or growthAtZero beside it")
    }
    guard slopeAtInfinity < .infinity || growthAtInfinity != nil else {
      throw .invalidParameter(
        name: "slopeAtInfinity", value: slopeAtInfinity,
        allowed: "a finite number, or growthAtInfinity beside it")
    }
    self.name = name
    self.function = function
    self.derivativeAtOne = derivativeAtOne
    self.valueAtZero = valueAtZero
    self.slopeAtInfinity = slopeAtInfinity
    self.growthAtZero = growthAtZero
    self.growthAtInfinity = growthAtInfinity
  }

  /// The kernel q f̃(p/q) with f̃ = f - f(1) - f'(1)(u - 1).
  var kernel: DivergenceKernel {
    let (f, atOne, slope) = (function, function(1), derivativeAtOne)
    let (zero, infinity) = (valueAtZero - atOne + slope, slopeAtInfinity - slope)
    var growth: [DivergenceKernel.Growth] = []
    if let g = growthAtInfinity {
      growth.append(.init(exponentOfP: g.power, exponentOfQ: 1 - g.power, exponentOfLogRatio: g.logPower))
    }
    if let g = growthAtZero {
      growth.append(.init(exponentOfP: -g.power, exponentOfQ: 1 + g.power, exponentOfLogRatio: g.logPower))
    }
    let far = growthAtInfinity.map { Continuation($0) { f(exp($0)) } }
    let near = growthAtZero.map { Continuation($0) { f(exp(-$0)) } }
    return DivergenceKernel(name, growth: growth, contact: .kink) { p, q in
      if p == -.infinity { return zero * exp(q) }
      if q == -.infinity { return infinity * exp(p) }
      if p == q { return 0 }
      let r = p - q
      if let far, r > far.start {
        return far.value(at: r, times: q) - slope * exp(p) + exp(q) * (slope - atOne)
      }
      if let near, -r > near.start { return near.value(at: -r, times: q) + exp(q) * (slope - atOne) }
      if r < -700 { return zero * exp(q) }
      if r > 700 { return infinity * exp(p) }
      let value = f(exp(r)) - atOne - slope * expm1(r)
      return q > -600 || value <= 0 ? exp(q) * value : exp(q + log(value))
    }
  }

  /// An unbounded f beyond the range of Double: f(e^s) = e^(power s) (A s + B) as s grows, from two values.
  private struct Continuation {
    let growth: Growth
    /// Where it takes over from f itself, so far out that other terms are below rounding.
    let start: Double
    /// f(e^start) e^(-power start).
    private let level: Double
    /// By how much that grows with s.
    private let rise: Double

    init(_ growth: Growth, _ f: (Double) -> Double) {
      self.growth = growth
      let start = min(300, 600 / max(growth.power, 1))
      func scaled(_ s: Double) -> Double { f(s) * exp(-growth.power * s) }
      self.start = start
      level = scaled(start)
      rise = growth.logPower == 0 ? 0 : (level - scaled(start / 2)) / (start / 2)
    }

    /// e^logFactor f(e^s).
    func value(at s: Double, times logFactor: Double) -> Double {
      let isLinear = growth.logPower == 0 || growth.logPower == 1
      let scaled =
        isLinear ? level + rise * (s - start) : level * pow(s / start, growth.logPower)
      return exp(logFactor + growth.power * s) * scaled
    }
  }
}

/// D_f(p ‖ q) for any convex f, with the value of f at 1 included (an f with f(1) = 0 gives 0 for equal
/// laws).
///
/// Near p = q the digits are those of f itself: an f written with cancellation there yields about 1e-16
/// absolute.
///
/// - Throws: as ``kullbackLeibler(from:to:tolerance:)``.
public func divergence(
  _ f: FDivergence, of p: some Law, against q: some Law, tolerance: Tolerance = .standard
) throws -> Estimate {
  let excess = try LawPair(p, q).integral(of: f.kernel, tolerance: tolerance)
  let atOne = f.function(1)
  return atOne == 0 ? excess : excess + atOne
}
