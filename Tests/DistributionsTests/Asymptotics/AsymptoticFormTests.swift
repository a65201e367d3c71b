import Distributions
import Foundation
import Testing

@Suite("Asymptotic forms")
struct AsymptoticFormTests {
  static let laws = [
    "normal(3, 2)", "laplace(1, 2)", "logistic(-1, 0.5)", "cauchy(2, 3)", "student(2.5, 1, 2)",
    "gumbel(1, 2)",
    "exponential(2)", "gamma(0.3, 2)", "gamma(4, 2)", "weibull(0.7, 2)", "weibull(3, 2)", "lognormal(0.5, 2)",
    "pareto(1.5, 2)", "affine(weibull(2.5, 2), 3, -2)", "affine(weibull(3.3, 2), -1, 0.5)",
    "affine(gumbel(0, 1), 1, -2)", "affine(lognormal(0, 1), 5, 2)", "affine(gamma(0.3, 1), 1, -1)",
    "affine(student(3, 1, 2), -4, -3)", "truncated(normal(0, 1), 1, inf)", "kde([1, 2, 4, 4], 0.5)",
    "0.5*normal(0, 1) + 0.5*normal(1, 1)", "0.2*normal(0, 1) + 0.3*cauchy(1, 2) + 0.5*cauchy(0, 1)",
    "0.5*gumbel(0, 1) + 0.5*gumbel(-1, 1)", "0.4*laplace(0, 1) + 0.6*laplace(2, 1)",
  ]

  /// The form at y, up to the terms that tend to 0.
  static func value(_ form: AsymptoticForm, _ y: Double) -> Double {
    var sum = form.constant + form.log * log(y) + form.logSquared * log(y) * log(y)
    for (exponent, coefficient) in form.powers { sum += coefficient * pow(y, exponent) }
    for term in form.exponentials { sum += term.sign * exp(term.logMagnitude + term.rate * y) }
    return sum
  }

  @Test("log p tends to its form at both infinite ends", arguments: laws)
  func infiniteEnds(_ text: String) throws {
    let law = try Distribution(text)
    for (end, side) in [(Double.infinity, Side.below), (-.infinity, .above)] {
      guard let form = law.asymptotics(approaching: end, from: side) else {
        #expect(end > 0 ? law.support.upper.isFinite : law.support.lower.isFinite)
        continue
      }
      // Far enough for the rest to vanish, near enough for the terms to be resolved.
      let isAlgebraic = form.powers.isEmpty && form.exponentials.isEmpty
      let distances = isAlgebraic ? [1e6, 1e9] : (form.exponentials.isEmpty ? [300, 3000] : [40, 80])
      let rests = distances.map { y in
        let expected = law.logDensity(end > 0 ? y : -y)
        return abs(Self.value(form, y) - expected) / max(1, abs(expected) * 1e-9)
      }
      #expect(rests[1] < 0.02, "\(text) at \(end): \(rests)")
      #expect(rests[1] <= max(rests[0], 0.005), "\(text) at \(end): \(rests)")
    }
  }

  @Test(
    "log p tends to its form at every break point, from both sides",
    arguments: laws + ["beta(0.5, 3)", "uniform(1, 2)"])
  func finitePoints(_ text: String) throws {
    let law = try Distribution(text)
    for point in law.breakPoints {
      for (side, sign) in [(Side.below, -1.0), (.above, 1.0)] {
        let distance = 1e-9
        let found = law.logDensity(anchor: point, offset: sign * distance)
        guard let form = law.asymptotics(approaching: point, from: side) else {
          #expect(found == -.infinity, "\(text) at \(point)")
          continue
        }
        #expect(form.variable == .reciprocalDistance(from: point))
        #expect(abs(Self.value(form, 1 / distance) - found) < 1e-6, "\(text) at \(point) from \(side)")
      }
    }
  }

