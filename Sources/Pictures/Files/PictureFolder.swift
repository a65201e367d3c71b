import CZlib
import Foundation

/// Training, validation and test pictures as the paper splits them: the test file is the test set, and the last sixth of
/// the training file validates (of MNIST's and Fashion-MNIST's 60,000 the last 10,000).
public struct PictureSplit: Equatable, Sendable {
  /// What is trained on.
  public let training: PictureSet
  /// What choices are made on.
  public let validation: PictureSet
  /// What is reported on.
  public let test: PictureSet

  /// A split made of its parts.
  public init(training: PictureSet, validation: PictureSet, test: PictureSet) {
    (self.training, self.validation, self.test) = (training, validation, test)
  }

  /// Where Debian's package dataset-fashion-mnist has its files.
  public static let defaultFolder = "/usr/share/datasets/fashion-mnist"

  /// Reads the four files of MNIST, Fashion-MNIST or alike: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
  /// `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each with or without `.gz`.
  ///
  /// Labels are not used to train, but files that do not belong together are refused by them: another number of labels than
  /// of pictures, or a label of the test file that no training picture has.
  ///
  /// - Parameter folder: where the files are.
  /// - Throws: ``PictureError``.
  public init(folder: String) throws(PictureError) {
    let (whole, labels) = try PictureSplit.pictures("train", in: folder)
    let (held, testLabels) = try PictureSplit.pictures("t10k", in: folder)
    test = held
    let known = Set(labels.values)
    if let stranger = testLabels.values.firstIndex(where: { !known.contains($0) }) {
      throw .unusableFile(
        path: testLabels.path, offset: 8 + stranger,
        expected: "a label of \(labels.path), \(known.min() ?? 0) to \(known.max() ?? 0)",
        found: "\(testLabels.values[stranger])")
    }
    guard whole.rows == test.rows, whole.columns == test.columns else {
      throw .invalid(
        "\(folder): training pictures are \(whole.rows) x \(whole.columns), test pictures \(test.rows) x \(test.columns)"
      )
    }
    // Every mean needs two pictures for its standard error.
    guard whole.count >= 12 else {
      throw .invalid(
        "\(folder): \(whole.count) training pictures; allowed: 12 or more, of which a sixth, at least 2, validates"
      )
    }
    guard test.count >= 2 else {
      throw .invalid("\(folder): \(test.count) test pictures; allowed: 2 or more")
    }
    let border = whole.count - whole.count / 6
    training = whole[0..<border]
    validation = whole[border..<whole.count]
  }

  /// Which pictures these are, to tell others from them: a CRC-32 of each part beside its size.
  public var identity: String {
    let parts = [("training", training), ("validation", validation), ("test", test)].map { name, part in
      let sum = part.pixels.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
      return "\(part.count) \(name) (\(String(sum, radix: 16)))"
    }
    return "\(training.rows) x \(training.columns), " + parts.joined(separator: ", ")
  }

  private typealias LabelFile = (path: String, values: [UInt8])

  private static func pictures(
    _ part: String, in folder: String
  ) throws(PictureError) -> (PictureSet, labels: LabelFile) {
    let path = try file("\(part)-images-idx3-ubyte", in: folder)
    let images = try IDXFile(contentsOf: path)
    guard images.dimensions.count == 3 else {
      throw .unusableFile(
        path: path, offset: 3, expected: "3 dimensions: pictures, rows, columns",
        found: "\(images.dimensions.count)")
    }
    let labelPath = try file("\(part)-labels-idx1-ubyte", in: folder)
    let labels = try IDXFile(contentsOf: labelPath)
    guard labels.dimensions.count == 1 else {
      throw .unusableFile(
        path: labelPath, offset: 3, expected: "1 dimension: labels", found: "\(labels.dimensions.count)")
    }
    guard labels.dimensions[0] == images.dimensions[0] else {
      throw .unusableFile(
        path: labelPath, offset: 4,
        expected: "\(images.dimensions[0]) labels, one for each picture of \(path)",
        found: "\(labels.dimensions[0])")
    }
    let pictures = PictureSet(
      rows: images.dimensions[1], columns: images.dimensions[2], pixels: images.values)
    return (pictures, (labelPath, labels.values))
  }

  /// The plain file if there is one, else the compressed.
  private static func file(_ name: String, in folder: String) throws(PictureError) -> String {
    for path in ["\(folder)/\(name)", "\(folder)/\(name).gz"]
    where FileManager.default.fileExists(atPath: path) {
      return path
    }
    throw .file(
      path: "\(folder)/\(name)",
      message:
        "is not there, nor with .gz; for Fashion-MNIST run script/bootstrap --images, for other pictures in the "
        + "format of MNIST give their folder by --data-dir")
  }
}
