import Foundation
import Testing

@testable import Distributions

@Suite("Mixtures, truncations and affine maps")
struct CombinatorTests {
  @Test("supports with gaps stay apart, those that touch merge")
  func gaps() throws {
    let law = try Distribution("0.25*uniform(0, 1) + 0.25*uniform(1, 2) + 0.5*uniform(3, 4)")
    #expect(law.supportIntervals.map(\.description) == ["[0.0, 2.0]", "[3.0, 4.0]"])
    #expect(law.support.description == "[0.0, 4.0]")
    #expect(law.breakPoints == [0, 1, 2, 3, 4])
    #expect(law.logDensity(2.5) == -.infinity)
    #expect(abs(law.quantile(0.5) - 2) < 1e-15 && law.quantile(0.500001) > 3)
    #expect(law.asymptotics(approaching: 2, from: .above) == nil)
    #expect(law.asymptotics(approaching: 3, from: .above)?.constant == log(0.5))
  }

  @Test("atoms of the components merge, and a mixture with atoms has its quantile at them")
  func atoms() throws {
    let law = try Distribution("0.5*empirical([0, 1]) + 0.25*empirical([1]) + 0.25*uniform(0, 2)")
    #expect(law.atoms == [Atom(position: 0, weight: 0.25), Atom(position: 1, weight: 0.5)])
    #expect(law.cumulative(-1e-9) == 0 && law.cumulative(0) == 0.25)
    #expect(abs(law.cumulative(1) - 0.875) < 1e-15)
    #expect(law.quantile(0.1) == 0 && law.quantile(0.5) == 1 && law.quantile(0.8) == 1)
    #expect(abs(law.quantile(0.9) - 1.2) < 1e-14)
    #expect(law.complementaryQuantile(0.5) == 1)
    let mirrored = try Affine(law, shift: 0, scale: -1)
    #expect(mirrored.atoms.map(\.position) == [-1, 0])
    #expect(
      abs(mirrored.cumulative(-1) - 0.625) < 1e-15
        && abs(mirrored.complementaryCumulative(-1) - 0.375) < 1e-15)
    let cut = try Truncated(law, lower: 0, upper: 0.5)
    #expect(abs(cut.atoms[0].weight - 0.8) < 1e-15 && abs(cut.cumulative(0) - 0.8) < 1e-15)
  }

  @Test("an affine map keeps the distance from an end at which the density is singular")
  func distances() throws {
    let beta = try Beta(a: 0.5, b: 0.5)
    let law = try Affine(beta, shift: 1.1, scale: -3)
    let end = law.breakPoints[1]
    for distance in [1e-300, 1e-30, 1e-9] {
      let expected = beta.logDensity(anchor: 0, offset: distance / 3) - log(3)
      #expect(abs(law.logDensity(anchor: end, offset: -distance) - expected) < 1e-12)
      let reached = beta.logDensity(anchor: 1, offset: -distance)
      #expect(abs(reached - beta.logDensity(anchor: 0, offset: distance)) < 1e-12)
    }
  }

  @Test("a truncation far in a tail has end landmarks of its decay length")
  func landmarks() throws {
    let law = try Truncated(Normal(mean: 0, standardDeviation: 1), lower: 40, upper: 41)
    let scales = law.landmarks.map(\.scale)
    #expect(law.landmarks.map(\.position) == [40, 41])
    #expect(scales.allSatisfy { $0 > 0.02 && $0 < 0.06 }, "\(scales)")
  }

  @Test("a truncation without mass is refused, and one of a truncation is their common part")
  func truncationOfTruncation() throws {
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let law = try Truncated(Truncated(normal, lower: -1, upper: 3), lower: 0, upper: 9)
    #expect(law.description == "truncated(normal(0.0, 1.0), 0.0, 3.0)")
    #expect(throws: DistributionError.self) { try Truncated(Uniform(lower: 0, upper: 1), lower: 2, upper: 3) }
    #expect(throws: DistributionError.self) { try Truncated(normal, lower: 1, upper: 1) }
    #expect(throws: DistributionError.self) { try Truncated(normal, lower: .nan, upper: 1) }
    #expect(try Truncated(Cauchy(location: 0, scale: 1), lower: 0, upper: .infinity).mean == .infinity)
    #expect(
      try Truncated(Student(degreesOfFreedom: 3, location: 0, scale: 1), lower: 0, upper: .infinity).mean.map
      { abs($0 - 2 * 3.0.squareRoot() / .pi) < 1e-13 } == true)
  }

  @Test("a family's entropy, mean and variance survive shapes from 1e-3 to 1e6 without overflow")
  func extremes() throws {
    for text in [
      "gamma(1e6, 1e300)", "weibull(0.01, 1)", "pareto(1e-3, 1)", "lognormal(0, 30)", "beta(1e-3, 1e6)",
    ] {
      let law = try Distribution(text)
      #expect(try law.entropy().value.isFinite)
      #expect(law.mean?.isNaN == false && law.variance?.isNaN == false)
    }
  }
}
