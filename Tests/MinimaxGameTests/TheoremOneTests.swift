import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

/// One law of each family, and of each combinator, by text.
let families = [
  "normal(0.3, 1.1)", "laplace(-0.2, 0.8)", "logistic(0.1, 0.6)", "cauchy(0.2, 0.9)", "student(3, 0.2, 0.9)",
  "uniform(-1, 2)", "exponential(1.3)", "gamma(2.5, 0.7)", "beta(2, 3)", "weibull(1.7, 1.2)",
  "lognormal(0.1, 0.6)", "gumbel(0.2, 0.9)", "pareto(2.5, 0.5)", "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)",
  "truncated(normal(0, 1), 0.5, inf)", "affine(gamma(2, 1), 3, -1)", "kde([1, 2, 4], 0.5)",
  "empirical([1, 2, 4])",
]

@Suite("Theorem 1: the minimum of C(G) is -log 4, attained if and only if p_g = p_data")
struct GlobalOptimumTests {
  @Test("if p_g = p_data then C(G) = -log 4, by every route", arguments: families)
  func attained(_ text: String) throws {
    let law = try Distribution(text)
    let game = MinimaxGame(data: law, generator: law)
    #expect(try game.criterion().agrees(with: -log(4)))
    #expect(try game.criterionByKullbackLeibler().agrees(with: -log(4)))
    #expect(try game.value(of: ConstantDiscriminator(0.5)).agrees(with: -log(4)))
    if law.atoms.isEmpty {
      #expect(try game.criterionByEntropies().agrees(with: -log(4)))
      #expect(try game.optimalValue().agrees(with: -log(4)))
    }
    // D* = ½ wherever there is mass.
    #expect(game.optimalDiscriminator.value(at: law.quantile(0.3)) == 0.5)
  }

  @Test(
    "only if: C(G) exceeds -log 4, by 2 JSD, when p_g differs however little", arguments: [1, 1e-3, 1e-6])
  func onlyIf(shift: Double) throws {
    for text in families.dropLast() {
      let law = try Distribution(text)
      let game = MinimaxGame(data: law, generator: try Affine(law, shift: shift, scale: 1 + shift))
      let jsd = try jensenShannon(game.data, game.generator)
      #expect(jsd.value > jsd.absoluteError, "\(text)")
      #expect(jsd.value <= log(2) + jsd.absoluteError, "\(text)")
      #expect(try game.criterion().agrees(with: jsd.scaled(by: 2) + -log(4)), "\(text)")
    }
  }

  @Test("a generator that differs on a set of probability 1e-9 is told from the data")
  func rareDifference() throws {
    let game = MinimaxGame(
      data: try Distribution("normal(0, 1)"),
      generator: try Distribution("0.999999999*normal(0, 1) + 1e-9*normal(50, 1)"))
    let jsd = try jensenShannon(game.data, game.generator)
    // Where only the generator has mass: 1e-9 log(2)/2.
    #expect(abs(jsd.value / (0.5e-9 * log(2)) - 1) < 1e-6)
  }

  @Test("within a family that holds the data the minimum is at the data; else it lies above -log 4")
  func minimumWithinAFamily() throws {
    let data = try Normal(mean: 0.7, standardDeviation: 1.3)
    let mixture = try Distribution("0.5*normal(-2, 0.7) + 0.5*normal(2, 0.7)")
    var (least, place) = (Double.infinity, (0.0, 0.0))
    for mean in stride(from: -0.3, through: 1.75, by: 0.25) {
      for sd in [0.7, 1.0, 1.3, 1.6] {
        let generator = try Normal(mean: mean, standardDeviation: sd)
        let value = try MinimaxGame(data: data, generator: generator).criterion().value
        if value < least { (least, place) = (value, (mean, sd)) }
        let missed = try MinimaxGame(data: mixture, generator: generator).criterion()
        #expect(missed.value > -log(4) + 0.05)
      }
    }
    #expect(abs(place.0 - 0.7) < 1e-9 && place.1 == 1.3)
    #expect(abs(least + log(4)) < 1e-12)
  }

  @Test(
    "C(G) of two Cauchys is known: -log 4 + 2 log(2A/(A + 2√(st)))", arguments: [1e-6, 1e-3, 0.5, 3, 1e3])
  func cauchyOracle(distance: Double) throws {
    for scale in [1, 1.0001, 2, 1e4] {
      let (p, q) = (
        try Cauchy(location: 0, scale: 1), try Cauchy(location: distance, scale: scale)
      )
      let jsd = try jensenShannon(p, q)
      let exact = ClosedForm.jensenShannon(p, q)
      #expect(jsd.agrees(with: exact))
      #expect(abs(jsd.value - exact) <= 1e-10 * exact)
      // Without the cancellation of the two logarithms: C = -2 log(1 + 2√(st)/A).
      let a = (distance * distance + (1 + scale) * (1 + scale)).squareRoot()
      let criterion = try MinimaxGame(data: p, generator: q).criterion()
      #expect(criterion.agrees(with: -2 * log1p(2 * scale.squareRoot() / a)), "\(criterion)")
    }
  }
}

@Suite("The saddle: V(p_data, D) <= -log 4 = V(p_g, ½), and maximin equals minimax")
struct SaddleTests {
  @Test("against the data themselves no D wins more than -log 4", arguments: families)
  func upperHalf(_ text: String) throws {
    let law = try Distribution(text)
    let game = MinimaxGame(data: law, generator: law)
    for seed in 20...22 as ClosedRange<UInt64> {
      let value = try game.value(of: ClosureDiscriminator(logit: randomDirection(seed: seed)))
      #expect(value.value <= -log(4) + value.absoluteError)
    }
  }

  @Test("D = ½ yields -log 4 against every generator", arguments: games)
  func lowerHalf(_ named: NamedGame) throws {
    #expect(try named.make().value(of: ConstantDiscriminator(0.5)).agrees(with: -log(4)))
  }

  @Test("maximin: min over p_g of V(p_g, D) is at most -log 4 for every D, with equality at ½")
  func maximin() throws {
    let data = try Distribution("normal(0, 1)")
    let game = MinimaxGame(data: data, generator: data)
    for seed in 30...37 as ClosedRange<UInt64> {
      let direction = randomDirection(seed: seed)
      // The best p_g puts all its mass where D is largest; the largest of a grid is an upper bound of that
      // minimum.
      let largest = stride(from: -8, through: 8, by: 0.01).map(direction).max() ?? 0
      let dataTerm = try game.report(on: ClosureDiscriminator(logit: direction)).dataTerm
      #expect(dataTerm.value - log1p(exp(largest)) <= -log(4))
    }
    let half = try game.report(on: ConstantDiscriminator(0.5)).dataTerm.value - log(2)
    #expect(abs(half + log(4)) < 1e-14)
  }

  @Test("for a fixed D, concentrating p_g where D is largest lowers V: why modes collapse")
  func collapse() throws {
    let data = try Distribution("normal(0, 1)")
    let discriminator = ClosureDiscriminator(logit: { x in 1 - (x - 0.5) * (x - 0.5) })
    let values = try [1, 0.1, 0.01, 0.001].map { sd in
      try MinimaxGame(data: data, generator: Normal(mean: 0.5, standardDeviation: sd)).value(
        of: discriminator
      )
      .value
    }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
    let atom = MinimaxGame(data: data, generator: try Distribution("empirical([0.5])"))
    let limit = try atom.value(of: discriminator).value
    #expect(limit < values[3] && values[3] - limit < 1e-5)
  }
}
