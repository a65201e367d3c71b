import AdversarialTraining
import Distributions
import Divergences
import Foundation
import MinimaxGame
import NeuralNetworks
import Quadrature
import Testing

@testable import LearnedAgainstExact

@Suite struct ExactSnapshotTests {
  static func networks(
    _ activation: Activation, seed: UInt64, gain: Double = 2
  ) throws -> (generator: NetworkSnapshot<Float>, discriminator: NetworkSnapshot<Float>) {
    var stream = NeuralNetworks.RandomStream(seed: seed, name: "test")
    let weights = Initialisation.normal(standardDeviation: 1.5 * gain / 32.0.squareRoot())
    let hidden = (0..<2).map { _ in
      Layer.dense(32, activation, weights: weights, biases: .uniform(range: 1))
    }
    let shape = Architecture(inputs: 1, layers: hidden + [.dense(1, .identity, weights: .glorot)])
    return (
      try Network<Float>(shape, initialisedFrom: &stream).snapshot(),
      try Network<Float>(shape, initialisedFrom: &stream).snapshot()
    )
  }

  @Test("The table of a network is right to rounding", arguments: 1...5 as ClosedRange<UInt64>)
  func table(seed: UInt64) throws {
    let map = try NetworkMap(Self.networks(.tanh, seed: seed).generator, domain: try Interval(-8.7, 8.7))
    for i in 0...1000 {
      let z = -8.7 + 17.4 * Double(i) / 1000
      let (jet, found) = (map.network.jet(at: z), map.valueAndDerivative(z))
      #expect((jet.value - found.value).magnitude < 1e-13)
      #expect((jet.first - found.derivative).magnitude < 1e-13 * max(1, jet.first.magnitude))
    }
  }

  @Test(
    "Both routes to V(G, D*) agree and V over x is V over z",
    arguments: [Activation.tanh, .relu, .leakyReLU(slope: 0.2)], 1...3 as ClosedRange<UInt64>)
  func routes(activation: Activation, seed: UInt64) throws {
    let (generator, discriminator) = try Self.networks(activation, seed: seed)
    for prior in ["normal(0, 1)", "uniform(-1, 1)"] {
      let data = try Distribution("normal(0.5, 1.25)")
      let noise = try Distribution(prior)
      let snapshot = try ExactSnapshot(
        data: data, prior: noise, generator: generator, discriminator: discriminator)
      #expect(snapshot.generator.unresolvedMass < 1e-14)
      #expect((snapshot.value + snapshot.gap).agrees(with: snapshot.criterion))
      #expect(snapshot.gap.value >= 4 * snapshot.rootMeanSquare.value * snapshot.rootMeanSquare.value - 1e-9)
      #expect(snapshot.dualityGap.value >= snapshot.gap.value - 1e-9)
      let game = MinimaxGame(data: data, generator: snapshot.generator)
      let overNoise = try game.valueInNoiseSpace(
        of: snapshot.discriminator, through: snapshot.generator, tolerance: Tolerance(relative: 1e-7))
      #expect((snapshot.value.value - overNoise.value).magnitude < 1e-6 * overNoise.value.magnitude)
    }
  }

  @Test(
    "A search of a hundred times as many points finds no larger |D - 1/2| or |D - D*| than the errors allow",
    arguments: [Activation.tanh, .relu], 1...4 as ClosedRange<UInt64>)
  func supremum(activation: Activation, seed: UInt64) throws {
    let (generator, discriminator) = try Self.networks(activation, seed: seed)
    // A uniform prior: D* jumps where the generator's support ends, and at its turning points.
    let data = try Normal(mean: 0.5, standardDeviation: 1.25)
    let snapshot = try ExactSnapshot(
      data: data, prior: Uniform(lower: -1, upper: 1), generator: generator, discriminator: discriminator)
    let optimal = OptimalDiscriminator(data: data, generator: snapshot.generator)
    func learned(_ x: Double) -> Double { 1 / (1 + exp(-snapshot.discriminator.network(x))) }
    let shares = (0...20_000).map { Double($0) / 20_000 }
    let fromHalf = shares.map { (learned(data.quantile(0.05 + 0.9 * $0)) - 0.5).magnitude }
    let (low, high) = (data.quantile(1e-3), data.quantile(0.999))
    let distances = shares.map { share in
      let x = low + (high - low) * share
      return optimal.value(at: x).map { (learned(x) - $0).magnitude } ?? 0
    }
    for (found, claimed) in [
      (fromHalf.max() ?? 0, snapshot.supremumFromHalf), (distances.max() ?? 0, snapshot.supremumDistance),
    ] {
      #expect(found <= claimed.value + claimed.absoluteError)
      #expect(claimed.absoluteError < 0.02)
    }
    #expect((fromHalf.max() ?? 0) >= snapshot.supremumFromHalf.value - 1e-4)
  }

