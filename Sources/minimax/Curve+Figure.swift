import Distributions
import ExperimentKit
import MinimaxGame

/// What the figure of two laws needs beside the curve: the atoms, and what of it all is shown.
extension Curve {
  /// The atoms of either law, as a report's table.
  static let atomTable = Table(
    "atoms", "The points of positive probability.",
    [
      .number("x", unit: "x", "the point"),
      .number("data", unit: "1", "its probability under the data's law"),
      .number("generator", unit: "1", "its probability under the generator's"),
      .number("d_optimal", unit: "1", "D*"), .number("d", unit: "1", "D", optional: true),
      .boolean("is_shown", "whether the figure shows it"),
    ])

  /// What of the curve a figure shows, as a report's table of one row.
  static let windowTable = Table(
    "window", "What of the curve a figure shows.",
    [
      .number("low", unit: "x", "the left end"), .number("high", unit: "x", "the right end"),
      .number("top", unit: "1", "the highest density shown; of laws without one, of probability"),
      .boolean("is_cut", "whether a density goes beyond that"),
      .boolean("data_density", "whether the data's law has a density"),
      .boolean("generator_density", "whether the generator's has"),
      .number("tallest", unit: "1", "the largest probability of an atom, 0 if there is none"),
      .number("per_weight", unit: "1", "the height of an atom in the figure over its probability"),
      .integer("atoms", "how many there are"), .integer("shown", "how many of them the figure shows"),
      .boolean("has_discriminator", "whether a D was judged"),
    ])

  /// The rows of ``atomTable``; of more atoms than a figure can tell apart, it shows every n-th.
  static func atomRows(of game: MinimaxGame, discriminator: (any Discriminator)?) throws -> [Row] {
    let weights = [game.data, game.generator].map { law in
      Dictionary(law.atoms.map { ($0.position, $0.weight) }, uniquingKeysWith: +)
    }
    let points = Set(weights.flatMap(\.keys)).sorted()
    let every = 1 + (points.count - 1) / mostAtoms
    return try points.enumerated().map { index, x in
      [
        "x": x, "data": weights[0][x] ?? 0, "generator": weights[1][x] ?? 0,
        "d_optimal": game.optimalDiscriminator.value(at: x), "d": try discriminator.map { try $0(x) },
        "is_shown": index.isMultiple(of: every),
      ]
    }
  }

  /// The tables of a report about a game.
  static func tables(of game: MinimaxGame, discriminator: (any Discriminator)?) throws -> [(Table, [Row])] {
    let atoms = try atomRows(of: game, discriminator: discriminator)
    return [
      (table, try rows(of: game, discriminator: discriminator)), (atomTable, atoms),
      (windowTable, [window(of: game, atoms: atoms, isJudged: discriminator != nil)]),
    ]
  }

  /// How many atoms a figure shows at most.
  private static let mostAtoms = 1000

  /// The window of a game: both laws' central eight tenths and as much again to either side, without what their tails
  /// or a spike would leave of the picture.
  private static func window(of game: MinimaxGame, atoms: [Row], isJudged: Bool) -> Row {
    let laws: [any Law] = [game.data, game.generator]
    func end(_ side: Double) -> Double {
      laws.map { law in
        let middle = law.quantile(0.5)
        let far = side < 0 ? law.quantile(0.0005) : law.complementaryQuantile(0.0005)
        let near = side < 0 ? law.quantile(0.1) : law.complementaryQuantile(0.1)
        return side * min(side * far, side * (middle + 3 * (near - middle)))
      }.max { side * $0 < side * $1 } ?? side
    }
    var (low, high) = (end(-1), end(1))
    if low >= high { (low, high) = (low - 1, high + 1) }
    // An atom at an end would lie on the frame.
    if !atoms.isEmpty { (low, high) = (low - 0.03 * (high - low), high + 0.03 * (high - low)) }
    let tallest = laws.flatMap(\.atoms).map(\.weight).max() ?? 0
    let densities = laws.map(heights)
    let hasDensity = densities.contains { !$0.isEmpty }
    let (top, isCut) = hasDensity ? highest(densities) : (1.1 * tallest, false)
    let shown = atoms.filter { $0.values["is_shown"] == .boolean(true) }.count
    return [
      "low": low, "high": high, "top": top, "is_cut": isCut, "data_density": !densities[0].isEmpty,
      "generator_density": !densities[1].isEmpty, "tallest": tallest,
      "per_weight": hasDensity && tallest > 0 ? 0.8 * top / tallest : 1, "atoms": atoms.count, "shown": shown,
      "has_discriminator": isJudged,
    ]
  }

  /// The density at the law's quantiles where it is positive, ascending; empty for a law of atoms alone.
  private static func heights(of law: any Law) -> [Double] {
    (1..<200).map { law.density(law.quantile(Double($0) / 200)) }.filter { $0 > 0 && $0.isFinite }.sorted()
  }

  /// The highest density that a figure shows, and whether one goes beyond it.
  private static func highest(_ heights: [[Double]]) -> (top: Double, isCut: Bool) {
    let known = heights.filter { !$0.isEmpty }
    // Nine tenths of a law's mass lie where its density is below this; a singular end may go beyond.
    let usual = known.map { $0[$0.count * 9 / 10] }
    let most = known.compactMap(\.last).max() ?? 1
    // The data's law sets the scale, unless the generator's would lie on the axis then.
    let scale = min(2.5 * usual[0], usual.count == 2 && usual[0] > 15 * usual[1] ? 5 * usual[1] : .infinity)
    return most > scale ? (scale, true) : (1.1 * most, false)
  }
}
