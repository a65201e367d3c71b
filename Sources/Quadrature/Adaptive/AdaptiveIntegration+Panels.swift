/// The life of panels: made, sampled by ever larger rules, cut in two.
extension AdaptiveIntegration {
  /// Cuts the pieces into the first panels, not symmetrically, so that no symmetry of the integrand makes all
  /// blind alike; but for the middle, where integrands tend to have their kinks.
  mutating func makeFirstPanels() {
    let cuts = pieces.count < 4 ? [0.27, 0.5, 0.71, 1] : [0.5, 1]
    for (index, piece) in pieces.enumerated() {
      var lower = piece.lower
      for cut in cuts {
        let upper = cut == 1 ? piece.upper : piece.lower + cut * (piece.upper - piece.lower)
        guard lower < upper else { continue }
        var panel = AdaptivePanel(piece: index, lower: lower, upper: upper)
        if lower == piece.lower { panel.lowerChain = newChain() }
        if upper == piece.upper { panel.upperChain = newChain() }
        add(panel)
        lower = upper
      }
    }
  }

  mutating func newChain() -> Int {
    chains.append(ShellChain())
    return chains.count - 1
  }

  /// Samples a new panel and adds it.
  mutating func add(_ new: AdaptivePanel) {
    var panel = new
    panel.slot = samples.count
    samples.append(contentsOf: repeatElement(0, count: PattersonTables.nodes.count))
    start(&panel)
    panels.append(panel)
    totals.add(panel)
    heap.push(panels.count - 1, key: panel.urgency)
  }

  /// Samples a new panel and puts it in the place of an old one.
  mutating func replace(_ index: Int, by new: AdaptivePanel) {
    var panel = new
    panel.slot = panels[index].slot
    start(&panel)
    update(index, to: panel)
  }

  /// Puts a changed panel in its place.
  mutating func update(_ index: Int, to panel: AdaptivePanel) {
    totals.add(panels[index], sign: -1)
    panels[index] = panel
    totals.add(panel)
    heap.push(index, key: panel.urgency)
  }

  /// Samples by 7 nodes, and by 15 unless that is hopeless.
  private mutating func start(_ panel: inout AdaptivePanel) {
    sample(&panel, from: 0, level: 0)
    if panel.predicted <= 10 * share { sample(&panel, from: PattersonRule.levels[0].count, level: 1) }
  }

  /// More nodes where they are likely to do, else two halves.
  mutating func refine(_ index: Int) {
    let panel = panels[index]
    if panel.predicted <= share { extend(index, to: panel.level + 1) } else { bisect(index) }
  }

  /// Samples a panel by a larger rule.
  mutating func extend(_ index: Int, to level: Int) {
    var panel = panels[index]
    sample(&panel, from: PattersonRule.levels[panel.level].count, level: level)
    update(index, to: panel)
  }

  private mutating func bisect(_ index: Int) {
    let panel = panels[index]
    var (left, right) = panel.split(at: panel.middle)
    // Of a panel at the end of a chain, one half is the next shell.
    let isAtBothEnds = panel.lowerChain != nil && panel.upperChain != nil
    let chain = isAtBothEnds ? nil : panel.lowerChain ?? panel.upperChain
    if let chain {
      if let outer = panel.shell { chains[outer.chain].isBroken = true }
      let shell = AdaptivePanel.Shell(chain: chain, index: chains[chain].ends.count)
      if panel.lowerChain == nil { left.shell = shell } else { right.shell = shell }
    }
    replace(index, by: left)
    add(right)
    let other = panels.count - 1
    if panels[index].looksOscillating, panels[other].looksOscillating {
      extend(index, to: 2)
      extend(other, to: 2)
    }
    if let chain { extrapolate(panel.lowerChain == nil ? other : index, chain: chain) }
  }

  /// The two parts of a panel cut elsewhere than in the middle: their chains of shells start anew.
  mutating func cut(_ panel: AdaptivePanel, at point: Double) -> (AdaptivePanel, AdaptivePanel) {
    var (left, right) = panel.split(at: point)
    if left.lowerChain != nil { left.lowerChain = newChain() }
    if right.upperChain != nil { right.upperChain = newChain() }
    return (left, right)
  }
}
