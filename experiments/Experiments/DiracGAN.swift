import DiracGAN
import ExperimentKit

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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
  }

  /// A training method with a name.
  public struct Method: Sendable {
    let name: String
    let game: DiracGAN
    /// What facts say of simultaneous steps, of alternating ones, and of alternating ones with 5 steps of D.
    let expected: [Outcome]
    /// What becomes of them in the long run, where the nonlinear terms undo what the linear update keeps.
    var drift: [Outcome?] = [nil, nil, nil]
  }

  /// From how many updates on the long run is classified.
  static let longRun = 20_000

  /// What became of a trajectory.
  enum Outcome: String {
    case converges, cycles, grows
    /// A cycle whose radius slowly grows, or shrinks.
    case driftsOut = "drifts out"
    case driftsIn = "drifts in"
    /// At rest, but not at the equilibrium.
    case settlesElsewhere = "settles elsewhere"
  }

  static let methods = [
    // A modulus of 1 is the linear statement: what the third order does to the radius takes longer than 2000 updates.
    Method(
      name: "original", game: DiracGAN(.original), expected: [.grows, .cycles, .cycles],
      drift: [nil, .driftsOut, .driftsIn]),
    Method(
      name: "non-saturating", game: DiracGAN(.nonSaturating), expected: [.cycles, .converges, .converges]),
    Method(name: "wasserstein", game: DiracGAN(.wasserstein), expected: [.grows, .cycles, .cycles]),
    Method(
      name: "wasserstein with clipping", game: DiracGAN(.wasserstein, .weightClipping(bound: 1)),
      expected: [.cycles, .cycles, .cycles]),
    Method(
      name: "wasserstein with gradient penalty", game: DiracGAN(.wasserstein, .gradientPenalty(weight: 1)),
      expected: [.cycles, .cycles, .settlesElsewhere]),
    Method(
      name: "instance noise", game: DiracGAN(.original, .instanceNoise(standardDeviation: 1)),
      expected: [.converges, .converges, .converges]),
    Method(
      name: "R1", game: DiracGAN(.original, .penaltyOnData(weight: 0.3)),
      expected: [.converges, .converges, .converges]),
    Method(
      name: "R2", game: DiracGAN(.original, .penaltyOnSamples(weight: 0.3)),
      expected: [.converges, .converges, .converges]),
    Method(
      name: "consensus", game: DiracGAN(.original, .consensus(weight: 1)),
      expected: [.converges, .converges, .grows]),
  ]

  static let orders: [(name: String, order: DiracGAN.Order)] = [
    ("simultaneous", .simultaneous), ("alternating", .alternating()),
    ("alternating, 5 D steps", .alternating(discriminatorSteps: 5)),
  ]

  public let name = "dirac-gan"
  public let title = "The Dirac-GAN: which training methods converge"
  public let claim = Claim(
    "Instance noise and zero-centred gradient penalties converge locally; the GAN without them, WGAN and WGAN-GP do not.",
    reference: "Mescheder, Geiger and Nowozin 2018")

  static let eigenvalues = Table(
    "dirac-gan-eigenvalues",
    "The Jacobian of the gradient field at the equilibrium, and of one update of step size h.",
    [
      .text("method", "loss and remedy"),
      .number("strength", unit: "1", "γ, σ² or the bound; empty without one", optional: true),
      .number(
        "real", unit: "1", "real part of the Jacobian's first eigenvalue; empty where there is none",
        optional: true),
      .number("imaginary", unit: "1", "its imaginary part", optional: true),
      .number("second_real", unit: "1", "real part of the second eigenvalue", optional: true),
      .number(
        "closed_form_real", unit: "1", "real part of the first by the published formula", optional: true),
      .number("closed_form_imaginary", unit: "1", "its imaginary part by that formula", optional: true),
      .number(
        "critical_strength", unit: "1", "the strength at which eigenvalues become real", optional: true),
      .number("step_size", unit: "1", "h"),
      .number("simultaneous_modulus", unit: "1", "spectral radius of a simultaneous update", optional: true),
      .number("alternating_modulus", unit: "1", "of an alternating update, one step each", optional: true),
      .number("alternating_5_modulus", unit: "1", "of an alternating update with 5 D steps", optional: true),
    ])
  static let trajectories = Table(
    "dirac-gan-trajectories", "One state of a trajectory from (1, 1).",
    [
      .text("method", "loss and remedy"), .text("order", "who moves when"),
      .integer("update", "updates so far"),
      .number("theta", unit: "x", "θ"), .number("psi", unit: "1", "ψ"),
    ])
  static let outcomes = Table(
    "dirac-gan-outcomes", "What became of a trajectory from (1, 1).",
    [
      .text("method", "loss and remedy"), .text("order", "who moves when"),
      .integer("updates", "updates made; fewer than asked for where numbers overflow"),
      .number("early", unit: "1", "largest √(θ² + ψ²) in the first 200 updates"),
      .number("middle", unit: "1", "largest √(θ² + ψ²) in updates 800 to 1000"),
      .number("end", unit: "1", "largest √(θ² + ψ²) in updates 1800 to 2000, or in the last ones"),
      .number("exponent", unit: "1", "log₂(end/middle): -1/2 for a decay like t^(-1/2)"),
      .text(
        "outcome",
        "converges if the exponent is below -0.1, settles elsewhere if at rest, grows if the end is 1.25 times early, else cycles; from 20,000 updates on also what comes later, if a cycle drifts (|late exponent| above 0.01) or growth or convergence turns back"
      ),
      .text("expected", "what theory says of both"),
      .number("late", unit: "1", "largest √(θ² + ψ²) in the last tenth of all updates"),
      .number("late_exponent", unit: "1", "log₂(late/that of the tenth before the middle): a slow drift"),
    ])
  static let regimes = Table(
    "dirac-gan-regimes", "The three regimes of the non-saturating GAN.",
    [
      .text("order", "continuous, alternating or simultaneous"),
      .number("step_size", unit: "1", "h; 0 in continuous time"),
      .estimate(
        "decay", unit: "1",
        "8 d(1/r²)/dt, r² the form that the linear part conserves: 1 + h²/16 + O(h⁴); the error is its oscillation",
        optional: true),
      .number("exponent", unit: "1", "log r(2T)/r(T) over log 2: -1/2, and 0 on a circle"),
      .number("squared_radius_ratio", unit: "1", "mean of (θ² + ψ²)/(2h) from T to 2T", optional: true),
    ])
  static let field = Table(
    "dirac-gan-field", "The gradient field on a grid: a phase portrait.",
    [
      .text("method", "loss and remedy"), .number("theta", unit: "x", "θ"), .number("psi", unit: "1", "ψ"),
      .number("theta_velocity", unit: "x", "θ'"), .number("psi_velocity", unit: "1", "ψ'"),
    ])
  public let tables = [eigenvalues, trajectories, outcomes, regimes, field]

  public init() {}

  public func parameters(for size: Size) -> Parameters {
    var result = Parameters(
      stepSize: 0.2, updates: 20_000, states: 500, gridSize: 21,
      strengths: [0.1, 0.3, 1, 1.5, 2, 3, 10], stepSizes: [0.4, 0.2, 0.1], time: 10_000)
    switch size {
    case .quick: (result.updates, result.states, result.gridSize, result.time) = (2000, 100, 9, 1000)
    case .standard: break
    case .full:
      (result.updates, result.gridSize, result.time) = (200_000, 41, 100_000)
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
  }

  public func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Piece>] {
    for (name, holds) in [
      ("stepSize", parameters.stepSize > 0), ("updates", parameters.updates >= 2000),
      ("gridSize", parameters.gridSize >= 2), ("time", parameters.time >= 100 && parameters.time.isFinite),
      ("states", parameters.states > 0),
      ("strengths", parameters.strengths.allSatisfy { $0 > 0 && $0 <= 1e3 }),
      ("stepSizes", parameters.stepSizes.allSatisfy { $0 > 0 && $0 <= 1 }),
    ] where !holds {
      throw ExperimentError.invalidParameter(
        name: name, value: "out of range",
        allowed: "stepSize > 0, updates >= 2000, states >= 1, gridSize >= 2, time >= 100, "
          + "strengths in (0, 1000], stepSizes in (0, 1]")
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
      }
  }

  public func rows(for cell: Cell<Piece>, _ parameters: Parameters, random: inout RandomStream) throws -> Rows
  {
    var rows = Rows()
    switch cell.payload {
    case .equilibrium(let method): appendEquilibrium(of: method, parameters, to: &rows)
    case .field(let method): appendField(of: method, parameters, to: &rows)
    case .trajectory(let method, let order):
      appendTrajectory(of: method, Self.orders[order], order, parameters, to: &rows)
    case .regime(let stepSize): appendRegimes(stepSize: stepSize, parameters, to: &rows)
    }
    return rows
  }

  private func appendEquilibrium(of method: Method, _ parameters: Parameters, to rows: inout Rows) {
    let games: [(Double?, DiracGAN)] =
      method.game.remedy.withStrength.map { remedy in
        parameters.strengths.map { ($0, DiracGAN(method.game.loss, remedy($0))) }
      } ?? [(nil, method.game)]
    for (strength, game) in games {
      let (found, formula) = (game.jacobian(at: .equilibrium)?.eigenvalues, game.equilibriumEigenvalues)
      for h in parameters.stepSizes {
        let moduli = Self.orders.map { game.linearUpdate(stepSize: h, $0.order)?.spectralRadius }
        rows.append(
          [
            "method": method.name, "strength": strength, "real": found?.0.real,
            "imaginary": found?.0.imaginary,
            "second_real": found?.1.real, "closed_form_real": formula?.0.real,
            "closed_form_imaginary": formula?.0.imaginary, "critical_strength": game.criticalStrength,
            "step_size": h, "simultaneous_modulus": moduli[0], "alternating_modulus": moduli[1],
            "alternating_5_modulus": moduli[2],
          ], to: Self.eigenvalues)
      }
    }
  }

  private func appendField(of method: Method, _ parameters: Parameters, to rows: inout Rows) {
    let ticks = (0..<parameters.gridSize).map { -2 + 4 * Double($0) / Double(parameters.gridSize - 1) }
    for theta in ticks {
      for psi in ticks {
        let v = method.game.field(at: .init(theta: theta, psi: psi))
        rows.append(
          [
            "method": method.name, "theta": theta, "psi": psi, "theta_velocity": v.theta,
            "psi_velocity": v.psi,
          ],
          to: Self.field)
      }
    }
  }

  static let start = DiracGAN.State(theta: 1, psi: 1)

  private func appendTrajectory(
    of method: Method, _ order: (name: String, order: DiracGAN.Order), _ index: Int, _ parameters: Parameters,
    to rows: inout Rows
  ) {
    let states = method.game.trajectory(
      from: Self.start, stepSize: parameters.stepSize, order.order, count: parameters.updates)
    let interval = max(1, parameters.updates / parameters.states)
    for (update, state) in states.enumerated() where update <= 100 || update % interval == 0 {
      rows.append(
        [
          "method": method.name, "order": order.name, "update": update, "theta": state.theta,
          "psi": state.psi,
        ], to: Self.trajectories)
    }
    let (middle, end, exponent) = drift(of: states.prefix(2001))
    let late = drift(of: states[...])
    let early = states.prefix(200).map(\.distance).max() ?? 0
    // What has come down to nothing has converged; its exponent is rounding. Growth may be as slow as √(2 log t), where
    // the generator's gradient vanishes: it is read against the start.
    let isAtRest = zip(states.prefix(2001).suffix(20), states.prefix(2001).suffix(19)).allSatisfy {
      state, next in
      (state.theta - next.theta).magnitude + (state.psi - next.psi).magnitude < 1e-9
    }
    let outcome: Outcome =
      end < 1e-9 || exponent < -0.1
      ? .converges : isAtRest ? .settlesElsewhere : end > 1.25 * early ? .grows : .cycles
    // Cycles and points of rest stay, what has grown or converged does not come back; else it is said.
    let isLong = parameters.updates >= Self.longRun
    let drift: Outcome? =
      late.end < 1e-9 || late.exponent.magnitude < 0.01
      ? nil : late.exponent > 0 ? .driftsOut : .driftsIn
    let asBefore: Outcome? =
      switch outcome {
      case .grows: drift == .driftsIn ? nil : drift
      case .converges: drift == .driftsOut ? nil : drift
      default: nil
      }
    let inTheLongRun =
      !isLong || drift == asBefore
      ? outcome.rawValue : "\(outcome.rawValue), then \(drift?.rawValue ?? "stays")"
    let expected = method.expected[index].rawValue
    rows.append(
      [
        "method": method.name, "order": order.name, "updates": states.count - 1, "early": early,
        "middle": middle, "end": end,
        "exponent": exponent, "outcome": inTheLongRun,
        "expected": isLong
          ? method.drift[index].map { "\(expected), then \($0.rawValue)" } ?? expected : expected,
        "late": late.end, "late_exponent": late.exponent,
      ], to: Self.outcomes)
  }

  /// The largest distance in the tenth before the middle and in the last one, and log₂ of their ratio.
  private func drift(of states: ArraySlice<DiracGAN.State>) -> (middle: Double, end: Double, exponent: Double)
  {
    let tenth = max(1, states.count / 10)
    let middle = states.prefix(states.count / 2).suffix(tenth).map(\.distance).max() ?? 0
    let end = states.suffix(tenth).map(\.distance).max() ?? 0
    return (middle, end, log2(max(end, 1e-300) / max(middle, 1e-300)))
  }
}

extension DiracGAN.Remedy {
  /// This remedy as a function of its strength, γ or σ², where that can be varied.
  fileprivate var withStrength: ((Double) -> DiracGAN.Remedy)? {
    switch self {
    case .instanceNoise: { .instanceNoise(standardDeviation: $0.squareRoot()) }
    case .penaltyOnData: { .penaltyOnData(weight: $0) }
    case .penaltyOnSamples: { .penaltyOnSamples(weight: $0) }
    case .consensus: { .consensus(weight: $0) }
    case .none, .weightClipping, .gradientPenalty: nil
    }
  }
}