  @Test(
    "F of a rectifier generator is the prior's mass of its linear pieces below x, and p its derivative",
    arguments: [Activation.relu, .leakyReLU(slope: 0.2), .maxout(pieces: 2)], 1...4 as ClosedRange<UInt64>)
  func linearPieces(activation: Activation, seed: UInt64) throws {
    let network = try Self.networks(activation, seed: seed).generator
    let prior = try Normal(mean: 0, standardDeviation: 1)
    let law = try PushForward(prior: prior, generator: network)
    let pieces = try LineMap(network).linearPieces(in: Bounds(-40, 40))
    #expect(pieces.count > 10)
    for i in 1..<40 {
      let x = law.map.value(prior.quantile(Double(i) / 40)) + 1e-3
      var (mass, density) = (0.0, 0.0)
      for piece in pieces {
        let (a, b) = (piece.interval.lower, piece.interval.upper)
        guard piece.slope != 0 else {
          if piece.value <= x { mass += exp(prior.logMass(from: a, to: b)) }
          continue
        }
        let z = a + (x - piece.value) / piece.slope
        if z > a, z < b { density += prior.density(z) / piece.slope.magnitude }
        let cut = min(max(z, a), b)
        mass += exp(piece.slope > 0 ? prior.logMass(from: a, to: cut) : prior.logMass(from: cut, to: b))
      }
      // Where G is nearly flat, rounding of x moves z.
      let slack = 1e-12 + 1e-14 * density * max(1, x.magnitude)
      #expect((law.cumulative(x) - mass).magnitude < slack, "F(\(x))")
      #expect((law.density(x) - density).magnitude < 1e-9 * max(1, density), "p(\(x))")
    }
  }

  @Test("A linear generator's law is normal(b, |a|)", arguments: [1.5, -0.5] as [Float])
  func linear(slope: Float) throws {
    let shape = Architecture(inputs: 1, layers: [.dense(1, .identity)])
    let snapshot = NetworkSnapshot<Float>(architecture: shape, parameters: [slope, 0.25], statistics: [])
    let law = try PushForward(prior: Normal(mean: 0, standardDeviation: 1), generator: snapshot)
    let closed = try Normal(mean: 0.25, standardDeviation: Double(slope.magnitude))
    for x in [-60, -3, 0.25, 2, 7, 60] as [Double] {
      let (density, mass) = (closed.logDensity(x), closed.logCumulative(x))
      #expect((law.logDensity(x) - density).magnitude <= 1e-13 * max(1, density.magnitude))
      #expect((law.logCumulative(x) - mass).magnitude <= 1e-13 * max(1, mass.magnitude))
    }
    let data = try Normal(mean: 4, standardDeviation: 1)
    let (found, expected) = (LawPair(data, law), LawPair(data, closed))
    let tolerance = try Tolerance(absolute: 1e-10, relative: 1e-8)
    let distances = try [found, expected].map { try $0.wasserstein1(tolerance: tolerance) }
    #expect(distances[0].agrees(with: distances[1]))
    let divergences = try [found, expected].map {
      try $0.integrals(of: [.jensenShannon], tolerance: tolerance).estimates[0]
    }
    #expect(divergences[0].agrees(with: divergences[1]))
  }
}
