import Distributions
import Divergences
import Quadrature
import Testing

@testable import MinimaxGame

@Suite struct PushForwardGameTests {
  @Test(
    "V(G, D) is the same over x and over z",
    arguments: [
      "z^2", "sin(20*z)", "min(max(2*z, -1), 1)", "tanh(2*z - 1)", "z^3 - 3*z", "relu(z) - 0.5*relu(z - 1)",
      "0.8*tanh(3*z + 1) - 1.1*tanh(2*z - 1.5) + 0.4*tanh(5*z)",
    ], ["normal(0, 1)", "uniform(-1, 1)"])
  func spacesAgree(map: String, prior: String) throws {
    let law = try PushForward(prior: Distribution(prior), map: ExpressionMap(map))
    let game = MinimaxGame(data: try Distribution("normal(0.3, 1.2)"), generator: law)
    let discriminator = ClosureDiscriminator(logit: { 0.7 - 0.5 * $0 + 0.1 * $0 * $0 }, supremum: .infinity)
    let inX = try game.report(on: discriminator)
    let inZ = try game.valueInNoiseSpace(of: discriminator, through: law)
    #expect(inX.value.agrees(with: inZ), "\(inX.value) over x, \(inZ) over z")
    #expect(inX.value.absoluteError < 1e-8)
    let mass = inX.masses.generator.value
    #expect(
      (mass - 1).magnitude <= inX.masses.generator.absoluteError + law.unresolvedMass,
      "\(inX.masses.generator), off by \(mass - 1)")
    let divergence = try jensenShannon(game.data, game.generator)
    #expect(divergence.verdict == .converged, "\(divergence)")
  }
}
