/// Looking for a jump between two points, by halving the gap down to neighbouring doubles.
///
/// A rule without nodes at its ends, however fine, does not see a jump between its last node and the end of
/// the panel; and inside a panel a jump costs one bisection, with all its nodes, for each bit of its place,
/// where one evaluation would do.
extension AdaptiveIntegration {
  /// A point with the integrand there, stretched to the piece's variable.
  struct Sample {
    var u: Double
    var y: Double
  }

  /// Where a jump lies, and how much the integral is uncertain for not knowing it better.
  struct Edge {
    var place: Double
    var error: Double
  }

  /// The place of a jump between two samples; `nil` when the difference shrinks with the distance, as it does
  /// where the integrand is only steep, or when a value lies between the two sides.
  mutating func edge(from first: Sample, to last: Sample, in piece: Int) -> Edge? {
    var (left, right) = (first, last)
    call.toleratesInfinities = true
    defer { call.toleratesInfinities = false }
    while true {
      let step = (right.y - left.y).magnitude
      let middle = left.u + (right.u - left.u) / 2
      guard left.u < middle, middle < right.u else { break }
      let y = evaluate(middle, in: pieces[piece])
      if call.interruption != nil || y.isInfinite { return nil }
      let (toLeft, toRight) = ((y - left.y).magnitude, (right.y - y).magnitude)
      guard min(toLeft, toRight) <= 0.25 * step else { return nil }
      if toLeft <= toRight { left = Sample(u: middle, y: y) } else { right = Sample(u: middle, y: y) }
    }
    guard (right.y - left.y).magnitude >= 0.5 * (last.y - first.y).magnitude else { return nil }
    return Edge(place: right.u, error: (right.y - left.y).magnitude * (right.u - left.u))
  }

  /// Cuts a panel at a jump between two of its nodes, when there is one.
  ///
  /// - Returns: whether it did.
  mutating func cutAtEdge(_ index: Int) -> Bool {
    let panel = panels[index]
    let rule = PattersonRule.levels[panel.level]
    var (largest, second, place) = (0.0, 0.0, 0)
    for position in 1..<rule.count {
      let step = (self[panel, rule, position].y - self[panel, rule, position - 1].y).magnitude
      if step > largest {
        (largest, second, place) = (step, largest, position)
      } else {
        second = max(second, step)
      }
    }
    guard largest > 4 * second,
      let edge = edge(from: self[panel, rule, place - 1], to: self[panel, rule, place], in: panel.piece),
      panel.lower < edge.place, edge.place < panel.upper
    else { return false }
    var (left, right) = cut(panel, at: edge.place)
    (left.upperIsEdge, right.lowerIsEdge) = (true, true)
    (left.parentTail, right.parentTail) = (.infinity, .infinity)
    edgeError += edge.error
    replace(index, by: left)
    add(right)
    return true
  }

  /// A sample of a panel, counted from the left.
  subscript(panel: AdaptivePanel, rule: PattersonRule, position: Int) -> Sample {
    let node = rule.ascending[position]
    let u = panel.middle + panel.width / 2 * PattersonTables.nodes[node]
    return Sample(u: u, y: samples[panel.slot + node])
  }
}
