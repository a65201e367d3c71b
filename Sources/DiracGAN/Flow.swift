extension DiracGAN {
  /// The solution of (θ', ψ') = v(θ, ψ) after `time`, by the classical Runge-Kutta method of order 4.
  ///
  /// For smooth fields: those without gradient penalty and clipping. The error given is the difference from the same
  /// solution by steps of twice the size, 15 times what Richardson's argument leaves.
  ///
  /// - Parameters:
  ///   - start: the state at time 0.
  ///   - time: how long; any finite number.
  ///   - steps: how many steps of the coarser solution; 1 or more.
  /// - Returns: the state of the finer solution, and the largest difference of a coordinate from the coarser one.
  /// - Throws: ``DiracGANError/invalidParameter(name:value:allowed:)`` for a start or a time that is not finite, and for
  ///   fewer steps than one.
  public func flow(
    from start: State, over time: Double, steps: Int
  ) throws(DiracGANError) -> (end: State, error: Double) {
    try start.validate("start")
    guard time.isFinite else {
      throw .invalidParameter(name: "time", value: "\(time)", allowed: "a finite number")
    }
    try require(steps, "steps", atLeast: 1)
    let (coarse, fine) = (
      rungeKutta(from: start, over: time, steps: steps), rungeKutta(from: start, over: time, steps: 2 * steps)
    )
    return (fine, max((fine.theta - coarse.theta).magnitude, (fine.psi - coarse.psi).magnitude))
  }

  private func rungeKutta(from start: State, over time: Double, steps: Int) -> State {
    let h = time / Double(steps)
    var state = start
    func moved(_ slope: State, _ step: Double) -> State {
      State(theta: state.theta + step * slope.theta, psi: state.psi + step * slope.psi)
    }
    for _ in 0..<steps {
      let first = field(at: state)
      let second = field(at: moved(first, h / 2))
      let third = field(at: moved(second, h / 2))
      let fourth = field(at: moved(third, h))
      state = State(
        theta: state.theta + h / 6 * (first.theta + 2 * second.theta + 2 * third.theta + fourth.theta),
        psi: state.psi + h / 6 * (first.psi + 2 * second.psi + 2 * third.psi + fourth.psi))
    }
    return state
  }
}
