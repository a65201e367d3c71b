import Foundation
import NeuralNetworks
import Testing

@testable import Pictures

/// Scores against values of their own definitions, computed otherwise; the references are made by Reference/scores.py.
struct ScoreTests {
  /// The table of Reference/scores.py.
  static func table(_ rows: Int, _ columns: Int, offset: Int) -> [Double] {
    (0..<rows * columns).map { index in
      let (i, j) = index.quotientAndRemainder(dividingBy: columns)
      let word: Int = 7919 * i + 104_729 * j + 31 * i * j + offset
      return Double(word % 256) / 255
    }
  }

  static let centres = table(37, 16, offset: 3)
  static let points = table(11, 16, offset: 90)

  /// Each of the sums has some hundred terms of size at most 800: 1e-11 is their rounding.
  private func isClose(_ value: Double, _ reference: Double) -> Bool {
    abs(value - reference) <= 1e-11 * max(1, abs(reference))
  }

  @Test(
    "a Parzen window has the log-densities of NumPy's direct sums",
    arguments: [
      (0.1, -44.428142187919555, -45.538580125738264), (0.3, -5.22634451890843, -5.402750983567031),
      (1.0, -15.961466557966588, -15.959654727288923),
    ])
  func parzenReference(width: Double, mean: Double, fifth: Double) {
    let window = ParzenWindow(centres: ScoreTests.centres, dimension: 16)
    let values = window.logDensities(of: ScoreTests.points, widths: [width])[0]
    #expect(isClose(MeanEstimate(of: values).value, mean))
    #expect(isClose(values[4], fifth))
  }

  @Test("a Parzen window integrates to 1")
  func parzenMass() {
    let window = ParzenWindow(centres: [0.2, 0.5, 0.55], dimension: 1)
    let grid = (0..<4000).map { -1 + Double($0) * 0.00075 }
    let values = window.logDensities(of: grid, widths: [0.1])[0]
    // The trapezoidal rule is exact to rounding for a smooth function that vanishes at both ends.
    #expect(abs(values.reduce(0) { $0 + exp($1) } * 0.00075 - 1) < 1e-6)
  }

  @Test("neither threads nor blocks change a bit of the scores")
  func workers() {
    let window = ParzenWindow(centres: ScoreTests.centres, dimension: 16)
    let points = ScoreTests.table(150, 16, offset: 5)
    let all = window.logDensities(of: points, widths: [0.2, 0.4], workers: 1)
    #expect(window.logDensities(of: points, widths: [0.2, 0.4], workers: 4) == all)
  }

  @Test("the width of a score is the one with the largest likelihood on validation")
  func width() {
    let validation = ScoreTests.table(9, 16, offset: 41)
    let score = ParzenScore(
      samples: ScoreTests.centres, validation: validation, test: ScoreTests.points, dimension: 16)
    let window = ParzenWindow(centres: ScoreTests.centres, dimension: 16)
    let means = ParzenScore.publishedWidths.map { width in
      MeanEstimate(of: window.logDensities(of: validation, widths: [width])[0]).value
    }
    #expect(ParzenScore.publishedWidths.count == 10)
    #expect(abs(ParzenScore.publishedWidths[0] - 0.1) < 1e-16 && ParzenScore.publishedWidths[9] == 1)
    #expect(score.validation.value == means.max())
    #expect(means[ParzenScore.publishedWidths.firstIndex(of: score.width) ?? 0] == score.validation.value)
    // Fewer validation pictures than a moment has: the same. Of more, the first are scored.
    #expect(score.moment == score.validation)
    let many = ScoreTests.table(PictureObserver.scored + 100, 16, offset: 41)
    func scored(_ held: [Double]) -> ParzenScore {
      ParzenScore(samples: ScoreTests.centres, validation: held, test: ScoreTests.points, dimension: 16)
    }
    #expect(scored(many).moment == scored(Array(many.prefix(16 * PictureObserver.scored))).validation)
    #expect(scored(many).moment != scored(many).validation)
  }

  @Test("the standard error is the sample standard deviation over √n")
  func standardError() {
    let window = ParzenWindow(centres: ScoreTests.centres, dimension: 16)
    let estimate = MeanEstimate(of: window.logDensities(of: ScoreTests.points, widths: [0.3])[0])
    #expect(isClose(estimate.standardError, 0.2672534895296385))
  }

