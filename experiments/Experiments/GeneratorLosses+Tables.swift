import ExperimentKit

extension GeneratorLossesExperiment {
  static let curves = Table(
    "generator-losses-curves", "One loss at one D: the review's Figs. 2 and 3, corrected.",
    [
      .text("objective", "the loss"), .number("logit", unit: "1", "log(D/(1 - D))"),
      .number("probability", unit: "1", "D"), .number("loss", unit: "nat", "its value"),
      .number("slope_in_probability", unit: "nat", "its derivative in D"),
      .number("slope_in_logit", unit: "nat", "its derivative in the logit"),
    ], keys: ["objective", "logit"])
  static let gradients = Table(
    "generator-losses-gradients", "The generator's gradient in its location, for data normal(0, 1).",
    [
      .text("discriminator", "`optimal`, or `trained` against this generator"),
      .integer("steps", "minibatch steps of D; empty for D*", optional: true),
      .integer("run", "which run; empty for D*", optional: true),
      .number("separation", unit: "x", "θ of the generator normal(θ, 1)"), .text("objective", "the loss"),
      .estimate("gradient", unit: "nat/x", "its expectation; a positive one leads towards the data"),
      .estimate("variance", unit: "nat²/x²", "the variance of one sample's gradient"),
      .number(
        "relative_noise", unit: "1", "standard deviation of a minibatch of 128, over the gradient",
        optional: true),
      .estimate(
        "derivative", unit: "nat/x",
        "derivative of the expected loss in θ by differences of quadratures, D held; for a trained D",
        optional: true),
      .verdict,
    ], keys: ["discriminator", "steps", "run", "separation", "objective"])
  static let noise = Table(
    "generator-losses-noise",
    "Gradients of single samples at a D near 0 with independent centred normal noise.",
    [
      .text("place", "noise on D and dD/dx (`probability`), or on the logit and its derivative"),
      .text("objective", "the loss"),
      .number("value_deviation", unit: "1", "sd of the noise on D or the logit"),
      .number("slope_deviation", unit: "1/x", "sd of the noise on its derivative"),
      .integer("samples", "how many gradients"),
      .estimate(
        "tail_index", unit: "1", "Hill's estimate from the largest thousandth, with its standard error"),
      .number(
        "tail_index_theory", unit: "1",
        "what that estimate tends to: 1 for a Cauchy law; for noise on the logit that of |h' + r|, r normal, times e^ε, ε "
          + "normal, for the losses whose slope in a low logit is D",
        optional: true),
      .number("cauchy_distance", unit: "1", "Kolmogorov-Smirnov distance from the Cauchy law of their ratio"),
      .number(
        "cauchy_probability", unit: "1", "the probability of a larger distance if they were of that law"),
      .number(
        "beyond", unit: "1",
        "share beyond |h'| + 4 sd of the slope's noise: 6.3e-5 at most if dominated by it"),
    ], keys: ["place", "objective", "value_deviation", "slope_deviation"])
  static let implied = Table(
    "generator-losses-implied", "The gradient at D* against the derivative of the objective that it implies.",
    [
      .text("data", "law of the data"), .text("generator", "law of the generator"),
      .text("objective", "the loss"),
      .text("parameter", "location or log scale"),
      .estimate("gradient", unit: "nat", "E[∇ loss(D*(G(z)))], D* held"),
      .estimate(
        "derivative", unit: "nat", "derivative of the implied objective by differences of quadratures"),
      .verdict,
    ], keys: ["data", "generator", "objective", "parameter"])
  static let fits = Table(
    "generator-losses-fits", "A stationary point of a normal fitted to a mixture.",
    [
      .text("data", "law of the data"), .text("objective", "the loss, D being optimal at every step"),
      .number("location", unit: "x", "μ"), .number("scale", unit: "x", "σ"),
      .text("kind", "minimum or saddle"),
      .estimate("implied_objective", unit: "nat", "what is descended, there"),
      .estimate("gradient", unit: "nat", "length of the gradient in (μ, log σ) that is left"),
      .number("least_curvature", unit: "nat", "smaller eigenvalue of the Hessian"),
      .number("basin", unit: "1", "share of the starts whose descent ends here"),
    ], keys: ["data", "objective", "location", "scale"])
  static let basins = Table(
    "generator-losses-basins", "Where gradient descent from one start comes to rest.",
    [
      .text("data", "law of the data"), .text("objective", "the loss"),
      .number("start_location", unit: "x", "μ at the start"),
      .number("start_scale", unit: "x", "σ at the start"),
      .number("rest_location", unit: "x", "μ where the descent came to rest"),
      .number("rest_scale", unit: "x", "σ there"),
      .number("location", unit: "x", "μ of the stationary point to which Newton's method leads from there"),
      .number("scale", unit: "x", "its σ"),
    ], keys: ["data", "objective", "start_location", "start_scale"])
}
