import Foundation
import Testing

@testable import DiracGAN

private func agree(_ found: Eigenvalue, _ expected: Eigenvalue, within tolerance: Double = 1e-14) -> Bool {
  (found.real - expected.real).magnitude <= tolerance
    && (found.imaginary - expected.imaginary).magnitude <= tolerance
}

@Suite("The Dirac-GAN at its equilibrium: eigenvalues, critical strengths, moduli of both operators")
struct EquilibriumTests {
  private func eigenvalues(_ game: DiracGAN) throws -> (Eigenvalue, Eigenvalue) {
    try #require(game.jacobian(at: .equilibrium)).eigenvalues
  }

  @Test("the GAN and the non-saturating GAN have ± i/2, the Wasserstein GAN ± i")
  func unregularised() throws {
    for (loss, frequency) in [(DiracGAN.Loss.original, 0.5), (.nonSaturating, 0.5), (.wasserstein, 1)] {
      for remedy in [DiracGAN.Remedy.none, .weightClipping(bound: 1)] {
        let (first, second) = try eigenvalues(DiracGAN(loss, remedy))
        #expect(first == Eigenvalue(real: 0, imaginary: frequency))
        #expect(second == Eigenvalue(real: 0, imaginary: -frequency))
      }
    }
  }

  @Test("instance noise: f''σ² ± √(f''²σ⁴ - f'²), f' = 1/2, f'' = -1/4", arguments: [0.3, 1, 1.3, 1.5, 3])
  func instanceNoise(deviation: Double) throws {
    let centre = -deviation * deviation / 4
    let root = centre * centre - 0.25
    for loss in [DiracGAN.Loss.original, .nonSaturating] {
      let game = try DiracGAN(loss, .instanceNoise(standardDeviation: deviation))
      let (first, second) = try eigenvalues(game)
      let expected =
        root < 0
        ? Eigenvalue(real: centre, imaginary: (-root).squareRoot())
        : Eigenvalue(real: centre + root.squareRoot(), imaginary: 0)
      #expect(agree(first, expected))
      #expect((first.real + second.real - 2 * centre).magnitude < 1e-14)
      let closed = try #require(game.equilibriumEigenvalues)
      #expect(agree(first, closed.0) && agree(second, closed.1))
    }
  }

  @Test("R1, and R2 which is the same: -γ/2 ± √(γ²/4 - 1/4)", arguments: [0.1, 0.5, 0.9, 1.5, 10])
  func zeroCentredPenalty(weight: Double) throws {
    let root = weight * weight / 4 - 0.25
    let expected =
      root < 0
      ? Eigenvalue(real: -weight / 2, imaginary: (-root).squareRoot())
      : Eigenvalue(real: -weight / 2 + root.squareRoot(), imaginary: 0)
    #expect(agree(try eigenvalues(DiracGAN(.original, .penaltyOnData(weight: weight))).0, expected))
    #expect(agree(try eigenvalues(DiracGAN(.nonSaturating, .penaltyOnSamples(weight: weight))).0, expected))
  }

  @Test("consensus optimisation: -γ/4 ± i/2", arguments: [0.1, 1, 4])
  func consensus(weight: Double) throws {
    for loss in [DiracGAN.Loss.original, .nonSaturating] {
      let (first, second) = try eigenvalues(DiracGAN(loss, .consensus(weight: weight)))
      #expect(agree(first, Eigenvalue(real: -weight / 4, imaginary: 0.5)))
      #expect(agree(second, Eigenvalue(real: -weight / 4, imaginary: -0.5)))
    }
  }

  @Test("WGAN-GP: the field jumps by twice the weight at ψ = 0, so there is no Jacobian")
  func gradientPenalty() throws {
    let game = try DiracGAN(.wasserstein, .gradientPenalty(weight: 3))
    #expect(game.jacobian(at: .equilibrium) == nil && game.equilibriumEigenvalues == nil)
    let (below, above) = (DiracGAN.State(theta: 0, psi: -1e-12), DiracGAN.State(theta: 0, psi: 1e-12))
    #expect((game.field(at: above).psi - game.field(at: below).psi - 6).magnitude < 1e-11)
  }

