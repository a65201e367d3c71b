import Distributions
import Divergences
import ExperimentKit
import MinimaxGame
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Theorem 1: the global minimum of C(G) is -log 4, and it is reached if and only if p_g = p_data.
///
/// C(G) over grids of a generator family's location and scale, the minimum found from the best grid point, and the
/// saddle: V(p_data, D) <= -log 4 = V(p_g, 1/2), and max over D of min over p' of V(p', D) = -log 4 too.
public struct GlobalOptimumExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// How many locations and how many scales the grids have.
    public var gridSize: Int
    /// How many random discriminators the saddle is tried with, for each family.
    public var discriminators: Int
  }

  /// A law of the data and a family of generators with a location and a scale.
  struct Family: Sendable {
    let name: String
    let data: String
    /// The generator's text; LOC and SCALE stand for its parameters.
    let generator: String
    let containsData: Bool

    func generator(location: Double, scale: Double) throws -> Distribution {
      try Distribution(
        generator.replacing("LOC", with: "\(location)").replacing("SCALE", with: "\(scale)"))
    }
  }

  static let families: [Family] = [
    Family(
      name: "normal by normals", data: "normal(0, 1)", generator: "normal(LOC, SCALE)", containsData: true),
    Family(
      name: "cauchy by cauchys", data: "cauchy(0, 1)", generator: "cauchy(LOC, SCALE)", containsData: true),
    Family(
      name: "gamma by its affine maps", data: "gamma(2, 1)", generator: "affine(gamma(2, 1), LOC, SCALE)",
      containsData: true),
    Family(
      name: "mixture by its affine maps", data: "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)",
      generator: "affine(0.3*normal(-2, 0.5) + 0.7*normal(2, 1), LOC, SCALE)", containsData: true),
    Family(
      name: "mixture by normals", data: "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)",
      generator: "normal(LOC, SCALE)",
      containsData: false),
    Family(
      name: "laplace by normals", data: "laplace(0, 1)", generator: "normal(LOC, SCALE)", containsData: false),
    Family(
      name: "normal by uniforms", data: "normal(0, 1)", generator: "affine(uniform(-1, 1), LOC, SCALE)",
      containsData: false),
  ]

  public let name = "global-optimum"
  public let title = "The global optimum of the criterion (Theorem 1)"
  public let claim = Claim(
    "The global minimum of C(G) is -log 4, achieved if and only if p_g = p_data.", reference: "Theorem 1")

  static let grid = Table(
    "global-optimum-grid", "C(G) at one generator of one family.",
    [
      .text("family", "law of the data and family of the generator"),
      .number("location", unit: "x", "location of the generator"), .number("scale", unit: "x", "its scale"),
      .estimate("criterion", unit: "nat", "C(G)"),
      .estimate("excess", unit: "nat", "C(G) + log 4 = 2 JSD, integrated without cancellation"),
      .number("closed_form", unit: "nat", "C(G) + log 4 in closed form, for two Cauchys", optional: true),
      .verdict,
    ], keys: ["family", "location", "scale"])
  static let minima = Table(
    "global-optimum-minima", "The least C(G) found in one family.",
    [
      .text("family", "law of the data and family of the generator"),
      .boolean("contains_data", "whether some member of the family is the law of the data"),
      .number("location", unit: "x", "location at the minimum"),
      .number("scale", unit: "x", "scale at the minimum"),
      .estimate("criterion", unit: "nat", "C(G) there"),
      .estimate("excess", unit: "nat", "its distance from -log 4"), .verdict,
    ], keys: ["family"])
  static let saddle = Table(
    "global-optimum-saddle", "The saddle of the game, tried with one discriminator.",
    [
      .text("data", "law of the data"),
      .text("generator", "law of the generator in the second column of values"),
      .number("sup_logit", unit: "nat", "supremum of the logit of D"),
      .estimate("value_at_data", unit: "nat", "V(p_data, D), at most -log 4"),
      .estimate("value_at_half", unit: "nat", "V(p_g, 1/2), which is -log 4 for every p_g"),
      .estimate("worst_case", unit: "nat", "min over p' of V(p', D), at most -log 4: the maximin"),
      .estimate("duality_gap", unit: "nat", "C(G) minus the worst case, at least 0"), .verdict,
    ], keys: ["data"], repeated: true)
  public let tables = [grid, minima, saddle]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    switch size {
    case .quick: Parameters(gridSize: 7, discriminators: 5)
    case .standard: Parameters(gridSize: 41, discriminators: 50)
    case .full: Parameters(gridSize: 121, discriminators: 500)
    }
  }

  /// A piece of one family's work.
  public enum Piece: Sendable {
    /// One row of the grid: all scales at a location.
    case gridRow(family: Int, location: Double)
    /// The search for the minimum.
    case minimum(family: Int)
    /// The saddle.
    case saddle(family: Int)
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Piece>] {
    guard parameters.gridSize >= 3 else {
      throw ExperimentError.invalidParameter(
        name: "gridSize", value: "\(parameters.gridSize)", allowed: "3 or more")
    }
    guard parameters.discriminators >= 0 else {
      throw ExperimentError.invalidParameter(
        name: "discriminators", value: "\(parameters.discriminators)", allowed: "0 or more")
    }
    return Self.families.indices.flatMap { index -> [Cell<Piece>] in
      let name = Self.families[index].name
      let grid = locations(parameters).map { location in
        Cell("\(name),location=\(location)", Piece.gridRow(family: index, location: location))
      }
      return grid + [
        Cell("\(name),minimum", .minimum(family: index), cost: 10),
        Cell("\(name),saddle", .saddle(family: index), cost: 5),
      ]
    }
  }

  private func locations(_ parameters: Parameters) -> [Double] {
    (0..<parameters.gridSize).map { -3 + 6 * Double($0) / Double(parameters.gridSize - 1) }
  }

  private func scales(_ parameters: Parameters) -> [Double] {
    (0..<parameters.gridSize).map { pow(4, -1 + 2 * Double($0) / Double(parameters.gridSize - 1)) }
  }

  public func rows(for cell: Cell<Piece>, _ parameters: Parameters, random: inout RandomStream) throws -> Rows
  {
    var rows = Rows()
    switch cell.payload {
    case .gridRow(let index, let location):
      let family = Self.families[index]
      let data = try Distribution(family.data)
      for scale in scales(parameters) {
        let divergence = try jensenShannon(data, family.generator(location: location, scale: scale))
        let isCauchy = family.name == "cauchy by cauchys"
        rows.append(
          [
            "family": family.name, "location": location, "scale": scale,
            "criterion": divergence.scaled(by: 2) + MinimaxGame.solution, "excess": divergence.scaled(by: 2),
            "closed_form": isCauchy ? 2 * jensenShannonOfCauchys(distance: location, 1, scale) : nil,
            "verdict": verdict(of: divergence),
          ], to: Self.grid)
      }
    case .minimum(let index): try appendMinimum(of: Self.families[index], to: &rows)
    case .saddle(let index):
      for _ in 0..<parameters.discriminators {
        try appendSaddle(of: Self.families[index], to: &rows, random: &random)
      }
    }
    return rows
  }

  /// JSD of two Cauchys: log(2A/(A + 2√(st))), A² = d² + (s + t)².
  private func jensenShannonOfCauchys(distance: Double, _ s: Double, _ t: Double) -> Double {
    let a = (distance * distance + (s + t) * (s + t)).squareRoot()
    return log(2 * a / (a + 2 * (s * t).squareRoot()))
  }

  private func appendMinimum(of family: Family, to rows: inout Rows) throws {
    let data = try Distribution(family.data)
    func excess(_ point: [Double]) throws -> Estimate {
      try jensenShannon(data, family.generator(location: point[0], scale: exp(point[1]))).scaled(by: 2)
    }
    // The best of a coarse grid, then two simplexes, the second around the end of the first.
    var best = (point: [0.0, 0.0], value: Double.infinity)
    for location in stride(from: -3.0, through: 3, by: 0.75) {
      for logScale in stride(from: -1.25, through: 1.25, by: 0.5) {
        let value = try excess([location, logScale]).value
        if value < best.value { best = ([location, logScale], value) }
      }
    }
    var point = try simplexMinimum(from: best.point, steps: [0.3, 0.3]) { try excess($0).value }
    point = try simplexMinimum(from: point, steps: [1e-3, 1e-3]) { try excess($0).value }
    let found = try excess(point)
    rows.append(
      [
        "family": family.name, "contains_data": family.containsData, "location": point[0],
        "scale": exp(point[1]), "criterion": found + MinimaxGame.solution, "excess": found,
        "verdict": verdict(of: found),
      ], to: Self.minima)
  }

  private func appendSaddle(of family: Family, to rows: inout Rows, random: inout RandomStream) throws {
    let data = try Distribution(family.data)
    let generator = try family.generator(
      location: Double.random(in: -3...3, using: &random),
      scale: pow(4, Double.random(in: -1...1, using: &random)))
    // logit = c + a tanh((x - x0)/w): its supremum is c + |a|.
    let (shift, height) = (
      Double.random(in: -1...1, using: &random), Double.random(in: -2...2, using: &random)
    )
    let (centre, width) = (
      Double.random(in: -3...3, using: &random), Double.random(in: 0.1...3, using: &random)
    )
    let discriminator = ClosureDiscriminator(
      logit: { shift + height * tanh(($0 - centre) / width) },
      landmarks: [Landmark(position: centre, scale: width)], supremum: shift + height.magnitude)
    let atData = MinimaxGame(data: data, generator: data)
    let game = MinimaxGame(data: data, generator: generator)
    let report = try atData.report(on: discriminator)
    let atHalf = try game.value(of: ConstantDiscriminator(0.5))
    let gap = try game.dualityGap(of: discriminator)
    let worst = try game.criterion() - gap
    rows.append(
      [
        "data": family.data, "generator": "\(generator)", "sup_logit": shift + height.magnitude,
        "value_at_data": report.value, "value_at_half": atHalf, "worst_case": worst, "duality_gap": gap,
        "verdict": verdict(of: report.value, atHalf, gap),
      ], to: Self.saddle)
  }
}
