import Distributions
import Foundation
import Quadrature
import Testing

@testable import Divergences

/// What users of other tools ran into, each named by its thread.
@Suite("Public threads")
struct PublicThreadTests {
  private func law(_ text: String) throws -> Distribution { try Distribution(text) }

  @Test(
    "Distributions.jl#1443: KL of Student's t with 1 degree of freedom against a normal is infinite, not NaN")
  func distributions1443() throws {
    let estimate = try kullbackLeibler(from: law("student(1, 0, 1)"), to: law("normal(0, 1)"))
    #expect(estimate.value == .infinity)
    #expect(estimate.verdict.name == "infinite" && estimate.verdict.reason.contains("infinity"))
    #expect(try kullbackLeibler(from: law("cauchy(0, 1)"), to: law("normal(0, 1)")).value == .infinity)
  }

  @Test(
    "squiggle#508: KL(uniform(1, 1 + e) ‖ uniform(1, 2)) is -log e",
    arguments: [0.5, 1e-2, 1e-5, 1e-9, 1e-13])
  func squiggle508(e: Double) throws {
    let estimate = try kullbackLeibler(from: Uniform(lower: 1, upper: 1 + e), to: Uniform(lower: 1, upper: 2))
    // The width that Double can hold.
    expectAgreement(estimate, -log((1 + e) - 1))
    #expect(estimate.verdict == .converged)
  }

  @Test("reliability#8: where a log-normal and a normal overlap, P(X > Y) is 3.17e-7, not 1.6e-77")
  func reliability8() throws {
    let p = try law("lognormal(9.826147748745854, 0.16739388240778247)")
    let q = try law("normal(189000, 34020)")
    // mpmath, by Reference/laws.py.
    expectAgreement(try totalVariationDeficit(p, q), 7.744944351344847806890015e-6)
    let interference = BatchFunction { x, values in
      for i in 0..<x.count { values[i] = exp(p.logDensity(x[i])) * q.cumulative(x[i]) }
    }
    let marks = (p.landmarks + q.landmarks).map { PanelMesh.Mark(position: $0.position, scale: $0.scale) }
    let probability = try PanelIntegrator().integrate(interference, over: p.support, marks: marks)[0]
    expectAgreement(probability, 3.1718127712186540954e-7, rounding: 1e-13)
  }

  @Test("distrEx: the total variation of normal(0, 0.01) and normal(0, 1) is 0.9734, not 0.554")
  func distrEx() throws {
    let (p, q) = (try Normal(mean: 0, standardDeviation: 0.01), try Normal(mean: 0, standardDeviation: 1))
    expectAgreement(try totalVariation(p, q), ClosedForm.totalVariation(p, q))
    #expect(abs(try totalVariation(p, q).value - 0.9734) < 5e-5)
  }

  @Test("scipy#19436: a subnormal mass does not make the Jensen-Shannon divergence infinite")
  func scipy19436() throws {
    for mass in [Double.leastNonzeroMagnitude, 0x1p-1030, 1e-300] {
      let value = DivergenceKernel.jensenShannon.evaluate(log(mass), log(0.5))
      #expect(value.isFinite && abs(value - 0.25 * log(2)) < 1e-15)
      #expect(DivergenceKernel.jensenShannon.evaluate(log(mass), log(mass)) == 0)
      let small = DivergenceKernel.jensenShannon.evaluate(log(mass), -.infinity)
      #expect(small >= 0 && small <= mass)
    }
    // The same in densities: a tail that underflows where the other law has its mass.
    let estimate = try jensenShannon(law("normal(0, 1)"), law("normal(37.7, 1)"))
    #expect(estimate.value.isFinite && abs(estimate.value - log(2)) < 1e-15)
  }

