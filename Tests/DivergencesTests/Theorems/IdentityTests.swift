import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

@Suite("Identities among the divergences")
struct IdentityTests {
  /// ∫ m(x) g(D*(x)) dx over both supports, m = (p + q)/2 and D* = p/(p + q), by its own integrand.
  private func expectation(
    _ p: Distribution, _ q: Distribution, _ g: @escaping (Double) -> Double
  ) throws -> Estimate {
    let marks = (p.landmarks + q.landmarks).map { PanelMesh.Mark(position: $0.position, scale: $0.scale) }
    let breaks = (p.breakPoints + q.breakPoints).map { PanelMesh.Mark(position: $0, scale: .infinity) }
    let integrand = BatchFunction { x, values in
      for i in 0..<x.count {
        let (a, b) = (exp(p.logDensity(x[i])), exp(q.logDensity(x[i])))
        values[i] = a + b > 0 ? 0.5 * (a + b) * g(a / (a + b)) : 0
      }
    }
    return try PanelIntegrator(tolerance: Tolerance(absolute: 1e-10, relative: 1e-8))
      .integrate(integrand, over: p.support.hull(q.support), marks: marks + breaks)[0]
  }

  private func entropy(_ d: Double) -> Double {
    (d > 0 ? -d * log(d) : 0) + (d < 1 ? -(1 - d) * log1p(-d) : 0)
  }

  @Test("E_m[u] = TV, u = |2 D* - 1|", arguments: ordinaryPairs)
  func meanConfidence(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    let mean = try expectation(p, q) { abs(2 * $0 - 1) }
    #expect(abs(mean.value - (try totalVariation(p, q)).value) < 1e-7)
  }

  @Test("JSD = E_m[log 2 - h(D*)], h the binary entropy", arguments: ordinaryPairs)
  func jensenShannonAsInformation(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    let information = try expectation(p, q) { log(2) - entropy($0) }
    #expect(abs(information.value - (try jensenShannon(p, q)).value) < 1e-9)
  }

  @Test("JSD = H(m) - H(p)/2 - H(q)/2", arguments: ordinaryPairs)
  func entropies(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    #expect(try LawPair(p, q).jensenShannonByEntropies().agrees(with: jensenShannon(p, q)))
  }

  @Test("JSD + its deficit = log 2, TV + the overlap = 1", arguments: ordinaryPairs)
  func complements(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    #expect(try (jensenShannon(p, q) + jensenShannonDeficit(p, q)).agrees(with: log(2)))
    #expect(try (totalVariation(p, q) + totalVariationDeficit(p, q)).agrees(with: 1))
  }

  @Test(
    "symmetric divergences are symmetric, and a law is at distance 0 from itself", arguments: ordinaryPairs)
  func symmetry(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    #expect(try jensenShannon(p, q).agrees(with: jensenShannon(q, p)))
    #expect(try totalVariation(p, q).agrees(with: totalVariation(q, p)))
    #expect(try squaredHellinger(p, q).agrees(with: squaredHellinger(q, p)))
    #expect(try jeffreys(p, q).agrees(with: jeffreys(q, p)))
    #expect(try wasserstein1(p, q).agrees(with: wasserstein1(q, p)))
    for estimate in [
      try jensenShannon(p, p), try totalVariation(p, p), try squaredHellinger(p, p), try wasserstein1(p, p),
      try kullbackLeibler(from: p, to: p), try chiSquared(of: p, against: p), try wasserstein2(p, p),
    ] {
      #expect(estimate.value == 0)
    }
  }

  @Test("the Jeffreys divergence is KL both ways", arguments: ordinaryPairs)
  func jeffreysIsTheSum(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    let sum = try kullbackLeibler(from: p, to: q) + kullbackLeibler(from: q, to: p)
    #expect(try jeffreys(p, q).agrees(with: sum))
  }

  @Test("the skewed JSD at ½ is JSD, and is (1 - a) KL(p ‖ m_a) + a KL(q ‖ m_a)", arguments: ordinaryPairs)
  func skewed(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    #expect(try skewedJensenShannon(p, q, weight: 0.5).agrees(with: jensenShannon(p, q)))
    let a = 0.2
    let first = try kullbackLeiblerToMixture(from: p, with: q, weight: a).scaled(by: 1 - a)
    let second = try kullbackLeiblerToMixture(from: q, with: p, weight: 1 - a).scaled(by: a)
    #expect(try skewedJensenShannon(p, q, weight: a).agrees(with: first + second))
  }

