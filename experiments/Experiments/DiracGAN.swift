import DiracGAN
import ExperimentKit

/// The Dirac-GAN: which training methods converge, locally by their eigenvalues and from (1, 1) by their trajectories.
public struct DiracGANExperiment: Experiment {
  public struct Parameters: Codable, Sendable, Equatable {
    /// h, the step size of the trajectories.
    public var stepSize: Double
    /// Updates of each trajectory.
    public var updates: Int
    /// How many states of a trajectory are written, beside its first hundred.
    public var states: Int
    /// Points along each axis of the vector field, over [-2, 2].
    public var gridSize: Int
    /// γ of R1 and of consensus optimisation, and σ² of the instance noise, for the eigenvalues.
    public var strengths: [Double]
    /// h of the operators' moduli and of the regimes of the non-saturating GAN.
    public var stepSizes: [Double]
    /// Over how long the regimes are measured, in units of h times updates.
    public var time: Double
    /// How often the updates of the slow drift are doubled, from 2^14 on.
    public var doublings: Int
  }

  public let name = "dirac-gan"
  public let title = "The Dirac-GAN: which training methods converge"
  public let claim = Claim(
    "Instance noise and zero-centred gradient penalties converge locally; the GAN without them, WGAN and WGAN-GP do not.",
    reference: "Mescheder, Geiger and Nowozin 2018")

  public let tables = [eigenvalues, trajectories, outcomes, regimes, slowDecay, field]

  /// No random number is drawn.
  public let dependsOnSeed = false

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = Parameters(
      stepSize: 0.2, updates: 20_000, states: 500, gridSize: 21,
      strengths: [0.1, 0.3, 1, 1.5, 2, 3, 10], stepSizes: [0.4, 0.2, 0.1], time: 10_000,
      doublings: 8)
    switch size {
    case .quick:
      (result.updates, result.states, result.gridSize, result.time) = (2000, 100, 9, 1000)
      result.doublings = 6
    case .standard: break
    case .full:
      (result.updates, result.gridSize, result.time, result.doublings) = (200_000, 41, 100_000, 10)
      result.strengths = (1...60).map { Double($0) / 20 } + [4, 6, 10]
      result.stepSizes = [0.8, 0.4, 0.2, 0.1, 0.05]
    }
    return result
  }

  /// A piece of the work.
  public enum Piece: Sendable {
    /// The eigenvalues of a method's equilibrium, for every strength.
    case equilibrium(Method)
    /// A method's vector field.
    case field(Method)
    /// A method's trajectory in one order.
    case trajectory(Method, order: Int)
    /// The non-saturating GAN at one step size; 0 is continuous time.
    case regime(stepSize: Double)
    /// The original GAN by alternating steps with 5 steps of D, for long.
    case slowDecay
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Piece>] {
    let finite = { (value: Double) in value > 0 && value.isFinite }
    for (name, value, holds, allowed) in [
      ("stepSize", "\(parameters.stepSize)", finite(parameters.stepSize), "a finite number above 0"),
      ("updates", "\(parameters.updates)", parameters.updates >= 2000, "2000 or more"),
      ("states", "\(parameters.states)", parameters.states > 0, "1 or more"),
      ("gridSize", "\(parameters.gridSize)", parameters.gridSize >= 2, "2 or more"),
      ("doublings", "\(parameters.doublings)", 3...16 ~= parameters.doublings, "3 to 16"),
      (
        "time", "\(parameters.time)", finite(parameters.time) && parameters.time >= 100,
        "a finite number, 100 or more"
      ),
      (
        "strengths", "\(parameters.strengths)", parameters.strengths.allSatisfy { $0 > 0 && $0 <= 1e3 },
        "numbers above 0, at most 1000"
      ),
      (
        "stepSizes", "\(parameters.stepSizes)", parameters.stepSizes.allSatisfy { $0 > 0 && $0 <= 1 },
        "numbers above 0, at most 1"
      ),
    ] where !holds {
      throw ExperimentError.invalidParameter(name: name, value: value, allowed: allowed)
    }
    return Self.methods.flatMap { method in
      [
        Cell("method=\(method.name),equilibrium", Piece.equilibrium(method)),
        Cell("method=\(method.name),field", .field(method)),
      ]
        + Self.orders.indices.map {
          Cell(
            "method=\(method.name),order=\(Self.orders[$0].name)", .trajectory(method, order: $0),
            cost: method.name == "instance noise" ? 1000 : 20)
        }
    }
      + ([0] + parameters.stepSizes).map {
        Cell("regime,h=\($0)", .regime(stepSize: $0), cost: 100)
      } + [Cell("slow decay", .slowDecay, cost: 500)]
  }

  public func rows(for cell: Cell<Piece>, _ parameters: Parameters, random: inout RandomStream) throws -> Rows
  {
    var rows = Rows()
    switch cell.payload {
    case .equilibrium(let method): try appendEquilibrium(of: method, parameters, to: &rows)
    case .field(let method): try appendField(of: method, parameters, to: &rows)
    case .trajectory(let method, let order):
      try appendTrajectory(of: method, Self.orders[order], order, parameters, to: &rows)
    case .regime(let stepSize): try appendRegimes(stepSize: stepSize, parameters, to: &rows)
    case .slowDecay: try appendSlowDecay(parameters, to: &rows)
    }
    return rows
  }
}
