import Distributions
import Divergences
import Foundation
import Quadrature
import Testing

/// The cases in which the obvious rule ("a heavier tail makes it infinite") is wrong.
@Suite("Finiteness where the obvious rule is wrong")
struct SurprisingFinitenessTests {
  private func law(_ text: String) throws -> Distribution { try Distribution(text) }

  @Test("a heavier tail alone does not make KL infinite: KL(laplace ‖ normal) is 0.2258")
  func laplaceAgainstNormal() throws {
    let estimate = try kullbackLeibler(from: law("laplace(0, 1)"), to: law("normal(0, 1)"))
    // ½ log(2π) + E[x²]/2 - 1 - log 2 with E[x²] = 2.
    expectAgreement(estimate, 0.5 * log(2 * Double.pi) - log(2))
    #expect(abs(estimate.value - 0.2258) < 1e-4)
  }

  @Test(
    "Student's t against a normal has finite KL exactly when df > 2", arguments: [0.5, 1, 2, 2.01, 3, 30])
  func studentAgainstNormal(df: Double) throws {
    let estimate = try kullbackLeibler(from: law("student(\(df), 0, 1)"), to: law("normal(0, 1)"))
    #expect((estimate.value < .infinity) == (df > 2))
    #expect(df > 2 || estimate.verdict.reason.contains("infinity"))
    #expect(try kullbackLeibler(from: law("normal(0, 1)"), to: law("student(\(df), 0, 1)")).value < .infinity)
  }

  @Test("Pareto(a) against a gamma has infinite KL exactly when a <= 1", arguments: [0.5, 0.99, 1, 1.01, 2])
  func paretoAgainstGamma(shape: Double) throws {
    let estimate = try kullbackLeibler(from: law("pareto(\(shape), 1)"), to: law("gamma(2, 1)"))
    #expect((estimate.value < .infinity) == (shape > 1))
  }

  @Test("chi-squared of normals is infinite exactly when σ_p² >= 2 σ_q²", arguments: [1, 1.4, 1.41, 1.42, 2])
  func chiSquaredOfNormals(sd: Double) throws {
    let estimate = try chiSquared(of: law("normal(0, \(sd))"), against: law("normal(0, 1)"))
    #expect((estimate.value < .infinity) == (sd * sd < 2))
    #expect(sd * sd < 2 || estimate.verdict.reason.contains("infinity"))
  }

  @Test(
    "at the tie σ_p² = 2 σ_q² the linear term decides: it is infinite whichever the shift",
    arguments: [-1, 0, 1])
  func tieOfVariances(shift: Double) throws {
    let (p, q) = (try law("normal(\(shift), 2)"), try law("normal(0, 1.4142135623730951)"))
    #expect(try chiSquared(of: p, against: q).value == .infinity)
  }

  @Test("at a tie on one side only the shift decides: laplace(0, 0.5) and truncated normals")
  func tieOnOneSide() throws {
    // p²/q ~ exp((2m) x) on the right half-line: finite for a mean below 0 only.
    let q = try law("truncated(normal(0, 1), 0, inf)")
    let sd = 2.0.squareRoot()
    for (mean, isFinite) in [(-1.0, true), (1.0, false)] {
      let p = try law("truncated(affine(normal(0, 1), \(mean), \(sd)), 0, inf)")
      // 2/(2σ²)·… equal quadratic terms up to rounding are taken as a tie.
      #expect((try chiSquared(of: p, against: q).value < .infinity) == isFinite, "mean \(mean)")
    }
  }

  @Test("chi-squared of gammas is finite exactly when 2 a_p > a_q and θ_p < 2 θ_q")
  func chiSquaredOfGammas() throws {
    for (shape, scale, other, otherScale) in [
      (2.0, 1.0, 3.9, 1.0), (2, 1, 4, 1), (2, 1, 4.1, 1), (2, 1.99, 2, 1), (2, 2, 2, 1), (2, 2.01, 2, 1),
    ] {
      let estimate = try chiSquared(
        of: law("gamma(\(shape), \(scale))"), against: law("gamma(\(other), \(otherScale))"))
      // At θ_p = 2 θ_q the exponentials cancel and the power x^(2a_p - a_q - 1) is left.
      let isFinite =
        2 * shape > other
        && (scale < 2 * otherScale || (scale == 2 * otherScale && 2 * shape - other < 0))
      #expect((estimate.value < .infinity) == isFinite, "\(shape), \(scale), \(other), \(otherScale)")
    }
  }

  @Test("W1 of two Cauchys with one scale is their distance; with two scales it is infinite")
  func cauchyTransport() throws {
    expectAgreement(try wasserstein1(law("cauchy(0, 1)"), law("cauchy(3, 1)")), 3)
    let estimate = try wasserstein1(law("cauchy(0, 1)"), law("cauchy(0, 2)"))
    #expect(estimate.value == .infinity)
    #expect(estimate.verdict.reason.contains("tail"))
  }

