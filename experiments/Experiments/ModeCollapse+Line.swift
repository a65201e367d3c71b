import AdversarialTraining
import Distributions
import Divergences
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import NeuralNetworks
import Quadrature

/// A moment of a training on the line held against its data: everything from the exact law of the generator.
struct LineMoment {
  let masses: ModeMasses
  let row: Row
  /// Mass of the noise that the law of the generator leaves out, and rounding.
  private let unresolved: Double

  init(_ training: AlternatingTraining<Float>, _ data: LineData) throws {
    let isProbability = training.configuration.discriminatorIsAProbabilityOfOneSample
    let snapshot = isProbability ? try training.exactSnapshot(data: data.law) : nil
    let prior = try training.configuration.prior.law()
    let generator = try snapshot?.generator ?? Self.law(of: training, prior)
    let pair = MinimaxGame(data: data.law, generator: generator).pair
    let tolerance = try Tolerance(absolute: 1e-10, relative: 1e-7)
    let divergences = try pair.integrals(
      of: [.jensenShannon, .reverseKullbackLeibler, .kullbackLeibler], tolerance: tolerance
    ).estimates
    let jsd = try Self.resolved(divergences[0], data.law, generator)
    let distance =
      try snapshot?.wasserstein1
      ?? pair.wasserstein1(tolerance: Tolerance(absolute: 1e-9, relative: 1e-5))
    masses = data.modes.masses(of: generator)
    unresolved = generator.unresolvedMass + 1e-13
    var row = masses.counts(error: Self.error(unresolved)).merging([
      "jsd_masses": Self.jensenShannon(data.modes.masses(of: data.law), masses),
      "jsd": jsd, "wasserstein_1": distance, "kl_generator_data": divergences[1],
      "kl_data_generator": divergences[2],
    ])
    if divergences[2].value.isInfinite { row = row.merging(["kl_reason": divergences[2].verdict.reason]) }
    if let snapshot {
      row = row.merging(["duality_gap": snapshot.dualityGap, "sup_from_half": snapshot.supremumFromHalf])
    } else {
      row = row.merging(["discriminator_reason": Self.reason(training.configuration)])
    }
    if training.configuration.discriminatorLoss == .wasserstein {
      row = row.merging(try Self.critic(training, data.law, generator))
    }
    self.row = row.merging(["verdict": verdict(of: jsd, divergences[1], distance)])
  }

  /// The error of a mass.
  func massError(_ mass: Double) -> Double { Self.error(unresolved)(mass) }

  private static func error(_ unresolved: Double) -> (Double) -> Double { { _ in unresolved } }

  private static func law(of training: AlternatingTraining<Float>, _ prior: some Law) throws -> PushForward {
    try PushForward(prior: prior, generator: training.generator.snapshot())
  }

  private static func reason(_ configuration: TrainingConfiguration) -> String {
    if configuration.discriminatorLoss == .wasserstein { return "a critic is no probability" }
    if configuration.packing > 1 { return "D sees \(configuration.packing) samples at once" }
    return "D compares the samples of its minibatch"
  }

  /// The JSD by quadrature; where a generator that is all but constant defeats it, by nodes in the quantiles of both laws,
  /// ½ E_data[log 2D*] + ½ E_z[log 2(1 - D*(G(z)))], whose error is the difference of two rules.
  private static func resolved(
    _ estimate: Estimate, _ data: Distribution, _ generator: PushForward
  ) throws -> Estimate {
    guard estimate.absoluteError > 1e-4 else { return estimate }
    func mean(_ law: any Law, _ sign: Double) throws -> Estimate {
      try expectation(under: law) { x in
        let ratio = generator.logDensity(x) - data.logDensity(x)
        return natural(2) - natural1p(exponential(sign * ratio))
      }
    }
    let (real, fake) = (try mean(data, 1), try mean(generator, -1))
    let value = 0.5 * (real.value + fake.value)
    let error = 0.5 * (real.absoluteError + fake.absoluteError)
    guard value.isFinite, error < estimate.absoluteError else { return estimate }
    return Estimate(value: value, absoluteError: error, evaluations: real.evaluations + fake.evaluations)
  }

  /// E[f(X)] by the nodes of a law; the error is the difference of two rules.
  private static func expectation(under law: any Law, of function: (Double) -> Double) throws -> Estimate {
    let nodes = try ExpectationNodes(law)
    let values = nodes.points.map(function)
    func sum(_ weights: [Double]) -> Double { zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } }
    let (value, lower) = (sum(nodes.weights), sum(nodes.lowerWeights))
    return Estimate(
      value: value, absoluteError: (value - lower).magnitude + 1e-12, evaluations: values.count)
  }

  /// JSD of the masses near each mode and outside all; by the data-processing inequality at most that of the laws.
  static func jensenShannon(_ data: ModeMasses, _ generator: ModeMasses) -> Double {
    func cells(_ masses: ModeMasses) -> [Double] { masses.masses + [max(0, 1 - masses.highQuality)] }
    return zip(cells(data), cells(generator)).reduce(0) { sum, pair in
      let middle = 0.5 * (pair.0 + pair.1)
      func term(_ p: Double) -> Double { p > 0 ? 0.5 * p * natural(p / middle) : 0 }
      return sum + term(pair.0) + term(pair.1)
    }
  }

  /// The critic's own estimate of W1, E_data[f] - E_z[f(G(z))], and a bound of |f'|: by Kantorovich and Rubinstein their
  /// quotient is at most W1.
  private static func critic(
    _ training: AlternatingTraining<Float>, _ data: Distribution, _ generator: PushForward
  ) throws -> Row {
    let map = try LineMap(training.discriminator.snapshot())
    let real = try expectation(under: data) { map($0) }
    let fake = try expectation(under: generator) { map($0) }
    let domain = ExactSnapshot.domain(data, generator)
    let parts = 2000
    let slopes = (0..<parts).map { part in
      let (a, b) = (Double(part) / Double(parts), Double(part + 1) / Double(parts))
      let slope = map.slopeBounds(
        over: Bounds(domain.lower + a * domain.width, domain.lower + b * domain.width))
      return max(slope.lower.magnitude, slope.upper.magnitude)
    }
    return [
      "critic_value": Measured(
        real.value - fake.value, error: real.absoluteError + fake.absoluteError),
      "critic_slope": slopes.max() ?? 0,
    ]
  }
}
