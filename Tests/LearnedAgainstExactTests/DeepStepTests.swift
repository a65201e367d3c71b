import Distributions
import Divergences
import Foundation
import MinimaxGame
import NeuralNetworks
import Quadrature
import Testing

@testable import LearnedAgainstExact

/// D with steps that only its second hidden layer makes: windows of [x0, x0 + w] in tanh of a smooth first layer.
@Suite("A step of a deeper layer is found, or D is said to be unresolved")
struct DeepStepTests {
  /// Units tanh(k (h - h(x0))) of one first unit h = tanh(a x + b); their outputs times ±A are the logit.
  static func window(a: Double, b: Double, k: Double, at x0: Double, width: Double, height: Double)
    -> NetworkSnapshot<Double>
  {
    let shape = Architecture(
      inputs: 1, layers: [.dense(1, .tanh), .dense(2, .tanh), .dense(1, .identity)])
    let (first, second) = (tanh(a * x0 + b), tanh(a * (x0 + width) + b))
    return NetworkSnapshot<Double>(
      architecture: shape, parameters: [a, b, k, k, -k * first, -k * second, height, -height, 0],
      statistics: [])
  }

  static func softplus(_ t: Double) -> Double { max(t, 0) + log1p(exp(-abs(t))) }

  /// V by ``gradedSum(from:to:towards:even:_:)``.
  static func graded(_ map: LineMap, towards places: [Double], _ p: any Law, _ q: any Law, even: Int = 2000)
    throws -> Double
  {
    try gradedSum(from: -9, to: 10, towards: places, even: even) { x in
      let h = map(x)
      return -p.density(x) * softplus(-h) - q.density(x) * softplus(h)
    }
  }

  /// An integral by Gauss-Legendre panels that shrink towards `places`, with as many even ones beside.
  static func gradedSum(
    from low: Double = -9, to high: Double = 9, towards places: [Double], even: Int = 2000,
    _ integrand: (Double) -> Double
  ) throws -> Double {
    var ends: [Double] = (0...even).map { low + (high - low) * Double($0) / Double(even) } + places
    for place in places {
      var distance = 8.0
      for _ in 0...90 {
        ends += [place - distance, place + distance]
        distance *= 0.7
      }
    }
    ends = ends.filter { low <= $0 && $0 <= high }.sorted()
    let rule = try GaussLegendreRule(count: 8)
    var sum = 0.0
    for (a, b) in zip(ends, ends.dropFirst()) where b > a {
      let (middle, half): (Double, Double) = (0.5 * (a + b), 0.5 * (b - a))
      for (node, weight) in zip(rule.nodes, rule.weights) {
        sum += half * weight * integrand(middle + half * node)
      }
    }
    return sum
  }

