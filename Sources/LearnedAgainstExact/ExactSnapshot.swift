import AdversarialTraining
import Dispatch
import Distributions
import Divergences
import MinimaxGame
import NeuralNetworks
import Quadrature

/// A moment of training held against the exact game of the generator as it is then.
///
/// Each number has its error: those of integrals from the integrator, with the prior's unresolved mass and what the
/// table of D leaves out.
///
/// Networks are taken at rest: D with dropout by its mean, batch normalisation by its running statistics. A generator
/// with dropout has no law that this could compute, and is refused.
public struct ExactSnapshot: Sendable {
  /// V(G, D) of the learned D.
  public let value: Estimate
  /// C(G) = V(G, D*), the most any D could reach.
  public let criterion: Estimate
  /// ∫ (p_data + p_g) KL_Bernoulli(D* ‖ D) = V(G, D*) - V(G, D), integrated by itself.
  public let gap: Estimate
  /// max over D' of V(G, D') minus min over p' of V(p', D).
  public let dualityGap: Estimate
  /// JSD(p_data, p_g).
  public let jensenShannon: Estimate
  /// Wasserstein-1 of data and generator, in units of x.
  public let wasserstein1: Estimate
  /// sup |D - D*| where each law has all but 2e-3 of its mass: the largest value found by a search of each stretch
  /// between jumps of D*, so a lower bound of the supremum. Its error is an estimate of what may lie between the points
  /// that were looked at, from second differences; nothing above it is excluded.
  public let supremumDistance: Estimate
  /// sup |D - ½| over the central 90 % of the data, searched likewise.
  public let supremumFromHalf: Estimate
  /// (½ ∫ (p_data + p_g) (D - D*)²)^½.
  public let rootMeanSquare: Estimate
  /// (½ ∫ (p_data + p_g) (D - ½)²)^½.
  public let rootMeanSquareFromHalf: Estimate
  /// (½ ∫ (p_data + p_g) (D* - ½)²)^½: what D should have seen.
  public let exactRootMeanSquareFromHalf: Estimate
  /// The objectives over the minibatches of the last steps, with their standard errors: what a training knows of
  /// itself. `nil` before the first step and for networks that stand alone.
  public let minibatch: MinibatchLosses?
  /// The law of the generator, and so D*.
  public let generator: PushForward
  /// The learned D.
  public let discriminator: NetworkDiscriminator
  /// The interval that holds nearly all of both laws: where a table of another D pays too.
  public let domain: Interval

  /// The exact game of a generator and a discriminator as they are.
  ///
  /// - Parameters:
  ///   - data: p_data.
  ///   - prior: p_z, on the line.
  ///   - generator: a network from one number to one.
  ///   - discriminator: a network from one number to one logit.
  ///   - tolerance: of the integrals; 1e-7 relative unless given.
  ///   - minibatch: the last losses of the training that the networks come from, if any.
  /// - Throws: `NetworkError` for other networks, and what the integrals throw.
  public init<Scalar>(
    data: some Law, prior: some Law, generator: NetworkSnapshot<Scalar>,
    discriminator: NetworkSnapshot<Scalar>, tolerance: Tolerance? = nil,
    minibatch: MinibatchLosses? = nil
  ) throws {
    let tolerance = try tolerance ?? Tolerance(absolute: 1e-10, relative: 1e-7)
    let law = try PushForward(prior: prior, generator: generator)
    let domain = ExactSnapshot.domain(data, law)
    let game = MinimaxGame(data: data, generator: law)
    // W1 takes a third of the time and knows nothing of D.
    let (transport, (learned, report, divergences)) = try atOnce {
      try game.pair.wasserstein1(tolerance: Tolerance(absolute: 1e-9, relative: 1e-5))
    } and: {
      let learned = try NetworkDiscriminator(discriminator, domain: domain)
      return (
        learned, try game.report(on: learned, tolerance: tolerance),
        try game.pair.integrals(of: [.jensenShannon], tolerance: tolerance).estimates
      )
    }
    func charged(_ estimate: Estimate) -> Estimate {
      var result = estimate
      result.absoluteError += law.unresolvedMass * (2 + estimate.value.magnitude)
      return result
    }
    let divergence = charged(divergences[0])
    value = charged(report.value)
    gap = charged(report.gap)
    jensenShannon = divergence
    criterion = divergence.scaled(by: 2) + MinimaxGame.solution
    dualityGap = game.dualityGap(
      supremum: learned.supremum, dataTerm: charged(report.dataTerm), criterion: criterion)
    var distance = charged(transport)
    // Mass of G that the panels miss may lie anywhere.
    distance.absoluteError += max(report.masses.generator.massDefect, 0) * domain.width
    wasserstein1 = distance
    rootMeanSquare = charged(report.squaredDistance).root
    rootMeanSquareFromHalf = charged(report.squaredDistanceFromHalf).root
    exactRootMeanSquareFromHalf = charged(report.optimalSquaredDistanceFromHalf).root
    let optimal = game.optimalDiscriminator
    let steep = learned.landmarks.flatMap { [$0.position - $0.scale, $0.position, $0.position + $0.scale] }
    supremumDistance = greatest(
      over: ExactSnapshot.points(data, law), near: steep,
      cutAt: Set(data.breakPoints).union(law.breakPoints)
    ) { x in optimal.value(at: x).map { (sigma(learned.logit(x)) - $0).magnitude } ?? 0 }
    let bulk = (0...200).map { data.quantile(0.05 + 0.9 * Double($0) / 200) }
    supremumFromHalf = greatest(over: bulk, near: steep, cutAt: []) { x in
      (sigma(learned.logit(x)) - 0.5).magnitude
    }
    self.minibatch = minibatch
    self.generator = law
    self.discriminator = learned
    self.domain = domain
  }

