import AdversarialTraining
import Distributions
import Divergences
import MinimaxGame
import NeuralNetworks
import Quadrature

/// A generator that stands still while D is trained: the gap of D to D*, for many D, each at the price of one pass.
///
/// C(G) is integrated once from the exact law of the generator, and the points at which both expectations of V(G, D)
/// are summed are laid once; only D is evaluated anew. The gap is the difference of C(G) and V, so it is right to
/// its error, as a rule 1e-6, and no better: enough to tell whether it is below 1e-3. A D that is steep between the
/// points is not seen. `MinimaxGame/gap(of:tolerance:)` has all digits.
public struct FrozenGenerator<Scalar: NetworkScalar>: Sendable {
  /// C(G) = V(G, D*).
  public let criterion: Estimate
  private let data: ExpectationNodes
  private let samples: ExpectationNodes
  private let work: Workspace<Scalar>

  /// The generator of a training as it is, for the discriminator of the same training as it will be.
  ///
  /// - Parameters:
  ///   - training: whose generator it is.
  ///   - law: p_data.
  ///   - nodesOfData: ``ExpectationNodes`` of `data`, if they are at hand.
  /// - Throws: as `AlternatingTraining/exactGame(data:)`, and what the integral throws.
  public init(
    _ training: AlternatingTraining<Scalar>, data law: some Law, nodesOfData: ExpectationNodes? = nil
  ) throws {
    let game = try training.exactGame(data: law)
    criterion = try game.criterion(tolerance: Tolerance(absolute: 1e-7, relative: 1e-6))
    data = try nodesOfData ?? ExpectationNodes(law)
    samples = try ExpectationNodes(game.generator)
    let points = data.points + samples.points
    work = Workspace(training.discriminator, rows: points.count)
    for (i, x) in points.enumerated() { work.input[i] = Scalar(x) }
  }

  /// V(G, D*) - V(G, D) of the discriminator as it is now.
  ///
  /// The error is the difference of two rules, with what C(G) and the precision of the network's numbers add.
  public func gap() -> Estimate {
    let count = data.points.count + samples.points.count
    work.forward(rows: count)
    var (value, lower) = (0.0, 0.0)
    for i in data.points.indices {
      let term = softplus(-Double(work.output[i]))
      value -= data.weights[i] * term
      lower -= data.lowerWeights[i] * term
    }
    for i in samples.points.indices {
      let term = softplus(Double(work.output[data.points.count + i]))
      value -= samples.weights[i] * term
      lower -= samples.lowerWeights[i] * term
    }
    let rounding = 16 * Double(Scalar.ulpOfOne) * (1 + value.magnitude)
    return Estimate(
      value: criterion.value - value,
      absoluteError: criterion.absoluteError + (value - lower).magnitude + rounding, evaluations: count,
      verdict: criterion.verdict)
  }
}
