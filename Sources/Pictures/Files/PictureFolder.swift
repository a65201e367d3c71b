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
  /// Labels are not used to train, but files that do not belong together are refused by them.
  ///
  /// - Parameter folder: where the files are.
  /// - Throws: ``PictureError``.
  public init(folder: String) throws(PictureError) {
    let whole = try PictureSplit.pictures("train", in: folder)
    test = try PictureSplit.pictures("t10k", in: folder)
    guard whole.rows == test.rows, whole.columns == test.columns else {
      throw .invalid(
        "\(folder): training pictures are \(whole.rows) x \(whole.columns), test pictures \(test.rows) x \(test.columns)"
      )
    }
    guard whole.count >= 6 else {
      throw .invalid("\(folder): \(whole.count) training pictures; allowed: 6 or more, a sixth validates")
    }
    let border = whole.count - whole.count / 6
    training = whole[0..<border]
    validation = whole[border..<whole.count]
  }

  private static func pictures(_ part: String, in folder: String) throws(PictureError) -> PictureSet {
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
    return PictureSet(rows: images.dimensions[1], columns: images.dimensions[2], pixels: images.values)
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
