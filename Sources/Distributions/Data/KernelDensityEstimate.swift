import CGSL
import Quadrature
import VectorMath

/// The Gaussian kernel density estimate Σ φ((x - xᵢ) / h) / (n h) of a sample.
///
/// A density sums only the kernels that matter to its last digit, also far outside the sample, where the
/// nearest points decide.
public struct KernelDensityEstimate: Law, Equatable {
  /// The sample, ascending.
  public let sample: [Double]
  /// h, above 0.
  public let bandwidth: Double
  private let source: SampleSource
  private let logNormalizer: Double
  /// The same kernels gathered by cells, for a dense sample.
  private let cells: KernelCells?
  /// The cumulative every half bandwidth, for a sample whose cumulative is dear.
  private var quantiles: QuantileTable?

  /// The estimate from a sample; without a bandwidth, the rule 0.9 min(sd, IQR / 1.34) n^(-1/5).
  ///
  /// - Throws: ``DistributionError/unusableFile(path:line:message:)`` when the sample is empty, holds a
  ///   number that is not finite, or has no spread from which to take a bandwidth;
  ///   ``DistributionError/invalidParameter(distribution:name:value:allowed:)`` when the bandwidth is not
  ///   positive.
  public init(sample: [Double], bandwidth: Double? = nil) throws(DistributionError) {
    try self.init(.list(sample), bandwidth: bandwidth)
  }

  /// The estimate from the first numeric column of a CSV file.
  ///
  /// - Throws: ``DistributionError/unusableFile(path:line:message:)`` with the line where one is at fault.
  public init(file path: String, bandwidth: Double? = nil) throws(DistributionError) {
    try self.init(.file(path), bandwidth: bandwidth)
  }

  init(_ source: SampleSource, bandwidth: Double?) throws(DistributionError) {
    let values = try source.values(minimumCount: 1).sorted()
    if let bandwidth { try requirePositive(bandwidth, "bandwidth", of: "kde") }
    let width = bandwidth ?? ruleOfThumbBandwidth(values)
    guard width > 0, width.isFinite else {
      throw .unusableFile(
        path: source.name, line: nil,
        message:
          "all \(values.count) values are equal to \(values[0]); give a bandwidth, as in kde(FILE, 0.1)")
    }
    sample = values
    self.bandwidth = width
    self.source = source.remembering(bandwidth: bandwidth)
    cells = KernelCells(values, bandwidth: width)
    logNormalizer = -log(Double(values.count)) - log(width) - halfLogTwoPi
    guard cells != nil else { return }
    let (first, last) = (values[0] - 8 * width, values[values.count - 1] + 8 * width)
    let count = min(2048, Int(2 * (last - first) / width))
    quantiles = QuantileTable(of: self, from: first, to: last, count: count)
  }

  static let family = Family(
    combinator: "kde", [.sample, .positive("bandwidth", isOptional: true)],
    summary: "Gaussian kernel density estimate of the first numeric column; "
      + "the default bandwidth is 0.9 min(sd, IQR/1.34) n^(-1/5)",
    example: "kde([1, 2, 4], 0.5)"
  ) { values in
    let source = try SampleSource(values[0], of: "kde")
    if values.count > 1, case .number(let bandwidth) = values[1] {
      return try KernelDensityEstimate(source, bandwidth: bandwidth)
    }
    return try KernelDensityEstimate(source, bandwidth: nil)
  }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double {
    let x = anchor + offset
    guard x.isFinite else { return -.infinity }
    let insertion = sample.firstIndex(notBefore: x) { $0 }
    let after = insertion < sample.count ? ((sample[insertion] - anchor) - offset).magnitude : .infinity
    let before = insertion > 0 ? ((sample[insertion - 1] - anchor) - offset).magnitude : .infinity
    let nearest = min(after, before)
    let reach = relevantReach(nearest: nearest)
    guard reach < .infinity else { return -.infinity }
    if let cells, nearest < 3 * bandwidth {
      return logNormalizer + log(cells.kernelSum(anchor: anchor, offset: offset, reach: reach))
    }
    let low = sample.firstIndex(notBefore: x - reach) { $0 }
    let high = sample.firstIndex(notBefore: (x + reach).nextUp) { $0 }
    // Rounded as the terms are: far out an ulp of u is many units of u².
    let u = nearest * (1 / bandwidth)
    let sum = kernelSum(low..<max(high, low), anchor: anchor, offset: offset, nearest: u)
    return logNormalizer - 0.5 * u * u + log(sum)
  }

  /// The distance beyond which all kernels together add less than 2^-56 of the nearest one.
  private func relevantReach(nearest: Double) -> Double {
    let u = nearest / bandwidth
    return bandwidth * (u * u + 2 * (39 + log(Double(sample.count)))).squareRoot()
  }

