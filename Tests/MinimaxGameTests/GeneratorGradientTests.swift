import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

/// One line of Reference/generator-gradients.csv, which generator_gradients.py wrote with mpmath.
struct GradientReference: Sendable, CustomTestStringConvertible {
  let separation: Double
  let objective: GeneratorObjective
  let mean: Double
  let variance: Double

  var testDescription: String { "\(objective) at \(separation)" }

  static let all: [GradientReference] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/generator-gradients.csv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: ",").map(String.init)
      guard fields.count == 4, let separation = Double(fields[0]), let mean = Double(fields[2]),
        let objective = GeneratorObjective(rawValue: fields[1]), let variance = Double(fields[3])
      else { return nil }
      return GradientReference(
        separation: separation, objective: objective, mean: mean, variance: variance)
    }
  }()
}

/// The exact gradient of a loss at D* for data normal(0, 1) and a generator normal(separation, 1).
private func gradient(_ objective: GeneratorObjective, _ separation: Double) throws -> GeneratorGradient {
  let data = try Normal(mean: 0, standardDeviation: 1)
  let generator = try Normal(mean: separation, standardDeviation: 1)
  return try MinimaxGame(data: data, generator: generator).generatorGradient(
    of: objective, through: OptimalNormalDiscriminator(data: data, generator: generator))
}

@Suite("The generator's gradient at D = D*")
struct GeneratorGradientTests {
  @Test("mpmath's references are all there")
  func references() { #expect(GradientReference.all.count == 44) }

  @Test(
    "to 1e-8 relative, within its error, from 0.01 to 20, down to 2e-22", arguments: GradientReference.all)
  func exact(_ reference: GradientReference) throws {
    let found = try gradient(reference.objective, reference.separation)
    #expect(found.mean.verdict == .converged && found.variance.verdict == .converged)
    #expect(found.mean.agrees(with: reference.mean, factor: 2))
    #expect((found.mean.value / reference.mean - 1).magnitude < 1e-8)
    if reference.variance == 0 {
      // Constant: what is left is the square of the mean's rounding.
      #expect(found.variance.value < 1e-26)
    } else {
      #expect((found.variance.value / reference.variance - 1).magnitude < 1e-8)
    }
  }

  @Test(
    "log(1 - D) and -log D scatter alike: variance θg/2 - g², since E_g[D*²] = E_g[D*]/2 for a mirrored pair")
  func mirroredVariance() throws {
    for separation in [0.5, 3, 10.0] {
      let (saturating, other) = (
        try gradient(.saturating, separation), try gradient(.nonSaturating, separation)
      )
      let g = saturating.mean.value
      #expect((saturating.variance.value / (separation * g / 2 - g * g) - 1).magnitude < 1e-8)
      #expect((saturating.variance.value / other.variance.value - 1).magnitude < 1e-8)
    }
  }

  @Test("it is 0 where p_g = p_data, and so is its variance", arguments: GeneratorObjective.allCases)
  func zero(objective: GeneratorObjective) throws {
    let found = try gradient(objective, 0)
    #expect(found.mean.value == 0 && found.variance.value == 0)
  }

  @Test("its sign leads the generator to the data from either side, and its size is that of the mirror image")
  func sign() throws {
    for objective in GeneratorObjective.allCases {
      for separation in [0.1, 3, 15.0] {
        let (right, left) = (try gradient(objective, separation), try gradient(objective, -separation))
        #expect(right.mean.value > 0)
        #expect((right.mean.value / -left.mean.value - 1).magnitude < 1e-10)
      }
    }
  }

  @Test("a minibatch's mean scatters by the variance over m: simulated at separation 1")
  func minibatch() throws {
    var generator = SeededGenerator(seed: 11)
    let law = try Normal(mean: 1, standardDeviation: 1)
    let best = OptimalNormalDiscriminator(data: try Normal(mean: 0, standardDeviation: 1), generator: law)
    let (size, count) = (50, 2000)
    for objective in [GeneratorObjective.saturating, .nonSaturating] {
      let exact = try gradient(objective, 1)
      let squares = (0..<count).reduce(0.0) { sum, _ in
        let mean =
          (0..<size).reduce(0.0) { sum, _ in
            let jet = best.jet(law.sample(using: &generator))
            return sum + objective.slope(atLogit: jet.value) * jet.slope
          } / Double(size)
        return sum + pow(mean - exact.mean.value, 2)
      }
      let expected = pow(exact.standardDeviation(minibatch: size), 2)
      // The relative error of a variance from n nearly normal values is √(2/n): four of them.
      #expect((squares / Double(count) / expected - 1).magnitude < 4 * (2 / Double(count)).squareRoot())
    }
  }

  @Test("a generator below the data's scale by √2 has an infinite variance under the likelihood's cost")
  func infiniteVariance() throws {
    let data = try Normal(mean: 0, standardDeviation: 1.5)
    let generator = try Normal(mean: 1, standardDeviation: 1)
    let found = try MinimaxGame(data: data, generator: generator).generatorGradient(
      of: .maximumLikelihood, through: OptimalNormalDiscriminator(data: data, generator: generator))
    #expect(found.mean.verdict == .converged && found.variance.value == .infinity)
    #expect(found.variance.verdict.name == "infinite")
  }
}

@Suite("What the generator descends when D* is held at θ₀")
struct ImpliedObjectiveTests {
  static let mixture = [(0.3, -2.0, 0.5), (0.7, 2.0, 1.0)]

