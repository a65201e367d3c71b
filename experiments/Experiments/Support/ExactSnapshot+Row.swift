import AdversarialTraining
import Distributions
import ExperimentKit
import LearnedAgainstExact
import MinimaxGame
import Quadrature

extension ExactSnapshot {
  /// The columns of ``row``.
  static let columns: [Column] = [
    .estimate("value", unit: "nat", "V(G, D) of the learned D"),
    .estimate(
      "value_over_quantiles", unit: "nat",
      "V(G, D) summed over quantiles of both laws by passes through the networks: another route"),
    .estimate("criterion", unit: "nat", "C(G) = V(G, D*)"),
    .estimate("gap", unit: "nat", "V(G, D*) - V(G, D), integrated on the mesh of V"),
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

  /// All numbers of the snapshot, with V by another route.
  func row(data: some Law) throws -> Row {
    let game = MinimaxGame(data: data, generator: generator)
    let exact: Row = [
      "value": value, "value_over_quantiles": try discriminator.valueOverQuantiles(in: game),
      "criterion": criterion, "gap": gap, "duality_gap": dualityGap, "jsd": jensenShannon,
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

  /// A sentence if the routes to V(G, D) or to V(G, D*) disagree, or if a bound fails: KL >= 2 (D - D*)² (Pinsker)
  /// gives gap >= 4 rms², and the duality gap is no smaller than the gap.
  ///
  /// V and the gap come from one mesh, on which V + gap is the integrand of C(G) point by point: only C(G) from the
  /// mesh of the divergences, which knows nothing of D, is another number. What a mesh overlooks in D is seen by V over
  /// quantiles. Comparisons are written so that a NaN is a violation, and no stated error allows for more than 1e-3;
  /// V = -infinity with an infinite gap is none.
  static func violation(_ row: Row, _ label: String) throws -> Violation? {
    let (value, gap, criterion) = try (
      row.estimate("value"), row.estimate("gap"), row.estimate("criterion")
    )
    if value.value == -.infinity, gap.value == .infinity { return nil }
    let second = try row.estimate("value_over_quantiles")
    let distance = (value.value - second.value).magnitude
    let slack = min(value.absoluteError + second.absoluteError, 1e-3)
    if !(distance <= 3 * slack) {
      return
        "\(label): V(G, D) is \(value.value), over quantiles \(second.value), more than 3 x \(slack) away"
    }
    let difference = (value.value + gap.value - criterion.value).magnitude
    let error = min(value.absoluteError + gap.absoluteError + criterion.absoluteError, 1e-3) + 1e-12
    if !(difference <= 3 * error) {
      return "\(label): V(G, D) + gap is off C(G) by \(difference), more than 3 x \(error)"
    }
    let (root, duality) = try (row.estimate("rms_distance"), row.estimate("duality_gap"))
    let least = max(root.value - root.absoluteError, 0)
    if !(gap.value + gap.absoluteError + 1e-12 >= 4 * least * least) {
      return "\(label): the gap \(gap.value) is below 4 x \(root.value)², Pinsker's bound"
    }
    if !(duality.value + duality.absoluteError + gap.absoluteError + 1e-12 >= gap.value) {
      return "\(label): the duality gap \(duality.value) is below the gap \(gap.value)"
    }
    return nil
  }
}
