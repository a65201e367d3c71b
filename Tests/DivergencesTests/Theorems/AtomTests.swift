import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

@Suite("Laws with atoms")
struct AtomTests {
  private let sample = "empirical([-1.5, 0, 0, 0.3, 2])"

  @Test(
    "JSD of a law without atoms and any sample is log 2, TV is 1, H² is 1",
    arguments: [
      "normal(0, 1)", "cauchy(0, 1)", "uniform(-3, 3)", "gamma(0.3, 1)", "kde([1, 2, 4], 0.5)",
    ])
  func sampleIsFar(text: String) throws {
    let (p, q) = (try Distribution(text), try Distribution(sample))
    expectAgreement(try jensenShannon(p, q), log(2))
    expectAgreement(try totalVariation(p, q), 1)
    expectAgreement(try squaredHellinger(p, q), 1)
    for estimate in [
      try kullbackLeibler(from: p, to: q), try kullbackLeibler(from: q, to: p),
      try chiSquared(of: q, against: p),
    ] {
      #expect(estimate.value == .infinity && !estimate.verdict.reason.isEmpty)
    }
  }

  @Test(
    "an atom of weight w where the other has none adds w log(2)/2 to JSD and w/2 to TV",
    arguments: [
      1e-12, 1e-3, 0.5,
    ])
  func oneAtom(weight: Double) throws {
    let p = try Distribution("normal(0, 1)")
    let q = try Distribution("\(1 - weight)*normal(0, 1) + \(weight)*empirical([0.5])")
    let jsd = try jensenShannon(p, q)
    // The rest: p against (1 - w) p, whose JSD kernel is p (log(2/(2-w)) + (1-w) log(2(1-w)/(2-w)))/2.
    let rest = 0.5 * (-log1p(-weight / 2) + (1 - weight) * (log1p(-weight) - log1p(-weight / 2)))
    #expect(abs(jsd.value - (0.5 * weight * log(2) + rest)) <= jsd.absoluteError + 1e-15)
    // ½ (w + w): what q lacks of p's density, and the atom.
    #expect(abs(try totalVariation(p, q).value - weight) <= 1e-15 + 1e-10 * weight)
    #expect(try kullbackLeibler(from: q, to: p).value == .infinity)
    #expect(abs(try kullbackLeibler(from: p, to: q).value + log1p(-weight)) <= 1e-15)
  }

  @Test("between two samples only the common values count: sums over the weights")
  func twoSamples() throws {
    let (p, q) = (try Distribution("empirical([1, 2, 2, 3])"), try Distribution("empirical([2, 3, 3, 3])"))
    // Weights (¼, ½, ¼) and (0, ¼, ¾).
    expectAgreement(try totalVariation(p, q), 0.5)
    expectAgreement(try kullbackLeibler(from: q, to: p), 0.25 * log(0.5) + 0.75 * log(3))
    #expect(try kullbackLeibler(from: p, to: q).value == .infinity)
    expectAgreement(try squaredHellinger(p, q), 1 - (0.125.squareRoot() + (3.0 / 16).squareRoot()))
    // W1: |F - G| is ¼ on [1, 2) and ½ on [2, 3).
    expectAgreement(try wasserstein1(p, q), 0.75)
    expectAgreement(try kolmogorovSmirnov(p, q), 0.5)
    // W2: sorted, 1→2, 2→3, 2→3, 3→3.
    expectAgreement(try wasserstein2(p, q), 0.75.squareRoot())
  }

  @Test("W1 of a sample of one point to a law is E|X - x|: 2/√(2π) for a standard normal")
  func onePoint() throws {
    let estimate = try wasserstein1(Distribution("empirical([0])"), Distribution("normal(0, 1)"))
    expectAgreement(estimate, (2 / Double.pi).squareRoot())
    expectAgreement(try wasserstein2(Distribution("empirical([0])"), Distribution("normal(0, 1)")), 1)
  }

  @Test("equal samples are at distance 0, whatever the order of their values")
  func equalSamples() throws {
    let (p, q) = (try Distribution("empirical([3, 1, 2])"), try Distribution("empirical([1, 2, 3])"))
    #expect(try jensenShannon(p, q).value == 0)
    #expect(try kullbackLeibler(from: p, to: q).value == 0)
    #expect(try wasserstein1(p, q).value == 0)
  }

  @Test("W1 of a sample of n to its law falls like n^(-1/2), while JSD stays at log 2")
  func rate() throws {
    let law = try Distribution("normal(0, 1)")
    var random = SeededGenerator(seed: 5)
    var means: [Double] = []
    for n in [16, 256] {
      let distances = try (0..<8).map { _ in
        let points = (0..<n).map { _ in law.sample(using: &random) }
        return try wasserstein1(law, Empirical(sample: points), tolerance: Tolerance(relative: 1e-6)).value
      }
      means.append(distances.reduce(0, +) / 8)
    }
    // A factor of 4 but for the spread of 8 runs each.
    #expect(2.5 < means[0] / means[1] && means[0] / means[1] < 6.5)
  }
}
