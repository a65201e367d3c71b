import Foundation
import NeuralNetworks

/// A mean with its standard error, from the spread of independent values.
public struct MeanEstimate: Codable, Hashable, Sendable {
  /// The mean.
  public let value: Double
  /// Its standard error: the standard deviation over √n.
  public let standardError: Double

  /// These two.
  public init(value: Double, standardError: Double) {
    (self.value, self.standardError) = (value, standardError)
  }

  /// The mean of at least two values.
  public init(of values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(value: mean, standardError: (squares / (count * (count - 1))).squareRoot())
  }
}

/// The paper's score of a generator: the mean log-likelihood of test pictures under a Parzen window over its samples.
public struct ParzenScore: Codable, Hashable, Sendable {
  /// σ, chosen on validation pictures.
  public let width: Double
  /// The mean on the validation pictures at that σ, in nats.
  public let validation: MeanEstimate
  /// The mean on the first ``PictureObserver/scored`` validation pictures at the width that is best for them, in nats: what
  /// ``PictureMoment/parzen`` is of a training as it goes.
  public let moment: MeanEstimate
  /// The mean on the test pictures, in nats.
  public let test: MeanEstimate

  /// Ten values log-spaced in [0.1, 1], as in the code published with the paper.
  public static let publishedWidths = (0..<10).map { pow(10, -1 + Double($0) / 9) }

  /// The score by the published protocol.
  ///
  /// - Parameters:
  ///   - samples: rows of `dimension` intensities; the paper has 10,000.
  ///   - validation: pictures on which σ is chosen by the mean log-likelihood; the paper has the first 1,000.
  ///   - test: the pictures of the score.
  ///   - dimension: numbers in a picture.
  ///   - widths: the values of σ to choose from.
  ///   - workers: threads; they do not change the result.
  public init(
    samples: [Double], validation: [Double], test: [Double], dimension: Int,
    widths: [Double] = ParzenScore.publishedWidths, workers: Int = 1
  ) {
    let window = ParzenWindow(centres: samples, dimension: dimension)
    let values = window.logDensities(of: validation, widths: widths, workers: workers)
    let choice = ParzenScore.best(values, widths)
    width = choice.width
    self.validation = choice.score
    moment = ParzenScore.best(values.map { Array($0.prefix(PictureObserver.scored)) }, widths).score
    self.test = MeanEstimate(of: window.logDensities(of: test, widths: [choice.width], workers: workers)[0])
  }

  /// The width with the largest mean log-likelihood, the first of equals, and that mean.
  static func bestWidth(
    of window: ParzenWindow, on points: [Double], widths: [Double], workers: Int
  ) -> (width: Double, score: MeanEstimate) {
    best(window.logDensities(of: points, widths: widths, workers: workers), widths)
  }

  /// The same of the values of all points, width by width.
  private static func best(
    _ values: [[Double]], _ widths: [Double]
  ) -> (width: Double, score: MeanEstimate) {
    let scores = values.map { MeanEstimate(of: $0) }
    var best = 0
    for index in scores.indices where scores[index].value > scores[best].value { best = index }
    return (widths[best], scores[best])
  }
}
