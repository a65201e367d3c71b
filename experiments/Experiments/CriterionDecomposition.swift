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

/// C(G) = -log 4 + KL(p_data ‖ m) + KL(p_g ‖ m) = -log 4 + 2 JSD, by three routes, as the laws move apart.
public struct CriterionDecompositionExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// The families whose members are moved apart: normal, laplace, cauchy.
    public var families: [String]
    /// Distances of the locations, in units of the data's scale.
    public var separations: [Double]
    /// Ratios of the generator's scale to the data's.
    public var scaleRatios: [Double]
  }

  public struct Setting: Sendable {
    let family: String
    let separation: Double
    let ratio: Double
  }

  public let name = "criterion-decomposition"
  public let title = "The criterion C(G) and its decompositions"
  public let claim = Claim(
    "C(G) = -log 4 + KL(p_data || m) + KL(p_g || m) = -log 4 + 2 JSD(p_data || p_g), m = (p_data + p_g)/2.",
    reference: "Theorem 1, eq. (4) to (6)")

  static let rows = Table(
    "criterion-decomposition", "One pair of laws: C(G) by three routes and every divergence.",
    [
      .text("family", "family of both laws"),
      .number("separation", unit: "1", "distance of the locations over the data's scale"),
      .number("scale_ratio", unit: "1", "the generator's scale over the data's"),
      .estimate("value_optimal", unit: "nat", "V(G, D*) over quantiles"),
      .estimate("criterion_kl", unit: "nat", "-log 4 + KL + KL"),
      .estimate("criterion_jsd", unit: "nat", "-log 4 + 2 (H(m) - H(p_data)/2 - H(p_g)/2)"),
      .estimate("kl_data_mixture", unit: "nat", "KL(p_data || m)"),
      .estimate("kl_generator_mixture", unit: "nat", "KL(p_g || m)"),
      .estimate("jsd", unit: "nat", "JSD by its non-negative integrand"),
      .estimate("jsd_deficit", unit: "nat", "log 2 - JSD"),
      .number("jsd_lower", unit: "nat", "log 2 - h((1 + TV)/2), the sharp lower bound of JSD"),
      .number("jsd_upper", unit: "nat", "TV log 2, the sharp upper bound of JSD"),
      .estimate("kl_data_generator", unit: "nat", "KL(p_data || p_g)"),
      .estimate("kl_generator_data", unit: "nat", "KL(p_g || p_data)"),
      .estimate("jeffreys", unit: "nat", "KL(p_data || p_g) + KL(p_g || p_data)"),
      .estimate("total_variation", unit: "1", "half the integral of |p_data - p_g|"),
      .estimate("squared_hellinger", unit: "1", "1 - integral of sqrt(p_data p_g)"),
      .estimate("bhattacharyya_distance", unit: "nat", "-log integral of sqrt(p_data p_g)"),
      .estimate("chi_squared", unit: "1", "integral of (p_data - p_g)^2/p_g"),
      .estimate("renyi_half", unit: "nat", "Renyi divergence of order 1/2 of the data against the generator"),
      .estimate("wasserstein_1", unit: "x", "integral of |F_data - F_g|"),
      .estimate("wasserstein_2", unit: "x", "root of the integral of the squared quantile difference"),
      .estimate("kolmogorov_smirnov", unit: "1", "sup |F_data - F_g|"),
      .estimate("energy_distance", unit: "x^0.5", "root of twice the integral of (F_data - F_g)^2"),
      .text("reasons", "which quantities are infinite or unresolved, and why", optional: true),
    ], keys: ["family", "separation", "scale_ratio"])
  public let tables = [rows]

  /// No random number is drawn.
  public let dependsOnSeed = false

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    let families = ["normal", "laplace", "cauchy"]
    func ratios(_ steps: Int) -> [Double] { (-steps...steps).map { pow(10, 6 * Double($0) / Double(steps)) } }
    switch size {
    case .quick: return Parameters(families: families, separations: [0, 1, 50], scaleRatios: ratios(2))
    case .standard:
      return Parameters(
        families: families, separations: [0, 0.001, 0.1, 0.5, 1, 2, 3, 5, 8, 12, 20, 35, 50],
        scaleRatios: ratios(6))
    case .full:
      // Steps of 1/2 where the divergences change, of 2.5 where JSD is log 2 but for its deficit: 5,733 cells, which
      // two busy cores do in ten minutes.
      let near: [Double] = (1...20).map { 0.5 * Double($0) }
      let far: [Double] = (1...16).map { 10 + 2.5 * Double($0) }
      return Parameters(
        families: families, separations: [0, 0.001, 0.01] + near + far, scaleRatios: ratios(24))
    }
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Setting>] {
    for family in parameters.families where !["normal", "laplace", "cauchy"].contains(family) {
      throw ExperimentError.invalidParameter(
        name: "families", value: family, allowed: "normal, laplace, cauchy")
    }
    return parameters.families.flatMap { family in
      parameters.separations.flatMap { separation in
        parameters.scaleRatios.map { ratio in
          Cell(
            "family=\(family),separation=\(separation),ratio=\(ratio)",
            Setting(family: family, separation: separation, ratio: ratio))
        }
      }
    }
  }

  public func rows(for cell: Cell<Setting>, _ parameters: Parameters, random: inout RandomStream) throws
    -> Rows
  {
    let setting = cell.payload
    let data = try Distribution("\(setting.family)(0, 1)")
    let generator = try Distribution("\(setting.family)(\(setting.separation), \(setting.ratio))")
    let game = MinimaxGame(data: data, generator: generator)
    let table = try game.evaluation()
    let variation = table[.totalVariation]?.value ?? .nan
    var row: Row = [
      "family": setting.family, "separation": setting.separation, "scale_ratio": setting.ratio,
      "jsd_lower": jensenShannonLowerBound(totalVariation: variation), "jsd_upper": variation * log(2),
      "jeffreys": try jeffreys(data, generator),
      "bhattacharyya_distance": try bhattacharyyaDistance(data, generator),
      "renyi_half": try renyi(of: data, against: generator, order: 0.5),
      "wasserstein_2": try wasserstein2(data, generator),
      "kolmogorov_smirnov": try kolmogorovSmirnov(data, generator),
      "energy_distance": try energyDistance(data, generator),
    ]
    let reported: [Quantity] = [
      .optimalValue, .criterionByKullbackLeibler, .criterionByJensenShannon, .kullbackLeiblerOfDataToMixture,
      .kullbackLeiblerOfGeneratorToMixture, .jensenShannon, .jensenShannonDeficit,
      .kullbackLeiblerOfDataToGenerator, .kullbackLeiblerOfGeneratorToData, .totalVariation,
      .squaredHellinger,
      .chiSquared, .wasserstein1,
    ]
    for quantity in reported { row.set(quantity.rawValue, table[quantity]) }
    let notable = table.rows.filter { $0.estimate.verdict != .converged }.map {
      "\($0.quantity.rawValue) \($0.estimate.verdict.name): \($0.estimate.verdict.reason)"
    }
    row.set("reasons", notable.isEmpty ? nil : notable.joined(separator: "; "))
    var rows = Rows()
    rows.append(row, to: Self.rows)
    return rows
  }

  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.rows) { row in
      let label = try
        "\(row.text("family")), separation \(row.number("separation")), ratio \(row.number("scale_ratio"))"
      let routes = try ["value_optimal", "criterion_kl", "criterion_jsd"].map { try row.estimate($0) }
      for (i, a) in routes.enumerated() {
        guard a.absoluteError < 1e-6 else {
          return "\(label): route \(i + 1) has an error of \(a.absoluteError)"
        }
        for b in routes[..<i] where (a.value - b.value).magnitude > a.absoluteError + b.absoluteError {
          return
            "\(label): routes give \(a.value) and \(b.value), errors \(a.absoluteError) and \(b.absoluteError)"
        }
      }
      let (jsd, deficit) = try (row.estimate("jsd"), row.estimate("jsd_deficit"))
      if (jsd.value + deficit.value - log(2)).magnitude > jsd.absoluteError + deficit.absoluteError + 2e-16 {
        return "\(label): JSD + (log 2 - JSD) is \(jsd.value + deficit.value)"
      }
      let slack = jsd.absoluteError + (try row.estimate("total_variation")).absoluteError + 1e-15
      let (lower, upper) = try (row.number("jsd_lower"), row.number("jsd_upper"))
      if jsd.value < lower - slack || jsd.value > upper + slack {
        return "\(label): JSD = \(jsd.value) is outside [\(lower), \(upper)]"
      }
      return nil
    }
  }
}
