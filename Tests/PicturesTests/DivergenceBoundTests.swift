import AdversarialTraining
import Foundation
import NeuralNetworks
import Testing

@testable import Pictures

/// What a separate discriminator says of the divergence, where it is known.
struct DivergenceBoundTests {
  /// Pictures of 2 x 2 pixels, each 0 or 255 with probability ½.
  private func coins(_ count: Int, _ name: String) -> PictureSet {
    var stream = RandomStream(seed: 3, name: name)
    return PictureSet(
      rows: 2, columns: 2, pixels: (0..<4 * count).map { _ in stream.index(below: 2) == 0 ? 0 : 255 })
  }

  private var split: PictureSplit {
    PictureSplit(
      training: coins(1000, "training"), validation: coins(600, "validation"), test: coins(600, "test"))
  }

  private var rules: DivergenceBound.Rules {
    var rules = DivergenceBound.Rules(dimension: 4)
    rules.discriminator = .perceptron(inputs: 4, hidden: [16], activation: .tanh, outputs: 1)
    rules.optimiser = .adam(rate: 0.01)
    (rules.steps, rules.every, rules.minibatch) = (800, 100, 50)
    return rules
  }

  /// Each pixel σ(weight z + bias) of a normal z of its own: with a large weight a coin.
  private func generator(weight: Float, bias: Float = 0) throws -> Network<Float> {
    try Network(
      NetworkSnapshot<Float>(
        architecture: Architecture(inputs: 4, layers: [.dense(4, .sigmoid)]),
        parameters: (0..<16).map { $0 % 5 == 0 ? weight : 0 } + [Float](repeating: bias, count: 4)))
  }

  private func bound(weight: Float, bias: Float = 0) throws -> DivergenceBound {
    let split = split
    let samples = JudgedLaw.samples(
      of: try generator(weight: weight, bias: bias), prior: .normal(dimension: 4), like: split, seed: 5,
      name: "bound")
    return try DivergenceBound(between: .pictures(split), and: samples, rules: rules, seed: 5)
  }

  @Test("a generator whose samples never occur among the data is found out: the bound comes near log 2")
  func separable() throws {
    let bound = try bound(weight: 0)
    #expect(bound.bound.value > 0.95 * log(2))
    #expect(bound.interval.lower <= log(2))
  }

  @Test("a generator with the law of the data gets a bound that is not above 0 beyond its error")
  func equal() throws {
    let bound = try bound(weight: 4000)
    #expect(bound.bound.value < 4 * bound.bound.standardError)
    #expect(bound.interval.lower == 0 && bound.interval.upper >= 0)
  }

  @Test("of coins that are not fair the bound comes near the JSD, and not above it")
  func known() throws {
    // A pixel is 255 where z > -1: with probability Φ(1). Between grey levels lies less than 1e-4 of it.
    let bright = 0.5 * erfc(-1 / 2.0.squareRoot())
    let exact = (0..<16).reduce(0.0) { sum, pixels in
      let count = Double(pixels.nonzeroBitCount)
      let (p, q) = (1.0 / 16, pow(bright, count) * pow(1 - bright, 4 - count))
      return sum + 0.5 * (p * log(2 * p / (p + q)) + q * log(2 * q / (p + q)))
    }
    let bound = try bound(weight: 400_000, bias: 400_000).bound
    #expect(bound.value < exact + 4 * bound.standardError)
    #expect(bound.value > exact - 4 * bound.standardError)
    #expect(exact > 8 * bound.standardError)
  }

  @Test("samples are judged as they would be stored: what lies between two grey levels is no clue")
  func stored() throws {
    let off = try GeneratorSamples(
      of: generator(weight: 0, bias: 40), prior: .normal(dimension: 4), count: 2, seed: 1, name: "grey")
    // σ(40) is not 1 in exact arithmetic; and levels of a Gaussian outside [0, 1] are clamped.
    #expect(off.pictures.map(\.stored) == [Float](repeating: 1, count: 8))
    #expect(Float(-0.3).stored == 0 && Float(1.7).stored == 1 && Float(0.5).stored == 128 / 255)
    let levels = PictureSet(rows: 1, columns: 256, pixels: (0...255).map { UInt8($0) })
    #expect(levels.intensities(as: Float.self).allSatisfy { $0.stored == $0 })
    let source = StoredSamples(of: try generator(weight: 3), prior: .normal(dimension: 4))
    var rows = [Float](repeating: -1, count: 4 * 250)
    var stream = RandomStream(seed: 2, name: "samples")
    rows.withUnsafeMutableBufferPointer { source.fill($0, using: &stream) }
    #expect(rows.allSatisfy { 0 <= $0 && $0 == $0.stored } && Set(rows).count > 100)
  }

  @Test("pictures against pictures of which half are inverted: the bound is at most ¾ log(4/3), and near it")
  func halfInverted() throws {
    // One bright pixel among four: no picture is another's inverse.
    func part(_ count: Int) -> PictureSet {
      PictureSet(
        rows: 2, columns: 2,
        pixels: (0..<count).flatMap { picture in (0..<4).map { $0 == picture % 4 ? 255 : 0 } })
    }
    let laws = try JudgedLaw.halfInverted(
      PictureSplit(training: part(400), validation: part(400), test: part(400)))
    #expect(laws.mixed.test.count == 800 && laws.pictures.test.count == 800)
    let bound = try DivergenceBound(between: laws.pictures, and: laws.mixed, rules: rules, seed: 1).bound
    #expect(bound.value < JudgedLaw.halfInvertedDivergence + 4 * bound.standardError)
    #expect(bound.value > 0.9 * JudgedLaw.halfInvertedDivergence)
  }

  @Test("training stops when validation has not risen for as many looks as it is patient")
  func patience() throws {
    var rules = rules
    (rules.steps, rules.every, rules.patience) = (100_000, 10, 3)
    let law = try JudgedLaw.pictures(split)
    var looks: [(step: Int, bound: Double)] = []
    let bound = try DivergenceBound(between: law, and: law, rules: rules, seed: 1) { looks.append(($0, $1)) }
    let best = try #require(looks.max { $0.bound < $1.bound })
    #expect(bound.steps == best.step)
    #expect(looks.last?.step == best.step + 30)
  }

  @Test("a discriminator that is ½ everywhere bounds JSD by 0, without an error")
  func given() throws {
    let half = try Network<Float>(Architecture(inputs: 4, layers: [.dense(1, .identity)]))
    let law = try JudgedLaw.pictures(split)
    let bound = DivergenceBound(by: half, between: law, and: law)
    // The rounding of sums of 600 terms.
    #expect(abs(bound.bound.value) < 1e-12 && bound.bound.standardError < 1e-12 && bound.steps == 0)
  }
}
