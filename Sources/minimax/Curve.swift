import Distributions
import ExperimentKit
import MinimaxGame

/// x, p_data, p_g, D*, its logit (and D) on a grid over both laws' quantiles.
struct Curve {
  /// The curve as a report's table.
  static let table = Table(
    "curve", "The densities, D* and D at one point.",
    [
      .number("x", unit: "x", "the point"), .number("p_data", unit: "1/x", "density of the data"),
      .number("p_g", unit: "1/x", "density of the generator"),
      .number("d_optimal", unit: "1", "D*", optional: true), .number("d", unit: "1", "D", optional: true),
    ])

  /// What of the curve a figure shows, as a report's table of one row.
  static let windowTable = Table(
    "window", "What of the curve a figure shows.",
    [
      .number("low", unit: "x", "the left end"), .number("high", unit: "x", "the right end"),
      .number("top", unit: "1/x", "the highest density shown"),
      .boolean("is_cut", "whether a density goes beyond that"),
      .boolean("has_discriminator", "whether a D was judged"),
    ])

  /// The window of a game: both laws' central eight tenths and as much again to either side, without what their tails
  /// or a spike of the generator would leave of the picture.
  static func window(of game: MinimaxGame, discriminator: (any Discriminator)?) -> Row {
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
    let heights = laws.map { law in
      (1..<200).map { law.density(law.quantile(Double($0) / 200)) }.filter(\.isFinite).sorted()
    }
    // Nine tenths of the data's mass lie where their density is below this; a singular end may go beyond.
    let usual = heights[0].isEmpty ? 1 : heights[0][heights[0].count * 9 / 10]
    let most = heights.compactMap(\.last).max() ?? usual
    let isCut = most > 2.5 * usual
    return [
      "low": low, "high": high, "top": isCut ? 2.5 * usual : 1.1 * most, "is_cut": isCut,
      "has_discriminator": discriminator != nil,
    ]
  }

  /// The table's rows for a game.
  static func rows(of game: MinimaxGame, discriminator: (any Discriminator)?) throws -> [Row] {
    let optimal = game.optimalDiscriminator
    return try grid(game.data, game.generator).map { x in
      [
        "x": x, "p_data": game.data.density(x), "p_g": game.generator.density(x),
        "d_optimal": optimal.value(at: x), "d": try discriminator.map { try $0(x) },
      ]
    }
  }

  /// The CSV text, header included.
  let csv: String

  /// The curve of a game.
  ///
  /// - Throws: ``DiscriminatorError`` where the discriminator is no probability.
  init(of game: MinimaxGame, discriminator: (any Discriminator)?) throws {
    let optimal = game.optimalDiscriminator
    var lines = ["x,p_data,p_g,d_optimal,logit_optimal" + (discriminator == nil ? "" : ",d")]
    for x in Curve.grid(game.data, game.generator) {
      let (p, q) = (game.data.density(x), game.generator.density(x))
      let logit = optimal.logit(x)
      var fields = [x, p, q, optimal.value(at: x) ?? .nan, logit].map { $0.isNaN ? "nan" : "\($0)" }
      if let discriminator { fields.append("\(try discriminator(x))") }
      lines.append(fields.joined(separator: ","))
    }
    csv = lines.joined(separator: "\n") + "\n"
  }

  /// 199 quantiles of each law, from 0.0005 to 0.9995, and 201 even steps over the same range, ascending.
  static func grid(_ first: any Law, _ second: any Law) -> [Double] {
    var points: Set<Double> = []
    for law in [first, second] {
      for i in 1..<200 { points.insert(law.quantile(Double(i) / 200)) }
      for u in [0.0005, 0.001, 0.002] {
        points.insert(law.quantile(u))
        points.insert(law.complementaryQuantile(u))
      }
    }
    if let low = points.min(), let high = points.max() {
      for i in 0...200 { points.insert(low + (high - low) * Double(i) / 200) }
    }
    return points.filter(\.isFinite).sorted()
  }
}
