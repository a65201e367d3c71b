import Foundation
import Quadrature
import Testing

@testable import Distributions

@Suite("What holds for every law")
struct LawTests {
  static let laws =
    Distribution.catalogue.map(\.example).filter { !$0.hasPrefix("empirical") } + [
      "gamma(0.3, 1)", "gamma(1000, 2)", "beta(0.5, 0.5)", "beta(300, 20)", "weibull(0.5, 2)",
      "lognormal(0, 2)",
      "student(1, 0, 1)", "normal(1e6, 1e-6)", "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)",
      "0.5*uniform(0, 1) + 0.5*uniform(2, 3)", "0.999999*normal(0, 1) + 0.000001*normal(5, 1e-6)",
      "truncated(normal(0, 1), 40, 41)", "truncated(normal(0, 1), -inf, -38)",
      "truncated(cauchy(0, 1), -3, 1e10)",
      "truncated(normal(0, 1), 0.5, 0.5000001)", "truncated(beta(0.5, 0.5), 0, 0.25)",
      "affine(beta(0.5, 2), 1, -3)", "affine(student(3, 0, 1), 1e6, 1e-6)",
    ]

  static let probabilities = [1e-12, 1e-5, 0.01, 0.2, 0.5, 0.7, 0.99, 1 - 1e-6]

  @Test("the quantile inverts the cumulative, on both sides", arguments: laws)
  func roundTrip(_ text: String) throws {
    let law = try Distribution(text)
    for p in Self.probabilities {
      let x = law.quantile(p)
      // A rounding of x moves F by p(x) ulp(x).
      let rounding = 4 * exp(law.logDensity(x)) * x.ulp
      #expect(abs(law.cumulative(x) - p) <= 1e-14 * p + 2e-16 + rounding, "\(text) at \(p)")
      let y = law.complementaryQuantile(p)
      let other = 4 * exp(law.logDensity(y)) * y.ulp
      #expect(abs(law.complementaryCumulative(y) - p) <= 1e-14 * p + 2e-16 + other, "\(text) above \(p)")
    }
  }

  @Test("the density integrates to 1", arguments: laws)
  func mass(_ text: String) throws {
    let law = try Distribution(text)
    let mass = law.law.densityIntegral(over: law.support) { _, _ in 1 }
    #expect(abs(mass.value - 1) < 1e-12, "\(text): \(mass)")
  }

  @Test("the cumulative is the integral of the density", arguments: laws)
  func cumulative(_ text: String) throws {
    let law = try Distribution(text)
    let (a, b) = (law.quantile(0.1), law.quantile(0.6))
    let window = try Interval(a, b)
    let mass = law.law.densityIntegral(over: window) { _, _ in 1 }
    let rounding = 4 * (exp(law.logDensity(a)) * a.ulp + exp(law.logDensity(b)) * b.ulp)
    #expect(abs(mass.value - (law.cumulative(b) - law.cumulative(a))) < 1e-12 + rounding, "\(text): \(mass)")
  }

  @Test("where log p has a kink or a jump there is a break point", arguments: laws)
  func breakPoints(_ text: String) throws {
    let law = try Distribution(text)
    let ends = law.supportIntervals.flatMap { [$0.lower, $0.upper] }.filter(\.isFinite)
    for point in Set(law.landmarks.map(\.position) + ends) {
      let scale = law.landmarks.map { max($0.scale, 1e-6 * ($0.position - point).magnitude) }.min() ?? 1
      let h = 1e-4 * scale
      let (below, above) = (
        law.logDensity(anchor: point, offset: -h), law.logDensity(anchor: point, offset: h)
      )
      // Of a smooth log p the second difference is of order h².
      let isSmooth = (below + above - 2 * law.logDensity(anchor: point, offset: 0)).magnitude < 1e-5
      #expect(isSmooth || law.breakPoints.contains(point), "\(text) at \(point)")
    }
  }

  @Test("both sides add to 1, and logarithms agree with their probabilities", arguments: laws)
  func sides(_ text: String) throws {
    let law = try Distribution(text)
    for p in Self.probabilities {
      let x = law.quantile(p)
      #expect(abs(law.cumulative(x) + law.complementaryCumulative(x) - 1) < 4e-15)
      #expect(abs(exp(law.logCumulative(x)) - law.cumulative(x)) < 1e-14)
      #expect(abs(exp(law.logComplementaryCumulative(x)) - law.complementaryCumulative(x)) < 1e-14)
    }
  }

  @Test("the batched density is the single one", arguments: laws)
  func batch(_ text: String) throws {
    let law = try Distribution(text)
    let anchor = law.quantile(0.5)
    let offsets = Self.probabilities.map { law.quantile($0) - anchor }
    var result = [Double](repeating: 0, count: offsets.count)
    offsets.withUnsafeBufferPointer { offsets in
      result.withUnsafeMutableBufferPointer { law.logDensities(anchor: anchor, offsets: offsets, into: $0) }
    }
    for (offset, value) in zip(offsets, result) {
      let expected = law.logDensity(anchor: anchor, offset: offset)
      #expect(
        value == expected || abs(value - expected) <= 4e-15 * max(1, abs(expected)),
        "\(text): \(value) \(expected)")
    }
  }

  @Test("mean, variance and entropy are those of the density", arguments: laws)
  func moments(_ text: String) throws {
    let law = try Distribution(text)
    let entropy = law.law.densityIntegral(over: law.support) { _, logDensity in -logDensity
    }
    let claimed = try law.entropy().value
    #expect(abs(entropy.value - claimed) < 1e-10 * max(1, abs(claimed)), "\(text): \(entropy)")
    guard let mean = law.mean, mean.isFinite, let variance = law.variance, variance.isFinite else { return }
    let isHeavy = text.hasPrefix("pareto") || text.hasPrefix("student")
    let first = law.law.densityIntegral(over: law.support) { x, _ in x - mean }
    #expect(abs(first.value) < 1e-10 * variance.squareRoot() + 4 * mean.ulp, "\(text): \(first)")
    if isHeavy { return }
    let second = law.law.densityIntegral(over: law.support) { x, _ in (x - mean) * (x - mean) }
    #expect(
      abs(second.value - variance) < (abs(mean) > 1e5 ? 1e-3 : 1e-10) * variance,
      "\(text): \(second), \(variance)")
  }

  @Test(
    "Distributions.jl#1875: a quadrature for an entropy is right within the error that it reports",
    arguments: laws)
  func entropyWithinItsError(_ text: String) throws {
    let law = try Distribution(text)
    let fallback = law.law.densityIntegral(over: law.support) { _, logDensity in -logDensity }
    let claimed = try law.entropy()
    #expect(fallback.agrees(with: claimed), "\(text): \(fallback), \(claimed)")
  }

  @Test("2,000 draws pass a Kolmogorov-Smirnov test, and a seed fixes them", arguments: laws)
  func sampling(_ text: String) throws {
    let law = try Distribution(text)
    var generator = SeededGenerator(state: 20_240_229)
    let draws = (0..<2000).map { _ in law.sample(using: &generator) }
    var again = SeededGenerator(state: 20_240_229)
    #expect(law.sample(using: &again) == draws[0])
    let cumulatives = draws.map { law.cumulative($0) }.sorted()
    let n = Double(draws.count)
    let distance =
      cumulatives.enumerated().map { max(Double($0 + 1) / n - $1, $1 - Double($0) / n) }.max() ?? 1
    // 1.95 / √n is exceeded with probability 1e-3.
    #expect(distance < 1.95 / n.squareRoot(), "\(text): \(distance)")
  }
}
