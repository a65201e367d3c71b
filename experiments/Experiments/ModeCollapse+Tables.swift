import ExperimentKit

extension ModeCollapseExperiment {
  static let label: [Column] = [
    .text("data", "two, five or eight modes on the line, ring or grid in the plane"),
    .text("remedy", "what was changed of the plain game"), .integer("seed", "which run"),
    .text(
      "basis",
      "equal steps; equal cost: as many operations as the plain game's, over fewer steps; control: the plain game over as few"
    ),
    .integer("step", "generator steps"),
    .number("operations", unit: "1", "floating-point operations of the run, counted from the shapes"),
    .boolean(
      "diverged", "whether a loss or weight ceased to be finite; then the last good networks are measured"),
  ]
  static let counts: [Column] = [
    .integer("modes", "modes of the data"),
    .integer(
      "captured",
      "modes with any mass within three standard deviations of their centre: on the line nearly always all"),
    .integer("covered", "modes with a quarter of their share or more"),
    .estimate("near_modes", unit: "1", "mass of p_g within three standard deviations of a centre"),
    .number(
      "forward_kl_masses", unit: "nat",
      "KL(data ‖ generator) of the masses near modes; inf where one has none"),
    .number(
      "reverse_kl_masses", unit: "nat",
      "KL(generator ‖ data) of the masses near modes: PacGAN's reverse KL; nan where none has any"),
  ]

  static let lineColumns: [Column] =
    label + counts + [
      .number(
        "jsd_masses", unit: "nat", "JSD of the masses near each mode and outside all: a lower bound of jsd"),
      .estimate("jsd", unit: "nat", "JSD of the data and the exact law of the generator"),
      .estimate("wasserstein_1", unit: "x", "Wasserstein-1 of both"),
      .estimate("kl_generator_data", unit: "nat", "KL(p_g ‖ p_data)"),
      .estimate("kl_data_generator", unit: "nat", "KL(p_data ‖ p_g)"),
      .text("kl_reason", "why KL(p_data ‖ p_g) is infinite", optional: true),
      .estimate(
        "duality_gap", unit: "nat", "max over D' of V(G, D') minus min over p' of V(p', D)", optional: true),
      .estimate(
        "sup_from_half", unit: "1", "sup |D - 1/2| over the central 90 % of the data: the largest found",
        optional: true),
      .text("discriminator_reason", "why what is D's is blank", optional: true),
      .estimate(
        "critic_value", unit: "1", "E_data[f] - E_z[f(G(z))] of a Wasserstein critic", optional: true),
      .number(
        "critic_slope", unit: "1/x", "a proved bound of |f'| where both laws have their mass", optional: true),
      .verdict,
    ]
  /// What tells a run from others.
  static let runKeys = ["data", "remedy", "seed", "basis"]
  static let planeColumns: [Column] =
    label + counts + [.number("ceiling", unit: "1", "near_modes of a perfect sampler")]

  static let line = Table(
    "mode-collapse", "The end of one run on the line, from the exact law of the generator.", lineColumns,
    keys: runKeys)
  static let plane = Table(
    "mode-collapse-plane", "The end of one run in the plane, from 2,500 samples of the generator.",
    planeColumns, keys: runKeys)
  static let masses = Table(
    "mode-collapse-masses",
    "The mass of p_g near each mode: exact on the line, by 2,500 samples in the plane.",
    label + [
      .integer("mode", "which, from 0"), .number("centre", unit: "x", "its first coordinate"),
      .number("centre_y", unit: "x", "its second coordinate", optional: true),
      .number("share", unit: "1", "its mass in the data"),
      .estimate("mass", unit: "1", "mass of p_g within three standard deviations of it"),
    ], keys: runKeys + ["mode"])
  static let evolution = Table(
    "mode-collapse-evolution", "One plain run over time: the mass near each mode, and the exact game.",
    [
      .text("data", "the data"), .integer("step", "generator steps"), .integer("mode", "which, from 0"),
      .number("centre", unit: "x", "its centre"), .number("share", unit: "1", "its mass in the data"),
      .estimate("mass", unit: "1", "mass of p_g within three standard deviations of it"),
      .number("d", unit: "1", "learned D at the centre"), .number("d_star", unit: "1", "exact D* there"),
      .estimate("jsd", unit: "nat", "JSD of the data and the generator"),
      .estimate("gap", unit: "nat", "V(G, D*) - V(G, D)"),
    ], keys: ["data", "step", "mode"])
  static let curves = Table(
    "mode-collapse-curves", "The same run along x, at a few moments.",
    [
      .text("data", "the data"), .integer("step", "generator steps"), .number("x", unit: "x", "the point"),
      .number("p_data", unit: "1/x", "density of the data"),
      .number("p_g", unit: "1/x", "density of the generator"),
      .number("d", unit: "1", "learned D"),
      .number("d_star", unit: "1", "exact D*; nan outside both supports"),
    ], keys: ["data", "step", "x"])
}
