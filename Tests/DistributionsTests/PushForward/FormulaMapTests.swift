import Expressions
import Foundation
import Quadrature
import Testing

@testable import Distributions

@Suite struct FormulaMapTests {
  static let maps = [
    "z", "-2*z + 1", "z^2", "z^3 - 3*z", "sin(20*z)", "tanh(2*z - 1)", "min(max(2*z, -1), 1)", "abs(z)",
    "0.8*tanh(3*z + 1) - 1.1*tanh(2*z - 1.5) + 0.4*tanh(5*z)", "relu(z) - 0.5*relu(z - 1)",
  ]
  static let priors = ["normal(0, 1)", "uniform(-1, 1)", "laplace(0.2, 0.7)"]

  static func law(_ prior: String, _ map: String) throws -> PushForward {
    try PushForward(prior: Distribution(prior), map: ExpressionMap(map))
  }

  @Test("F and 1 - F add up to 1 and the quantile inverts F", arguments: maps, priors)
  func cumulatives(map: String, prior: String) throws {
    let law = try Self.law(prior, map)
    for u in [0.01, 0.2, 0.5, 0.77, 0.99] {
      let x = law.quantile(u)
      #expect((law.cumulative(x) + law.complementaryCumulative(x) - 1).magnitude < 1e-14)
      #expect(law.cumulative(x) >= u - 1e-13)
      if law.atoms.isEmpty { #expect((law.cumulative(x) - u).magnitude < 1e-12) }
    }
  }

  @Test("The density is the derivative of F", arguments: maps, priors)
  func derivative(map: String, prior: String) throws {
    let law = try Self.law(prior, map)
    for u in [0.03, 0.21, 0.48, 0.63, 0.9] {
      let x = law.quantile(u)
      let gap = law.breakPoints.map { ($0 - x).magnitude }.min() ?? 1
      guard gap > 1e-3, !law.atoms.contains(where: { $0.position == x }) else { continue }
      let h = 1e-3 * min(gap, 0.1)
      let slope = (law.cumulative(x + h) - law.cumulative(x - h)) / (2 * h)
      #expect((slope - law.density(x)).magnitude < 1e-5 * (1 + law.density(x)))
    }
  }

  @Test("The square of a normal variable is chi-squared, right down to the turning value")
  func chiSquared() throws {
    let law = try Self.law("normal(0, 1)", "z^2")
    let exact = try Gamma(shape: 0.5, scale: 2)
    for x in [1e-300, 1e-30, 1e-12, 1e-6, 1e-3, 0.1, 0.5, 1, 4, 20] {
      let (found, expected) = (law.logDensity(anchor: 0, offset: x), exact.logDensity(anchor: 0, offset: x))
      #expect((found - expected).magnitude < 1e-13 * (1 + expected.magnitude), "x = \(x)")
      #expect((law.cumulative(x) - exact.cumulative(x)).magnitude < 1e-14)
    }
    let form = try #require(law.asymptotics(approaching: 0, from: .above))
    let expectedForm = try #require(exact.asymptotics(approaching: 0, from: .above))
    #expect((form.log - expectedForm.log).magnitude < 1e-15)
    #expect((form.constant - expectedForm.constant).magnitude < 1e-13)
    #expect(law.asymptotics(approaching: 0, from: .below) == nil)
    #expect((try #require(law.mean) - 1).magnitude < 1e-12)
    #expect((try #require(law.variance) - 2).magnitude < 1e-11)
  }

  @Test("A sine of whole turns makes the arcsine law")
  func arcsine() throws {
    let law = try Self.law("uniform(-1, 1)", "sin(4*pi*z)")
    #expect(law.turningPoints.count == 8)
    for x in [-0.99, -0.5, 0.1, 0.3, 0.999] {
      #expect((law.density(x) * Double.pi * (1 - x * x).squareRoot() - 1).magnitude < 1e-12)
      #expect((law.cumulative(x) - (0.5 + asin(x) / .pi)).magnitude < 1e-14)
    }
    // 1e-40 below the upper end, the density is 1/(π √(2e-40)).
    let end = law.support.upper
    let near = exp(law.logDensity(anchor: end, offset: -1e-40)) * Double.pi * 2e-40.squareRoot()
    #expect((near - 1).magnitude < 1e-12)
  }

  @Test("All turning points of sin(20 z) are found")
  func turningPoints() throws {
    let law = try Self.law("uniform(-1, 1)", "sin(20*z)")
    // 20 z = π/2 + k π in [-20, 20]
    #expect(law.turningPoints.count == 12)
    #expect(law.unresolvedMass < 1e-17)
  }

  @Test("A clipped ramp has two atoms and a uniform density between")
  func clippedRamp() throws {
    let law = try Self.law("uniform(-1, 1)", "min(max(2*z, -1), 1)")
    #expect(law.atoms.map(\.position) == [-1, 1])
    for atom in law.atoms { #expect((atom.weight - 0.25).magnitude < 1e-14) }
    #expect((law.density(0.3) - 0.25).magnitude < 1e-15)
    let normal = try Self.law("normal(0, 1)", "min(max(2*z, -1), 1)")
    let expected = try Normal(mean: 0, standardDeviation: 1).cumulative(-0.5)
    for atom in normal.atoms { #expect((atom.weight - expected).magnitude < 1e-14) }
  }

  @Test("A map that is affine beyond the domain keeps the prior's tails")
  func tails() throws {
    let law = try Self.law("normal(0, 1)", "-2*z + 1")
    let exact = try Normal(mean: 1, standardDeviation: 2)
    #expect(law.unresolvedMass == 0)
    for x in [-60.0, -3, 0, 1, 50] {
      #expect((law.logDensity(x) - exact.logDensity(x)).magnitude < 1e-12 * exact.logDensity(x).magnitude)
    }
    let form = try #require(law.asymptotics(approaching: .infinity, from: .below))
    let expected = try #require(exact.asymptotics(approaching: .infinity, from: .below))
    #expect((try #require(form.powers[2]) - (try #require(expected.powers[2]))).magnitude < 1e-15)
  }
}
