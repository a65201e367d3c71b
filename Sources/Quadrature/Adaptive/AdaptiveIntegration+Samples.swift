/// Samples and what is concluded from them.
extension AdaptiveIntegration {
  /// Takes the samples that a rule adds to what the panel has, and reads them.
  mutating func sample(_ panel: inout AdaptivePanel, from first: Int, level: Int) {
    let rule = PattersonRule.levels[level]
    let piece = pieces[panel.piece]
    let (middle, half) = (panel.middle, panel.width / 2)
    for index in first..<rule.count {
      samples[panel.slot + index] = evaluate(middle + half * PattersonTables.nodes[index], in: piece)
    }
    let ulp = max(panel.lower.magnitude, panel.upper.magnitude).ulp
    let series = samples.withUnsafeBufferPointer { samples in
      LegendreSpectrum(
        samples.baseAddress.unsafelyUnwrapped + panel.slot, rule, displacement: 0.5 * ulp / half)
    }
    panel.series = series
    panel.level = level
    panel.value = half * series.integral
    panel.magnitude = half * series.magnitude
    panel.roundingVariance = series.squaredVariation * (0.3 * ulp) * (0.3 * ulp)
    panel.roundingFloor = 0.1 * panel.width * series.noise
    if level == 0 { panel.firstValue = panel.value }
    let smoother = series.tail <= 0.01 * panel.parentTail || series.tail <= 10 * series.noise
    panel.stuck = smoother ? 0 : panel.parentStuck + 1
    panel.isFrozen = panel.width <= 64 * ulp
    panel.judge(series, rule)
  }

  /// The integrand at a point of a piece, stretched to the piece's variable.
  @inline(__always)
  mutating func evaluate(_ u: Double, in piece: AdaptivePiece) -> Double {
    let y = call.value(at: piece.x(u))
    return piece.map == .identity || y == 0 ? y : y * piece.stretch(u)
  }
}

extension AdaptivePanel {
  /// The error of the panel's rule, and what the next rule's would be.
  ///
  /// With blocks of coefficients falling by a ratio q, what the rule's degree does not reach is smaller than
  /// the last block by `q^m`, m the number of blocks between. That is believed of panels which bisection has
  /// made much smoother, for small q, and with a smaller m than the degree would allow; of others the last
  /// block itself is the error.
  fileprivate mutating func judge(_ series: LegendreSpectrum, _ rule: PattersonRule) {
    let size = width * series.tail
    if stuck == 0, series.ratio <= rule.believableRatio {
      error = size * power(series.ratio, rule.blocksMissed)
    } else {
      error = isFrozen ? max(2 * size, magnitude) : 2 * size
    }
    predicted =
      series.trend < 1 && rule.blocksMissedByNext > 0
      ? size * power(series.trend, rule.blocksMissedByNext) : .infinity
  }
}

/// `base^exponent` for a small exponent, by multiplication.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  for _ in 0..<exponent { result *= base }
  return result
}
