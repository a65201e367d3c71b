import Distributions
import Divergences
import Foundation
import Quadrature
import QuadratureCases
import Testing

/// A law of a user's that is not what it says: its log-density is another's plus `shift`, and of the structure of the
/// other it tells that of `told` alone.
private struct Misdescribed: Law {
  var truth: any Law
  var told: any Law
  var shift = 0.0
  /// What it says of the rounding of its log-density.
  var roundingScale = 1.0

  var support: Interval { truth.support }
  var breakPoints: [Double] { told.breakPoints }
  var landmarks: [Landmark] { told.landmarks }
  var mean: Double? { truth.mean }
  var variance: Double? { truth.variance }
  var description: String { "misdescribed \(truth)" }

  func logDensity(anchor: Double, offset: Double) -> Double {
    truth.logDensity(anchor: anchor, offset: offset) + shift
  }
  func roundingScale(ofLogDensity logDensity: Double) -> Double { max(roundingScale, logDensity.magnitude) }
  func cumulative(_ x: Double) -> Double { told.cumulative(x) }
  func complementaryCumulative(_ x: Double) -> Double { told.complementaryCumulative(x) }
  func quantile(_ probability: Double) -> Double { told.quantile(probability) }
  func complementaryQuantile(_ probability: Double) -> Double { told.complementaryQuantile(probability) }
  func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    truth.asymptotics(approaching: point, from: side)
  }
  func entropy() throws -> Estimate { try truth.entropy() }
  func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    truth.sample(using: &generator)
  }
}

@Suite("An integral that missed part of a density, or read an inexact one, says so")
struct MassCheckTests {
  private func expectRefused(_ law: any Law, exact: Double, _ comment: String) throws {
    let estimate = try kullbackLeibler(from: law, to: Normal(mean: 0.5, standardDeviation: 2))
    #expect(estimate.verdict.name == "unresolved", "\(comment): \(estimate)")
    #expect(estimate.verdict.reason.contains("mass check"), "\(comment): \(estimate)")
    #expect(
      (estimate.value - exact).magnitude <= estimate.absoluteError, "\(comment): \(estimate), exact \(exact)")
  }

  @Test("a density that integrates to 0.9, or to 1.1")
  func unnormalised() throws {
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let exact = ClosedForm.kullbackLeibler(from: normal, to: try Normal(mean: 0.5, standardDeviation: 2))
    for mass in [0.9, 1.1] {
      try expectRefused(
        Misdescribed(truth: normal, told: normal, shift: log(mass)), exact: exact, "mass \(mass)")
    }
  }

  @Test("a spike of weight ¼ and width 1e-7 that no landmark tells of")
  func hiddenSpike() throws {
    let visible = try Normal(mean: 0, standardDeviation: 1)
    let law = try Distribution("0.75*normal(0, 1) + 0.25*normal(0.3, 1e-7)").law
    let exact = try kullbackLeibler(from: law, to: Normal(mean: 0.5, standardDeviation: 2))
    #expect(exact.verdict == .converged)
    let estimate = try kullbackLeibler(
      from: Misdescribed(truth: law, told: visible), to: Normal(mean: 0.5, standardDeviation: 2))
    #expect(estimate.verdict.name == "unresolved", "\(estimate), and all of it \(exact)")
    #expect(estimate.verdict.reason.contains("mass check"), "\(estimate)")
  }

  @Test("a narrow law between ends that are no doubles is off the mass 1 by what it says, and misses nothing")
  func roundedEnds() throws {
    let wide = try Normal(mean: 0, standardDeviation: 1)
    var random = SeededGenerator(seed: 20_261_126)
    for base in [
      "uniform(0, 1)", "beta(2, 2)", "beta(5, 5)", "beta(0.5, 0.5)", "truncated(normal(0, 1), -1, 2)",
    ] {
      for _ in 0..<12 {
        let width = pow(10, Double.random(in: -9 ... -3, using: &random))
        let shift = Double.random(in: -2...2, using: &random)
        let law = try Distribution("affine(\(base), \(shift), \(width))")
        let found = try LawPair(wide, law).integrals(of: [.jensenShannon])
        let mass = found.massOfSecond
        #expect(mass.agrees(with: 1), "\(law): \(mass)")
        let reason = found.estimates[0].verdict.reason
        #expect(!reason.contains("mass check"), "\(law): \(reason)")
        // No more than two roundings of a position of at most 2 + 2 width, at the greatest density of these laws.
        #expect(mass.absoluteError < 1e-12 + 2 * (2.01).ulp * 2.5 / width, "\(law): \(mass)")
        let isTold = mass.verdict.reason.contains("rounding its ends")
        #expect(isTold == (law.misplacedMass(in: .line) > 1e-10), "\(law): \(mass)")
      }
      #expect(try Distribution("affine(\(base), 0.5, \(0x1p-14))").misplacedMass(in: .line) == 0)
    }
  }

  @Test("the same law with its structure told passes")
  func honest() throws {
    let law = try Distribution("0.75*normal(0, 1) + 0.25*normal(0.3, 1e-7)").law
    let estimate = try kullbackLeibler(
      from: Misdescribed(truth: law, told: law), to: Normal(mean: 0.5, standardDeviation: 2))
    #expect(estimate.verdict == .converged, "\(estimate)")
  }

  @Test("the rounding that a law tells of its log-density is in the error of what reads it")
  func toldRounding() throws {
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let other = try Normal(mean: 0.5, standardDeviation: 2)
    let rounding = 1e-8
    let law = Misdescribed(truth: normal, told: normal, roundingScale: rounding / .ulpOfOne)
    let estimate = try kullbackLeibler(from: law, to: other)
    // One of the two laws is inexact, so half of it counts.
    #expect(estimate.absoluteError >= 0.5 * rounding * estimate.value, "\(estimate)")
    #expect(estimate.verdict.reason.contains("rounding of the log-densities"), "\(estimate)")
    #expect(try kullbackLeibler(from: normal, to: other).absoluteError < 1e-3 * rounding * estimate.value)
  }

  @Test(
    "narrow normals and distant pairs, which black boxes miss, are never lost between the nodes of two laws",
    arguments: [IntegrandFamily.narrowNormal, .twoNormals])
  func narrowLaws(_ family: IntegrandFamily) throws {
    for index in 0..<300 {
      let shapes = family.normalShapes(index, seed: 20_261_124)
      let normals = try shapes.map { try Normal(mean: $0.mean, standardDeviation: $0.standardDeviation) }
      let (law, plain): (any Law, any Law) =
        if family == .narrowNormal {
          (try Truncated(normals[0], lower: 0, upper: 1), try Uniform(lower: 0, upper: 1))
        } else {
          (
            try Mixture(normals.map { (weight: 0.5, law: $0) }),
            try Normal(mean: 0, standardDeviation: (shapes[0].mean - shapes[1].mean).magnitude / 2)
          )
        }
      let found = try LawPair(law, plain).integrals(of: [.massOfP, .jensenShannon])
      for estimate in found.estimates { #expect(estimate.verdict == .converged, "\(law): \(estimate)") }
      let mass = found.estimates[0]
      #expect((mass.value - 1).magnitude <= max(mass.absoluteError, 1e-12), "\(law): \(mass)")
    }
  }
}