  @Test("every form of a density is integrable", arguments: laws)
  func integrable(_ text: String) throws {
    let law = try Distribution(text)
    for (end, side) in [(Double.infinity, Side.below), (-.infinity, .above)] {
      if let form = law.asymptotics(approaching: end, from: side) { #expect(form.isIntegrable) }
    }
    for point in law.breakPoints {
      for side in Side.allCases {
        if let form = law.asymptotics(approaching: point, from: side) { #expect(form.isIntegrable) }
      }
    }
  }

  private func form(
    _ exponentials: [(Double, Double, Double)] = [], _ powers: [Double: Double] = [:], sq: Double = 0,
    log: Double = 0, logLog: Double = 0, c: Double = 0, at point: Double? = nil
  ) -> AsymptoticForm {
    AsymptoticForm(
      variable: point.map { .reciprocalDistance(from: $0) } ?? .magnitude,
      exponentials: exponentials.map { .init(sign: $0.0, logMagnitude: $0.1, rate: $0.2) }, powers: powers,
      logSquared: sq, log: log, logLog: logLog, constant: c)
  }

  @Test("the leading term decides: exponentials, powers, log squared, log, log log")
  func order() {
    #expect(form([(1, 0, 1)], [2: -5]).limit == .infinity)
    #expect(form([(1, 0, 1), (-1, 9, 0.5)]).limit == .infinity)
    #expect(form([(1, 9, 0.5), (-1, 0, 1)]).limit == -.infinity)
    #expect(form([], [2: -1, 3: 1e-9]).limit == .infinity)
    #expect(form([], [0.1: -1e-3], sq: 5).limit == -.infinity)
    #expect(form(sq: 1e-3, log: -8).limit == .infinity)
    #expect(form(log: -1e-3, logLog: 9).limit == -.infinity)
    #expect(form(logLog: 1, c: -7).limit == .infinity)
    #expect(form(c: -7).limit == -7)
    #expect(form([], [2: -1]).prevails(over: form([], [2: -1, 1: -3])))
  }

  @Test("an integral at infinity converges below y⁻¹, at a point below a distance to the -1")
  func integrability() {
    #expect(!form(log: -1).isIntegrable)
    #expect(form(log: -1.000001).isIntegrable)
    #expect(form(log: -1, logLog: -1.5).isIntegrable)
    #expect(!form(log: -1, logLog: -1).isIntegrable)
    #expect(form(log: 0.5, at: 0).isIntegrable)
    #expect(!form(log: 1, at: 0).isIntegrable)
    #expect(form(log: 1, logLog: -2, at: 0).isIntegrable)
    #expect(form(log: -40, at: 0).isIntegrable)
    #expect(!form([], [1: 1e-9], log: -40, at: 0).isIntegrable)
    #expect(form(sq: -1e-9, log: 40).isIntegrable)
    #expect(!form([(1, -100, 1e-3)], [9: -4]).isIntegrable)
    #expect(!form(log: -(0.1 + 0.2 + 0.7)).isIntegrable)
  }

  @Test("equal terms reached by two routes cancel exactly")
  func cancellation() throws {
    let direct = try Distribution("normal(0.7, 0.3)").asymptotics(approaching: .infinity, from: .below)
    let mapped = try Distribution("affine(normal(0.1, 0.1), 0.4, 3)").asymptotics(
      approaching: .infinity, from: .below)
    let difference = try #require(direct) - #require(mapped)
    #expect(difference.isConstant)
    #expect(abs(difference.limit) < 1e-12)
    let weibull = try Distribution("weibull(2.3, 1.7)").asymptotics(approaching: .infinity, from: .below)
    let shifted = try Distribution("affine(affine(weibull(2.3, 1.7), 5, 1), -5, 1)").asymptotics(
      approaching: .infinity, from: .below)
    #expect((try #require(weibull) - #require(shifted)).isConstant)
  }

  @Test("a sum of forms adds coefficients, and a multiple scales them")
  func algebra() {
    let f = form([(-1, log(2), 1)], [2: -1, 1: 3], sq: 1, log: 2, logLog: 3, c: 4)
    let g = form([(-1, log(3), 1)], [2: 1, 0.5: 1], sq: -1, log: 1, c: 1)
    let sum = f + g
    #expect(sum.powers == [1: 3, 0.5: 1])
    #expect(sum.logSquared == 0 && sum.log == 3 && sum.logLog == 3 && sum.constant == 5)
    #expect(abs(sum.exponentials[0].logMagnitude - log(5)) < 1e-15)
    let scaled = f.scaled(by: -2)
    #expect(scaled.exponentials[0].sign == 1)
    #expect(abs(scaled.exponentials[0].logMagnitude - log(4)) < 1e-15)
    #expect(scaled.powers == [2: 2, 1: -6] && scaled.constant == -8)
    #expect((f - f).isConstant && (f - f).constant == 0)
    #expect(f.scaled(by: 0) == form())
  }
}
