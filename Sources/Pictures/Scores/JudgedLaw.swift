import AdversarialTraining
import Foundation
import NeuralNetworks

/// A law of pictures as a discriminator is trained and judged on it: samples without end, and two sets that it is not
/// trained on.
public struct JudgedLaw: Sendable {
  /// What it is trained on.
  let training: any SampleSource<Float>
  /// On which it is stopped.
  let validation: [Float]
  /// On which it is judged.
  let test: [Float]

  /// The pictures of a split.
  ///
  /// - Throws: `TrainingError` where there is none.
  public static func pictures(_ split: PictureSplit) throws -> JudgedLaw {
    try JudgedLaw(
      training: source(split.training.intensities(), split), validation: split.validation.intensities(),
      test: split.test.intensities())
  }

  /// Stored samples of a generator at rest: clamped to [0, 1] and rounded to k/255, the lattice on which data lie.
  ///
  /// - Parameters:
  ///   - generator: G, which is not to change meanwhile.
  ///   - prior: the law of its noise.
  ///   - split: as many samples validate and test as pictures of it.
  ///   - seed: of the noise of those.
  ///   - name: of its streams: samples of different names are independent.
  public static func samples(
    of generator: Network<Float>, prior: NoisePrior, like split: PictureSplit, seed: UInt64, name: String
  ) -> JudgedLaw {
    func made(_ count: Int, _ part: String) -> [Float] {
      GeneratorSamples(of: generator, prior: prior, count: count, seed: seed, name: "\(name) \(part)")
        .pictures
        .map(\.stored)
    }
    return JudgedLaw(
      training: StoredSamples(of: generator, prior: prior),
      validation: made(split.validation.count, "validation"),
      test: made(split.test.count, "test"))
  }

  /// Two laws whose JSD is known, made of pictures alone: the first half of each part, and the second half with half of its
  /// pictures inverted.
  ///
  /// With P the law of pictures and Q that of inverted pictures, JSD(P, (P + Q)/2) is at most ``halfInvertedDivergence``,
  /// and is that where no picture is another one's inverse, as with clothes and digits on black.
  public static func halfInverted(_ split: PictureSplit) throws -> (pictures: JudgedLaw, mixed: JudgedLaw) {
    func halves(_ part: PictureSet) -> (first: PictureSet, second: PictureSet) {
      (part[0..<part.count / 2], part[part.count / 2..<part.count])
    }
    func inverted(_ part: PictureSet) -> PictureSet {
      PictureSet(rows: part.rows, columns: part.columns, pixels: part.pixels.map { 255 - $0 })
    }
    /// Every other one, so that all are independent.
    func mixed(_ part: PictureSet) -> [Float] {
      let (plain, changed): ([Float], [Float]) = (part.intensities(), inverted(part).intensities())
      return (0..<part.count).flatMap { picture in
        (picture % 2 == 0 ? plain : changed)[picture * part.dimension..<(picture + 1) * part.dimension]
      }
    }
    let (training, validation, test) = (
      halves(split.training), halves(split.validation), halves(split.test)
    )
    let both: [Float] = training.second.intensities() + inverted(training.second).intensities()
    return (
      try JudgedLaw(
        training: source(training.first.intensities(), split), validation: validation.first.intensities(),
        test: test.first.intensities()),
      try JudgedLaw(
        training: source(both, split), validation: mixed(validation.second), test: mixed(test.second))
    )
  }

  /// JSD(P, (P + Q)/2) for P and Q with no picture in common: ¾ log(4/3) nat.
  public static let halfInvertedDivergence = 0.75 * log(4.0 / 3)

  private static func source(_ rows: [Float], _ split: PictureSplit) throws -> any SampleSource<Float> {
    try TableSource(values: rows, dimension: split.training.dimension, order: .shuffledEpochs)
  }
}