  /// Central differences of order 4 at two steps; the error is their difference plus that of the quadratures.
  private func derivative(_ f: (Double) throws -> Estimate) throws -> (value: Double, error: Double) {
    func slope(_ h: Double) throws -> Estimate {
      ((try f(h) - f(-h)).scaled(by: 8) - (try f(2 * h) - f(-2 * h))).scaled(by: 1 / (12 * h))
    }
    let (coarse, fine) = (try slope(0.02), try slope(0.01))
    return (fine.value, (fine.value - coarse.value).magnitude + fine.absoluteError)
  }

  @Test(
    "log(1 - D): 2 JSD; -log D: KL(p_g ‖ p_data) - 2 JSD; -D/(1 - D): KL(p_data ‖ p_g); their sum: KL(p_g ‖ p_data)",
    arguments: GeneratorObjective.allCases)
  func gradients(objective: GeneratorObjective) throws {
    for (components, mean, sd) in [
      ([(1.0, 0.0, 1.0)], 0.5, 1.0), ([(1, 0, 1)], -1, 2), ([(1, 0, 1)], 4, 0.9), (Self.mixture, 0.5, 2),
    ] {
      let data = try components.map { (weight: $0.0, law: try Normal(mean: $0.1, standardDeviation: $0.2)) }
      let fit = try NormalFit(data: data, objective: objective)
      func value(_ mean: Double, _ sd: Double) throws -> Estimate {
        try fit.game(Normal(mean: mean, standardDeviation: sd)).impliedObjective(of: objective)
      }
      let gradient = try fit.gradient(at: Normal(mean: mean, standardDeviation: sd))
      let location = try derivative { try value(mean + $0, sd) }
      let logScale = try derivative { try value(mean, sd * exp($0)) }
      for (exact, difference) in [(gradient.location, location), (gradient.logScale, logScale)] {
        #expect(difference.error < 1e-5 * (1 + exact.value.magnitude))
        #expect((exact.value - difference.value).magnitude <= exact.absoluteError + difference.error)
      }
    }
  }

  @Test("the four gradients are not each other's: at separation 1 they differ by more than their errors")
  func distinct() throws {
    let values = try GeneratorObjective.allCases.map { try gradient($0, 1).mean.value }
    #expect(values[0] < 0.5 && values[1] > 0.5 && (values[2] - 1).magnitude < 1e-12)
  }
}

@Suite("What a normal fitted to two modes prefers under each loss")
struct NormalFitTests {
  private func fit(_ objective: GeneratorObjective, _ distance: Double, _ sd: Double) throws -> NormalFit {
    try NormalFit(
      data: [-distance, distance].map { (0.5, try Normal(mean: $0, standardDeviation: sd)) },
      objective: objective)
  }

  private func start(_ mean: Double, _ sd: Double) throws -> Normal {
    try Normal(mean: mean, standardDeviation: sd)
  }

  @Test("KL(p_data ‖ p_g) covers both: its one minimum has the data's moments")
  func likelihood() throws {
    let fit = try fit(.maximumLikelihood, 2, 0.5)
    for origin in [try start(-1.5, 1), try start(3, 2)] {
      let end = try fit.stationaryPoint(near: fit.descended(from: origin))
      #expect(end.isMinimum && end.gradient.length <= end.gradient.error + 1e-10)
      #expect(end.generator.location.magnitude < 1e-9)
      #expect((end.generator.standardDeviation - 4.25.squareRoot()).magnitude < 1e-9)
    }
  }

  @Test("KL(p_g ‖ p_data), alone or less 2 JSD, takes one mode: which one depends on the start")
  func reverse() throws {
    for objective in [GeneratorObjective.logOdds, .nonSaturating] {
      let fit = try fit(objective, 2, 0.5)
      for side in [-1.0, 1] {
        let end = try fit.stationaryPoint(near: fit.descended(from: start(side, 0.7)))
        #expect(end.isMinimum && end.gradient.length <= end.gradient.error + 1e-10)
        #expect((end.generator.location - side * 2).magnitude < 0.05)
        #expect((end.generator.standardDeviation - 0.5).magnitude < 0.05)
      }
    }
  }

  @Test("a descent that zigzags across a valley goes on to its minimum, and does not stop next to a saddle")
  func valley() throws {
    for (objective, scale, ends) in [
      (GeneratorObjective.nonSaturating, 3.2524, [(0.5, 2.0), (-0.5, 4)]), (.logOdds, 3.2676, [(0.5, 1)]),
    ] {
      let fit = try fit(objective, 4, 0.5)
      for (mean, sd) in ends {
        let rest = try fit.descended(from: start(mean, sd))
        let end = try fit.stationaryPoint(near: rest)
        #expect(end.isMinimum && end.generator.location.magnitude < 1e-6)
        #expect((end.generator.standardDeviation - scale).magnitude < 1e-4)
        #expect(abs(rest.location - end.generator.location) < 5e-3)
        #expect(abs(rest.standardDeviation - end.generator.standardDeviation) < 5e-3)
      }
    }
  }

  @Test("2 JSD has minima of both kinds: one mode, or a broad normal over both")
  func jensenShannon() throws {
    let fit = try fit(.saturating, 2, 0.5)
    let narrow = try fit.stationaryPoint(near: fit.descended(from: start(1.8, 0.5)))
    let broad = try fit.stationaryPoint(near: fit.descended(from: start(0, 2)))
    for end in [narrow, broad] {
      #expect(end.isMinimum && end.gradient.length <= end.gradient.error + 1e-10)
    }
    #expect(narrow.generator.location > 1.5 && broad.generator.location.magnitude < 1e-6)
    #expect(broad.generator.standardDeviation > 1.5)
  }
}