  @Test(
    "scipy#20083: nearly equal laws give a tiny number, never NaN",
    arguments: [1e-3, 1e-8, 1e-12, 1e-15, 1e-17])
  func scipy20083(shift: Double) throws {
    let estimate = try jensenShannon(law("normal(0, 1)"), law("normal(\(shift), 1)"))
    #expect(estimate.value >= 0)
    // d²/8 to leading order.
    #expect(abs(estimate.value - shift * shift / 8) <= estimate.absoluteError + 1e-3 * shift * shift / 8)
    let same = try jensenShannon(law("normal(0, 1)"), law("normal(0, 1)")).value
    #expect(same == 0)
  }

  @Test("tensorflow/probability#199, pytorch#72765, botorch#1720: KL with mixtures, to 1e-10")
  func mixtures() throws {
    let mixture = try law("0.3*normal(-2, 0.5) + 0.7*normal(2, 1)")
    let estimate = try kullbackLeibler(from: mixture, to: law("normal(0, 2)"))
    #expect(estimate.verdict == .converged && estimate.relativeError <= 1e-10)
    // Against the mixture's own entropy: KL = -H + log(2√(2π)) + E[x²]/8.
    let cross =
      log(2 * (2 * Double.pi).squareRoot()) + ((mixture.variance ?? 0) + pow(mixture.mean ?? 0, 2)) / 8
    #expect(abs(estimate.value - (cross - (try mixture.entropy()).value)) < 1e-11)
  }

  @Test("scipy#15974, sympy#18718: KL of two continuous laws of different families")
  func continuous() throws {
    // Exponential(1) against gamma(2, 1): E[log(e^-x/(x e^-x))] = -E[log x] = γ.
    expectAgreement(
      try kullbackLeibler(from: law("exponential(1)"), to: law("gamma(2, 1)")), 0.57721566490153286061)
    // Uniform against arcsine: E[log(π √(x(1 - x)))] = log π - 1.
    expectAgreement(
      try kullbackLeibler(from: law("uniform(0, 1)"), to: law("beta(0.5, 0.5)")), log(Double.pi) - 1)
  }

  @Test("philentropy#36: the divergence is not its root; JSD of disjoint laws is log 2 nats, 1 bit")
  func philentropy36() throws {
    let estimate = try jensenShannon(law("uniform(0, 1)"), law("uniform(2, 3)"))
    expectAgreement(estimate, log(2))
    expectAgreement(estimate.scaled(by: 1 / log(2)), 1)
  }

  /// JSD, log 2 - JSD and TV of each pair from mpmath at 90 digits: `references(p, q)` of Reference/make_references.py,
  /// composite Gauss-Legendre rules graded around every mark.
  @Test(
    "QuadGK#37, scipy#5735, #11571: mass far away or narrow is not missed",
    arguments: [
      (
        "laplace(0, 1)", "uniform(-1e8, 1e8)",
        [6.931462269281736038705908e-1, 9.53631771705546641274615e-7, 9.999998057931925604763453e-1]
      ),
      (
        "normal(800, 1)", "normal(0, 1000)",
        [6.865468753888991969679979e-1, 6.600305171046112449234258e-3, 9.976536553227927952872834e-1]
      ),
      (
        "normal(0, 1e-6)", "normal(0, 1)",
        [6.931255743263881648706055e-1, 2.160623355714454662664818e-5, 9.999956590970304581991939e-1]
      ),
      (
        "normal(123456, 1e-3)", "cauchy(0, 1)",
        [6.931471805564451834271899e-1, 3.500125990042179335775449e-12, 9.99999999999668082908741e-1]
      ),
    ])
  func farAndNarrow(p: String, q: String, exact: [Double]) throws {
    let integrals = try LawPair(law(p), law(q))
      .integrals(of: [.jensenShannon, .jensenShannonDeficit, .totalVariation])
    #expect(integrals.massOfFirst.agrees(with: 1, factor: 2), "\(p), \(q)")
    #expect(integrals.massOfSecond.agrees(with: 1, factor: 2), "\(p), \(q)")
    for (estimate, exact) in zip(integrals.estimates, exact) {
      expectAgreement(estimate, exact, "\(p), \(q)")
    }
  }
}
