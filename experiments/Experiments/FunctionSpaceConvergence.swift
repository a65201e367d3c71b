import Distributions
import Divergences
import ExperimentKit
import MinimaxGame
import Quadrature

/// Proposition 2, and where it ends: descents of C in the space of densities, and in the parameters of a family.
///
/// D is at its optimum at every update. In the space of densities C is convex and its descents converge, unless the
/// generator lacks a part of the data; in a family's parameters C is not convex, and descents end elsewhere.
public struct FunctionSpaceConvergenceExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// Steps of mirror and of subgradient descent.
    public var steps: Int
    /// η of the mirror descents.
    public var mirrorSteps: [Double]
    /// Cells of the generator's quantiles in the Wasserstein flow.
    public var cells: Int
    /// Steps of the Wasserstein flow.
    public var flowSteps: Int
    /// Random segments of generators on which convexity is tried, for each pair of laws.
    public var segments: Int
    /// Steps of gradient descent in a family's parameters.
    public var familySteps: Int
  }

  /// How C is descended in the space of densities.
  public enum Method: Sendable, Equatable {
    /// Mirror descent with this η.
    case mirror(step: Double)
    /// Projected subgradient descent above this share of p_data.
    case subgradient(floor: Double)
    /// The Wasserstein flow on quantiles.
    case wasserstein

    var name: String {
      switch self {
      case .mirror: "mirror descent"
      case .subgradient: "projected subgradient"
      case .wasserstein: "Wasserstein flow"
      }
    }
  }

  /// A piece of the work.
  public enum Piece: Sendable {
    /// One descent of one pair.
    case descent(pair: Int, Method)
    /// The identities of the functional on random segments.
    case identities(pair: Int)
    /// The slope of C into a hole.
    case hole(pair: Int)
    /// One family: descents and stationary points.
    case family(Int)
  }

  /// A law of the data and where the generator starts.
  struct Pair: Sendable {
    let data: String
    let start: String
    /// The p_data-mass that the start lacks altogether.
    var missing = 0.0
    /// The start's mass outside the data's support.
    var outside = 0.0
    /// The least η > 1 for which ∫ p_data^η p_g^(1-η) = ∞ at the start, by hand from the laws' tails; 1 when all are.
    var leastDivergentStep = Double.infinity
    /// Whether the Wasserstein flow cannot reach p_data, since it lacks `missing` beyond a gap or has as much outside.
    var isConfined = false
  }

  static let pairs = [
    Pair(data: "normal(0, 1)", start: "normal(1, 1.5)"),
    Pair(data: "laplace(0, 1)", start: "logistic(1, 1.2)"),
    // exp(-η|x| + (η - 1)x²/18) is integrable for no η > 1.
    Pair(data: "logistic(0, 1)", start: "normal(0, 3)", leastDivergentStep: 1),
    // x^(η - 3(η - 1)) is integrable at 0 for η < 2.
    Pair(data: "gamma(2, 1)", start: "gamma(4, 1)", leastDivergentStep: 2),
    Pair(data: "beta(2, 5)", start: "uniform(0, 1)"),
    Pair(data: "0.3*normal(-2, 0.5) + 0.7*normal(2, 1)", start: "normal(0, 2)"),
    // A mode that is all but missed, and one that is missed.
    Pair(data: "0.5*normal(-4, 1) + 0.5*normal(4, 1)", start: "normal(4, 1)"),
    Pair(
      data: "0.5*uniform(0, 1) + 0.5*uniform(2, 3)", start: "uniform(0, 1)", missing: 0.5,
      leastDivergentStep: 1, isConfined: true),
    // Half of the mass rests where there are no data.
    Pair(
      data: "uniform(0, 1)", start: "uniform(0.5, 1.5)", missing: 0.5, outside: 0.5, leastDivergentStep: 1,
      isConfined: true),
    Pair(
      data: "uniform(0, 1)", start: "uniform(2, 3)", missing: 1, outside: 1, leastDivergentStep: 1,
      isConfined: true),
  ]

  public let name = "function-space-convergence"
  public let title = "Why it converges: Proposition 2, and where it ends"
  public let claim = Claim(
    "If D reaches its optimum at each update, and p_g is updated so as to improve the criterion, p_g converges to p_data.",
    reference: "Proposition 2")

  public let tables = [steps, outcomes, identities, holes, descents, ends, stationary]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    let etas = [0.1, 0.5, 1, 2, 3, 5]
    return switch size {
    case .quick:
      Parameters(steps: 60, mirrorSteps: etas, cells: 16, flowSteps: 100, segments: 10, familySteps: 30)
    case .standard:
      Parameters(steps: 300, mirrorSteps: etas, cells: 32, flowSteps: 2000, segments: 100, familySteps: 300)
    case .full:
      Parameters(
        steps: 3000, mirrorSteps: etas, cells: 64, flowSteps: 30_000, segments: 1000, familySteps: 1000)
    }
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Piece>] {
    for (name, value, least) in [
      ("steps", parameters.steps, 1), ("cells", parameters.cells, 4), ("flowSteps", parameters.flowSteps, 1),
      ("segments", parameters.segments, 0), ("familySteps", parameters.familySteps, 1),
    ] where value < least {
      throw ExperimentError.invalidParameter(name: name, value: "\(value)", allowed: "\(least) or more")
    }
    guard parameters.cells.isMultiple(of: 4) else {
      throw ExperimentError.invalidParameter(
        name: "cells", value: "\(parameters.cells)", allowed: "a multiple of 4")
    }
    if let wrong = parameters.mirrorSteps.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw ExperimentError.invalidParameter(
        name: "mirrorSteps", value: "\(wrong)", allowed: "finite numbers above 0")
    }
    let methods = methods(parameters)
    return Self.pairs.indices.flatMap { pair -> [Cell<Piece>] in
      let name = "\(Self.pairs[pair].data) from \(Self.pairs[pair].start)"
      let missing = Self.pairs[pair].missing
      return methods.map { method in
        Cell("\(name),\(method)", Piece.descent(pair: pair, method), cost: method == .wasserstein ? 50 : 5)
      } + [Cell("\(name),identities", .identities(pair: pair))]
        + (missing > 0 ? [Cell("\(name),hole", .hole(pair: pair))] : [])
    }
      + Self.families.indices.map {
        Cell("family=\(Self.families[$0].name)", .family($0), cost: 50)
      }
  }

  /// The descents of each pair.
  func methods(_ parameters: Parameters) -> [Method] {
    parameters.mirrorSteps.map { Method.mirror(step: $0) }
      + [.subgradient(floor: 0), .subgradient(floor: 0.01), .wasserstein]
  }

  public func rows(for cell: Cell<Piece>, _ parameters: Parameters, random: inout RandomStream) throws -> Rows
  {
    var rows = Rows()
    switch cell.payload {
    case .descent(let pair, .wasserstein): try appendFlow(of: Self.pairs[pair], parameters, to: &rows)
    case .descent(let pair, let method): try append(method, of: Self.pairs[pair], parameters, to: &rows)
    case .identities(let pair):
      try appendIdentities(of: Self.pairs[pair], parameters, to: &rows, random: &random)
    case .hole(let pair): try appendHole(of: Self.pairs[pair], to: &rows)
    case .family(let index): try append(Self.families[index], parameters, to: &rows)
    }
    return rows
  }

  public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try countViolations(results, parameters) + stepViolations(results)
      + outcomeViolations(results, parameters) + identityViolations(results) + holeViolations(results)
      + familyViolations(results) + endViolations(results)
  }
}