  /// The interval on which a table of D pays: it holds nearly all of both laws.
  public static func domain(_ data: any Law, _ generator: any Law) -> Interval {
    let whole = span(data.quantile(1e-12), data.complementaryQuantile(1e-12)).hull(generator.bulk)
    // A law with a heavy tail would stretch the table; beyond it the network answers itself.
    let centre = span(data.quantile(1e-4), data.complementaryQuantile(1e-4)).hull(generator.bulk)
    return whole.width < 20 * centre.width || !centre.width.isFinite ? whole : centre
  }

  /// Points that are dense where either law has mass, from 0.001 to 0.999 of each.
  private static func points(_ data: any Law, _ generator: PushForward) -> [Double] {
    let shares = (0...100).map { 0.001 + 0.998 * Double($0) / 100 }
    let ofGenerator = shares.map { generator.map.value(generator.prior.quantile($0)) }
    return (shares.map { data.quantile($0) } + ofGenerator).sorted()
  }
}

/// Two computations on two threads; the first error is thrown when both have ended.
private func atOnce<First: Sendable, Second: Sendable>(
  _ first: @Sendable () throws -> First, and second: @Sendable () throws -> Second
) throws -> (First, Second) {
  // Each is written by one thread, and read when both have ended.
  nonisolated(unsafe) var firstResult: Result<First, any Error>?
  nonisolated(unsafe) var secondResult: Result<Second, any Error>?
  DispatchQueue.concurrentPerform(iterations: 2) { part in
    if part == 0 { firstResult = Result(catching: first) } else { secondResult = Result(catching: second) }
  }
  guard let firstResult, let secondResult else { preconditionFailure("concurrentPerform performs each part") }
  return (try firstResult.get(), try secondResult.get())
}

private func sigma(_ logit: Double) -> Double {
  0.5 * (1 + Double.hyperbolicTangentOf(0.5 * logit))
}

extension Estimate {
  /// The square root of an estimate of something not negative; its error by the slope.
  fileprivate var root: Estimate {
    let root = max(value, 0).squareRoot()
    return Estimate(
      value: root,
      absoluteError: min(root > 0 ? absoluteError / root : .infinity, absoluteError.squareRoot()),
      evaluations: evaluations, verdict: verdict)
  }
}

extension Law {
  /// The support where it is bounded, else all but 1e-12 on that side.
  fileprivate var bulk: Interval {
    span(
      support.lower.isFinite ? support.lower : quantile(1e-12),
      support.upper.isFinite ? support.upper : complementaryQuantile(1e-12))
  }
}
