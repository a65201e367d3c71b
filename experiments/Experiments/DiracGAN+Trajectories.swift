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
    let interval = max(1, parameters.updates / parameters.states)
    for (update, state) in states.enumerated() where update <= 100 || update % interval == 0 {
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
    let expected = method.expected[index].rawValue
    rows.append(
      [
        "method": method.name, "order": order.name, "updates": states.count - 1, "early": early,
        "middle": first.middle, "end": first.end, "exponent": first.exponent,
        "outcome": isLong ? inTheLongRun(outcome, whole) : outcome.rawValue,
        "expected": isLong
          ? method.drift[index].map { "\(expected), then \($0.rawValue)" } ?? expected : expected,
        "late": whole.end, "late_exponent": whole.exponent,
      ], to: Self.outcomes)
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
    if radius.end < 1e-9 || radius.exponent < -0.1 { return .converges }
    let isAtRest = zip(states.suffix(20), states.suffix(19)).allSatisfy { state, next in
      (state.theta - next.theta).magnitude + (state.psi - next.psi).magnitude < 1e-9
    }
    if isAtRest { return .settlesElsewhere }
    return radius.end > 1.25 * early ? .grows : .cycles
  }

  /// The outcome, with what comes later where that is something else: cycles and points of rest should stay; what has
  /// grown may stop, but does not come back, and what has converged does not grow.
  private func inTheLongRun(_ outcome: Outcome, _ radius: Radius) -> String {
    let drift: Outcome? =
      radius.end < 1e-9 || radius.exponent.magnitude < 0.01
      ? nil : radius.exponent > 0 ? .driftsOut : .driftsIn
    let isExpected =
      switch outcome {
      case .grows: drift != .driftsIn
      case .converges: drift != .driftsOut
      default: drift == nil
      }
    return isExpected ? outcome.rawValue : "\(outcome.rawValue), then \(drift?.rawValue ?? "")"
  }
}
