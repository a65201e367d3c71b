/// Whether units of a network of several layers change over within an interval faster than samples of it show.
///
/// A unit's affine input a moves by at most |a'| times the length of an interval; where that is at most 8, a dozen
/// Chebyshev nodes see the unit change. Where it is more, the unit departs from a line by at most the variation of its
/// own slope over the bounds of a, times how far a moves: nothing where it is saturated. The bounds of a and a' come
/// from interval arithmetic through all layers, so the answer no is sure, and the answer yes may be too careful.
package struct StepBounds: Sendable {
  private let stages: [LineMap.Stage]
  /// |weights| of the stages after the first, as ``LineMap/Stage/vectors``.
  private let sizes: [[SIMD8<Double>]]
  /// For each stage, the most that |output| may change per unit of each of its units: the sums of |weights| over all
  /// paths, every activation having slopes of at most 1.
  private let gains: [[Double]]
  /// The largest bend of the output that may go unseen.
  private let slack: Double
  /// How often an interval that its bounds leave open is halved.
  private let halvings: Int

  /// The bounds of a network; `nil` for one with a single layer of units, whose transitions are known in closed form.
  package init?(_ map: LineMap, slack: Double = 1e-11, halvings: Int = 3) {
    guard map.stages.count(where: { $0.activation != .identity }) > 1 else { return nil }
    stages = map.stages
    sizes = map.stages.dropFirst().map { $0.vectors.map { $0.replacing(with: -$0, where: $0 .< 0) } }
    (self.slack, self.halvings) = (slack, halvings)
    var (gains, after) = ([[Double]](), [1.0])
    for stage in map.stages.reversed() {
      gains.append(after)
      after = (0..<stage.inputs).map { input in
        stage.biases.indices.reduce(0) { sum, row in
          sum + stage.weights[row * stage.inputs + input].magnitude * after[row % after.count]
        }
      }
    }
    self.gains = gains.reversed()
  }

  /// Whether some unit may change over on less than an eighth of `length`, by default that of `z`, within `z`.
  package func mayHideStep(in z: Bounds, ofLength length: Double? = nil) -> Bool {
    let length = length ?? (z.upper - z.lower)
    return !isGentle(z, length) && mayHideStep(in: z, length, halvings)
  }

  /// Whether sums of |weights| alone say that no unit moves by more than 8: a fraction of the price of intervals.
  private func isGentle(_ z: Bounds, _ length: Double) -> Bool {
    let first = stages[0]
    guard first.inputs == 1, first.activation.pieces == 1,
      first.weights.allSatisfy({ $0.magnitude * length <= 8 })
    else { return false }
    var slopes = first.weights.indices.map { unit -> Double in
      let (weight, bias) = (first.weights[unit], first.biases[unit])
      guard first.activation == .tanh else { return weight.magnitude }
      let ends = (weight * z.lower + bias, weight * z.upper + bias)
      let nearest = ends.0 * ends.1 <= 0 ? 0 : min(ends.0.magnitude, ends.1.magnitude)
      return weight.magnitude * Activation.tangentSlope(nearest)
    }
    for (stage, sizes) in zip(stages.dropFirst(), sizes) {
      let columns = slopes[...].inVectors
      slopes = stage.biases.indices.map { row in
        var sum = SIMD8<Double>.zero
        for (block, column) in columns.enumerated() { sum += sizes[row * columns.count + block] * column }
        return sum.sum()
      }
      if stage.activation == .identity { continue }
      guard stage.activation.pieces == 1, slopes.allSatisfy({ $0 * length <= 8 }) else { return false }
    }
    return true
  }

  private func mayHideStep(in z: Bounds, _ length: Double, _ halvings: Int) -> Bool {
    guard isOpen(z, length) else { return false }
    let middle = z.lower + (z.upper - z.lower) / 2
    guard halvings > 0, middle > z.lower, middle < z.upper else { return true }
    return mayHideStep(in: Bounds(z.lower, middle), length, halvings - 1)
      || mayHideStep(in: Bounds(middle, z.upper), length, halvings - 1)
  }

  /// Whether the bounds over the whole of `z` leave it open.
  private func isOpen(_ z: Bounds, _ length: Double) -> Bool {
    let width = z.upper - z.lower
    var current = [LineMap.JetBounds(value: z, first: Bounds(1), second: Bounds(0))]
    for (stage, gain) in zip(stages, gains) {
      let affine = stage.affineBounds(current)
      for row in affine.indices where stage.activation != .identity {
        let (value, slope) = (affine[row].value, affine[row].first.magnitude)
        if slope * length <= 8 { continue }
        let range = min(slope * width, value.upper - value.lower)
        let bend = stage.activation.slopeVariation(over: value) * range
        if !(gain[row % gain.count] * bend <= slack) { return true }
      }
      current = stage.activation.jetBounds(affine, units: stage.outputs)
    }
    return false
  }
}

extension Activation {
  /// By how much φ' varies over bounds of its argument; 2 for maxout, whose pieces are not told apart here.
  fileprivate func slopeVariation(over z: Bounds) -> Double {
    if case .maxout = self { return 2 }
    let slope = bounds(over: z).slope
    // Without what rounding widens them by.
    return max(0, slope.upper - slope.lower - 16 * slope.magnitude.ulp)
  }
}