  /// Σ exp(-(uᵢ² - u²) / 2), uᵢ the distance of a point in bandwidths and u that of the nearest.
  private func kernelSum(_ range: Range<Int>, anchor: Double, offset: Double, nearest u: Double) -> Double {
    sample.withUnsafeBufferPointer { points in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 256) { terms in
        guard let first = points.baseAddress, let terms = terms.baseAddress else { return 0 }
        var (total, start) = (0.0, range.lowerBound)
        while start < range.upperBound {
          let count = min(256, range.upperBound - start)
          fillTerms(terms, first + start, count, anchor: anchor, offset: offset, nearest: u)
          total += sumOfFour(terms, count)
          start += count
        }
        return total
      }
    }
  }

  /// The kernels at `count` points; a loop without branches or calls, which the compiler vectorises.
  private func fillTerms(
    _ terms: UnsafeMutablePointer<Double>, _ points: UnsafePointer<Double>, _ count: Int,
    anchor: Double, offset: Double, nearest u: Double
  ) {
    let inverse = 1 / bandwidth
    for i in 0..<count {
      let distance = ((points[i] - anchor) - offset).magnitude * inverse
      terms[i] = vectorExponential(0.5 * (u - distance) * (u + distance))
    }
  }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { exp(logCumulative(x)) }
  public func complementaryCumulative(_ x: Double) -> Double { exp(logComplementaryCumulative(x)) }
  public func logCumulative(_ x: Double) -> Double { logSide(x, sign: -1) }
  public func logComplementaryCumulative(_ x: Double) -> Double { logSide(x, sign: 1) }

  /// log P(X > x) for sign 1, log P(X < x) for sign -1.
  private func logSide(_ x: Double, sign: Double) -> Double {
    let side = sideSum(x, sign: sign)
    if side.sum <= 0.5 || side.reference < 0 { return log(side.sum) + side.reference }
    // Near 1 the digits are those of the other side.
    let other = sideSum(x, sign: -sign)
    return log1p(-min(1, other.sum * exp(other.reference)))
  }

  /// The mean over the sample of the kernels' upper tails at sign (x - xᵢ) / h, as sum times e^reference.
  private func sideSum(_ x: Double, sign: Double) -> (sum: Double, reference: Double) {
    let count = Double(sample.count)
    let outermost = sign > 0 ? sample[sample.count - 1] : sample[0]
    // How far outside the sample x lies, in the direction of the tail.
    let outside = max(0, sign * (x - outermost))
    let reach = relevantReach(nearest: outside)
    guard reach < .infinity else { return sign * x > 0 ? (0, 0) : (1, 0) }
    if let cells, outside == 0 {
      return (cells.tailSum(x, sign: sign, reach: reach) / count, 0)
    }
    let low = sample.firstIndex(notBefore: x - reach) { $0 }
    let high = sample.firstIndex(notBefore: (x + reach).nextUp) { $0 }
    let reference = outside > 0 ? logComplementaryNormal(outside / bandwidth) : 0
    var sum = Double(sign > 0 ? sample.count - high : low)
    for i in low..<max(high, low) {
      let u = sign * (x - sample[i]) / bandwidth
      sum += outside > 0 ? exp(logComplementaryNormal(u) - reference) : gsl_cdf_ugaussian_Q(u)
    }
    return (sum / count, reference)
  }

  public func quantile(_ probability: Double) -> Double {
    searchedQuantile(probability, start: start(probability), table: quantiles)
  }
  public func complementaryQuantile(_ probability: Double) -> Double {
    searchedComplementaryQuantile(probability, start: start(1 - probability), table: quantiles)
  }

  /// The sample's own quantile, where a search begins.
  private func start(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return sample[min(sample.count - 1, Int(probability * Double(sample.count)))]
  }

  // MARK: Structure

  public var support: Interval { .line }
  public var breakPoints: [Double] { [] }

  /// One landmark per occupied cell of two bandwidths, at a point of the sample; at most 4,096.
  public var landmarks: [Landmark] {
    var width = 2 * bandwidth
    while true {
      let cells = occupiedCells(width: width)
      if cells.count <= 4096 { return cells.map { Landmark(position: $0, scale: bandwidth) } }
      width *= 2
    }
  }

  /// Halfway across each gap of the sample wider than 8 bandwidths, the widest thousand of them: there log p changes its
  /// slope by gap / h².
  public var handovers: [Landmark] {
    var gaps = zip(sample, sample.dropFirst()).filter { $1 - $0 > 8 * bandwidth }
    if gaps.count > 1000 { gaps = Array(gaps.sorted { $0.1 - $0.0 > $1.1 - $1.0 }.prefix(1000)) }
    return gaps.map { lower, upper in
      Landmark(position: lower + 0.5 * (upper - lower), scale: bandwidth / (upper - lower) * bandwidth)
    }
  }

  /// The median point of each cell, cells beginning at the first point beyond the last cell.
  private func occupiedCells(width: Double) -> [Double] {
    var (positions, start) = ([Double](), 0)
    while start < sample.count, positions.count <= 4096 {
      let end = max(start + 1, sample.firstIndex(notBefore: (sample[start] + width).nextUp) { $0 })
      positions.append(sample[(start + end - 1) / 2])
      start = end
    }
    return positions
  }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? {
    if point.isFinite { return regularForm(at: point) }
    // The outermost points decide: -(y - m)² / (2h²), m their distance from 0 towards this end.
    let outermost = point > 0 ? sample[sample.count - 1] : sample[0]
    let multiplicity = Double(sample.count { $0 == outermost })
    let m = point > 0 ? outermost : -outermost
    let precision = 1 / (bandwidth * bandwidth)
    return AsymptoticForm(
      variable: .magnitude, powers: [2: -0.5 * precision, 1: m * precision],
      constant: logNormalizer + CGSL.log(multiplicity) - 0.5 * m * m * precision)
  }

  // MARK: Moments

  public var mean: Double? { sampleMean(sample) }
  public var variance: Double? { sampleVariance(sample) + bandwidth * bandwidth }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    let centre = sample[Int.random(in: 0..<sample.count, using: &generator)]
    return centre + bandwidth * standardNormal(using: &generator)
  }

  public var description: String { "kde(\(source))" }
}

/// The sum of the first `count` numbers, in four chains that need not wait for each other.
@inline(__always)
private func sumOfFour(_ terms: UnsafeMutablePointer<Double>, _ count: Int) -> Double {
  var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
  var i = 0
  while i + 4 <= count {
    a += terms[i]
    b += terms[i + 1]
    c += terms[i + 2]
    d += terms[i + 3]
    i += 4
  }
  while i < count {
    a += terms[i]
    i += 1
  }
  return (a + b) + (c + d)
}
