import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

@Suite("Inequalities among the divergences")
struct InequalityTests {
  private func entropy(_ d: Double) -> Double {
    (d > 0 ? -d * log(d) : 0) + (d < 1 ? -(1 - d) * log1p(-d) : 0)
  }

  @Test("log 2 - h((1 + TV)/2) <= JSD <= TV log 2", arguments: ordinaryPairs)
  func boundsByTotalVariation(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    let (jsd, variation) = (try jensenShannon(p, q), try totalVariation(p, q))
    let slack = jsd.absoluteError + variation.absoluteError + 1e-15
    #expect(jsd.value <= variation.value * log(2) + slack)
    #expect(jsd.value >= log(2) - entropy(0.5 * (1 + variation.value)) - slack)
  }

  @Test("the upper bound is sharp: D* is 0, ½ or 1 for shifted uniform laws", arguments: [0.001, 0.3, 0.9])
  func upperBoundIsSharp(shift: Double) throws {
    let (p, q) = (try Uniform(lower: 0, upper: 1), try Uniform(lower: shift, upper: 1 + shift))
    expectAgreement(try totalVariation(p, q), shift, rounding: 1e-12)
    expectAgreement(try jensenShannon(p, q), shift * log(2), rounding: 1e-12)
  }

  @Test("the lower bound is sharp: |2 D* - 1| is constant", arguments: [0.01, 0.5, 0.99])
  func lowerBoundIsSharp(u: Double) throws {
    let (more, less) = (0.5 * (1 + u), 0.5 * (1 - u))
    let p = try Distribution("\(more)*uniform(0, 1) + \(less)*uniform(1, 2)")
    let q = try Distribution("\(less)*uniform(0, 1) + \(more)*uniform(1, 2)")
    expectAgreement(try totalVariation(p, q), u, rounding: 1e-13)
    expectAgreement(try jensenShannon(p, q), log(2) - entropy(more), rounding: 1e-11)
  }

  @Test("all ranges are kept", arguments: ordinaryPairs)
  func ranges(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    func check(_ estimate: Estimate, in range: ClosedRange<Double>) {
      #expect(estimate.value >= range.lowerBound - estimate.absoluteError)
      #expect(estimate.value <= range.upperBound + estimate.absoluteError)
      #expect(estimate.absoluteError >= 0)
    }
    check(try jensenShannon(p, q), in: 0...log(2))
    check(try totalVariation(p, q), in: 0...1)
    check(try squaredHellinger(p, q), in: 0...1)
    check(try kolmogorovSmirnov(p, q), in: 0...1)
    for estimate in [
      try kullbackLeibler(from: p, to: q), try chiSquared(of: p, against: q), try bhattacharyyaDistance(p, q),
      try wasserstein1(p, q), try wasserstein2(p, q), try energyDistance(p, q),
    ] {
      check(estimate, in: 0...Double.infinity)
    }
  }

  @Test("Pinsker: 2 TV² <= KL; H² <= TV <= H √(2 - H²); KL <= log(1 + χ²)", arguments: ordinaryPairs)
  func classical(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    let variation = try totalVariation(p, q).value
    let hellinger = try squaredHellinger(p, q).value
    let divergence = try kullbackLeibler(from: p, to: q).value
    #expect(2 * variation * variation <= divergence * (1 + 1e-9))
    #expect(hellinger <= variation * (1 + 1e-9))
    #expect(variation <= (hellinger * (2 - hellinger)).squareRoot() * (1 + 1e-9))
    #expect(divergence <= log1p(try chiSquared(of: p, against: q).value) * (1 + 1e-9))
    #expect(try kolmogorovSmirnov(p, q).value <= variation * (1 + 1e-9))
  }

  @Test("W1 <= W2, and W1 is at least the distance of the means", arguments: ordinaryPairs)
  func transport(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    let (first, second) = (try wasserstein1(p, q), try wasserstein2(p, q))
    #expect(first.value <= second.value * (1 + 1e-8))
    if let a = p.mean, let b = q.mean, a.isFinite, b.isFinite {
      #expect(first.value >= (a - b).magnitude - 1e-9)
    }
  }

  @Test("√JSD is a metric: the triangle inequality on seeded random triples", arguments: 1...12)
  func triangle(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func law() throws -> Distribution {
      let (location, scale) = (
        Double.random(in: -2...2, using: &random), Double.random(in: 0.2...3, using: &random)
      )
      return try Distribution(
        [
          "normal(\(location), \(scale))", "laplace(\(location), \(scale))",
          "uniform(\(location), \(location + scale))", "gamma(\(scale), 1)", "cauchy(\(location), \(scale))",
          "empirical([\(location)])",
        ].randomElement(using: &random) ?? "")
    }
    let (a, b, c) = (try law(), try law(), try law())
    func distance(_ p: Distribution, _ q: Distribution) throws -> Double {
      try jensenShannon(p, q).value.squareRoot()
    }
    #expect(try distance(a, c) <= distance(a, b) + distance(b, c) + 1e-9)
  }

  @Test("but JSD itself is none: the inequality fails without the root")
  func noMetricWithoutTheRoot() throws {
    let laws = try [0, 1, 2].map { try Normal(mean: $0, standardDeviation: 1) }
    let near = try jensenShannon(laws[0], laws[1]).value + jensenShannon(laws[1], laws[2]).value
    #expect(try jensenShannon(laws[0], laws[2]).value > near)
  }

  @Test(
    "divergences decrease when both laws are mixed with a third (joint convexity)", arguments: ordinaryPairs)
  func convexity(_ pair: NamedPair) throws {
    let third = "0.5*normal(0, 3)"
    let p = try Distribution("\(third) + 0.5*\(wrapped(pair.p))")
    let q = try Distribution("\(third) + 0.5*\(wrapped(pair.q))")
    let (a, b) = try pair.laws()
    for (mixed, plain) in [
      (try jensenShannon(p, q), try jensenShannon(a, b)),
      (try kullbackLeibler(from: p, to: q), try kullbackLeibler(from: a, to: b)),
      (try totalVariation(p, q), try totalVariation(a, b)),
    ] {
      #expect(mixed.value <= 0.5 * plain.value + mixed.absoluteError + 1e-9)
    }
  }

  /// A mixture cannot be a part of a mixture by text unless it is an affine map of itself.
  private func wrapped(_ text: String) -> String { text.contains("+") ? "affine(\(text), 0, 1)" : text }
}
