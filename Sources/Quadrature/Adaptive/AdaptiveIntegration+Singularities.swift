/// Looking for a singular point inside a panel: an infinite peak, a cusp, a corner.
///
/// Once it is an end of two panels, each bisection halves the distance to it, and the shells between form a
/// series that can be extrapolated.
extension AdaptiveIntegration {
  /// Cuts a panel at the extremum that keeps it from getting smoother, when that is a point and not a hill.
  ///
  /// - Returns: whether it did.
  mutating func cutAtSingularity(_ index: Int) -> Bool {
    let panel = panels[index]
    let rule = PattersonRule.levels[panel.level]
    var (best, place, sign) = (0.0, 0, 1.0)
    for position in 1..<(rule.count - 1) {
      let (left, here, right) = (
        self[panel, rule, position - 1].y, self[panel, rule, position].y, self[panel, rule, position + 1].y
      )
      let height = (here > left && here > right) ? here - min(left, right) : 0
      let depth = (here < left && here < right) ? max(left, right) - here : 0
      if max(height, depth) > best {
        (best, place, sign) = (max(height, depth), position, height >= depth ? 1 : -1)
      }
    }
    guard best > 0,
      let point = extremum(
        from: self[panel, rule, place - 1], over: self[panel, rule, place], to: self[panel, rule, place + 1],
        sign: sign, in: panel.piece),
      panel.lower < point, point < panel.upper
    else { return false }
    var (left, right) = cut(panel, at: point)
    (left.upperIsEdge, right.lowerIsEdge) = (true, true)
    (left.parentTail, right.parentTail) = (.infinity, .infinity)
    (left.upperChain, right.lowerChain) = (newChain(), newChain())
    call.knots.append(pieces[panel.piece].x(point))
    replace(index, by: left)
    add(right)
    return true
  }

  /// The place of the largest `sign * y` by golden section, to the last bit; `nil` when the way up flattens
  /// like a parabola, whose rise in eight steps is 0.4^8 of that in the eight before.
  private mutating func extremum(
    from first: Sample, over middle: Sample, to last: Sample, sign: Double, in piece: Int
  ) -> Double? {
    var (a, m, b) = (first.u, middle, last.u)
    let golden = 0.381966011250105
    var (before, rise) = (0.0, sign * middle.y - min(sign * first.y, sign * last.y))
    var mark = m.y
    call.toleratesInfinities = true
    defer { call.toleratesInfinities = false }
    for step in 1...200 {
      guard b - a > 2 * m.u.ulp else { break }
      let u = m.u - a > b - m.u ? m.u - golden * (m.u - a) : m.u + golden * (b - m.u)
      guard a < u, u < b, u != m.u else { break }
      let y = evaluate(u, in: pieces[piece])
      if call.interruption != nil { return nil }
      if y.isInfinite { return u }
      if sign * y > sign * m.y {
        if u < m.u { b = m.u } else { a = m.u }
        m = Sample(u: u, y: y)
      } else if u < m.u {
        a = u
      } else {
        b = u
      }
      if step.isMultiple(of: 8) {
        (before, rise, mark) = (rise, sign * (m.y - mark), m.y)
        if rise < 0.005 * before { return nil }
      }
    }
    return m.u
  }
}
