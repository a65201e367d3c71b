import Distributions
import NeuralNetworks
import Quadrature

/// A generator network from the line to the line as a map whose law is known exactly.
///
/// Turning points come from the network's own interval bounds. Values and slopes, which root finding asks for
/// thousands of times, come from a table of Chebyshev polynomials on the prior's interval (a smooth network) or of
/// linear pieces (a rectifier network), both right to rounding.
public struct NetworkMap: SmoothMap {
  /// The network in Double.
  public let network: LineMap
  public let kinks: [Double]
  public let steepPlaces: [Landmark]
  public let hasAllSteepPlaces: Bool
  private let table: ChebyshevTable?
  private let lines: LinearTable?

  /// The map of a generator, quick on `domain`: the interval that holds a prior's mass.
  ///
  /// - Throws: `NetworkError/unsupported(message:)` for other widths than 1, where rectifiers and smooth units are
  ///   mixed, and for dropout, with which samples are no function of the noise alone.
  public init<Scalar>(_ network: NetworkSnapshot<Scalar>, domain: Interval) throws(NetworkError) {
    guard !network.architecture.isRandom else {
      throw .unsupported(
        message:
          "the exact law of a generator with dropout: its samples go through random masks, so it is no map of "
          + "its noise alone")
    }
    let map = try LineMap(network)
    self.network = map
    if map.isPiecewiseLinear {
      // Kinks far outside decide the tails, so they are looked for there too.
      let far = 1e6
      let outer = [
        Bounds(-far, domain.lower), Bounds(domain.lower, domain.upper), Bounds(domain.upper, far),
      ]
      let lines = LinearTable(outer.flatMap { map.linearPieces(in: $0) })
      kinks = lines.kinks
      self.lines = lines
      (table, steepPlaces, hasAllSteepPlaces) = (nil, [], true)
    } else {
      guard map.isSmooth else {
        throw .unsupported(message: "the exact law of a network that mixes rectifiers and smooth units")
      }
      lines = nil
      kinks = []
      let table = ChebyshevTable(map, on: domain)
      (steepPlaces, hasAllSteepPlaces) = (table.steepPlaces, table.isComplete)
      self.table = table
    }
  }

  public func value(_ z: Double) -> Double { valueAndDerivative(z).value }
  public func derivative(_ z: Double) -> Double { valueAndDerivative(z).derivative }

  public func valueAndDerivative(_ z: Double) -> (value: Double, derivative: Double) {
    if let table, z >= table.lower, z <= table.upper, let (value, slope) = table(z) {
      return (value, slope)
    }
    if let lines {
      let (value, slope) = lines(z)
      return (value, slope)
    }
    let jet = network.jet(at: z)
    return (jet.value, jet.first)
  }

  public func derivativeBounds(over interval: Interval) -> Interval {
    if let lines {
      let slope = lines.piece(at: interval.lower + 0.5 * interval.width).slope
      return span(slope, slope)
    }
    let bounds = network.slopeBounds(over: Bounds(interval.lower, interval.upper))
    return span(bounds.lower, bounds.upper)
  }

  public func secondDerivativeBounds(over interval: Interval) -> Interval {
    guard lines == nil else { return span(0, 0) }
    let bounds = network.bounds(over: Bounds(interval.lower, interval.upper)).second
    return span(bounds.lower, bounds.upper)
  }

  public func affineTail(toward end: Double) -> AffineTail? {
    guard let piece = end < 0 ? lines?.pieces.first : lines?.pieces.last else { return nil }
    return AffineTail(slope: piece.slope, intercept: piece.value - piece.slope * piece.interval.lower)
  }

  /// How the network is called in descriptions.
  public var description: String { "network" }
}

/// The interval between two ends; the line if they are not in order.
func span(_ lower: Double, _ upper: Double) -> Interval { (try? Interval(lower, upper)) ?? .line }

extension PushForward {
  /// The exact law of a generator network of one-dimensional noise.
  ///
  /// - Throws: `NetworkError` for a network that is no map of the line, `DistributionError` for a prior with atoms.
  public init<Scalar>(prior: some Law, generator: NetworkSnapshot<Scalar>) throws {
    let domain = span(
      prior.support.lower.isFinite ? prior.support.lower : prior.quantile(1e-18),
      prior.support.upper.isFinite ? prior.support.upper : prior.complementaryQuantile(1e-18))
    try self.init(prior: prior, map: NetworkMap(generator, domain: domain))
  }
}
