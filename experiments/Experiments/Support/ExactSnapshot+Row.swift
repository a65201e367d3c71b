import AdversarialTraining
import ExperimentKit
import LearnedAgainstExact
import Quadrature

extension ExactSnapshot {
  /// The columns of ``row``.
  static let columns: [Column] = [
    .estimate("value", unit: "nat", "V(G, D) of the learned D"),
    .estimate("criterion", unit: "nat", "C(G) = V(G, D*)"),
    .estimate("gap", unit: "nat", "V(G, D*) - V(G, D), integrated by itself"),
    .estimate("duality_gap", unit: "nat", "max over D' of V(G, D') minus min over p' of V(p', D)"),
    .estimate("jsd", unit: "nat", "JSD of the data and the exact law of the generator"),
    .estimate("wasserstein_1", unit: "x", "Wasserstein-1 of the data and the exact law of the generator"),
    .estimate(
      "sup_distance", unit: "1",
      "sup |D - D*| where the laws have all but 2e-3 of their mass: the largest found, a lower bound"),
    .estimate(
      "sup_from_half", unit: "1",
      "sup |D - 1/2| over the central 90 % of the data: the largest found, likewise"),
    .estimate("rms_distance", unit: "1", "root mean square of D - D*, weighted by (p_data + p_g)/2"),
    .estimate("rms_from_half", unit: "1", "root mean square of D - 1/2, weighted likewise"),
    .estimate("exact_rms_from_half", unit: "1", "root mean square of D* - 1/2: what D should show"),
    .number("minibatch_value", unit: "nat", "V over the last minibatch", optional: true),
    .number("minibatch_value_error", unit: "nat", "its standard error", optional: true),
    .number("minibatch_generator_loss", unit: "nat", "the loss of G over its last minibatch", optional: true),
    .number("minibatch_generator_loss_error", unit: "nat", "its standard error", optional: true),
    .integer("turning_points", "how often G turns on the prior's interval"),
    .verdict,
  ]

  /// All numbers of the snapshot.
  var row: Row {
    let exact: Row = [
      "value": value, "criterion": criterion, "gap": gap, "duality_gap": dualityGap, "jsd": jensenShannon,
      "wasserstein_1": wasserstein1, "sup_distance": supremumDistance, "sup_from_half": supremumFromHalf,
      "rms_distance": rootMeanSquare, "rms_from_half": rootMeanSquareFromHalf,
      "exact_rms_from_half": exactRootMeanSquareFromHalf,
      "turning_points": generator.turningPoints.count,
      "verdict": verdict(of: value, criterion, gap, dualityGap, jensenShannon, wasserstein1),
    ]
    guard let minibatch else { return exact }
    return exact.merging([
      "minibatch_value": minibatch.value, "minibatch_value_error": minibatch.valueError,
      "minibatch_generator_loss": minibatch.generatorLoss,
      "minibatch_generator_loss_error": minibatch.generatorLossError,
    ])
  }

  /// A sentence if the two routes to V(G, D*) disagree.
  static func violation(_ row: Row, _ label: String) throws -> Violation? {
    let (value, gap, criterion) = try (
      row.estimate("value"), row.estimate("gap"), row.estimate("criterion")
    )
    let difference = (value.value + gap.value - criterion.value).magnitude
    let error = value.absoluteError + gap.absoluteError + criterion.absoluteError + 1e-12
    return difference > 3 * error
      ? "\(label): V(G, D) + gap is off C(G) by \(difference), more than 3 x \(error)" : nil
  }
}
