/// A last look at wide panels, where a narrow peak may hide.
extension AdaptiveIntegration {
  /// Takes at least 15 nodes everywhere, 31 in panels wider than a sixth of their piece, and up to 63 in
  /// those wider than a sixteenth whose series does not end as a smooth integrand's does, however small its
  /// last terms: one node may have touched the foot of a peak.
  mutating func sweep() throws(QuadratureError) {
    for index in panels.indices where !panels[index].isExtrapolated {
      let piece = pieces[panels[index].piece]
      let part = panels[index].width / (piece.upper - piece.lower)
      if panels[index].level == 0 { extend(index, to: 1) }
      if panels[index].level == 1, part >= 1 / 6.0 { extend(index, to: 2) }
      while panels[index].level < 3, panels[index].isUneven, part >= 1 / 16.0 {
        extend(index, to: panels[index].level + 1)
      }
    }
    try call.checkInterruption()
  }
}