  @Test("a ridge Gaussian has the exact log-densities of NumPy's inverse and determinant")
  func gaussianReference() throws {
    let gaussian = try RidgeGaussian(
      training: ScoreTests.centres, validation: ScoreTests.points, dimension: 16, ridges: [0.01])
    let values = gaussian.logDensities(of: ScoreTests.points)
    #expect(isClose(MeanEstimate(of: values).value, -3.8627315406952962))
    #expect(isClose(values[4], -3.8563570061250747))
  }

  @Test("the ridge is the one with the largest likelihood on validation, also where a pixel never varies")
  func ridge() throws {
    var data = ScoreTests.centres
    var held = ScoreTests.points
    for i in stride(from: 0, to: data.count, by: 16) { data[i] = 0.5 }
    for i in stride(from: 0, to: held.count, by: 16) { held[i] = 0.52 }
    let best = try RidgeGaussian(training: data, validation: held, dimension: 16)
    let scores = try [0.5, 2.0].map { factor in
      let other = try RidgeGaussian(
        training: data, validation: held, dimension: 16, ridges: [best.ridge * factor])
      return MeanEstimate(of: other.logDensities(of: held)).value
    }
    #expect(best.eigenvalues[0] < 1e-15)
    #expect(scores.allSatisfy { $0 < MeanEstimate(of: best.logDensities(of: held)).value })
  }

  @Test("the Gaussian's generator has its mean and covariance")
  func gaussianGenerator() throws {
    let gaussian = try RidgeGaussian(
      training: ScoreTests.centres, validation: ScoreTests.points, dimension: 16, ridges: [0.05])
    let generator = try Network<Float>(gaussian.generator)
    let origin = generator.outputs(of: [Float](repeating: 0, count: 16))
    #expect(zip(origin, gaussian.mean).allSatisfy { abs(Double($0) - $1) < 1e-6 })
    // Σ over unit vectors of (G(e) - m)(G(e) - m)ᵀ is the covariance; its trace is Σ (e + λ).
    var trace = 0.0
    for axis in 0..<16 {
      var unit = [Float](repeating: 0, count: 16)
      unit[axis] = 1
      trace += zip(generator.outputs(of: unit), origin).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }
    }
    #expect(abs(trace - gaussian.eigenvalues.reduce(0) { $0 + $1 + 0.05 }) < 1e-5)
  }

  @Test("the nearest pictures are those of the direct search")
  func nearest() {
    let table = ScoreTests.table(300, 16, offset: 3).map { Float($0) }
    let points = ScoreTests.table(200, 16, offset: 90).map { Float($0) }
    let found = NearestPictures(table: table, dimension: 16).nearest(to: points, workers: 2)
    for (index, neighbour) in found.enumerated() {
      let distances = (0..<300).map { row in
        (0..<16).reduce(0.0) { $0 + pow(Double(points[index * 16 + $1] - table[row * 16 + $1]), 2) }
          .squareRoot()
      }
      // Ties within the rounding of Float may go either way.
      #expect(abs(neighbour.distance - distances[neighbour.index]) < 1e-6)
      #expect(neighbour.distance <= (distances.min() ?? 0) + 1e-5)
    }
  }

  @Test("k-means never gets worse, and each of its centres is the mean of its points")
  func kMeans() {
    let points = ScoreTests.table(400, 16, offset: 7).map { Float($0) }
    var stream = RandomStream(seed: 1, name: "codebook")
    let codebook = KMeansCodebook(of: points, dimension: 16, count: 12, iterations: 30, stream: &stream)
    #expect(zip(codebook.distortions, codebook.distortions.dropFirst()).allSatisfy { $1 <= $0 + 1e-9 })
    let last = NearestPictures(table: codebook.centres, dimension: 16).nearest(to: points)
    for centre in 0..<12 {
      let members = last.indices.filter { last[$0].index == centre }
      guard !members.isEmpty else { continue }
      for i in 0..<16 {
        let mean = members.reduce(0.0) { $0 + Double(points[$1 * 16 + i]) } / Double(members.count)
        #expect(abs(mean - Double(codebook.centres[centre * 16 + i])) < 1e-6)
      }
    }
  }
}
