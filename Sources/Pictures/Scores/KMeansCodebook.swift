import NeuralNetworks

/// Centres of Lloyd's algorithm (1982): what a Parzen window may stand on without any model (Theis et al. 2016).
public struct KMeansCodebook: Sendable {
  /// The centres, row by row.
  public let centres: [Float]
  /// The mean squared distance of a point to its centre, after each iteration: it never rises.
  public let distortions: [Double]

  /// Centres of points.
  ///
  /// The first centres are points drawn without replacement; a centre without points stays where it is.
  ///
  /// - Parameters:
  ///   - points: as many rows as centres or more.
  ///   - dimension: numbers in a row.
  ///   - count: how many centres.
  ///   - iterations: of assignment and mean.
  ///   - stream: draws the first centres.
  ///   - workers: threads; they do not change the result.
  public init(
    of points: [Float], dimension: Int, count: Int, iterations: Int, stream: inout RandomStream,
    workers: Int = 1
  ) {
    let total = points.count / dimension
    var order = Array(0..<total)
    for i in 0..<count { order.swapAt(i, i + stream.index(below: total - i)) }
    var centres = order[0..<count].flatMap { points[$0 * dimension..<($0 + 1) * dimension] }
    var distortions: [Double] = []
    for _ in 0..<iterations {
      let nearest = NearestPictures(table: centres, dimension: dimension).nearest(
        to: points, workers: workers)
      distortions.append(nearest.reduce(0) { $0 + $1.distance * $1.distance } / Double(total))
      KMeansCodebook.move(&centres, toMeansOf: points, nearest, dimension: dimension)
    }
    self.centres = centres
    self.distortions = distortions
  }

  private static func move(
    _ centres: inout [Float], toMeansOf points: [Float], _ nearest: [NearestPictures.Neighbour],
    dimension: Int
  ) {
    var sums = [Double](repeating: 0, count: centres.count)
    var members = [Int](repeating: 0, count: centres.count / dimension)
    for (point, neighbour) in nearest.enumerated() {
      members[neighbour.index] += 1
      let (source, target) = (point * dimension, neighbour.index * dimension)
      for i in 0..<dimension { sums[target + i] += Double(points[source + i]) }
    }
    for (centre, size) in members.enumerated() where size > 0 {
      let start = centre * dimension
      for i in start..<start + dimension { centres[i] = Float(sums[i] / Double(size)) }
    }
  }
}
