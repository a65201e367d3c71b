import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

@Suite("V(G, D*) over quantiles is -2 (log 2 - JSD), an integral over x, and each says how far it may be off")
struct QuantileSpaceTests {
  static let separations = [0, 1e-3, 1, 5, 12, 19.5, 28, 33.5, 37, 37.5, 38, 41, 44, 47, 50, 60]

  @Test(
    "from 1e-6 to equal scales, from equal centres to values below the smallest double",
    arguments: [
      1e-6, 3.1622776601683795e-5, 1e-3, 0.005623413251903491, 0.01778279410038923, 0.1, 0.31622776601683794,
      1,
    ])
  func separatedNormals(ratio: Double) throws {
    for separation in QuantileSpaceTests.separations where separation > 0 || ratio < 1 {
      let data = try Normal(mean: 0, standardDeviation: 1)
      let generator = try Normal(mean: separation, standardDeviation: ratio)
      let deficit = try jensenShannonDeficit(data, generator).scaled(by: -2)
      for game in [
        MinimaxGame(data: data, generator: generator), MinimaxGame(data: generator, generator: data),
      ] {
        let value = try game.optimalValue()
        #expect(value.agrees(with: deficit), "separation \(separation): \(value) against \(deficit)")
        // What the doubles hold: a relative 1e-7 at a slope of 37/1e-6, and nothing below the smallest probabilities.
        #expect(value.absoluteError <= 1e-7 * value.value.magnitude + 1e-290, "separation \(separation)")
        #expect(
          value.verdict == .converged || value.relativeError > 1e-10, "separation \(separation): \(value)")
      }
    }
  }

  @Test("a spike far from 0 is known to the rounding of its own abscissas", arguments: [1, 1e3, 1e6])
  func spikeFarFromZero(location: Double) throws {
    let data = try Normal(mean: location, standardDeviation: 1e-6)
    let generator = try Normal(mean: location + 3e-6, standardDeviation: 2e-6)
    // The same game in units of the spike.
    let standard = try Normal(mean: 0, standardDeviation: 1)
    let other = try Normal(mean: (generator.location - location) / 1e-6, standardDeviation: 2)
    let exact = try jensenShannonDeficit(standard, other).scaled(by: -2)
    let value = try MinimaxGame(data: data, generator: generator).optimalValue()
    #expect(value.agrees(with: exact), "\(value) against \(exact)")
    #expect(value.absoluteError < 20 * location.ulp / 1e-6 + 1e-10)
  }

  /// V(G, D*) over the quantiles, and the same number as -2 (log 2 - JSD).
  static func bothRoutes(_ game: MinimaxGame) throws -> (value: Estimate, exact: Estimate) {
    (try game.optimalValue(), try jensenShannonDeficit(game.data, game.generator).scaled(by: -2))
  }

  @Test(
    "a narrow generator that ends sharply: u is known to an ulp of itself, and no better",
    arguments: ["normal(-1, 1)", "logistic(3, 1)", "laplace(1, 1)", "student(3, 1, 1)", "exponential(1)"])
  func sharpEnds(data: String) throws {
    for width in [1e-12, 1e-10, 1e-8, 1e-7, 1e-5, 1e-3] {
      for generator in [
        "uniform(0, \(width))", "uniform(0.5, \(0.5 + width))", "beta(2, 2)",
        "affine(beta(1, 3), 0.25, \(width))", "truncated(normal(0, 1), 0, \(width))",
      ] {
        let game = MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
        let (value, exact) = try Self.bothRoutes(game)
        #expect(value.agrees(with: exact), "\(generator): \(value) against \(exact)")
        let isGood = (value.value - exact.value).magnitude <= 1e-10 * exact.value.magnitude
        #expect(isGood || value.verdict.name == "unresolved", "\(generator): \(value) against \(exact)")
      }
    }
    // The first of mpmath's: 25 digits of -2 (log 2 - JSD).
    let game = MinimaxGame(
      data: try Distribution("normal(-1, 1)"), generator: try Distribution("uniform(0, 1e-8)"))
    #expect(try game.optimalValue().agrees(with: -5.04257775148650896e-8))
  }

  @Test("a narrow generator that ends where F of the data falls so steeply that the rounding of x counts")
  func steepTail() throws {
    for location in [1.5, 2, 2.5, 3] {
      for width in [1e-9, 6.08e-9, 1e-7, 1e-5] {
        let game = MinimaxGame(
          data: try Gumbel(location: location, scale: 0.5),
          generator: try Distribution("truncated(laplace(0, \(width)), \(-width), \(2 * width))"))
        let (value, exact) = try Self.bothRoutes(game)
        #expect(value.agrees(with: exact), "\(location), \(width): \(value) against \(exact)")
      }
    }
  }

  @Test(
    "a density that is infinite at the median of the other law, of whatever scale",
    arguments: [
      ("gamma(0.5, 1)", "normal(0, 1)"), ("beta(0.7, 1)", "normal(0, 3)"),
      ("weibull(0.5, 1)", "laplace(0, 1)"), ("beta(0.5, 0.5)", "cauchy(0, 1)"),
    ])
  func singularAtMedian(data: String, generator: String) throws {
    for scale in [1e-6, 0.5, 1, 2, 3, 10, 1e6] {
      let game = MinimaxGame(
        data: try Distribution("affine(\(data), 0, \(scale))"), generator: try Distribution(generator))
      for game in [game, MinimaxGame(data: game.generator, generator: game.data)] {
        let (value, exact) = try Self.bothRoutes(game)
        #expect(value.agrees(with: exact), "\(game.data), \(game.generator): \(value) against \(exact)")
        #expect(value.absoluteError < 1e-12 && exact.verdict == .converged)
      }
    }
  }

  @Test(
    "a generator narrower than two neighbouring u of the data are apart is known to the rounding of u",
    arguments: [1e-12, 1e-16, 1e-18, 1e-20, 1e-30, 1e-100, 1e-270])
  func narrowerThanRounding(width: Double) throws {
    for generator in [
      "uniform(0, \(width))", "gamma(0.3, \(width))", "gamma(2, \(width))", "exponential(\(width))",
      "laplace(0, \(width))", "normal(0, \(width))", "weibull(0.5, \(width))", "logistic(\(width), \(width))",
    ] {
      for data in ["normal(0, 1)", "normal(-1, 1)", "laplace(0, 1)", "student(3, 0.5, 1)"] {
        let game = MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
        let (value, exact) = try Self.bothRoutes(game)
        #expect(value.agrees(with: exact), "\(data), \(generator): \(value) against \(exact)")
        let isGood = (value.value - exact.value).magnitude <= 1e-9 * exact.value.magnitude
        #expect(isGood || value.verdict.name == "unresolved", "\(data), \(generator): \(value)")
      }
    }
  }

  @Test("V(G, D*) lies between -log 4 and 0, and so does its error, whatever an integral says")
  func range() throws {
    for (data, generator) in [("pareto(0.01, 1)", "pareto(0.02, 1)"), ("beta(0.5, 0.01)", "beta(0.5, 0.02)")]
    {
      let game = MinimaxGame(data: try Distribution(data), generator: try Distribution(generator))
      let value = try game.optimalValue(evaluationLimit: 5000)
      #expect(-log(4) <= value.value && value.value <= 0)
      #expect(value.absoluteError <= log(4))
      #expect(value.agrees(with: try game.criterion()))
    }
  }

  @Test("laws that share no point have V = 0, and it takes no search through the smallest probabilities")
  func disjoint() throws {
    let game = MinimaxGame(
      data: try Distribution("truncated(beta(3.2, 3.9), 0.3, inf)"),
      generator: try Distribution("pareto(3.7, 1.8)"))
    let value = try game.optimalValue()
    #expect(value.value == 0 && value.verdict == .converged)
    #expect(value.evaluations < 10_000)
  }
}
