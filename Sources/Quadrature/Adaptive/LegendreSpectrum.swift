/// What the samples of a panel say about the integrand there: its integral, and how fast its Legendre
/// coefficients fall.
///
/// The coefficients are taken in blocks of two, since those of an even or odd function vanish in turn. For an
/// integrand analytic about the panel the blocks fall like a geometric series, whose ratio tells what the
/// rule with its higher degree still misses; behind a jump or a kink they fall like a power, and nothing is
/// inferred.
struct LegendreSpectrum {
  /// The rule's value of `∫ f` over `[-1, 1]`.
  var integral = 0.0
  /// The rule's value of `∫ |f|`.
  var magnitude = 0.0
  /// The size of the last blocks.
  var tail = 0.0
  /// The largest ratio of neighbours among the last blocks; 0 when they are rounding noise.
  var ratio = 0.0
  /// The last blocks' mean ratio.
  var trend = 0.0
  /// What rounding alone leaves of a coefficient.
  var noise = 0.0
  /// `Σ (Δf)²` over neighbouring nodes.
  var squaredVariation = 0.0
  /// The truncated series and its slope at -1 and 1.
  var lower = End()
  var upper = End()

  /// The series at an end of the panel.
  struct End {
    var value = 0.0
    var slope = 0.0
  }

  /// Reads the spectrum of samples that are in the order of ``PattersonTables/nodes``.
  ///
  /// - Parameter displacement: how far rounding moves a node, in units of half the panel's width.
  init(_ samples: UnsafePointer<Double>, _ rule: borrowing PattersonRule, displacement: Double) {
    var largest = 0.0
    for index in 0..<rule.count {
      let value = samples[index]
      integral += rule.weights[index] * value
      magnitude += rule.weights[index] * value.magnitude
      largest = max(largest, value.magnitude)
    }
    var steepest = 0.0
    for index in 1..<rule.count {
      let (left, right) = (rule.ascending[index - 1], rule.ascending[index])
      let step = samples[right] - samples[left]
      squaredVariation += step * step
      steepest = max(steepest, step.magnitude / (PattersonTables.nodes[right] - PattersonTables.nodes[left]))
    }
    noise = 8 * .ulpOfOne * largest + displacement * steepest
    readCoefficients(samples, rule)
  }

  private mutating func readCoefficients(_ samples: UnsafePointer<Double>, _ rule: borrowing PattersonRule) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: rule.order) { coefficients in
      coefficients.initialize(repeating: 0)
      rule.projection.withUnsafeBufferPointer { projection in
        for index in 0..<rule.count {
          let (sample, row) = (samples[index], index * rule.order)
          for k in 0..<rule.order { coefficients[k] += projection[row + k] * sample }
        }
      }
      readEnds(coefficients)
      readDecay(coefficients)
    }
  }

  /// The series and its slope at the ends: `P_k(±1) = (±1)^k`, `P_k'(±1) = (±1)^(k-1) k (k+1) / 2`.
  private mutating func readEnds(_ coefficients: UnsafeMutableBufferPointer<Double>) {
    for k in coefficients.indices {
      let (coefficient, slope) = (coefficients[k], Double(k * (k + 1)) / 2)
      let mirrored = k.isMultiple(of: 2) ? coefficient : -coefficient
      upper.value += coefficient
      lower.value += mirrored
      upper.slope += slope * coefficient
      lower.slope -= slope * mirrored
    }
  }

  private mutating func readDecay(_ coefficients: UnsafeMutableBufferPointer<Double>) {
    func block(_ last: Int) -> Double {
      let k = coefficients.count - 2 * last
      return k < 0 ? 0 : max(coefficients[k].magnitude, coefficients[k + 1].magnitude)
    }
    let blocks = (block(4), block(3), block(2), block(1))
    let isShort = coefficients.count < 8
    if blocks.1 > noise, !isShort { ratio = blocks.1 / max(blocks.0, noise) }
    if blocks.2 > noise { ratio = max(ratio, blocks.2 / max(blocks.1, noise)) }
    if blocks.3 > noise { ratio = max(ratio, blocks.3 / max(blocks.2, noise)) }
    trend = isShort ? blocks.3 / max(blocks.2, noise) : (blocks.3 / max(blocks.1, noise)).squareRoot()
    tail = max(blocks.3, min(ratio, 1) * blocks.2)
  }
}
