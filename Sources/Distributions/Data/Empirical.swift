import CGSL
import Quadrature

/// The empirical law of a sample: an atom of weight k/n at each value that occurs k times, and no density.
public struct Empirical: Law, Equatable {
  /// The distinct values, ascending.
  public let values: [Double]
  /// How many points of the sample are at most each value.
  private let ranks: [Int]
  private let source: SampleSource

  /// The empirical law of a sample.
  ///
  /// - Throws: ``DistributionError/unusableFile(path:line:message:)`` when the sample is empty or holds a
  ///   number that is not finite.
  public init(sample: [Double]) throws(DistributionError) { try self.init(.list(sample)) }

  /// The empirical law of the first numeric column of a CSV file.
  ///
  /// - Throws: ``DistributionError/unusableFile(path:line:message:)`` with the line where one is at fault.
  public init(file path: String) throws(DistributionError) { try self.init(.file(path)) }

  init(_ source: SampleSource) throws(DistributionError) {
    let sorted = try source.values(minimumCount: 1).sorted()
    var (values, ranks) = ([Double](), [Int]())
    for (index, value) in sorted.enumerated() {
      if value == values.last {
        ranks[ranks.count - 1] = index + 1
      } else {
        values.append(value)
        ranks.append(index + 1)
      }
    }
    self.values = values
    self.ranks = ranks
    self.source = source
  }

  static let family = Family(
    combinator: "empirical", [.sample], summary: "an atom at each value of the first numeric column",
    example: "empirical([1, 2, 4])"
  ) { values in try Empirical(SampleSource(values[0], of: "empirical")) }

  /// All n points, ascending, each as often as it occurs.
  public var sampleValues: [Double] {
    values.indices.flatMap { i in
      Array(repeating: values[i], count: ranks[i] - (i == 0 ? 0 : ranks[i - 1]))
    }
  }

  /// n, the number of points.
  public var count: Int { ranks[ranks.count - 1] }

  // MARK: Density

  public func logDensity(anchor: Double, offset: Double) -> Double { -.infinity }

  // MARK: Probabilities

  public func cumulative(_ x: Double) -> Double { Double(rank(x)) / Double(count) }
  public func complementaryCumulative(_ x: Double) -> Double { Double(count - rank(x)) / Double(count) }

  /// How many points are at most x.
  private func rank(_ x: Double) -> Int {
    let index = values.firstIndex(notBefore: x.nextUp) { $0 }
    return index == 0 ? 0 : ranks[index - 1]
  }

  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    let index = ranks.firstPartition { Double($0) / Double(count) >= probability }
    return values[min(index, values.count - 1)]
  }

  public func complementaryQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    let index = ranks.firstPartition { Double(count - $0) / Double(count) <= probability }
    return values[min(index, values.count - 1)]
  }

  // MARK: Structure

  public var support: Interval { closedInterval(values[0], values[values.count - 1]) }
  public var supportIntervals: [Interval] { [] }
  public var atoms: [Atom] {
    values.indices.map { i in
      Atom(position: values[i], weight: Double(ranks[i] - (i == 0 ? 0 : ranks[i - 1])) / Double(count))
    }
  }
  public var breakPoints: [Double] { [] }
  public var landmarks: [Landmark] { [] }

  public func asymptotics(approaching point: Double, from side: Side) -> AsymptoticForm? { nil }

  // MARK: Moments

  public var mean: Double? { atoms.reduce(0) { $0 + $1.weight * $1.position } }
  public var variance: Double? {
    let centre = mean ?? 0
    return atoms.reduce(0) { $0 + $1.weight * ($1.position - centre) * ($1.position - centre) }
  }

  public func sample<Generator: RandomNumberGenerator>(using generator: inout Generator) -> Double {
    let drawn = Int.random(in: 0..<count, using: &generator)
    return values[ranks.firstPartition { $0 > drawn }]
  }

  public var description: String { "empirical(\(source))" }
}

extension Array {
  /// The first index at which a predicate holds that holds from some index on; `count` if nowhere.
  func firstPartition(_ predicate: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