  @Test("KL of two Gumbels is finite whichever the scales, and of a normal against a Gumbel it is too")
  func gumbelTails() throws {
    #expect(try kullbackLeibler(from: law("gumbel(0, 1)"), to: law("gumbel(0, 3)")).value < .infinity)
    #expect(try kullbackLeibler(from: law("gumbel(0, 3)"), to: law("gumbel(0, 1)")).value < .infinity)
    #expect(try kullbackLeibler(from: law("normal(0, 1)"), to: law("gumbel(0, 1)")).value < .infinity)
    // Towards minus infinity exp(e^|x|) is beaten by no Laplace tail of rate at least that of e^|x|.
    #expect(try kullbackLeibler(from: law("laplace(0, 1)"), to: law("gumbel(0, 1)")).value == .infinity)
    #expect(try kullbackLeibler(from: law("laplace(0, 0.5)"), to: law("gumbel(0, 1)")).value < .infinity)
  }

  @Test("a log-normal against a gamma is finite, a gamma against a log-normal too: (log x)² loses to x")
  func lognormalAndGamma() throws {
    #expect(try kullbackLeibler(from: law("lognormal(0, 1)"), to: law("gamma(2, 1)")).value < .infinity)
    #expect(try kullbackLeibler(from: law("gamma(2, 1)"), to: law("lognormal(0, 1)")).value < .infinity)
    #expect(try chiSquared(of: law("lognormal(0, 1)"), against: law("gamma(2, 1)")).value == .infinity)
    #expect(try chiSquared(of: law("gamma(2, 1)"), against: law("lognormal(0, 1)")).value == .infinity)
  }

  @Test("a finite end decides like an infinite one: gamma(k) and uniform against beta")
  func finiteEnds() throws {
    // ∫ 1/beta near 0 is ∫ x^(1-a): infinite for a >= 2; KL stays finite.
    for (a, isFinite) in [(1.5, true), (1.99, true), (2.0, false), (3.0, false)] {
      let q = try law("beta(\(a), 1)")
      #expect((try chiSquared(of: law("uniform(0, 1)"), against: q).value < .infinity) == isFinite, "\(a)")
      #expect(try kullbackLeibler(from: law("uniform(0, 1)"), to: q).value < .infinity)
    }
  }

  @Test(
    "mixtures, truncations and affine maps keep the forms: the lightest tail of a mixture does not decide")
  func closedUnderCombination() throws {
    let heavy = try law("0.999*normal(0, 1) + 0.001*cauchy(0, 1)")
    let normal = try law("normal(0, 1)")
    #expect(try kullbackLeibler(from: heavy, to: normal).value == .infinity)
    #expect(try kullbackLeibler(from: normal, to: heavy).value < .infinity)
    #expect(try chiSquared(of: law("cauchy(0, 1)"), against: heavy).value < .infinity)
    #expect(try kullbackLeibler(from: law("truncated(cauchy(0, 1), -9, 9)"), to: normal).value < .infinity)
    #expect(try kullbackLeibler(from: law("affine(student(3, 0, 1), 2, -3)"), to: normal).value < .infinity)
    #expect(try kullbackLeibler(from: law("affine(student(2, 0, 1), 2, -3)"), to: normal).value == .infinity)
    // One tail only: the mirror image of a Pareto law.
    let mirrored = try law("affine(pareto(1, 1), 0, -1)")
    let reason = try kullbackLeibler(from: mirrored, to: normal).verdict.reason
    #expect(reason.contains("minus infinity"))
  }

  @Test(
    "a gap in the support is seen: mass where the other law has none",
    arguments: ["uniform(0, 3)", "normal(1, 1)"])
  func gaps(text: String) throws {
    let gapped = try law("0.5*uniform(0, 1) + 0.5*uniform(2, 3)")
    #expect(try kullbackLeibler(from: gapped, to: law(text)).value < .infinity)
    let estimate = try kullbackLeibler(from: law(text), to: gapped)
    #expect(estimate.value == .infinity)
    #expect(estimate.verdict.reason.contains("has none"))
  }

  @Test(
    "a tail coefficient beyond the range of doubles proves nothing: never infinite, always unresolved",
    arguments: [1e155, 1e-160])
  func coefficientsBeyondRange(sd: Double) throws {
    let (first, second) = (try law("normal(0, \(sd))"), try law("normal(0, \(2 * sd))"))
    let divergence = try kullbackLeibler(from: second, to: first)
    let others = [try chiSquared(of: first, against: second), try wasserstein1(first, second)]
    for estimate in [divergence] + others {
      #expect(estimate.verdict.name == "unresolved" && estimate.verdict.reason.contains("rescale"))
    }
    expectAgreement(divergence, 1.5 - log(2))
  }
}
