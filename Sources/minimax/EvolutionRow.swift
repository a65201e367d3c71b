import AdversarialTraining
import Distributions
import Divergences
import LearnedAgainstExact
import MinimaxGame
import Quadrature

/// One line of evolution.csv: a moment of the training against the exact game.
///
/// What is not defined is left empty: all of D's numbers where D is no function of one sample (packing) or no
/// probability (a critic), and everything exact where the generator has no exact law.
struct EvolutionRow {
  /// The line.
  let line: String
  /// What the terminal shows.
  let summary: String

  private static let names = [
    "value", "criterion", "gap", "duality_gap", "jsd", "wasserstein_1", "sup_distance", "sup_from_half",
    "rms_distance", "rms_from_half", "exact_rms_from_half",
  ]
  static let header =
    "step," + names.map { "\($0),\($0)_error" }.joined(separator: ",")
    + ",minibatch_value,minibatch_value_error,minibatch_generator_loss,minibatch_generator_loss_error"

  init(_ training: AlternatingTraining<Float>, data: TrainingData) throws {
    let exact = try EvolutionRow.exact(training, data)
    let losses = training.losses
    let ofMinibatch = [
      losses.value, losses.valueError, losses.generatorLoss, losses.generatorLossError,
    ]
    func text(_ number: Double) -> String { number.isNaN ? "nan" : "\(number)" }
    let fields = EvolutionRow.names.flatMap { name in
      exact[name].map { [text($0.value), text($0.absoluteError)] } ?? ["", ""]
    }
    line = "\(training.step)," + (fields + ofMinibatch.map(text)).joined(separator: ",")
    summary = [("JSD", "jsd"), ("gap", "gap"), ("W1", "wasserstein_1")].compactMap { label, name in
      exact[name].map { "\(label) \(formatted($0.value, significantDigits: 4))" }
    }.joined(separator: "  ")
  }

  private static func exact(
    _ training: AlternatingTraining<Float>, _ data: TrainingData
  ) throws -> [String: Estimate] {
    let configuration = training.configuration
    guard let law = data.law, configuration.prior.dimension == 1 else { return [:] }
    if configuration.packing == 1, configuration.discriminatorLoss == .logistic {
      let snapshot = try training.exactSnapshot(data: law)
      return [
        "value": snapshot.value, "criterion": snapshot.criterion, "gap": snapshot.gap,
        "duality_gap": snapshot.dualityGap, "jsd": snapshot.jensenShannon,
        "wasserstein_1": snapshot.wasserstein1, "sup_distance": snapshot.supremumDistance,
        "sup_from_half": snapshot.supremumFromHalf, "rms_distance": snapshot.rootMeanSquare,
        "rms_from_half": snapshot.rootMeanSquareFromHalf,
        "exact_rms_from_half": snapshot.exactRootMeanSquareFromHalf,
      ]
    }
    let pair = try training.exactGame(data: law).pair
    let divergence = try pair.integrals(
      of: [.jensenShannon], tolerance: Tolerance(absolute: 1e-10, relative: 1e-7)
    ).estimates[0]
    return [
      "jsd": divergence, "criterion": divergence.scaled(by: 2) + MinimaxGame.solution,
      "wasserstein_1": try pair.wasserstein1(tolerance: Tolerance(absolute: 1e-9, relative: 1e-5)),
    ]
  }
}
