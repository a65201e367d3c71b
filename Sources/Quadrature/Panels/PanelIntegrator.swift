/// Integrates several functions over one adaptive mesh of panels, in batches of nodes.
///
/// Each panel carries two Gauss-Legendre rules of different orders. Their difference, the error of the lower
/// one, is the error estimate of the higher one: conservative by several digits on smooth panels; what neither sees, next
/// to the panel's ends, two further values are looked at for. Panels whose
/// error matters to some component are split, all of a round together, until the sum of errors meets the
/// tolerance of every component. The sum is taken from left to right, so that results do not depend on the order
/// of splitting.
public struct PanelIntegrator: Sendable {
  /// What each component's error must not exceed.
  public var tolerance: Tolerance
  /// No panels are split beyond this many evaluations of the (vector-valued) integrand.
  public var evaluationLimit: Int
  let high: GaussLegendreRule
  let low: GaussLegendreRule
  private let ends: EndCheck
  /// The evaluations of one panel.
  private var cost: Int { high.nodes.count + low.nodes.count + 2 }

  /// An integrator with rules of `order` and `lowerOrder` nodes.
  ///
  /// - Throws: ``QuadratureError/invalidArgument(name:value:allowed:)`` when the orders are not in
  ///   1...1024 or the lower one is not lower.
  public init(
    tolerance: Tolerance = .standard, order: Int = 21, lowerOrder: Int = 14, evaluationLimit: Int = 2_000_000
  ) throws(QuadratureError) {
    guard lowerOrder < order else {
      throw .invalidArgument(name: "lowerOrder", value: "\(lowerOrder)", allowed: "1 to \(order - 1)")
    }
    self.tolerance = tolerance
    self.evaluationLimit = evaluationLimit
    high = try order == 21 ? .order21.get() : GaussLegendreRule(count: order)
    low = try lowerOrder == 14 ? .order14.get() : GaussLegendreRule(count: lowerOrder)
    ends = try order == 21 && lowerOrder == 14 ? .standard.get() : EndCheck(high: high, low: low)
  }

  /// The integrals over `interval` of a function with structure at `marks`, one estimate a component.
  ///
  /// - Throws: ``QuadratureError/notFinite(value:x:)`` when a component is NaN or infinite at a node, and
  ///   whatever the integrand throws, unchanged.
  public func integrate(
    _ integrand: some BatchIntegrand, over interval: Interval, marks: [PanelMesh.Mark] = []
  ) throws -> [Estimate] {
    try integrate(integrand, mesh: PanelMesh(over: interval, marks: marks)).estimates
  }

  /// The integrals over the panels of `mesh`, with the panels that were used in the end.
  ///
  /// - Throws: as ``integrate(_:over:marks:)``.
  public func integrate(_ integrand: some BatchIntegrand, mesh: PanelMesh) throws -> PanelIntegral {
    var state = PanelState(components: integrand.componentCount, cost: cost)
    for panel in mesh.panels { state.append(try evaluate(integrand, on: panel)) }
    for run in mesh.runs { try follow(run, integrand, into: &state) }
    try splitAtKinks(&state, integrand)
    try refine(&state, integrand)
    return state.result(acceptsZero: integrand.acceptsZero) { allowed($0, $1, integrand) }
  }

  /// Replaces each panel that holds kinks which the integrand knows of by its parts between them.
  private func splitAtKinks(_ state: inout PanelState, _ integrand: some BatchIntegrand) throws {
    guard integrand.splitsBeforehand else { return }
    var replacements: [Int: [PanelValues]] = [:]
    for (index, values) in state.panels.enumerated() {
      let parts = try parts(of: values.panel, integrand)
      if parts.count > 1 { replacements[index] = try parts.map { try evaluate(integrand, on: $0) } }
    }
    if !replacements.isEmpty { state.replace(replacements) }
  }

  /// The panel, or its parts between the kinks that the integrand knows of.
  private func parts(of panel: Panel, _ integrand: some BatchIntegrand, depth: Int = 6) throws -> [Panel] {
    guard depth > 0, let offset = try integrand.splitPoint(of: panel),
      let (left, right) = panel.split(at: offset)
    else { return [panel] }
    return try parts(of: left, integrand, depth: depth - 1) + parts(of: right, integrand, depth: depth - 1)
  }

  // MARK: One panel

