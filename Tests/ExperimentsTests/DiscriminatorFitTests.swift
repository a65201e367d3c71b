import Distributions
import MinimaxGame
import Testing

@testable import Experiments

@Suite("A discriminator trained on exact expectations")
struct DiscriminatorFitTests {
  @Test(
    "each node serves both laws, so that D* is the best answer at it, and the weights of each law sum to 1",
    arguments: [
      ("normal(0, 1)", "normal(1, 1)"), ("0.5*normal(-2, 0.5) + 0.5*normal(2, 0.5)", "normal(0, 2)"),
      ("laplace(0, 1)", "normal(0, 1.4)"), ("normal(0, 1)", "normal(4, 0.5)"),
      ("uniform(-1, 1)", "normal(0, 1)"),
    ])
  func nodes(data: String, generator: String) throws {
    let game = MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
    let points = try DiscriminatorFit.Points(game)
    // What the rules miss of E[D*], which is smooth; a kink of a law costs more.
    #expect((points.data.reduce(0, +) - 1).magnitude < 1e-3)
    #expect((points.generator.reduce(0, +) - 1).magnitude < 1e-3)
    for (i, x) in points.x.enumerated() where points.data[i] + points.generator[i] > 0 {
      let best = points.data[i] / (points.data[i] + points.generator[i])
      #expect(try (best - #require(game.optimalDiscriminator.value(at: x))).magnitude < 1e-12)
    }
  }
}
