import DiracGAN
import ExperimentKit

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DiracGANExperiment {
  static let start = DiracGAN.State(theta: 1, psi: 1)

  func appendTrajectory(
    of method: Method, _ order: (name: String, order: DiracGAN.Order), _ index: Int, _ parameters: Parameters,
    to rows: inout Rows
  ) throws {
    let states = try method.game.trajectory(
      from: Self.start, stepSize: parameters.stepSize, order.order, count: parameters.updates)
    for (update, state) in states.enumerated() where isWritten(update, parameters) {
      rows.append(
        [
          "method": method.name, "order": order.name, "update": update, "theta": state.theta,
          "psi": state.psi,
        ], to: Self.trajectories)
    }
    let isLong = parameters.updates >= Self.longRun
    let first = radius(of: states.prefix(2001))
    let whole = radius(of: states[...])
    let early = states.prefix(200).map(\.distance).max() ?? 0
    let outcome = outcome(of: states.prefix(2001), early: early, first)
    let (expected, observed) = (method.expected[index], method.observed[index])
    rows.append(
      [
        "method": method.name, "order": order.name, "updates": states.count - 1, "early": early,
        "middle": first.middle, "end": first.end, "exponent": first.exponent,
        "outcome": isLong ? inTheLongRun(outcome, whole) : outcome.rawValue,
        "expected": isLong ? inTheLongRun(method.expected[index], observed) : expected.rawValue,
        "basis": isLong && observed != nil ? "observed" : "theory", "strength": method.strength,
        "late": whole.end, "late_exponent": whole.exponent,
      ], to: Self.outcomes)
  }

  /// Whether the state after so many updates is written.
  func isWritten(_ update: Int, _ parameters: Parameters) -> Bool {
    update <= 100 || update % max(1, parameters.updates / parameters.states) == 0
  }

  /// How the radius of a trajectory changes.
  struct Radius {
    /// The largest distance in the tenth before the middle.
    let middle: Double
    /// The largest in the last tenth.
    let end: Double
    /// log₂ of their ratio.
    let exponent: Double
  }

  private func radius(of states: ArraySlice<DiracGAN.State>) -> Radius {
    let tenth = max(1, states.count / 10)
    let middle = states.prefix(states.count / 2).suffix(tenth).map(\.distance).max() ?? 0
    let end = states.suffix(tenth).map(\.distance).max() ?? 0
    return Radius(
      middle: middle, end: end, exponent: log2(max(end, 1e-300) / max(middle, 1e-300)))
  }

  /// What became of a trajectory in its first 2000 updates.
  ///
  /// What has come down to nothing has converged; its exponent is rounding. Growth may be as slow as √(2 log t), where
  /// the generator's gradient vanishes: it is read against the start.
  private func outcome(of states: ArraySlice<DiracGAN.State>, early: Double, _ radius: Radius) -> Outcome {
    if radius.end < 1e-9 || radius.exponent < Self.convergence { return .converges }
    let isAtRest = zip(states.suffix(20), states.suffix(19)).allSatisfy { state, next in
      (state.theta - next.theta).magnitude + (state.psi - next.psi).magnitude < 1e-9
    }
    if isAtRest { return .settlesElsewhere }
    return radius.end > 1.25 * early ? .grows : .cycles
  }

  /// The outcome, with what comes later where that is something else: cycles and points of rest should stay; what has
  /// grown may stop, but does not come back, and what has converged does not grow. A cycle whose late exponent is that of
  /// convergence was none.
  private func inTheLongRun(_ outcome: Outcome, _ radius: Radius) -> String {
    guard radius.end >= 1e-9, radius.exponent.magnitude >= 0.01 else { return outcome.rawValue }
    if outcome == .cycles, radius.exponent < Self.convergence { return Outcome.converges.rawValue }
    let drift: Outcome = radius.exponent > 0 ? .driftsOut : .driftsIn
    let isExpected =
      switch outcome {
      case .grows: drift != .driftsIn
      case .converges: drift != .driftsOut
      default: false
      }
    return isExpected ? outcome.rawValue : "\(outcome.rawValue), then \(drift.rawValue)"
  }

  /// What is expected in the long run: by theory, unless something else was observed.
  private func inTheLongRun(_ expected: Outcome, _ observed: Outcome?) -> String {
    switch observed {
    case nil: expected.rawValue
    case .converges?: Outcome.converges.rawValue
    case .some(let drift): "\(expected.rawValue), then \(drift.rawValue)"
    }
  }

  /// An exponent of the radius below which it converges.
  static let convergence = -0.1
}
