import Foundation

/// A file in the IDX format of MNIST, plain or gzip: two zero bytes, the type of the numbers, the count of dimensions,
/// the dimensions as big-endian 32-bit numbers, then the numbers. Only unsigned bytes are read here.
public struct IDXFile: Equatable, Sendable {
  /// The extents, outermost first.
  public let dimensions: [Int]
  /// The numbers, the last dimension fastest.
  public let values: [UInt8]

  /// Reads a file.
  ///
  /// - Parameter path: the file.
  /// - Throws: ``PictureError`` with the file, the offset (in the decompressed bytes, but for damage of the gzip stream
  ///   itself) and what was expected there.
  public init(contentsOf path: String) throws(PictureError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .file(path: path, message: "cannot be read; expected an IDX file, plain or gzip")
    }
    try self.init(decoding: [UInt8](data), path: path)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - file: its bytes, plain or gzip.
  ///   - path: its name, for errors.
  /// - Throws: as ``init(contentsOf:)``.
  public init(decoding file: [UInt8], path: String) throws(PictureError) {
    let bytes = Gzip.recognises(file) ? try Gzip.decompressed(file, path: path) : file
    func refuse(_ offset: Int, _ expected: String, _ found: String) -> PictureError {
      .unusableFile(path: path, offset: offset, expected: expected, found: found)
    }
    guard bytes.count >= 4 else { throw refuse(bytes.count, "4 bytes of IDX header", "the end of the file") }
    guard bytes[0] == 0, bytes[1] == 0 else {
      throw refuse(0, "two zero bytes of an IDX file", "\(bytes[0]), \(bytes[1])")
    }
    guard bytes[2] == 8 else { throw refuse(2, "type 8, unsigned bytes", "type \(bytes[2])") }
    let rank = Int(bytes[3])
    guard (1...4).contains(rank) else { throw refuse(3, "1 to 4 dimensions", "\(rank)") }
    let start = 4 + 4 * rank
    guard bytes.count >= start else {
      throw refuse(bytes.count, "\(rank) dimensions of 4 bytes each", "the end of the file")
    }
    dimensions = (0..<rank).map { index in
      bytes[(4 + 4 * index)..<(8 + 4 * index)].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = 1
    for (index, extent) in dimensions.enumerated() {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent > 0, !overflow else {
        throw refuse(4 + 4 * index, "an extent of 1 or more", "\(extent)")
      }
      count = product
    }
    let shape = dimensions.map(String.init).joined(separator: " x ")
    guard bytes.count >= start + count else {
      throw refuse(bytes.count, "\(start + count) bytes for \(shape) numbers", "the end of the file")
    }
    guard bytes.count == start + count else {
      throw refuse(
        start + count, "the end of the file after \(shape) numbers",
        "\(bytes.count - start - count) more bytes")
    }
    values = Array(bytes[start...])
  }
}
