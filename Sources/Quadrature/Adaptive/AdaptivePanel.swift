/// A part of a piece, with what its samples told.
struct AdaptivePanel {
  /// Where it lies: the index of its piece, and its ends in the piece's variable.
  var piece: Int
  var lower: Double
  var upper: Double

  /// The rule it was sampled by: an index into ``PattersonRule/levels``.
  var level = 0
  /// Where its samples start in the store.
  var slot = 0
  var value = 0.0
  /// The value of the smallest rule.
  var firstValue = 0.0
  /// The estimated error of the value, without rounding.
  var error = 0.0
  /// `∫ |g|`.
  var magnitude = 0.0
  /// What rounding may have done to the value: the part that all nodes share, and the variance of what their
  /// places contribute.
  var roundingFloor = 0.0
  var roundingVariance = 0.0
  /// The error that the next rule is likely to have; infinite when more nodes will not help.
  var predicted = Double.infinity
  /// The size of the last Legendre coefficients of its parent.
  var parentTail = Double.infinity
  /// How many generations in a row bisection has not made it much smoother, before it and with it.
  var parentStuck = 0
  var stuck = 0
  /// Whether its nodes are too close together to refine it.
  var isFrozen = false
  var series: LegendreSpectrum?
  /// Whether its value was extrapolated from the shells before it.
  var isExtrapolated = false
  /// The mean of the integrand over its parent.
  var parentMean = 0.0

  /// A series of shells that this panel ends, at its lower or upper end: an index into the chains.
  var lowerChain: Int?
  var upperChain: Int?
  /// The shell of a chain that it belongs to.
  var shell: Shell?
  /// Whether an end is a known edge, across which the integrand need not continue.
  var lowerIsEdge = false
  var upperIsEdge = false
  /// How often an edge has been looked for in it and its ancestors.
  var edgeAttempts = 0

  /// Its error, if anything can be done about it.
  var urgency: Double { isFrozen && !isExtrapolated ? 0 : error }
  /// Whether seven nodes give no hint of an end of the series.
  var looksOscillating: Bool { level == 0 && !isFrozen && predicted > 1e-3 * magnitude }
  /// Whether the last coefficients neither fall nor are rounding.
  var isUneven: Bool { series.map { $0.ratio > 0.5 && $0.tail > 10 * $0.noise && !isExtrapolated } ?? false }
  /// Whether an integrable singularity may be inside: halving it less than doubled the mean.
  var mayBeSingular: Bool { lowerChain == nil && upperChain == nil && magnitude / width < 1.95 * parentMean }
  var width: Double { upper - lower }
  var middle: Double { lower + (upper - lower) / 2 }

  struct Shell: Equatable {
    var chain: Int
    var index: Int
  }

  /// The two halves around `point`, their samples still to be taken.
  func split(at point: Double) -> (AdaptivePanel, AdaptivePanel) {
    var left = AdaptivePanel(piece: piece, lower: lower, upper: point)
    var right = AdaptivePanel(piece: piece, lower: point, upper: upper)
    (left.lowerChain, right.upperChain) = (lowerChain, upperChain)
    (left.parentTail, right.parentTail) = (series?.tail ?? .infinity, series?.tail ?? .infinity)
    (left.parentStuck, right.parentStuck) = (stuck, stuck)
    (left.parentMean, right.parentMean) = (magnitude / width, magnitude / width)
    (left.lowerIsEdge, right.upperIsEdge) = (lowerIsEdge, upperIsEdge)
    (left.shell, right.shell) = (shell, shell)
    (left.edgeAttempts, right.edgeAttempts) = (edgeAttempts, edgeAttempts)
    return (left, right)
  }
}
