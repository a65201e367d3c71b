import Foundation

/// A file in the IDX format of MNIST, plain or gzip: two zero bytes, the type of the numbers, the count of dimensions,
/// the dimensions as big-endian 32-bit numbers, then the numbers. Only unsigned bytes are read here.
///
/// The header is read first, and then no more than it says and one byte, whatever a compressed file would inflate to.
public struct IDXFile: Equatable, Sendable {
  /// The most numbers of a file that is read: 2³⁰, 1.4 million pictures of 28 x 28.
  public static let mostNumbers = 1 << 30

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
    try self.init(ByteStream(contentsOf: path), path: path)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - file: its bytes, plain or gzip.
  ///   - path: its name, for errors.
  /// - Throws: as ``init(contentsOf:)``.
  public init(decoding file: [UInt8], path: String) throws(PictureError) {
    try self.init(ByteStream(file, path: path), path: path)
  }

  private init(_ bytes: ByteStream, path: String) throws(PictureError) {
    var bytes = bytes
    func refuse(_ offset: Int, _ expected: String, _ found: String) -> PictureError {
      .unusableFile(path: path, offset: offset, expected: expected, found: found)
    }
    let head = try bytes.next(4)
    guard head.count == 4 else { throw refuse(head.count, "4 bytes of IDX header", "the end of the file") }
    guard head[0] == 0, head[1] == 0 else {
      throw refuse(0, "two zero bytes of an IDX file", "\(head[0]), \(head[1])")
    }
    guard head[2] == 8 else { throw refuse(2, "type 8, unsigned bytes", "type \(head[2])") }
    let rank = Int(head[3])
    guard (1...4).contains(rank) else { throw refuse(3, "1 to 4 dimensions", "\(rank)") }
    let extents = try bytes.next(4 * rank)
    guard extents.count == 4 * rank else {
      throw refuse(4 + extents.count, "\(rank) dimensions of 4 bytes each", "the end of the file")
    }
    dimensions = (0..<rank).map { index in extents[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let shape = dimensions.map(String.init).joined(separator: " x ")
    var count = 1
    for (index, extent) in dimensions.enumerated() {
      guard extent > 0 else { throw refuse(4 + 4 * index, "an extent of 1 or more", "\(extent)") }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= IDXFile.mostNumbers else {
        throw refuse(4 + 4 * index, "extents of at most \(IDXFile.mostNumbers) numbers in all", shape)
      }
      count = product
    }
    let start = 4 + 4 * rank
    values = try bytes.next(count)
    guard values.count == count else {
      throw refuse(start + values.count, "\(start + count) bytes for \(shape) numbers", "the end of the file")
    }
    guard try bytes.next(1).isEmpty else {
      throw refuse(start + count, "the end of the file after \(shape) numbers", "more bytes")
    }
  }
}