  @Test(
    "the Rényi divergence of order ½ is twice the Bhattacharyya distance; of order 2, log(1 + χ²)",
    arguments: ordinaryPairs)
  func renyiOrders(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    let half = try renyi(of: p, against: q, order: 0.5)
    #expect(half.agrees(with: try bhattacharyyaDistance(p, q).scaled(by: 2)))
    let two = try renyi(of: p, against: q, order: 2)
    let chi = try chiSquared(of: p, against: q)
    #expect(two.value == .infinity ? chi.value == .infinity : abs(two.value - log1p(chi.value)) < 1e-9)
  }

  @Test("Rényi divergences increase with the order, through KL at 1", arguments: ordinaryPairs)
  func renyiIncreases(_ pair: NamedPair) throws {
    let (p, q) = try pair.laws()
    let orders = [0.2, 0.5, 0.9, 0.999]
    var values = try orders.map { try renyi(of: p, against: q, order: $0).value }
    values.append(try kullbackLeibler(from: p, to: q).value)
    values.append(try renyi(of: p, against: q, order: 1.5).value)
    for (low, high) in zip(values, values.dropFirst()) { #expect(low <= high * (1 + 1e-10)) }
  }

  @Test("all f-divergences are invariant under a map of the line; W1 and W2 scale with it")
  func invariance() throws {
    let (p, q) = (try Distribution("gamma(2, 1)"), try Distribution("lognormal(0.5, 0.5)"))
    let (a, b) = (try Affine(p, shift: 3, scale: -2.5), try Affine(q, shift: 3, scale: -2.5))
    #expect(try jensenShannon(a, b).agrees(with: jensenShannon(p, q)))
    #expect(try kullbackLeibler(from: a, to: b).agrees(with: kullbackLeibler(from: p, to: q)))
    #expect(try totalVariation(a, b).agrees(with: totalVariation(p, q)))
    #expect(try wasserstein1(a, b).agrees(with: wasserstein1(p, q).scaled(by: 2.5)))
    #expect(try abs(wasserstein2(a, b).value - 2.5 * wasserstein2(p, q).value) < 1e-8)
    #expect(try abs(energyDistance(a, b).value - 2.5.squareRoot() * energyDistance(p, q).value) < 1e-9)
  }

  @Test(
    "the best classifier's accuracy is (1 + TV)/2: Φ(d/2) for two normals d apart", arguments: [0.1, 1, 3])
  func accuracy(distance: Double) throws {
    let (p, q) = (
      try Normal(mean: 0, standardDeviation: 1), try Normal(mean: distance, standardDeviation: 1)
    )
    let variation = try totalVariation(p, q)
    #expect(abs(0.5 * (1 + variation.value) - p.cumulative(distance / 2)) < 1e-12)
  }

  @Test(
    "the Kolmogorov-Smirnov distance is the largest gap of the cumulatives: at the crossing for two normals")
  func kolmogorovSmirnovDistance() throws {
    let (p, q) = (try Distribution("normal(0, 1)"), try Distribution("normal(1, 1)"))
    expectAgreement(try kolmogorovSmirnov(p, q), p.cumulative(0.5) - q.cumulative(0.5))
    expectAgreement(try kolmogorovSmirnov(Distribution("uniform(0, 1)"), Distribution("uniform(2, 3)")), 1)
  }

  @Test("the energy distance of two normals d apart is known: E|X - Y| - E|X - X'|", arguments: [0.01, 1, 5])
  func energyOfNormals(distance: Double) throws {
    let (p, q) = (
      try Normal(mean: 0, standardDeviation: 1), try Normal(mean: distance, standardDeviation: 1)
    )
    // E|d + √2 Z| - E|√2 Z|, and SciPy's energy distance is the root of twice that.
    let z = distance / 2.0.squareRoot()
    let mean =
      2.0.squareRoot() * ((2 / Double.pi).squareRoot() * expm1(-0.5 * z * z) + z * erf(z / 2.0.squareRoot()))
    let estimate = try energyDistance(p, q)
    #expect(abs(estimate.value - (2 * mean).squareRoot()) < 1e-9 * estimate.value)
  }
}
