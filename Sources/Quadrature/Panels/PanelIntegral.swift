/// What an integration over panels found: an estimate a component, and the panels behind it.
public struct PanelIntegral: Sendable {
  /// One estimate a component, in the integrand's order.
  public let estimates: [Estimate]
  /// The panels of the final mesh, ascending within each part of the line.
  public let panels: [Panel]
  /// The ends whose runs were cut short while they still mattered: what lies beyond is not in the estimates.
  public let cutEnds: [PanelMesh.End]
}

/// The integrals of all components over one panel.
struct PanelValues {
  let panel: Panel
  /// The higher rule's values.
  var integrals: [Double]
  /// The difference of the two rules.
  var errors: [Double]
  /// The integrals of the absolute values.
  var magnitudes: [Double]

  init(panel: Panel, components: Int) {
    self.panel = panel
    integrals = [Double](repeating: 0, count: components)
    errors = integrals
    magnitudes = integrals
  }
}

/// The panels of an integration under way, and their sums.
struct PanelState {
  private(set) var panels: [PanelValues] = []
  var evaluations = 0
  var isExhausted = false
  /// Whether splitting panels has ceased to lower the errors that it is for.
  private(set) var isStalled = false
  /// The least error of each component that is above its tolerance, and how many evaluations it took.
  private var least: [(error: Double, evaluations: Int)]
  /// The ends whose runs arrived at their cut.
  var cutEnds: [PanelMesh.End] = []
  /// Running sums of `magnitudes`, for judging what is negligible.
  private var totals: [Double]
  /// What lies beyond the ends of the open runs that were not cut, and its uncertainty.
  private var remainders: [Double]
  private var remainderErrors: [Double]

  /// How many evaluations a panel costs.
  private let cost: Int

  init(components: Int, cost: Int) {
    self.cost = cost
    totals = [Double](repeating: 0, count: components)
    remainders = totals
    remainderErrors = totals
    least = totals.map { _ in (.infinity, 0) }
  }

  mutating func append(_ values: PanelValues) {
    panels.append(values)
    evaluations += cost
    for c in totals.indices { totals[c] += values.magnitudes[c] }
  }

  /// Whether a panel of an open run adds nothing to any component, and no component grows along the run.
  func isNegligible(_ values: PanelValues, after previous: PanelValues?, share: Double) -> Bool {
    guard let previous else { return false }
    return totals.indices.allSatisfy { c in
      values.magnitudes[c] <= share * totals[c] && values.magnitudes[c] <= previous.magnitudes[c]
    }
  }

  /// Charges what lies beyond a run whose panels had become negligible to the errors: a geometric series, and at most
  /// as much a panel as the last, for as many panels as the range of Double holds.
  mutating func chargeRest(after recent: [PanelValues]) {
    guard recent.count >= 2 else { return }
    let (before, last) = (recent[recent.count - 2].magnitudes, recent[recent.count - 1].magnitudes)
    for c in totals.indices where last[c] > 0 {
      let ratio = min(last[c] / before[c], 0.999)
      remainderErrors[c] += last[c] * ratio / (1 - ratio)
    }
  }

  /// Adds what lies beyond a run that left the range of Double while it still mattered, by the geometric series of its
  /// last three panels: exact for a power law.
  ///
  /// It serves functions of which no more is known. Integrals over densities cut their runs before, and add what lies
  /// beyond from the densities' asymptotic forms.
  mutating func extrapolate(beyond recent: [PanelValues]) {
    guard recent.count == 3 else { return }
    for c in totals.indices {
      let (a, b, last) = (
        recent[0].integrals[c], recent[1].integrals[c], recent[2].integrals[c]
      )
      guard last != 0, b != 0, a != 0 else { continue }
      let (ratio, before) = ((last / b).magnitude, (b / a).magnitude)
      let remainder = last * ratio / (1 - ratio)
      guard ratio < 1, remainder.isFinite else {
        remainderErrors[c] = .infinity
        continue
      }
      let other = before < 1 ? last * before / (1 - before) : .infinity
      remainders[c] += remainder
      remainderErrors[c] += (remainder - other).magnitude + 1e-3 * remainder.magnitude
    }
  }

  /// The panels whose error keeps some component from its tolerance.
  ///
  /// What rounding leaves of an integrand no splitting lowers: where the errors are what they were with a quarter of the
  /// evaluations, it is given up.
  mutating func panelsToSplit(allowedError: (_ component: Int, _ value: Double) -> Double) -> [Int] {
    var flagged = Set<Int>()
    var isStalled = true
    for c in totals.indices {
      var (sum, error) = (remainders[c], remainderErrors[c])
      for values in panels {
        sum += values.integrals[c]
        error += values.errors[c]
      }
      let allowed = allowedError(c, sum)
      guard error > allowed else { continue }
      if error < 0.7 * least[c].error { least[c] = (error, evaluations) }
      if evaluations < 4 * least[c].evaluations + 20_000 { isStalled = false }
      let share = allowed / (2 * Double(panels.count))
      for (index, values) in panels.enumerated()
      where values.errors[c] > max(share, PanelState.rounding * values.magnitudes[c]) {
        flagged.insert(index)
      }
    }
    self.isStalled = isStalled
    return flagged.sorted()
  }

  /// The rounding of a sum of 21 products and of the values in it, relative to the sum of magnitudes.
  private static let rounding = 20 * Double.ulpOfOne

  mutating func replace(_ replacements: [Int: [PanelValues]]) {
    evaluations += 2 * cost * replacements.count
    var result: [PanelValues] = []
    result.reserveCapacity(panels.count + replacements.count)
    for (index, values) in panels.enumerated() {
      if let parts = replacements[index] { result += parts } else { result.append(values) }
    }
    panels = result
  }

  func result(
    acceptsZero: Bool, allowedError: (_ component: Int, _ value: Double) -> Double
  ) -> PanelIntegral {
    let estimates = totals.indices.map { c in
      var sum = CompensatedSum()
      var (error, magnitude) = (remainderErrors[c], 0.0)
      for values in panels {
        sum.add(values.integrals[c])
        error += values.errors[c]
        magnitude += values.magnitudes[c]
      }
      sum.add(remainders[c])
      let value = sum.value
      // Rounding of the sums, and of the panel ends where they meet.
      error += (2 + Double(panels.count).squareRoot()) * .ulpOfOne * magnitude
      var verdict = Verdict.converged
      if !(error <= allowedError(c, value)) {
        verdict = .unresolved(
          reason: isExhausted
            ? "the tolerance was not met within the limit of evaluations; raise the limit or ask for less"
            : "rounding, or mass beyond the range of Double, keeps the error above the tolerance; ask for less"
        )
      }
      if magnitude == 0, error == 0 {
        verdict =
          acceptsZero
          ? .converged
          : .unresolved(
            reason: "every sample was zero, which is no evidence; name the points where the integrand is not")
      }
      return Estimate(value: value, absoluteError: error, evaluations: evaluations, verdict: verdict)
    }
    return PanelIntegral(estimates: estimates, panels: panels.map(\.panel), cutEnds: cutEnds)
  }
}
