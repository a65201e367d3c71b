import AdversarialTraining
import Foundation
import NeuralNetworks

/// A training on pictures at one moment, as a function of its weights alone: D and G at rest (no dropout) on held-out
/// pictures and on samples of noise that is the same at each moment.
public struct PictureMoment: Sendable {
  /// Completed generator steps.
  public let step: Int
  /// V(G, D) on validation pictures and samples, in nats.
  public let value: MeanEstimate
  /// The mean of -log D(G(z)), in nats.
  public let generatorLoss: MeanEstimate
  /// The mean of D on pictures that it is trained with.
  public let onTraining: MeanEstimate
  /// The mean of D on pictures that it never saw.
  public let onValidation: MeanEstimate
  /// The mean of D(G(z)).
  public let onSamples: MeanEstimate
  /// The Parzen score on the first ``PictureObserver/scored`` validation pictures at the best of the published widths, in
  /// nats.
  public let parzen: MeanEstimate
  /// That width.
  public let parzenWidth: Double
  /// The first samples, for a sheet.
  public let sheet: [Float]

  /// The names of the columns of ``fields(epoch:)``.
  public static let columns =
    ["step", "epoch"]
    + ["value", "generator_loss", "d_training", "d_validation", "d_samples", "parzen"].flatMap {
      [$0, "\($0)_error"]
    } + ["parzen_width"]

  /// The moment as it is in a table.
  public func fields(epoch: Double) -> [Double] {
    [Double(step), epoch]
      + [value, generatorLoss, onTraining, onValidation, onSamples, parzen].flatMap {
        [$0.value, $0.standardError]
      } + [parzenWidth]
  }
}

/// What each moment of a training is measured with.
public struct PictureObserver: Sendable {
  /// Validation pictures of the Parzen score of a moment: half of the protocol's, for it is made each epoch.
  public static let scored = 500
  /// Pictures of each kind that D is shown.
  private static let shown = 1000
  private let training: [Float]
  private let validation: [Float]
  private let scored: [Double]
  private let dimension: Int
  private let samples: Int
  private let sheet: Int
  private let workers: Int

  /// An observer with the first 1,000 pictures of each part for D, and ``scored`` of validation for the Parzen score.
  ///
  /// - Parameters:
  ///   - split: the pictures.
  ///   - samples: the Parzen window's centres; 10,000 in the paper's protocol.
  ///   - sheet: samples kept for a sheet.
  ///   - workers: threads; they do not change the result.
  public init(_ split: PictureSplit, samples: Int = 10_000, sheet: Int = 100, workers: Int = 1) {
    let shown = min(PictureObserver.shown, split.validation.count)
    training = split.training[0..<min(shown, split.training.count)].intensities()
    let held = split.validation[0..<shown]
    validation = held.intensities()
    scored = split.validation[0..<min(PictureObserver.scored, shown)].intensities()
    dimension = split.training.dimension
    (self.samples, self.sheet, self.workers) = (max(samples, sheet), sheet, workers)
  }

  /// The moment that a training is at.
  public func moment(of run: AlternatingTraining<Float>) -> PictureMoment {
    let configuration = run.configuration
    let made = GeneratorSamples(
      of: run.generator, prior: configuration.prior, count: samples, seed: configuration.seed,
      name: "evaluation")
    let shown = Array(made.pictures.prefix(validation.count))
    func logits(_ rows: [Float]) -> [Double] { run.discriminator.outputs(of: rows).map { Double($0) } }
    func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
    func probabilities(_ logits: [Double]) -> MeanEstimate {
      MeanEstimate(of: logits.map { 1 / (1 + exp(-$0)) })
    }
    let (seen, held, fake) = (logits(training), logits(validation), logits(shown))
    let dataTerm = MeanEstimate(of: held.map { -softplus(-$0) })
    let sampleTerm = MeanEstimate(of: fake.map { -softplus($0) })
    let window = ParzenWindow(centres: made.pictures.map { Double($0) }, dimension: dimension)
    let best = ParzenScore.bestWidth(
      of: window, on: scored, widths: ParzenScore.publishedWidths, workers: workers)
    return PictureMoment(
      step: run.step, value: dataTerm + sampleTerm,
      generatorLoss: MeanEstimate(of: fake.map { softplus(-$0) }), onTraining: probabilities(seen),
      onValidation: probabilities(held), onSamples: probabilities(fake), parzen: best.score,
      parzenWidth: best.width, sheet: Array(made.pictures.prefix(sheet * dimension)))
  }
}

extension MeanEstimate {
  /// The sum of two independent estimates.
  static func + (left: MeanEstimate, right: MeanEstimate) -> MeanEstimate {
    let squares = left.standardError * left.standardError + right.standardError * right.standardError
    return MeanEstimate(value: left.value + right.value, standardError: squares.squareRoot())
  }
}
