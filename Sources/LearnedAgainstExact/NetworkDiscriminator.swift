import Distributions
import MinimaxGame
import NeuralNetworks
import Quadrature

/// A discriminator network of one input as the D of a game: its output is the logit, at rest (dropout by its mean,
/// batch normalisation by its running statistics).
public struct NetworkDiscriminator: Discriminator {
  /// The network in Double.
  public let network: LineMap
  public let breakPoints: [Double]
  public let landmarks: [Landmark]
  public let supremum: DiscriminatorSupremum
  /// How far the logit may be off the network's: what the table leaves out, and the rounding of a sum of terms as
  /// large as the output's weights. Infinite where units may change over faster than the table could follow.
  public let logitError: Double
  private let table: ChebyshevTable?
  private let lines: LinearTable?
  private let domain: Interval

  /// The discriminator of a network, quick on `domain`: where the laws it is held against have their mass.
  ///
  /// - Parameters:
  ///   - network: its output is the logit.
  ///   - domain: where the laws have their mass.
  ///   - findsSupremum: whether sup D is looked for; without it the duality gap is only bounded below.
  /// - Throws: `NetworkError/unsupported(message:)` for other widths than 1.
  public init<Scalar>(
    _ network: NetworkSnapshot<Scalar>, domain: Interval, findsSupremum: Bool = true
  ) throws(NetworkError) {
    let map = try LineMap(network)
    self.network = map
    supremum = findsSupremum ? map.supremumOfLogit(near: domain) : .atLeast(logit: -.infinity)
    self.domain = domain
    if map.isPiecewiseLinear {
      let lines = LinearTable(map.linearPieces(in: Bounds(domain.lower, domain.upper)))
      breakPoints = lines.kinks
      self.lines = lines
      (table, landmarks, logitError) = (nil, [], 0)
    } else {
      breakPoints = []
      lines = nil
      // Where D is steep its integrals must be looked at closely; what lies off the table is known of the first layer.
      let marks = map.transitionMarks
      let outside = marks.filter { !domain.contains($0.position) && $0.scale < domain.width / 256 }
      let rounding = 0.5 * Double.ulpOfOne * map.sumOfOutputWeights
      let table = ChebyshevTable(map, on: domain, rounding: rounding)
      // Of a network that the table could not follow the error is infinite, wherever one looks.
      landmarks = (table.isComplete ? table.steepPlaces + outside : marks)
        .filter { $0.position.isFinite && $0.scale > 0 }
      logitError =
        table.isComplete
        ? table.truncation + 2 * max(rounding, .ulpOfOne * table.greatestValue) : .infinity
      self.table = table
    }
  }

  /// The network's output.
  public func logit(_ x: Double) -> Double {
    if x >= domain.lower, x <= domain.upper {
      if let table, let found = table(x) { return found.value }
      if let lines { return lines(x).value }
    }
    return network.jet(at: x).value
  }

  public func logits(
    anchor: Double, offsets: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    for i in 0..<offsets.count { result[i] = logit(anchor + offsets[i]) }
  }
}

extension NetworkDiscriminator: DifferentiableDiscriminator {
  /// The network's output and its derivative.
  public func jet(_ x: Double) -> LogitJet {
    let jet = network.jet(at: x)
    return LogitJet(value: jet.value, slope: jet.first)
  }
}

extension LineMap {
  /// sup of the output over the whole line: by branch and bound for bounded networks, from the outermost pieces for
  /// piecewise linear ones.
  func supremumOfLogit(near domain: Interval) -> DiscriminatorSupremum {
    if isPiecewiseLinear {
      let far = 1e6
      let pieces = linearPieces(in: Bounds(-far, far))
      guard let first = pieces.first, let last = pieces.last else { return .atLeast(logit: -.infinity) }
      if first.slope < 0 || last.slope > 0 { return .known(logit: .infinity) }
      let values = pieces.map(\.value) + [self(far)]
      return .known(logit: values.max() ?? -.infinity)
    }
    return bounded(near: domain)
  }

  private func bounded(near domain: Interval) -> DiscriminatorSupremum {
    var best = max(self(-1e300), self(1e300))
    let (low, high) = (min(domain.lower, -1), max(domain.upper, 1))
    var waiting = [
      Bounds(-.infinity, low), Bounds(high, .infinity), Bounds(low, high),
    ]
    var examined = 0
    while let interval = waiting.popLast() {
      examined += 1
      if examined > 4000 { return .atLeast(logit: best) }
      let whole = bounds(over: interval)
      let slack = 1e-10 * max(1, best.magnitude)
      if whole.value.upper <= best + slack { continue }
      guard interval.lower.isFinite, interval.upper.isFinite else {
        let isUpper = interval.lower.isFinite
        let near = isUpper ? interval.lower : interval.upper
        best = max(best, self(near))
        if near.magnitude > 1e12 { return .atLeast(logit: best) }
        let next = 2 * near
        waiting.append(isUpper ? Bounds(next, .infinity) : Bounds(-.infinity, next))
        waiting.append(isUpper ? Bounds(near, next) : Bounds(next, near))
        continue
      }
      let middle = interval.lower + 0.5 * (interval.upper - interval.lower)
      let centre = self(middle)
      best = max(best, max(self(interval.lower), max(self(interval.upper), centre)))
      let slope = slopeBounds(over: interval)
      if !slope.contains(0) || interval.upper - interval.lower < 1e-12 * max(1, middle.magnitude) { continue }
      if centre + slope.magnitude * 0.5 * (interval.upper - interval.lower) <= best + slack { continue }
      waiting.append(Bounds(middle, interval.upper))
      waiting.append(Bounds(interval.lower, middle))
    }
    return .known(logit: best)
  }
}
