import CGSL
import Quadrature
import VectorMath

/// The mixture Σ wᵢ pᵢ of laws with positive weights that sum to 1.
public struct Mixture: Law {
  /// The laws that are mixed, none of them a mixture.
  public let laws: [any Law]
  /// Their weights, which sum to 1.
  public let weights: [Double]
  private let logWeights: [Double]

  /// The mixture of laws with the given weights, renormalised; a component that is a mixture is flattened.
  ///
  /// - Throws: ``DistributionError/invalidWeights(sum:)`` when a weight is not positive or they do not sum
  ///   to 1 within 1e-9.
  public init(_ components: [(weight: Double, law: any Law)]) throws(DistributionError) {
    let sum = components.reduce(0) { $0 + $1.weight }
    guard components.allSatisfy({ $0.weight > 0 }), (sum - 1).magnitude <= 1e-9 else {
      throw .invalidWeights(sum: sum)
    }
    var (laws, weights) = ([any Law](), [Double]())
    for (weight, law) in components {
      let inner = (law as? Distribution)?.law ?? law
      if let mixture = inner as? Mixture {
        laws += mixture.laws
        weights += mixture.weights.map { $0 * weight / sum }
      } else {
        laws.append(inner)
        weights.append(sum == 1 ? weight : weight / sum)
      }
    }
    self.laws = laws
    self.weights = weights
    logWeights = weights.map { log($0) }
  }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    logSum(zip(logWeights, laws).map { $0 + $1.logDensity(anchor: anchor, offset: offset) })
  }

  public func logDensities(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    let n = offsets.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * (laws.count + 1)) { memory in
      guard n > 0, let highest = memory.baseAddress, let sums = result.baseAddress else { return }
      highest.initialize(repeating: -.infinity, count: n)
      for (k, law) in laws.enumerated() {
        let row = highest + (k + 1) * n
        law.logDensities(
          anchor: anchor, offsets: offsets, into: UnsafeMutableBufferPointer(start: row, count: n))
        raise(highest, row, by: logWeights[k], count: n)
      }
      sums.update(repeating: 0, count: n)
      for k in 1...laws.count { addExponentials(sums, highest + k * n, highest, count: n) }
      for i in 0..<n { sums[i] = highest[i].isFinite ? highest[i] + log(sums[i]) : highest[i] }
    }
  }

  /// The greatest of the components'.
  public func roundingScale(ofLogDensity logDensity: Double) -> Double {
    zip(logWeights, laws).reduce(0) { max($0, $1.1.roundingScale(ofLogDensity: logDensity - $1.0)) }
  }

  public func misplacedMass(in window: Interval) -> Double {
    zip(weights, laws).reduce(0) { $0 + $1.0 * $1.1.misplacedMass(in: window) }
  }

  // MARK: Probabilities

  public var cumulativeRounding: Double { laws.reduce(1) { max($0, $1.cumulativeRounding) } }
  public func cumulative(_ x: Double) -> Double { min(1, averaged { $0.cumulative(x) }) }
  public func complementaryCumulative(_ x: Double) -> Double {
    min(1, averaged { $0.complementaryCumulative(x) })
  }
  public func logCumulative(_ x: Double) -> Double {
    let below = logAveraged { $0.logCumulative(x) }
    // Near 1 the digits are those of the other side.
    return below < -0.7 ? below : log1p(-complementaryCumulative(x))
  }
  public func logComplementaryCumulative(_ x: Double) -> Double {
    let above = logAveraged { $0.logComplementaryCumulative(x) }
    return above < -0.7 ? above : log1p(-cumulative(x))
  }

  private func averaged(_ value: (any Law) -> Double) -> Double {
    zip(weights, laws).reduce(0) { $0 + $1.0 * value($1.1) }
  }
  private func logAveraged(_ value: (any Law) -> Double) -> Double {
    logSum(zip(logWeights, laws).map { $0 + value($1) })
  }

  public func quantile(_ probability: Double) -> Double {
    searchedQuantile(probability, start: start { $0.quantile(probability) })
  }
  public func complementaryQuantile(_ probability: Double) -> Double {
    searchedComplementaryQuantile(probability, start: start { $0.complementaryQuantile(probability) })
  }

  /// Where a search begins: the same quantile of the heaviest component.
  private func start(_ quantile: (any Law) -> Double) -> Double {
    zip(weights, laws).max { $0.0 < $1.0 }.map { quantile($0.1) } ?? 0
  }

  // MARK: Structure

  public var support: Interval {
    laws.dropFirst().reduce(laws[0].support) { $0.hull($1.support) }
  }

  public var supportIntervals: [Interval] {
    var merged: [Interval] = []
    for interval in laws.flatMap(\.supportIntervals).sorted(by: { $0.lower < $1.lower }) {
      if let last = merged.last, interval.lower <= last.upper {
        merged[merged.count - 1] = last.hull(interval)
      } else {
        merged.append(interval)
      }
    }
    return merged
  }

  public var atoms: [Atom] {
    var weightAt: [Double: Double] = [:]
    for (weight, law) in zip(weights, laws) {
      for atom in law.atoms { weightAt[atom.position, default: 0] += weight * atom.weight }
    }
    return weightAt.sorted { $0.key < $1.key }.map { Atom(position: $0.key, weight: $0.value) }
  }

  public var breakPoints: [Double] { Set(laws.flatMap(\.breakPoints)).sorted() }

  public var landmarks: [Landmark] {
    // At one position the finest and the widest scale tell all.
    var scales: [Double: (finest: Double, widest: Double)] = [:]
    for landmark in laws.flatMap(\.landmarks) {
      let known = scales[landmark.position] ?? (landmark.scale, landmark.scale)
      scales[landmark.position] = (min(landmark.scale, known.finest), max(landmark.scale, known.widest))
    }
    return scales.sorted { $0.key < $1.key }.flatMap { position, scale in
      Set([scale.finest, scale.widest]).sorted().map { Landmark(position: position, scale: $0) }
    }
  }

  /// Where one component takes over from another; none for more than 64 components.
  public var handovers: [Landmark] {
    laws.count > 64
      ? laws.flatMap(\.handovers) : laws.flatMap(\.handovers) + UpperEnvelope(zip(logWeights, laws)).handovers
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    var result: AsymptoticForm?
    for (logWeight, law) in zip(logWeights, laws) {
      guard let form = law.asymptotics(approaching: point, from: side)?.adding(logWeight) else { continue }
      result = result.map { AsymptoticForm.logOfSum($0, form) } ?? form
    }
    return result
  }

  // MARK: Moments

  public var mean: Double? {
    var sum = 0.0
    for (weight, law) in zip(weights, laws) {
      guard let mean = law.mean else { return nil }
      sum += weight * mean
    }
    return sum.isNaN ? nil : sum
  }

  /// Σ wᵢ (varianceᵢ + (meanᵢ - mean)²).
  public var variance: Double? {
    guard let mean else { return nil }
    if mean.isInfinite { return .infinity }
    var sum = 0.0
    for (weight, law) in zip(weights, laws) {
      guard let variance = law.variance, let centre = law.mean else { return nil }
      sum += weight * (variance + (centre - mean) * (centre - mean))
    }
    return sum
  }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    var remaining = openUniform(using: &generator)
    for (weight, law) in zip(weights, laws) {
      if remaining < weight { return law.sample(using: &generator) }
      remaining -= weight
    }
    return laws[laws.count - 1].sample(using: &generator)
  }

  public var description: String {
    zip(weights, laws).map { "\($0)*\($1)" }.joined(separator: " + ")
  }
}

/// Adds `shift` to each entry of a row and keeps the greatest of each column.
private func raise(
  _ highest: UnsafeMutablePointer<Double>, _ row: UnsafeMutablePointer<Double>, by shift: Double, count: Int
) {
  for i in 0..<count {
    let value = row[i] + shift
    row[i] = value
    highest[i] = value > highest[i] ? value : highest[i]
  }
}

/// sums += exp(row - highest), a loop that the compiler vectorises.
private func addExponentials(
  _ sums: UnsafeMutablePointer<Double>, _ row: UnsafePointer<Double>, _ highest: UnsafePointer<Double>,
  count: Int
) {
  for i in 0..<count { sums[i] += vectorExponential(row[i] - highest[i]) }
}