  func evaluate(_ integrand: some BatchIntegrand, on panel: Panel) throws -> PanelValues {
    let (n, m, components) = (high.nodes.count, low.nodes.count, integrand.componentCount)
    let count = cost
    let (centre, half) = (
      panel.lower + 0.5 * (panel.upper - panel.lower), 0.5 * (panel.upper - panel.lower)
    )
    var result = PanelValues(panel: panel, components: components)
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { offsets in
      for i in 0..<n { offsets[i] = centre + half * high.nodes[i] }
      for i in 0..<m { offsets[n + i] = centre + half * low.nodes[i] }
      offsets[n + m] = centre + half * EndCheck.abscissa
      offsets[n + m + 1] = centre - half * EndCheck.abscissa
      try withUnsafeTemporaryAllocation(of: Double.self, capacity: count * components) { values in
        try integrand.evaluate(anchor: panel.anchor, offsets: UnsafeBufferPointer(offsets), into: values)
        for c in 0..<components {
          let row = c * count
          var (upper, lower, magnitude) = (0.0, 0.0, 0.0)
          for i in 0..<n {
            upper += high.weights[i] * values[row + i]
            magnitude += high.weights[i] * values[row + i].magnitude
          }
          for i in 0..<m { lower += low.weights[i] * values[row + n + i] }
          guard (upper + lower).isFinite else {
            for i in 0..<(n + m) where !values[row + i].isFinite {
              throw QuadratureError.notFinite(value: values[row + i], x: panel.anchor + offsets[i])
            }
            throw QuadratureError.notFinite(value: half * upper, x: panel.anchor + centre)
          }
          result.integrals[c] = half * upper
          let beyondNodes = values.baseAddress.map { ends.error($0 + row, highCount: n) } ?? 0
          result.errors[c] = half * max((upper - lower).magnitude, beyondNodes)
          result.magnitudes[c] = half * magnitude
        }
      }
    }
    return result
  }

  // MARK: Open runs

  /// The share of an integral below which a panel of a run adds nothing: what lies beyond is in the error, so for a
  /// loose tolerance it need not be rounding.
  private var negligibleShare: Double { tolerance.relative > 1e-9 ? 1e-5 * tolerance.relative : 1e-19 }

  /// Follows a run towards its limit until no component gains from it. Of a run that is cut before, the end is noted and
  /// nothing added; of one that leaves the range of Double, what remains beyond is extrapolated.
  private func follow(
    _ start: PanelMesh.OpenRun, _ integrand: some BatchIntegrand, into state: inout PanelState
  ) throws {
    var run = start
    var recent: [PanelValues] = []
    var idle = 0
    while idle < 2 {
      guard let (panel, rest) = run.next() else { break }
      run = rest
      let values = try evaluate(integrand, on: panel)
      state.append(values)
      let isNegligible = state.isNegligible(values, after: recent.last, share: negligibleShare)
      idle = isNegligible && run.isPastStructure ? idle + 1 : 0
      recent.append(values)
      if recent.count > 3 { recent.removeFirst() }
    }
    if idle == 2 {
      state.chargeRest(after: recent)
    } else if run.isAtCut {
      state.cutEnds.append(run.end)
    } else {
      state.extrapolate(beyond: recent)
    }
  }

  // MARK: Refinement

  private func allowed(_ component: Int, _ value: Double, _ integrand: some BatchIntegrand) -> Double {
    integrand.allowedError(of: component, value: value, standard: tolerance)
  }

  private func refine(_ state: inout PanelState, _ integrand: some BatchIntegrand) throws {
    while true {
      let flagged = state.panelsToSplit { allowed($0, $1, integrand) }
      if flagged.isEmpty || state.isStalled { return }
      var replacements: [Int: [PanelValues]] = [:]
      for index in flagged {
        guard state.evaluations + 2 * cost * (replacements.count + 1) <= evaluationLimit else {
          state.isExhausted = true
          break
        }
        let panel = state.panels[index].panel
        guard let (left, right) = panel.split(at: try integrand.splitPoint(of: panel)) else { continue }
        replacements[index] = [try evaluate(integrand, on: left), try evaluate(integrand, on: right)]
      }
      if replacements.isEmpty { return }
      state.replace(replacements)
      if state.isExhausted { return }
    }
  }
}

extension EndCheck {
  fileprivate static let standard = Result { () throws(QuadratureError) in
    EndCheck(high: try GaussLegendreRule.order21.get(), low: try GaussLegendreRule.order14.get())
  }
}

extension GaussLegendreRule {
  fileprivate static let order21 = Result { () throws(QuadratureError) in try GaussLegendreRule(count: 21) }
  fileprivate static let order14 = Result { () throws(QuadratureError) in try GaussLegendreRule(count: 14) }
}
