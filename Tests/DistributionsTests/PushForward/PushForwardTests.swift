import Foundation
import Quadrature
import Testing

@testable import Distributions

@Suite("The exact law of G(Z)")
struct PushForwardTests {
  private func normal() throws -> Normal { try Normal(mean: 0, standardDeviation: 1) }

  @Test("the square of a normal is chi-squared, to the last digits next to its singularity")
  func square() throws {
    let law = try PushForward(prior: normal(), map: Square())
    #expect(law.turningPoints == [0])
    #expect(law.breakPoints.first == 0)
    for x in [1e-300, 1e-30, 1e-12, 1e-5, 0.1, 1, 5, 30] {
      let expected = -0.5 * log(2 * .pi * x) - x / 2
      #expect(abs(law.logDensity(anchor: 0, offset: x) - expected) < 1e-12 * max(1, abs(expected)), "\(x)")
    }
    let chiSquared = try Gamma(shape: 0.5, scale: 2)
    for x in [1e-8, 0.01, 1, 10, 40] {
      #expect(abs(law.cumulative(x) - chiSquared.cumulative(x)) < 1e-15)
      #expect(abs(law.complementaryCumulative(x) / chiSquared.complementaryCumulative(x) - 1) < 1e-6)
    }
    let form = try #require(law.asymptotics(approaching: 0, from: .above))
    #expect(form.log == 0.5 && abs(form.constant + 0.5 * log(2 * .pi)) < 1e-14)
    #expect(law.asymptotics(approaching: 0, from: .below) == nil)
    #expect(abs((law.mean ?? 0) - 1) < 1e-13 && abs((law.variance ?? 0) - 2) < 1e-12)
    #expect(law.unresolvedMass < 1e-17)
  }

  @Test("sin(20 z) has all of its turning points, and the density sums over all roots")
  func sine() throws {
    let law = try PushForward(prior: normal(), map: Sine())
    let window = law.pieces.map(\.upper.z).max() ?? 0
    let expected = (-400...400).map { (Double($0) + 0.5) * .pi / 20 }.filter { abs($0) < window }
    #expect(law.turningPoints.count == expected.count)
    for (found, exact) in zip(law.turningPoints, expected) { #expect(abs(found - exact) < 1e-14) }
    for x in [-0.99999, -0.7, 0.0, 0.3, 0.999] {
      var sum = 0.0
      for k in -60...60 {
        for z in [asin(x) / 20 + Double(k) * .pi / 10, (.pi - asin(x)) / 20 + Double(k) * .pi / 10] {
          sum += exp(-z * z / 2) / (2 * .pi).squareRoot() / (20 * (1 - x * x).squareRoot())
        }
      }
      #expect(abs(law.density(x) / sum - 1) < 1e-12, "\(x)")
    }
  }

  @Test("a flat piece is an atom, and F is P(G(Z) <= x)")
  func ramp() throws {
    let (prior, law) = (try normal(), try PushForward(prior: normal(), map: ClippedRamp()))
    #expect(law.atoms.map(\.position) == [-1, 1])
    #expect(abs(law.atoms[0].weight - prior.cumulative(-1)) < 1e-16)
    #expect(abs(law.atoms[1].weight - (prior.cumulative(2) - prior.cumulative(1))) < 1e-15)
    #expect(law.cumulative(-1.001) == 0)
    #expect(abs(law.cumulative(-1) - prior.cumulative(-1)) < 1e-16)
    #expect(abs(law.cumulative(0.5) - prior.cumulative(0.5)) < 1e-15)
    #expect(abs(law.cumulative(1) - prior.cumulative(2)) < 1e-15)
    #expect(abs(law.complementaryCumulative(3) / prior.complementaryCumulative(6) - 1) < 1e-12)
    #expect(abs(law.logDensity(0.25) - prior.logDensity(0.25)) < 1e-15)
    #expect(law.unresolvedMass == 0)
    #expect(law.quantile(0.9) == 1)
    #expect(throws: DistributionError.self) { try law.entropy() }
  }

  @Test("an affine map of a normal is normal, tails included")
  func affine() throws {
    let law = try PushForward(prior: normal(), map: Line(slope: -2, intercept: 1))
    let expected = try Normal(mean: 1, standardDeviation: 2)
    for x in [-300.0, -5, 0, 1, 7, 500] {
      #expect(abs(law.logDensity(x) - expected.logDensity(x)) < 1e-14 * max(1, abs(expected.logDensity(x))))
      #expect(
        abs(law.logCumulative(x) - expected.logCumulative(x)) < 1e-13 * max(1, abs(expected.logCumulative(x)))
      )
    }
    for (end, side) in [(Double.infinity, Side.below), (-.infinity, .above)] {
      let difference =
        try #require(law.asymptotics(approaching: end, from: side))
        - #require(expected.asymptotics(approaching: end, from: side))
      #expect(difference.isConstant && abs(difference.constant) < 1e-14)
    }
  }

  @Test(
    "a random tanh network: mass 1, F from the z axis, asymptotics at its turning values", arguments: 1...2)
  func network(_ seed: UInt64) throws {
    let map = TanhNetwork(seed: seed, width: 12)
    let law = try PushForward(prior: normal(), map: map)
    #expect(law.unresolvedMass <= 1e-17)
    let mass = law.densityIntegral(over: law.support) { _, _ in 1 }
    #expect(abs(mass.value - 1) < 1e-9, "\(mass)")
    // P(G(Z) <= x) by counting on a fine grid of quantiles.
    let count = 4_000
    let images = (0..<count).map { map.value(law.prior.quantile((Double($0) + 0.5) / Double(count))) }
    for x in [law.quantile(0.1), law.quantile(0.5), law.quantile(0.9)] {
      let share = Double(images.count { $0 <= x }) / Double(count)
      #expect(abs(law.cumulative(x) - share) < 2e-3)
    }
    // The grid's turning points are all in the list.
    let grid = (0...10_000).map { -8.5 + 17 * Double($0) / 10_000 }
    let changes = zip(grid, grid.dropFirst()).filter { map.derivative($0) * map.derivative($1) < 0 }
    #expect(changes.allSatisfy { a, b in law.turningPoints.contains { a <= $0 && $0 <= b } })
    for z in law.turningPoints where abs(z) < 5 {
      for side in Side.allCases {
        let x = map.value(z)
        guard let form = law.asymptotics(approaching: x, from: side), form.log == 0.5 else { continue }
        let offset = side == .below ? -1e-16 : 1e-16
        let expected = AsymptoticFormTests.value(form, 1e16)
        #expect(abs(law.logDensity(anchor: x, offset: offset) - expected) < 1e-4, "\(z)")
      }
    }
  }
}