  @Test("the eigenvalues become real at γ = 1 and at σ² = 2, by bisection of the Jacobian's discriminant")
  func criticalStrengths() throws {
    let families: [(DiracGAN, (Double) -> DiracGAN.Remedy, Double)] = [
      (try DiracGAN(.original, .penaltyOnData(weight: 1)), { .penaltyOnData(weight: $0) }, 1),
      (
        try DiracGAN(.nonSaturating, .instanceNoise(standardDeviation: 1)),
        { .instanceNoise(standardDeviation: $0.squareRoot()) }, 2
      ),
    ]
    for (game, remedy, expected) in families {
      var (low, high) = (0.01, 10.0)
      while high - low > 1e-12 {
        let middle = 0.5 * (low + high)
        let jacobian = try #require(try DiracGAN(game.loss, remedy(middle)).jacobian(at: .equilibrium))
        if jacobian.discriminant < 0 { low = middle } else { high = middle }
      }
      #expect((low - expected).magnitude < 1e-11)
      #expect(game.criticalStrength == expected)
    }
  }

  @Test("simultaneous steps: eigenvalues 1 ± ih/2, of modulus above 1 at every h", arguments: [1e-3, 0.2, 3])
  func simultaneous(h: Double) throws {
    for loss in [DiracGAN.Loss.original, .nonSaturating] {
      let update = try #require(try DiracGAN(loss).linearUpdate(stepSize: h, .simultaneous))
      #expect(agree(update.eigenvalues.0, Eigenvalue(real: 1, imaginary: h / 2)))
      #expect((update.spectralRadius - (1 + h * h / 4).squareRoot()).magnitude < 1e-15)
      #expect(update.spectralRadius > 1)
    }
  }

  @Test("alternating steps are on the unit circle if and only if √(n_g n_d) h f'(0) <= 2")
  func alternating() throws {
    for (discriminatorSteps, generatorSteps) in [(1, 1), (5, 1), (2, 3)] {
      let edge = 4 / Double(discriminatorSteps * generatorSteps).squareRoot()
      for (factor, isOnCircle) in [(0.05, true), (0.5, true), (0.999, true), (1.001, false), (2, false)] {
        let order = DiracGAN.Order.alternating(
          discriminatorSteps: discriminatorSteps, generatorSteps: generatorSteps)
        let update = try #require(try DiracGAN(.original).linearUpdate(stepSize: factor * edge, order))
        #expect(((update.eigenvalues.0.modulus - 1).magnitude < 1e-12) == isOnCircle)
        #expect((update.spectralRadius > 1 + 1e-3) == !isOnCircle)
      }
    }
  }

  @Test("with noise, R1 or consensus every operator contracts at h = 0.2")
  func contraction() throws {
    for remedy in [
      DiracGAN.Remedy.instanceNoise(standardDeviation: 1), .penaltyOnData(weight: 0.5), .consensus(weight: 1),
    ] {
      for order in [DiracGAN.Order.simultaneous, .alternating(), .alternating(discriminatorSteps: 5)] {
        let update = try #require(try DiracGAN(.original, remedy).linearUpdate(stepSize: 0.2, order))
        #expect(update.spectralRadius < 1)
      }
    }
  }

  @Test("the closed form of an update's spectral radius is that of the product of its Jacobians")
  func moduli() throws {
    let remedies: [DiracGAN.Remedy] = [
      .none, .instanceNoise(standardDeviation: 1), .instanceNoise(standardDeviation: 2),
      .penaltyOnData(weight: 0.3), .penaltyOnSamples(weight: 2), .consensus(weight: 1),
    ]
    let orders: [DiracGAN.Order] = [
      .simultaneous, .alternating(), .alternating(discriminatorSteps: 5),
      .alternating(discriminatorSteps: 2, generatorSteps: 3),
    ]
    for remedy in remedies {
      for loss in DiracGAN.Loss.allCases where loss != .wasserstein || remedy == .none {
        let game = try DiracGAN(loss, remedy)
        for order in orders {
          for h in [0.05, 0.2, 0.8] {
            let found = try #require(try game.linearUpdate(stepSize: h, order)).spectralRadius
            let closed = try #require(try game.closedFormModulus(stepSize: h, order))
            #expect((found - closed).magnitude < 1e-13 * (1 + closed), "\(game), \(order), h = \(h)")
          }
        }
      }
    }
    #expect(
      try DiracGAN(.wasserstein, .gradientPenalty(weight: 1)).closedFormModulus(stepSize: 0.1, .simultaneous)
        == nil)
  }
}
