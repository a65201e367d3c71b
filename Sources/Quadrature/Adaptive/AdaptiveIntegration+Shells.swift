/// The extrapolation to a singular end.
///
/// Bisection towards the end of a piece leaves shells, each half as wide as the one before. Near an algebraic
/// singularity `d^a (1 + ...)` their integrals fall like a sum of geometric series, whose limit Wynn's
/// epsilon algorithm finds from a few of them, long before the last panel is too small to matter.
extension AdaptiveIntegration {
  /// Replaces the value of the panel at the end of a chain by the extrapolated one, where that is the better.
  mutating func extrapolate(_ index: Int, chain: Int) {
    chains[chain].ends.append(panels[index].firstValue)
    let (shells, error) = shells(of: chain)
    if chains[chain].isDivergent(shells) { isDivergent = true }
    guard !chains[chain].isBroken, let rest = chains[chain].rest(after: shells, error: error),
      rest.error < panels[index].error
    else { return }
    var panel = panels[index]
    (panel.value, panel.error, panel.magnitude) = (rest.value, rest.error, rest.value.magnitude)
    (panel.roundingFloor, panel.roundingVariance) = (0, 0)
    (panel.predicted, panel.isExtrapolated) = (.infinity, true)
    update(index, to: panel)
  }

  /// The integrals over the shells of a chain, and the sum of their errors.
  private func shells(of chain: Int) -> (values: [Double], error: Double) {
    var values = [Double](repeating: 0, count: chains[chain].ends.count)
    var error = 0.0
    for panel in panels {
      if let shell = panel.shell, shell.chain == chain {
        values[shell.index] += panel.value
        error += panel.error
      }
    }
    return (values, error)
  }
}
