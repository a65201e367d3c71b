import Distributions
import Divergences
import ExperimentKit
import Quadrature

/// Why packing helps (Lin et al. 2018): a discriminator that sees m samples at once tells a generator that misses a mode
/// from one that is merely off, though one sample does not.
public struct PackingExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// The greatest m.
    public var most: Int
    /// The spacings of the lattice of log-ratios, in nats.
    public var spacings: [Double]
    /// Pieces of each panel of the line, for the lattice.
    public var pieces: Int
    /// Pieces of each panel, for quadrature over the square at m = 2.
    public var squarePieces: Int
  }

  /// A case and a method.
  public struct Setting: Sendable {
    let game: Int
    let method: Method
  }

  /// How the products' divergences are evaluated.
  enum Method: Sendable, Equatable {
    case multinomial
    case lattice(spacing: Double)
    case square

    var name: String {
      switch self {
      case .multinomial: "multinomial"
      case .lattice: "lattice"
      case .square: "square"
      }
    }
  }

  /// Data and a generator of one of two kinds; the two of one name have the same TV.
  struct Game: Sendable {
    let name: String
    let data: String
    /// The generator's text; SHIFT stands for what makes its TV that of the other.
    let generator: String
    let missesMode: Bool
    /// The masses of the sets on which p/q is constant, if they are finitely many.
    var classes: (first: [Double], second: [Double])?

    /// The p-mass of where q has none.
    var lacked: Double {
      guard let classes else { return 0 }
      return zip(classes.first, classes.second).reduce(0) { $0 + ($1.1 == 0 ? $1.0 : 0) }
    }
  }

  static let games = [
    // The paper's own example.
    Game(
      name: "uniform", data: "uniform(0, 1)", generator: "uniform(0.2, 1)", missesMode: true,
      classes: ([0.2, 0.8], [0, 1])),
    Game(
      name: "uniform", data: "uniform(0, 1)", generator: "0.3*uniform(0, 0.5) + 0.7*uniform(0.5, 1)",
      missesMode: false, classes: ([0.5, 0.5], [0.3, 0.7])),
    Game(
      name: "four modes",
      data: "0.25*uniform(0, 1) + 0.25*uniform(2, 3) + 0.25*uniform(4, 5) + 0.25*uniform(6, 7)",
      generator: "1/3*uniform(0, 1) + 1/3*uniform(2, 3) + 1/3*uniform(4, 5)", missesMode: true,
      classes: ([0.75, 0.25], [1, 0])),
    Game(
      name: "four modes",
      data: "0.25*uniform(0, 1) + 0.25*uniform(2, 3) + 0.25*uniform(4, 5) + 0.25*uniform(6, 7)",
      generator: "0.375*uniform(0, 1) + 0.375*uniform(2, 3) + 0.125*uniform(4, 5) + 0.125*uniform(6, 7)",
      missesMode: false, classes: ([0.5, 0.5], [0.75, 0.25])),
    Game(
      name: "two normal modes", data: "0.8*normal(-3, 1) + 0.2*normal(3, 1)", generator: "normal(-3, 1)",
      missesMode: true),
    Game(
      name: "two normal modes", data: "0.8*normal(-3, 1) + 0.2*normal(3, 1)",
      generator: "affine(0.8*normal(-3, 1) + 0.2*normal(3, 1), SHIFT, 1)", missesMode: false),
    Game(
      name: "ring of normals on the line",
      data: "0.25*normal(-6, 0.5) + 0.25*normal(-2, 0.5) + 0.25*normal(2, 0.5) + 0.25*normal(6, 0.5)",
      generator: "1/3*normal(-6, 0.5) + 1/3*normal(-2, 0.5) + 1/3*normal(2, 0.5)", missesMode: true),
    Game(
      name: "ring of normals on the line",
      data: "0.25*normal(-6, 0.5) + 0.25*normal(-2, 0.5) + 0.25*normal(2, 0.5) + 0.25*normal(6, 0.5)",
      generator:
        "affine(0.25*normal(-6, 0.5) + 0.25*normal(-2, 0.5) + 0.25*normal(2, 0.5) + 0.25*normal(6, 0.5), SHIFT, 1)",
      missesMode: false),
  ]

  public let name = "packing"
  public let title = "Why packing helps"
  public let claim = Claim(
    "Of two generators at the same TV from the data, the one that misses a mode is further in TV of the m-fold products.",
    reference: "Lin, Khetan, Fanti, Oh 2018 (PacGAN)")

  static let rows = Table(
    "packing", "The products of m data and m generated samples, for one generator, by one method.",
    [
      .text("game", "the data and the pair of generators"), .text("data", "law of the data"),
      .text("generator", "law of the generator"), .boolean("misses_mode", "whether it misses a mode"),
      .text(
        "method", "multinomial (exact to rounding), lattice (proved bounds) or square (quadrature at m = 2)"),
      .number("spacing", unit: "nat", "spacing of the lattice of log-ratios", optional: true),
      .integer("packing", "m"), .estimate("total_variation", unit: "1", "TV(p^m, q^m)"),
      .estimate("jsd", unit: "nat", "JSD(p^m, q^m)"),
      .number("single_variation", unit: "1", "TV(p, q)"),
      .number("least", unit: "1", "the least TV(p^m, q^m) for this TV(p, q)"),
      .number("greatest", unit: "1", "the greatest, 1 - (1 - TV)^m"),
      .number(
        "least_missing", unit: "1",
        "the least for a generator that lacks all of a set of so much p-mass as this one does, which is TV or 0"
      ),
      .number("lacked", unit: "1", "that mass: 0 for a generator with density everywhere"),
      .estimate(
        "greatest_whole", unit: "1",
        "the greatest without (0.1 TV, TV/2)-mode collapse in either direction: no set has a mass above TV/2 under one law "
          + "and at most 0.1 TV under the other; found by a grid search, so from below; the error is what twice as many points gain"
      ),
    ], keys: ["game", "data", "generator", "method", "spacing", "packing"])
  public let tables = [rows]

  /// No random number is drawn.
  public let dependsOnSeed = false

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    switch size {
    case .quick: Parameters(most: 8, spacings: [0.1], pieces: 16, squarePieces: 1)
    case .standard: Parameters(most: 8, spacings: [0.04, 0.02], pieces: 64, squarePieces: 2)
    case .full: Parameters(most: 8, spacings: [0.04, 0.02, 0.01, 0.005], pieces: 256, squarePieces: 8)
    }
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Setting>] {
    guard parameters.most >= 1 else {
      throw ExperimentError.invalidParameter(name: "most", value: "\(parameters.most)", allowed: "1 or more")
    }
    for (name, value) in [("pieces", parameters.pieces), ("squarePieces", parameters.squarePieces)]
    where value < 1 {
      throw ExperimentError.invalidParameter(name: name, value: "\(value)", allowed: "1 or more")
    }
    if let wrong = parameters.spacings.first(where: { !($0 > 0 && $0 <= 1) }) {
      throw ExperimentError.invalidParameter(
        name: "spacings", value: "\(wrong)", allowed: "above 0, at most 1")
    }
    return Self.games.indices.flatMap { index in
      let game = Self.games[index]
      let methods =
        (game.classes == nil ? [] : [Method.multinomial])
        + parameters.spacings.map { Method.lattice(spacing: $0) } + [.square]
      return methods.map { method in
        Cell(
          "\(game.name),misses=\(game.missesMode),\(method)", Setting(game: index, method: method),
          cost: method == .multinomial ? 1 : 10)
      }
    }
  }

  public func rows(for cell: Cell<Setting>, _ parameters: Parameters, random: inout RandomStream) throws
    -> Rows
  {
    let game = Self.games[cell.payload.game]
    let (data, generator) = (try Distribution(game.data), try generator(of: game))
    let pair = LawPair(data, generator)
    var spacing: Double?
    let packs: [PackedDivergences]
    switch cell.payload.method {
    case .multinomial:
      let classes = try RatioClasses(first: game.classes?.first ?? [], second: game.classes?.second ?? [])
      packs = try (1...parameters.most).map { try classes.packed($0) }
    case .lattice(let width):
      spacing = width
      packs = try RatioLattice(pair, spacing: width, pieces: parameters.pieces).packed(upTo: parameters.most)
    case .square: packs = [try pair.packsOfTwo(pieces: parameters.squarePieces)]
    }
    let single = try totalVariation(data, generator)
    var rows = Rows()
    for pack in packs {
      let bounds = try PackingBounds(totalVariation: single.value, packing: pack.packing)
      rows.append(
        [
          "game": game.name, "data": game.data, "generator": "\(generator)", "misses_mode": game.missesMode,
          "method": cell.payload.method.name, "spacing": spacing, "packing": pack.packing,
          "total_variation": pack.totalVariation, "jsd": pack.jensenShannon,
          "single_variation": single.value, "least": try bounds.least(), "greatest": bounds.greatest,
          "least_missing": try bounds.least(missing: min(game.lacked, single.value)), "lacked": game.lacked,
          "greatest_whole": try greatestWithoutCollapse(bounds),
        ], to: Self.rows)
    }
    return rows
  }

  /// The greatest TV without collapse, with what a grid twice as fine gains for its error.
  private func greatestWithoutCollapse(_ bounds: PackingBounds) throws -> Measured {
    let tau = bounds.totalVariation
    let found = try [20, 40].map { try bounds.greatest(withoutCollapse: 0.1 * tau, 0.5 * tau, points: $0) }
    return Measured(found[1], error: (found[1] - found[0]).magnitude + 1e-9)
  }

  /// The generator; where it has a SHIFT, the one at which its TV is that of the generator that misses a mode.
  private func generator(of game: Game) throws -> Distribution {
    guard game.generator.contains("SHIFT"),
      let other = Self.games.first(where: { $0.name == game.name && $0.missesMode })
    else { return try Distribution(game.generator) }
    let data = try Distribution(game.data)
    let target = try totalVariation(data, Distribution(other.generator)).value
    func shifted(_ shift: Double) throws -> Distribution {
      try Distribution(game.generator.replacing("SHIFT", with: "\(shift)"))
    }
    var (low, high) = (0.0, 1.0)
    while true {
      let middle = 0.5 * (low + high)
      guard low < middle, middle < high else { return try shifted(high) }
      if try totalVariation(data, shifted(middle)).value < target { low = middle } else { high = middle }
    }
  }
}