  @Test(
    "A window of the second layer counts in V and in the gap, which sum to C(G)",
    arguments: [
      (3, -0.5, 2000, 0.15, 5e-4, 15, -1.3899434867096863),
      (3, -0.5, 3000, 0.15, 2e-4, 30, -1.3893092239639535),
      (0.3, 0.1, 1e5, 0.33, 1e-4, 300, -1.4052581528663561),
      (1, 0, 1e7, -0.7, 1e-5, 200, -1.3866674632558744),
    ] as [(Double, Double, Double, Double, Double, Double, Double)])
  func window(a: Double, b: Double, k: Double, x0: Double, width: Double, height: Double, known: Double)
    throws
  {
    let (p, q) = (try Normal(mean: 0, standardDeviation: 1), try Normal(mean: 1, standardDeviation: 1))
    let game = MinimaxGame(data: p, generator: q)
    let network = Self.window(a: a, b: b, k: k, at: x0, width: width, height: height)
    let learned = try network.onTheLine(near: game)
    let report = try game.report(on: learned, tolerance: Tolerance(absolute: 1e-9, relative: 1e-8))
    let dense = try Self.graded(LineMap(network), towards: [x0, x0 + width], p, q)
    // By NumPy, four million midpoints across the window.
    #expect((dense - known).magnitude < 1e-10)
    #expect(report.value.verdict == .converged)
    #expect((report.value.value - dense).magnitude < 1e-8 + report.value.absoluteError)
    #expect(
      (report.gap.value - (try game.criterion().value - dense)).magnitude < 1e-8 + report.gap.absoluteError)
    let second = try learned.valueOverQuantiles(in: game)
    #expect((second.value - dense).magnitude < 1e-7 + second.absoluteError)
    #expect(second.absoluteError < 1e-5)
  }

  /// G with a bump of G' that its second layer makes: units tanh(k (h - h(x0))), of which two cancel outside
  /// [x0, x0 + width], beside a slow one; `share` is the bump's height over G' without it, so G rises where it is below 1.
  static func bump(k: Double, at x0: Double, width: Double, share: Double) -> NetworkSnapshot<Double> {
    let (a, b) = (1.0, 0.1)
    let (first, second) = (tanh(a * x0 + b), tanh(a * (x0 + width) + b))
    let slow = 1 - tanh(0.5 * first) * tanh(0.5 * first)
    let height = share * slow / k
    let shape = Architecture(
      inputs: 1, layers: [.dense(1, .tanh), .dense(3, .tanh), .dense(1, .identity)])
    return NetworkSnapshot<Double>(
      architecture: shape,
      parameters: [a, b, k, k, 0.5, -k * first, -k * second, 0, height, -height, 2, 0], statistics: [])
  }

  @Test(
    "A bump of G' that the second layer of G makes counts in the law of G",
    arguments: [(2000, 0.31, 1e-2), (5000, 0.355, 4e-3), (2e4, 0.31, 1e-3), (2e5, -0.42, 1e-4)]
      as [(Double, Double, Double)])
  func bumpOfTheGenerator(k: Double, x0: Double, width: Double) throws {
    let network = Self.bump(k: k, at: x0, width: width, share: 0.9)
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let law = try PushForward(prior: normal, generator: network)
    let tolerance = try Tolerance(absolute: 1e-9, relative: 1e-8)
    let map = try LineMap(network)
    // In z, where dx = G'(z) dz and p_g(x) dx = p_Z(z) dz, on panels that shrink towards the bump.
    var outside = normal.cumulative(map(-9)) + normal.complementaryCumulative(map(9))
    let jsd = try Self.gradedSum(towards: [x0, x0 + width]) { z in
      let jet = map.jet(at: z)
      let (p, q) = (normal.density(jet.value) * jet.first, normal.density(z))
      let mean = 0.5 * (p + q)
      return 0.5 * (p * log(p / mean) + q * log(q / mean))
    }
    outside *= 0.5 * log(2.0)
    let transport = try Self.gradedSum(towards: [x0, x0 + width]) { z in
      let jet = map.jet(at: z)
      return (normal.cumulative(jet.value) - normal.cumulative(z)).magnitude * jet.first
    }
    let divergence = try jensenShannon(normal, law, tolerance: tolerance)
    #expect(divergence.verdict == .converged)
    #expect((divergence.value - (jsd + outside)).magnitude < divergence.absoluteError + 1e-9)
    // Beyond the support of G the data has the rest of W1: E (|X| - 9')⁺ is in the panels of neither.
    let ends = (map(-9), map(9))
    let rest =
      normal.density(ends.0) + ends.0 * normal.cumulative(ends.0) + normal.density(ends.1) - ends.1
      * normal.complementaryCumulative(ends.1)
    let distance = try wasserstein1(normal, law)
    #expect((distance.value - (transport + rest)).magnitude < distance.absoluteError + 1e-9)
  }

  @Test(
    "Where G turns within such a bump its law has mass 1, and two routes give one C(G)",
    arguments: [(170, 0.31, 0.088, 40), (400, 0.31, 0.03, 90), (2000, 0.31, 1e-2, 30)]
      as [(Double, Double, Double, Double)])
  func turningBump(k: Double, x0: Double, width: Double, share: Double) throws {
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let law = try PushForward(prior: normal, generator: Self.bump(k: k, at: x0, width: width, share: share))
    #expect(law.turningPoints.count == 2)
    let game = MinimaxGame(data: normal, generator: law)
    let found = try game.evaluation(of: [.massOfGenerator, .jensenShannon, .optimalValue])
    let (mass, jsd) = (try #require(found[.massOfGenerator]), try #require(found[.jensenShannon]))
    let value = try #require(found[.optimalValue])
    #expect(mass.verdict == .converged && jsd.verdict == .converged && value.verdict == .converged)
    #expect((mass.value - 1).magnitude < mass.absoluteError)
    #expect(
      (value.value - (2 * jsd.value - 2 * log(2.0))).magnitude < value.absoluteError + 2 * jsd.absoluteError)
  }

  @Test("A G that swings more often than the table can follow says that it may be steep elsewhere")
  func roughGenerator() throws {
    let domain = try Interval(-3, 3)
    #expect(try NetworkMap(Self.folded(3), domain: domain).hasAllSteepPlaces)
    #expect(try !NetworkMap(Self.folded(12), domain: domain).hasAllSteepPlaces)
  }

  @Test(
    "So do steps of random networks of two and three hidden layers", arguments: 1...8 as ClosedRange<UInt64>)
  func random(seed: UInt64) throws {
    var stream = NeuralNetworks.RandomStream(seed: seed, name: "steps")
    let activation: Activation = seed % 3 == 0 ? .sigmoid : .tanh
    let steep = Initialisation.normal(standardDeviation: seed % 2 == 0 ? 3000 : 300)
    var layers = [
      Layer.dense(3, activation, weights: .normal(standardDeviation: 1.5), biases: .uniform(range: 1)),
      .dense(4, activation, weights: steep, biases: .uniform(range: 100)),
    ]
    if seed % 4 == 0 { layers.append(.dense(3, .softplus, weights: .normal(standardDeviation: 2))) }
    layers.append(.dense(1, .identity, weights: .normal(standardDeviation: 4)))
    let network = try Network<Double>(
      Architecture(inputs: 1, layers: layers), initialisedFrom: &stream
    ).snapshot()
    let (p, q) = (try Normal(mean: 0, standardDeviation: 1), try Normal(mean: 1, standardDeviation: 1))
    let game = MinimaxGame(data: p, generator: q)
    let learned = try network.onTheLine(near: game)
    let report = try game.report(on: learned, tolerance: Tolerance(absolute: 1e-9, relative: 1e-8))
    let dense = try Self.graded(
      LineMap(network), towards: learned.landmarks.map(\.position), p, q, even: 10_000)
    #expect(report.value.verdict == .converged, "\(report.value.verdict)")
    #expect((report.value.value - dense).magnitude < 3e-8 + report.value.absoluteError)
  }

  @Test(
    "A network with kinks and curvature both has its kinks found", arguments: 1...4 as ClosedRange<UInt64>)
  func mixed(seed: UInt64) throws {
    var stream = NeuralNetworks.RandomStream(seed: seed, name: "mixed")
    let weights = Initialisation.normal(standardDeviation: 2)
    let shape = Architecture(
      inputs: 1,
      layers: [
        .dense(4, .tanh, weights: weights, biases: .uniform(range: 1)),
        .dense(4, .relu, weights: .normal(standardDeviation: 40), biases: .uniform(range: 20)),
        .dense(1, .identity, weights: weights),
      ])
    let network = try Network<Double>(shape, initialisedFrom: &stream).snapshot()
    let (p, q) = (try Normal(mean: 0, standardDeviation: 1), try Normal(mean: 1, standardDeviation: 1))
    let game = MinimaxGame(data: p, generator: q)
    let learned = try network.onTheLine(near: game)
    let report = try game.report(on: learned, tolerance: Tolerance(absolute: 1e-9, relative: 1e-8))
    let dense = try Self.graded(
      LineMap(network), towards: learned.landmarks.map(\.position), p, q, even: 10_000)
    #expect((report.value.value - dense).magnitude < 1e-6 + report.value.absoluteError)
  }

  /// 1 - |2 x|, nearly, n times over: a network whose output swings 2ⁿ times.
  static func folded(_ n: Int) -> NetworkSnapshot<Double> {
    let first: [Double] = [4, 4, 2, -2]
    let next: [Double] = [4, 4, -4, -4, -2, -6]
    let layers = (0..<n).map { _ in Layer.dense(2, .tanh) } + [.dense(1, .identity)]
    let others = (1..<n).flatMap { _ in next }
    return NetworkSnapshot<Double>(
      architecture: Architecture(inputs: 1, layers: layers), parameters: first + others + [1, -1, -1],
      statistics: [])
  }

  @Test("A network that swings more often than the table can follow is unresolved, with an infinite error")
  func rough() throws {
    let game = MinimaxGame(
      data: try Normal(mean: 0, standardDeviation: 1), generator: try Normal(mean: 1, standardDeviation: 1))
    let tolerance = try Tolerance(absolute: 0.1, relative: 0.1)
    let smooth = try Self.folded(3).onTheLine(near: game)
    #expect(try game.report(on: smooth, tolerance: tolerance).value.verdict == .converged)
    let learned = try Self.folded(12).onTheLine(near: game)
    #expect(learned.logitError == .infinity)
    let report = try game.report(on: learned, tolerance: tolerance)
    for estimate in [report.value, report.gap, report.squaredDistance] {
      #expect(estimate.verdict.name == "unresolved")
      #expect(estimate.absoluteError == .infinity)
    }
  }

  @Test("A step of D outside the central 90 % of the data is none of sup |D - 1/2| there")
  func outsideTheBulk() throws {
    let shape = Architecture(inputs: 1, layers: [.dense(1, .tanh), .dense(1, .identity)])
    // D rises from 1/2 to σ(6) at x = 1.9, outside of [-1.645, 1.645]; for the wide generator it is marked.
    let step = NetworkSnapshot<Double>(
      architecture: shape, parameters: [400, -400 * 1.9, 3, 3], statistics: [])
    let wide = NetworkSnapshot<Double>(
      architecture: Architecture(inputs: 1, layers: [.dense(1, .identity)]), parameters: [2, 0],
      statistics: [])
    let normal = try Normal(mean: 0, standardDeviation: 1)
    let snapshot = try ExactSnapshot(data: normal, prior: normal, generator: wide, discriminator: step)
    let shares = (0...20_000).map { 0.05 + 0.9 * Double($0) / 20_000 }
    let map = try LineMap(step)
    let dense = shares.map { (1 / (1 + exp(-map(normal.quantile($0)))) - 0.5).magnitude }.max() ?? .nan
    #expect((snapshot.supremumFromHalf.value - dense).magnitude < 1e-9)
    #expect(snapshot.supremumDistance.value > 0.4)
  }
}
