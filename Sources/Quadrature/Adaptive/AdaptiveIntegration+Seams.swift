/// The check that panels fit together: what no node saw shows where the series of two neighbours meet.
extension AdaptiveIntegration {
  /// A place where two panels, or a panel and the integrand at a knot, do not fit.
  struct Seam {
    var left: Int?
    var right: Int?
    /// What a jump or a kink between the nearest nodes and the seam may have cost.
    var error: Double
  }

  /// All seams with the error that a jump or kink hidden there implies.
  func seams() -> [Seam] {
    let order = panels.indices.sorted {
      (panels[$0].piece, panels[$0].lower) < (panels[$1].piece, panels[$1].lower)
    }
    var seams: [Seam] = []
    for (left, right) in zip(order, order.dropFirst())
    where panels[left].upper == panels[right].lower && panels[left].piece == panels[right].piece {
      let error = misfit(panels[left], panels[right])
      if error > 0 { seams.append(Seam(left: left, right: right, error: error)) }
    }
    return seams + knotSeams(order)
  }

  private func misfit(_ left: AdaptivePanel, _ right: AdaptivePanel) -> Double {
    guard !left.upperIsEdge, !right.lowerIsEdge, let a = left.series, let b = right.series else { return 0 }
    let (halfA, halfB) = (left.width / 2, right.width / 2)
    let gap = max(halfA * left.gap, halfB * right.gap)
    let jump = (b.lower.value - a.upper.value).magnitude - a.uncertainty - b.uncertainty
    let kink =
      (b.lower.slope / halfB - a.upper.slope / halfA).magnitude
      - a.slopeUncertainty(left.level) / halfA - b.slopeUncertainty(right.level) / halfB
    return max(jump, 0) * gap + max(kink, 0) * gap * gap / 2
  }

  private func knotSeams(_ order: [Int]) -> [Seam] {
    guard let knotValues else { return [] }
    var seams: [Seam] = []
    for index in order {
      let panel = panels[index]
      let (piece, values) = (pieces[panel.piece], knotValues[panel.piece])
      guard let series = panel.series else { continue }
      if panel.lower == piece.lower, !panel.lowerIsEdge, let y = values.lower {
        let error = misfit(panel, series.lower, y)
        if error > 0 { seams.append(Seam(left: nil, right: index, error: error)) }
      }
      if panel.upper == piece.upper, !panel.upperIsEdge, let y = values.upper {
        let error = misfit(panel, series.upper, y)
        if error > 0 { seams.append(Seam(left: index, right: nil, error: error)) }
      }
    }
    return seams
  }

  private func misfit(_ panel: AdaptivePanel, _ end: LegendreSpectrum.End, _ y: Double) -> Double {
    guard let series = panel.series, !panel.isExtrapolated else { return 0 }
    return max((end.value - y).magnitude - series.uncertainty, 0) * panel.gap * panel.width / 2
  }

  /// Samples the integrand next to the ends of finite pieces, where it is finite.
  mutating func sampleKnots() {
    call.toleratesInfinities = true
    defer { call.toleratesInfinities = false }
    knotValues = []
    for piece in pieces {
      guard piece.map == .identity else {
        knotValues?.append((nil, nil))
        continue
      }
      let step = 1e-12 * (piece.upper - piece.lower)
      let lower = call.value(at: max(piece.lower.nextUp, piece.lower + step))
      let upper = call.value(at: min(piece.upper.nextDown, piece.upper - step))
      knotValues?.append((lower.isFinite ? lower : nil, upper.isFinite ? upper : nil))
    }
  }

  /// Works on the worst seam: finds the jump, or puts a small panel over it.
  mutating func mend(_ seam: Seam) {
    switch (seam.left, seam.right) {
    case (let left?, let right?): mendBetween(left, right)
    case (nil, let right?):
      let panel = panels[right]
      let (near, far) = cut(panel, at: panel.lower + panel.gap * panel.width)
      replace(right, by: near)
      add(far)
    case (let left?, nil):
      let panel = panels[left]
      let (far, near) = cut(panel, at: panel.upper - panel.gap * panel.width)
      replace(left, by: near)
      add(far)
    case (nil, nil): break
    }
  }

  private mutating func mendBetween(_ left: Int, _ right: Int) {
    let (a, b) = (panels[left], panels[right])
    let (ruleA, ruleB) = (PattersonRule.levels[a.level], PattersonRule.levels[b.level])
    let (from, to) = (self[a, ruleA, ruleA.count - 1], self[b, ruleB, 0])
    if let edge = edge(from: from, to: to, in: a.piece) {
      edgeError += edge.error
      var (newLeft, newRight) = (a, b)
      (newLeft.upper, newRight.lower) = (edge.place, edge.place)
      (newLeft.upperIsEdge, newRight.lowerIsEdge) = (true, true)
      (newLeft.parentTail, newRight.parentTail) = (.infinity, .infinity)
      replace(left, by: newLeft)
      replace(right, by: newRight)
      return
    }
    let reach = max(a.gap * a.width, b.gap * b.width)
    var patch = AdaptivePanel(piece: a.piece, lower: a.upper, upper: b.lower)
    if reach < a.width / 2 {
      patch.lower = a.upper - reach
      replace(left, by: cut(a, at: patch.lower).0)
    }
    if reach < b.width / 2 {
      patch.upper = b.lower + reach
      replace(right, by: cut(b, at: patch.upper).1)
    }
    if patch.lower < patch.upper { add(patch) }
  }
}

extension AdaptivePanel {
  /// The part of half the width between an end and the nearest node.
  var gap: Double { PattersonRule.levels[level].gap }
}

extension LegendreSpectrum {
  /// What the truncated series may be off by at an end.
  var uncertainty: Double { 4 * tail * ratio / (1 - min(ratio, 0.9)) + 10 * noise }

  /// What its slope may be off by.
  func slopeUncertainty(_ level: Int) -> Double {
    let order = Double(PattersonRule.levels[level].order)
    return uncertainty * order * order / 2
  }
}
