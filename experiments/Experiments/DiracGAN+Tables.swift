import ExperimentKit

extension DiracGANExperiment {
  static let eigenvalues = Table(
    "dirac-gan-eigenvalues",
    "The Jacobian of the gradient field at the equilibrium, and of one update of step size h.",
    [
      .text("method", "loss and remedy"),
      .number("strength", unit: "1", "γ, σ² or the bound; empty without one", optional: true),
      .number(
        "real", unit: "1", "real part of the Jacobian's first eigenvalue; empty where there is none",
        optional: true),
      .number("imaginary", unit: "1", "its imaginary part", optional: true),
      .number("second_real", unit: "1", "real part of the second eigenvalue", optional: true),
      .number(
        "closed_form_real", unit: "1", "real part of the first by the published formula", optional: true),
      .number("closed_form_imaginary", unit: "1", "its imaginary part by that formula", optional: true),
      .number(
        "critical_strength", unit: "1", "the strength at which eigenvalues become real", optional: true),
      .number("step_size", unit: "1", "h"),
      .number("simultaneous_modulus", unit: "1", "spectral radius of a simultaneous update", optional: true),
      .number("alternating_modulus", unit: "1", "of an alternating update, one step each", optional: true),
      .number("alternating_5_modulus", unit: "1", "of an alternating update with 5 D steps", optional: true),
      .number(
        "simultaneous_closed_form", unit: "1", "the first of these from the closed form of the eigenvalues",
        optional: true),
      .number("alternating_closed_form", unit: "1", "the second", optional: true),
      .number("alternating_5_closed_form", unit: "1", "the third", optional: true),
    ], keys: ["method", "strength", "step_size"])
  static let trajectories = Table(
    "dirac-gan-trajectories", "One state of a trajectory from (1, 1).",
    [
      .text("method", "loss and remedy"), .text("order", "who moves when"),
      .integer("update", "updates so far"),
      .number("theta", unit: "x", "θ"), .number("psi", unit: "1", "ψ"),
    ], keys: ["method", "order", "update"])
  static let outcomes = Table(
    "dirac-gan-outcomes", "What became of a trajectory from (1, 1).",
    [
      .text("method", "loss and remedy"), .text("order", "who moves when"),
      .integer("updates", "updates made; fewer than asked for where numbers overflow"),
      .number("early", unit: "1", "largest √(θ² + ψ²) in the first 200 updates"),
      .number("middle", unit: "1", "largest √(θ² + ψ²) in updates 800 to 1000"),
      .number("end", unit: "1", "largest √(θ² + ψ²) in updates 1800 to 2000, or in the last ones"),
      .number("exponent", unit: "1", "log₂(end/middle): -1/2 for a decay like t^(-1/2)"),
      .text(
        "outcome",
        "converges if the exponent is below -0.1, settles elsewhere if at rest, grows if the end is 1.25 times early, else cycles; from 20,000 updates on a cycle with a late exponent below -0.1 converges, and what comes later is said of one that drifts (|late exponent| above 0.01) and of growth or convergence that turns back"
      ),
      .text("expected", "what theory says of that, or what was observed before"),
      .text("basis", "theory or observed: on what the expectation rests"),
      .number("strength", unit: "1", "γ, σ² or the bound; empty without a remedy", optional: true),
      .number("late", unit: "1", "largest √(θ² + ψ²) in the last tenth of all updates"),
      .number("late_exponent", unit: "1", "log₂(late/that of the tenth before the middle): a slow drift"),
    ], keys: ["method", "order"])
  static let regimes = Table(
    "dirac-gan-regimes", "The three regimes of the non-saturating GAN.",
    [
      .text("order", "continuous, alternating or simultaneous"),
      .number("step_size", unit: "1", "h; 0 in continuous time"),
      .estimate(
        "decay", unit: "1",
        "8 d(1/Q)/dt from T to 2T, Q the form that the linear part conserves; the error is its oscillation",
        optional: true),
      .number("decay_theory", unit: "1", "1/(1 - h²/16), by averaging over the rotation", optional: true),
      .number("exponent", unit: "1", "log r(2T)/r(T) over log 2: -1/2, and 0 on a circle"),
      .number(
        "squared_radius_ratio", unit: "1",
        "mean of (θ² + ψ²)/(2h) from T to 2T, weighted by sin² so that parts of a turn do not count",
        optional: true),
      .number("squared_radius_theory", unit: "1", "1 - 7h²/128, by averaging", optional: true),
      .number("least_squared_radius", unit: "1", "least (θ² + ψ²)/(2h) from T to 2T", optional: true),
      .number("greatest_squared_radius", unit: "1", "its greatest", optional: true),
      .number(
        "circle_deviation", unit: "1",
        "greatest distance of (θ² + ψ²)/(2h) from 1 + (h/8) sin 4φ - h²(9 + 6 cos 4φ + 2 cos 8φ)/128",
        optional: true),
    ], keys: ["order", "step_size"])
  static let slowDecay = Table(
    "dirac-gan-slow-decay",
    "The original GAN by alternating steps, 5 of D for one of G: the radius r from (1, 1), in the long run.",
    [
      .integer("updates", "updates so far"),
      .number(
        "radius", unit: "1",
        "root mean square of √(θ² + ψ²) in the 2000 updates before, weighted by sin² so that parts of a turn do not count"
      ),
      .number(
        "growth", unit: "1", "growth of 1/r⁶ in a unit of h times updates, since half as many updates",
        optional: true),
      .number("exponent", unit: "1", "log₂ of r over that at half as many updates", optional: true),
      .number(
        "limit", unit: "1", "where the last three exponents lead if they approach it geometrically",
        optional: true),
    ], keys: ["updates"])
  static let field = Table(
    "dirac-gan-field", "The gradient field on a grid: a phase portrait.",
    [
      .text("method", "loss and remedy"), .number("theta", unit: "x", "θ"), .number("psi", unit: "1", "ψ"),
      .number("theta_velocity", unit: "x", "θ'"), .number("psi_velocity", unit: "1", "ψ'"),
    ], keys: ["method", "theta", "psi"])
}
