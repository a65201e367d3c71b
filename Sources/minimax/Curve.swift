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

  /// The table's rows for a game: of the densities; atoms are rows of ``atomTable``.
  static func rows(of game: MinimaxGame, discriminator: (any Discriminator)?) throws -> [Row] {
    let optimal = game.optimalDiscriminator
    let atoms = Set((game.data.atoms + game.generator.atoms).map(\.position))
    return try grid(game.data, game.generator).filter { !atoms.contains($0) }.map { x in
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
