import ExperimentKit

extension FunctionSpaceConvergenceExperiment {
  /// Which descent in the space of densities a row is about.
  private static let descentColumns: [Column] = [
    .text("data", "law of the data"), .text("start", "law of the generator at the start"),
    .text("method", "mirror descent, projected subgradient or Wasserstein flow"),
    .number(
      "step_size", unit: "1",
      "eta; for the flow the last step in time; empty for a subgradient descent that has no first step",
      optional: true),
    .number("floor", unit: "1", "share of p_data below which p_g is not allowed to fall", optional: true),
  ]
  /// Where a generator of a family is, and its criterion.
  private static let locationColumns: [Column] = [
    .number("location_1", unit: "x", "the first location"),
    .number("location_2", unit: "x", "the second", optional: true),
    .number("location_3", unit: "x", "the third", optional: true),
    .estimate("excess", unit: "nat", "C + log 4"),
  ]
  static let steps = Table(
    "function-space-convergence-steps",
    "One step of one descent of C in the space of densities. The errors are those of the quadrature: the difference "
      + "of two rules on one mesh, each of which went its own way from the start; for the flow that of its cells: by "
      + "half and a quarter as many at the start, and by every other quantile, the larger.",
    descentColumns + [
      .integer("step", "how many steps were taken"), .number("time", unit: "1", "their sizes added up"),
      .estimate("excess", unit: "nat", "C + log 4"),
      .estimate("jsd", unit: "nat", "JSD(p_data, p_g), half of the excess"),
      .estimate("total_variation", unit: "1", "TV(p_data, p_g)"),
      .number(
        "bound", unit: "nat",
        "what theory allows: of the excess in mirror descent, of its mean so far in subgradient descent",
        optional: true),
      .number("mean_excess", unit: "nat", "mean of C + log 4 over the steps before this one", optional: true),
      .number(
        "hilbert_distance", unit: "nat", "log sup(p_g/p_data) - log inf(p_g/p_data) on the grid",
        optional: true),
      .number(
        "dissipation", unit: "nat", "-dC/dt of the flow, the mean square of its velocity", optional: true),
      .estimate(
        "exact_jsd", unit: "nat",
        "JSD on the line, by adaptive quadrature, where p_g is known in closed form",
        optional: true),
    ], keys: ["data", "start", "method", "step_size", "floor", "step"])
  static let outcomes = Table(
    "function-space-convergence-outcomes", "How one descent in the space of densities ended.",
    descentColumns + [
      .integer("steps", "how many steps were taken"),
      .number("missing", unit: "1", "p_data-mass that the start lacks"),
      .number("hole", unit: "1", "p_data-mass where the last p_g is 0"),
      .estimate("excess", unit: "nat", "C + log 4 at the end"),
      .estimate("total_variation", unit: "1", "TV(p_data, p_g) at the end"),
      .number(
        "bound", unit: "nat",
        "what theory allows: of the excess in mirror descent, of its mean in subgradient descent",
        optional: true),
      .number(
        "mean_excess", unit: "nat", "mean of C + log 4 over the steps before the last one", optional: true),
      .number(
        "limit", unit: "nat",
        "the least C + log 4 within reach: without mass where the start has none, or with its mass outside the data's",
        optional: true),
      .boolean("stalled", "whether there is no next step"),
      .text("reason", "why", optional: true),
      .number("outside", unit: "1", "the start's mass where p_data is 0"),
      .number(
        "moved_outside", unit: "x",
        "how far the flow has moved a quantile that began where p_data is 0: 0, as a rule pins it",
        optional: true),
      .number(
        "unpinned_outside", unit: "1",
        "the mass outside the data's support that would move at the end without that rule", optional: true),
    ], keys: ["data", "start", "method", "step_size", "floor"])
  static let identities = Table(
    "function-space-convergence-identities",
    "C on the grid along one random segment from generator q to generator r.",
    [
      .text("data", "law of the data"), .integer("segment", "which segment"),
      .number("share", unit: "1", "s, where q + s (r - q) is looked at"),
      .number(
        "affinity_defect", unit: "nat", "V(q + s (r - q), D) less the chord of V, for a D of its own: 0"),
      .number("convexity_gap", unit: "nat", "the chord of C less C(q + s (r - q)), at least 0"),
      .number("subgradient_gap", unit: "nat", "C(r) - C(q) - <log(1 - D*_q), r - q>, at least 0"),
      .number("smoothness_bound", unit: "nat", "KL(r || q), which the gap does not exceed"),
      .number("rounding", unit: "nat", "what rounding can move these numbers by"),
    ], keys: ["data", "segment", "share"])
  static let holes = Table(
    "function-space-convergence-holes",
    "The slope of C into a hole of p_g: towards p_data restricted to the hole.",
    [
      .text("data", "law of the data"), .text("start", "law of the generator"),
      .number("missing", unit: "1", "p_data-mass of the hole"),
      .number("share", unit: "1", "mass e that is moved into the hole"),
      .number("slope", unit: "nat", "(C after - C before)/e"),
      .number(
        "theory", unit: "nat",
        "log(e/(h+e)) - h log(1+e/h)/e plus what the rest loses, h the missing mass: to -inf as log e"),
      .number("rounding", unit: "nat", "what rounding can move the slope by"),
    ], keys: ["data", "start", "share"])
  static let descents = Table(
    "function-space-convergence-descents", "One step of gradient descent on C in the parameters of a family.",
    [
      .text("family", "the data and the generator's family"), .integer("start", "which start"),
      .integer("step", "how many steps were taken"),
    ] + locationColumns + [
      .estimate("slope", unit: "nat/x", "length of the gradient of C")
    ], keys: ["family", "start", "step"])
  static let ends = Table(
    "function-space-convergence-ends", "Where one gradient descent in the parameters of a family ended.",
    [
      .text("family", "the data and the generator's family"), .integer("start", "which start"),
      .text("from", "the locations at the start"),
      .integer("steps", "how many steps were taken"),
    ] + locationColumns + [
      .estimate("slope", unit: "nat/x", "length of the gradient of C"),
      .number(
        "distance", unit: "x", "the largest difference of a location from the nearest stationary point"),
      .text("kind", "of that point: minimum, maximum, saddle or undecided"),
      .boolean("optimum", "whether that point is the family's optimum"),
      .text(
        "state",
        "arrived, within 1e-3 of the point; plateau, C + log 4 within 1e-3 of 2 log 2; or moving, neither of them"
      ),
    ], keys: ["family", "start"])
  static let stationary = Table(
    "function-space-convergence-stationary", "One point of a family at which C is stationary.",
    [
      .text("family", "the data and the generator's family")
    ] + locationColumns + [
      .estimate("slope", unit: "nat/x", "length of the gradient"),
      .number("distance", unit: "x", "length of the next Newton step"),
      .estimate("least_curvature", unit: "nat/x^2", "least eigenvalue of the Hessian"),
      .estimate("greatest_curvature", unit: "nat/x^2", "its greatest"),
      .text("kind", "minimum, maximum, saddle, or undecided within the errors"),
      .boolean("optimum", "whether no stationary point of the family has a lower C"),
      .integer("reached", "how many of the family's descents ended here"),
    ], keys: ["family", "location_1", "location_2", "location_3"])
}
