import Distributions
import Quadrature

/// D*_G(x) = p_data(x) / (p_data(x) + p_g(x)): Proposition 1, eq. (2).
///
/// Its logit is log p_data(x) - log p_g(x), so it is exact where both densities underflow. Outside both
/// supports it is not defined: any value there is optimal, and ``value(at:)`` is `nil`.
public struct OptimalDiscriminator: Discriminator {
  /// p_data.
  public let data: any Law
  /// p_g.
  public let generator: any Law
  private let atoms: (data: [Atom], generator: [Atom])

  /// The best answer to `generator` when the data follow `data`.
  public init(data: some Law, generator: some Law) {
    self.data = data
    self.generator = generator
    atoms = (data.atoms, generator.atoms)
  }

  /// log p_data(x) - log p_g(x); NaN outside both supports.
  ///
  /// At an atom of either law, the weights of the atoms take the place of the densities.
  public func logit(_ x: Double) -> Double {
    if let weights = atomWeights(at: x) { return logarithm(weights.data) - logarithm(weights.generator) }
    return densityLogit(x)
  }

  /// log p_data(x) - log p_g(x) of the density parts, atoms aside.
  func densityLogit(_ x: Double) -> Double {
    let (p, q) = (data.logDensity(x), generator.logDensity(x))
    return p == q && p.isInfinite ? (p < 0 ? .nan : 0) : p - q
  }

  /// D*(x), or `nil` where neither law has mass.
  public func value(at x: Double) -> Double? {
    let logit = logit(x)
    return logit.isNaN ? nil : sigmoid(logit)
  }

  private func atomWeights(at x: Double) -> (data: Double, generator: Double)? {
    let (a, b) = (atoms.data.weight(at: x), atoms.generator.weight(at: x))
    return a + b > 0 ? (a, b) : nil
  }

  /// The logits from batched log-densities, atoms aside.
  public func logits(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: offsets.count) { other in
      data.logDensities(anchor: anchor, offsets: offsets, into: result)
      generator.logDensities(anchor: anchor, offsets: offsets, into: other)
      for i in 0..<offsets.count { result[i] -= other[i] }
    }
  }

  /// The break points of both laws.
  public var breakPoints: [Double] { Set(data.breakPoints).union(generator.breakPoints).sorted() }
  /// The landmarks of both laws.
  public var landmarks: [Landmark] { data.landmarks + generator.landmarks }

  /// The largest log-ratio at the ends, break points and landmarks: a lower bound, exact in many families.
  public var supremum: DiscriminatorSupremum {
    let points = breakPoints.flatMap { [$0.nextDown, $0.nextUp] } + landmarks.map(\.position)
    return .atLeast(logit: points.map { logit($0) }.filter { !$0.isNaN }.max() ?? -.infinity)
  }
}

extension [Atom] {
  /// The probability of the point x, by binary search in the ascending list.
  fileprivate func weight(at x: Double) -> Double {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].position < x { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].position == x ? self[low].weight : 0
  }
}
