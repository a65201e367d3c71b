extension IntegrationProblem {
  /// The integral by ``QuadratureRule/adaptive``.
  func solveAdaptively(_ call: inout IntegrandCall) throws(QuadratureError) -> Estimate {
    var integration = AdaptiveIntegration(self, call)
    defer { call = integration.call }
    return try integration.run()
  }
}

/// The integration of one integrand over all pieces: panels, the worst first, until the sum of their errors
/// is small and the panels fit together.
struct AdaptiveIntegration {
  let pieces: [AdaptivePiece]
  let tolerance: Tolerance
  let limit: Int
  var call: IntegrandCall
  var panels: [AdaptivePanel] = []
  /// The samples of all panels, a slot of 63 each.
  var samples: [Double] = []
  var heap = PanelHeap()
  var totals = PanelTotals()
  /// The series of shells towards the ends of pieces and the singular points found.
  var chains: [ShellChain] = []
  /// Whether the shells of some chain do not fall.
  var isDivergent = false
  /// What the jumps found may have cost, their places being known to within a bracket.
  var edgeError = 0.0
  /// How many seams have been worked on.
  var mends = 0
  /// The integrand at the ends of each piece, where that is finite, once it was asked for.
  var knotValues: [(lower: Double?, upper: Double?)]?

  init(_ problem: IntegrationProblem, _ call: IntegrandCall) {
    pieces = AdaptivePiece.pieces(between: problem.knots)
    tolerance = problem.tolerance
    limit = problem.limit
    self.call = call
  }

  /// The largest error that the sum may have.
  var allowed: Double { tolerance.allowed(for: totals.value) }

  /// What one panel may be off by, with as many panels again to come.
  var share: Double { allowed / Double(2 * panels.count + 8) }

  /// Whether the panels' own errors, and rounding, are within the tolerance.
  var isWithinTolerance: Bool {
    totals.value.isFinite && totals.error + edgeError + totals.rounding <= allowed
  }

  mutating func run() throws(QuadratureError) -> Estimate {
    makeFirstPanels()
    try call.checkInterruption()
    while true {
      if isWithinTolerance {
        if try conclude() { return estimate() }
        continue
      }
      guard let (key, worst) = heap.popLargest() else { throw .roundingErrors(best: estimate()) }
      guard key == panels[worst].urgency else { continue }
      if try improve(worst) { continue }
      totals = PanelTotals(panels)
      if !isWithinTolerance { throw .roundingErrors(best: estimate()) }
    }
  }

  /// Works on the panel with the largest error.
  ///
  /// - Returns: false when there is nothing to be gained by it, nor by any other.
  private mutating func improve(_ index: Int) throws(QuadratureError) -> Bool {
    let panel = panels[index]
    if panel.stuck >= 2, panel.stuck.isMultiple(of: 2), panel.edgeAttempts < 8 {
      panels[index].edgeAttempts += 1
      let found = cutAtEdge(index) || (panel.mayBeSingular && cutAtSingularity(index))
      try call.checkInterruption()
      if found { return true }
    }
    if panel.urgency <= 0.01 * allowed / Double(panels.count) { return false }
    if totals.rounding > max(allowed, totals.error) { return false }
    if isDivergent || !totals.value.isFinite { throw .divergent(best: estimate()) }
    if panels.count >= limit { throw .tooManySubintervals(limit: limit, best: estimate()) }
    refine(index)
    try call.checkInterruption()
    return true
  }

  /// Whether the sum can be trusted; else the panels where it cannot are worked on.
  private mutating func conclude() throws(QuadratureError) -> Bool {
    totals = PanelTotals(panels)
    try sweep()
    guard isWithinTolerance else { return false }
    if knotValues == nil {
      sampleKnots()
      try call.checkInterruption()
    }
    let seams = self.seams()
    let seamError = seams.reduce(0) { $0 + $1.error }
    guard totals.error + edgeError + seamError + totals.rounding > allowed,
      let worst = seams.max(by: { $0.error < $1.error })
    else { return true }
    mends += 1
    if mends > 100 { throw .roundingErrors(best: estimate()) }
    mend(worst)
    try call.checkInterruption()
    return false
  }

  /// The estimate as it stands.
  private func estimate() -> Estimate {
    let sums = PanelTotals(panels)
    let seamError = seams().reduce(0) { $0 + $1.error }
    return call.estimate(sums.value, error: sums.error + edgeError + seamError + sums.rounding)
  }
}

/// The sums over panels.
struct PanelTotals {
  var value = 0.0
  var error = 0.0
  var magnitude = 0.0
  var roundingFloor = 0.0
  var roundingVariance = 0.0

  init() {}

  init(_ panels: [AdaptivePanel]) {
    for panel in panels { add(panel) }
  }

  mutating func add(_ panel: borrowing AdaptivePanel, sign: Double = 1) {
    value += sign * panel.value
    error += sign * panel.error
    magnitude += sign * panel.magnitude
    roundingFloor += sign * panel.roundingFloor
    roundingVariance += sign * panel.roundingVariance
  }

  /// What rounding may have done: 2 ulp of `∫ |f|`, the panels' floors, and two standard deviations for the
  /// places of the nodes.
  var rounding: Double {
    2 * .ulpOfOne * magnitude + max(roundingFloor, 0) + 2 * max(roundingVariance, 0).squareRoot()
  }
}
