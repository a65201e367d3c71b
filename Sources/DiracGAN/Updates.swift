extension DiracGAN {
  /// Who moves when.
  public enum Order: Sendable, Equatable {
    /// Both players step from the same point.
    case simultaneous
    /// D steps, then G, each from where the other is by then (Algorithm 1); both counts are 0 or more.
    case alternating(discriminatorSteps: Int = 1, generatorSteps: Int = 1)
  }

  /// The state after one update of both players with step size h > 0.
  ///
  /// - Throws: ``DiracGANError/invalidParameter(name:value:allowed:)`` for a step size or a count of steps out of range.
  public func updated(_ state: State, stepSize h: Double, _ order: Order) throws(DiracGANError) -> State {
    try validate(stepSize: h, order)
    return stepped(state, h, order)
  }

  private func validate(stepSize: Double, _ order: Order) throws(DiracGANError) {
    try requireFinite(stepSize, "stepSize", positive: true)
    try order.validate()
  }

  private func stepped(_ state: State, _ h: Double, _ order: Order) -> State {
    var state = state
    switch order {
    case .simultaneous:
      let v = field(at: state)
      return projected(State(theta: state.theta + h * v.theta, psi: state.psi + h * v.psi))
    case .alternating(let discriminatorSteps, let generatorSteps):
      for _ in 0..<discriminatorSteps {
        state.psi += h * field(at: state).psi
        state = projected(state)
      }
      for _ in 0..<generatorSteps { state.theta += h * field(at: state).theta }
      return state
    }
  }

  /// The states after 0, 1, ..., `count` updates with step size h > 0; fewer when a state leaves the finite numbers.
  ///
  /// - Throws: ``DiracGANError/invalidParameter(name:value:allowed:)`` for a start that is not finite, a step size or a
  ///   count out of range.
  public func trajectory(
    from start: State, stepSize h: Double, _ order: Order, count: Int
  ) throws(DiracGANError) -> [State] {
    try start.validate("start")
    try validate(stepSize: h, order)
    try require(count, "count", atLeast: 0)
    var states = [start]
    while states.count <= count {
      let next = stepped(states[states.count - 1], h, order)
      guard next.distance.isFinite else { break }
      states.append(next)
    }
    return states
  }

  /// The Jacobian of one update at the equilibrium; `nil` where the field has none.
  ///
  /// Simultaneous: I + hJ. Alternating: that of the generator's step to the power of its steps, times that of the
  /// discriminator's to the power of its own.
  ///
  /// - Throws: ``DiracGANError/invalidParameter(name:value:allowed:)`` for a step size or a count of steps out of range.
  public func linearUpdate(stepSize h: Double, _ order: Order) throws(DiracGANError) -> PlaneMatrix? {
    try validate(stepSize: h, order)
    guard let j = jacobian(at: .equilibrium) else { return nil }
    switch order {
    case .simultaneous: return PlaneMatrix(1 + h * j.a, h * j.b, h * j.c, 1 + h * j.d)
    case .alternating(let discriminatorSteps, let generatorSteps):
      var result = PlaneMatrix.identity
      for _ in 0..<discriminatorSteps { result = PlaneMatrix(1, 0, h * j.c, 1 + h * j.d) * result }
      for _ in 0..<generatorSteps { result = PlaneMatrix(1 + h * j.a, h * j.b, 0, 1) * result }
      return result
    }
  }
}
