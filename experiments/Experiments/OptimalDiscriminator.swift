import Distributions
import ExperimentKit
import MinimaxGame
import Quadrature

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Proposition 1: for G fixed, D*(x) = p_data(x)/(p_data(x) + p_g(x)) maximises V(G, D).
///
/// For each pair of laws: D* along x, and V at D*, at constants, at a steep step and at seeded random smooth
/// perturbations of the logit of D*, each with its gap to D* computed independently of V.
public struct OptimalDiscriminatorExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// How many of the reference pairs are played.
    public var pairs: Int
    /// How many random perturbations of each D*.
    public var perturbations: Int
    /// How many points each curve has.
    public var points: Int
  }

  public let name = "optimal-discriminator"
  public let title = "The optimal discriminator (Proposition 1)"
  public let claim = Claim(
    "For G fixed, the optimal discriminator is D*(x) = p_data(x)/(p_data(x) + p_g(x)).",
    reference: "Proposition 1, eq. (2)")

  static let curves = Table(
    "optimal-discriminator-curves", "The two densities and D* at one point of one pair.",
    [
      .text("data", "law of the data"), .text("generator", "law of the generator"),
      .number("x", unit: "x", "the point"), .number("p_data", unit: "1/x", "density of the data"),
      .number("p_g", unit: "1/x", "density of the generator"),
      .number("d_optimal", unit: "1", "D*(x); empty where neither law has mass", optional: true),
      .number("logit_optimal", unit: "nat", "log p_data - log p_g", optional: true),
    ], keys: ["data", "generator", "x"])
  static let values = Table(
    "optimal-discriminator-values", "V(G, D) of one discriminator in one game.",
    [
      .text("data", "law of the data"), .text("generator", "law of the generator"),
      .text("discriminator", "optimal, constant, step or perturbed"),
      .number("setting", unit: "1", "the constant, the step's height or the size of the perturbation"),
      .estimate("value", unit: "nat", "V(G, D)"),
      .estimate("gap", unit: "nat", "integral of (p_data + p_g) KL_Bernoulli(D* || D)"),
      .estimate("criterion", unit: "nat", "C(G) = V(G, D*)"),
      .number("identity_defect", unit: "nat", "value + gap - criterion, 0 but for errors", optional: true),
      .estimate("squared_distance", unit: "1", "expectation of (D - D*)^2 under (p_data + p_g)/2"),
      .verdict,
    ], keys: ["data", "generator", "discriminator", "setting"])
  public let tables = [curves, values]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    switch size {
    case .quick: Parameters(pairs: 8, perturbations: 4, points: 41)
    case .standard: Parameters(pairs: ReferencePairs.all.count, perturbations: 20, points: 201)
    case .full: Parameters(pairs: ReferencePairs.all.count, perturbations: 200, points: 401)
    }
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Int>] {
    let allowed = 1...ReferencePairs.all.count
    guard allowed.contains(parameters.pairs) else {
      throw ExperimentError.invalidParameter(
        name: "pairs", value: "\(parameters.pairs)", allowed: "\(allowed)")
    }
    guard parameters.perturbations >= 0, parameters.points >= 1 else {
      throw ExperimentError.invalidParameter(
        name: "perturbations and points", value: "\(parameters.perturbations) and \(parameters.points)",
        allowed: "0 or more, and 1 or more")
    }
    // Quick runs take every so many pairs, so that they too meet many families.
    return (0..<parameters.pairs).map { i in
      let index = i * ReferencePairs.all.count / parameters.pairs
      let pair = ReferencePairs.all[index]
      return Cell("data=\(pair.data),generator=\(pair.generator)", index)
    }
  }

  public func rows(for cell: Cell<Int>, _ parameters: Parameters, random: inout RandomStream) throws -> Rows {
    let pair = ReferencePairs.all[cell.payload]
    let game = MinimaxGame(data: try Distribution(pair.data), generator: try Distribution(pair.generator))
    let labels: Row = ["data": pair.data, "generator": pair.generator]
    var rows = Rows()
    let optimal = game.optimalDiscriminator
    for x in grid(game, count: parameters.points) {
      let logit = optimal.logit(x)
      rows.append(
        labels.merging([
          "x": x, "p_data": game.data.density(x), "p_g": game.generator.density(x),
          "d_optimal": optimal.value(at: x), "logit_optimal": logit.isNaN ? nil : logit,
        ]), to: Self.curves)
    }
    let criterion = try game.criterion()
    for (kind, setting, discriminator) in try discriminators(game, parameters, &random) {
      let report = try game.report(on: discriminator)
      let defect = report.value.value + report.gap.value - criterion.value
      rows.append(
        labels.merging([
          "discriminator": kind, "setting": setting, "value": report.value, "gap": report.gap,
          "criterion": criterion, "identity_defect": defect.isFinite ? defect : nil,
          "squared_distance": report.squaredDistance,
          "verdict": verdict(of: report.value, report.gap, criterion),
        ]), to: Self.values)
    }
    return rows
  }

  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.values) { row in
      let (value, gap, criterion) = try (
        row.estimate("value"), row.estimate("gap"), row.estimate("criterion")
      )
      let distance = try row.estimate("squared_distance")
      let label = try "\(row.text("data")) against \(row.text("generator")), \(row.text("discriminator"))"
      guard try row.text("verdict") == "converged" else { return "\(label): \(try row.text("verdict"))" }
      let allowed = value.absoluteError + gap.absoluteError + criterion.absoluteError
      if value.value > criterion.value + allowed {
        return "\(label): V = \(value.value) exceeds V(G, D*) = \(criterion.value) by more than \(allowed)"
      }
      if (value.value + gap.value - criterion.value).magnitude > allowed {
        return "\(label): V + gap - C = \(value.value + gap.value - criterion.value), errors allow \(allowed)"
      }
      if gap.value + gap.absoluteError < 4 * (distance.value - distance.absoluteError) {
        return "\(label): the gap \(gap.value) is below 4 E[(D - D*)^2] = \(4 * distance.value)"
      }
      if try row.text("discriminator") == "optimal", gap.value > gap.absoluteError {
        return "\(label): D* has a gap of \(gap.value)"
      }
      return nil
    }
  }

  /// D*, three constants, a steep step at the data's median, and perturbations of D* of growing size.
  private func discriminators(
    _ game: MinimaxGame, _ parameters: Parameters, _ random: inout RandomStream
  ) throws -> [(kind: String, setting: Double, discriminator: any Discriminator)] {
    let optimal = game.optimalDiscriminator
    let centre = game.data.quantile(0.5)
    let scale = game.data.quantile(0.75) - game.data.quantile(0.25)
    var result: [(String, Double, any Discriminator)] = [("optimal", 0, optimal)]
    for value in [0.1, 0.5, 0.9] { result.append(("constant", value, try ConstantDiscriminator(value))) }
    for height in [2.0, 20] {
      let step = ClosureDiscriminator(
        logit: { height * tanh(50 * ($0 - centre) / scale) },
        landmarks: [Landmark(position: centre, scale: scale / 50)], supremum: height)
      result.append(("step", height, step))
    }
    for index in 0..<parameters.perturbations {
      let size = pow(10, -4 + 5 * Double(index) / Double(max(1, parameters.perturbations - 1)))
      let wave = SmoothFunction(centre: centre, scale: scale, random: &random)
      let perturbed = PerturbedDiscriminator(optimal, by: size) { wave($0) }
      result.append(("perturbed", size, perturbed))
    }
    return result
  }

  /// Quantiles of both laws, and even steps between the outermost.
  private func grid(_ game: MinimaxGame, count: Int) -> [Double] {
    let levels = (1...count).map { Double($0) / Double(count + 1) }
    return Set(levels.flatMap { [game.data.quantile($0), game.generator.quantile($0)] }).sorted()
  }
}

/// A seeded random smooth function with values in [-1, 1]: four sines of random frequency and phase in
/// asinh((x - centre)/scale), so that its waves lengthen in proportion to the distance and heavy tails can be integrated.
struct SmoothFunction: Sendable {
  private let centre: Double
  private let scale: Double
  private let terms: [(amplitude: Double, frequency: Double, phase: Double)]

  init(centre: Double, scale: Double, random: inout RandomStream) {
    self.centre = centre
    self.scale = scale
    var terms: [(amplitude: Double, frequency: Double, phase: Double)] = []
    for _ in 0..<4 {
      terms.append(
        (
          Double.random(in: -0.25...0.25, using: &random), Double.random(in: 0.2...3, using: &random),
          Double.random(in: 0..<(2 * .pi), using: &random)
        ))
    }
    self.terms = terms
  }

  func callAsFunction(_ x: Double) -> Double {
    let stretched = asinh((x - centre) / scale)
    return terms.reduce(0) { $0 + $1.amplitude * sin($1.frequency * stretched + $1.phase) }
  }
}
