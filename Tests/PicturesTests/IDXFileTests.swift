import CZlib
import Foundation
import Testing

@testable import Pictures

/// IDX files are read plain and compressed, and whatever is wrong is refused with file, offset and what was expected.
struct IDXFileTests {
  /// Two pictures of 2 x 3 pixels.
  static let bytes: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + (1...12).map { UInt8($0 * 20) }

  private func refusal(_ bytes: [UInt8]) -> PictureError? {
    do {
      _ = try IDXFile(decoding: bytes, path: "file")
      return nil
    } catch { return error }
  }

  private func changed(_ offset: Int, to byte: UInt8) -> [UInt8] {
    var bytes = IDXFileTests.bytes
    bytes[offset] = byte
    return bytes
  }

  @Test("a plain file and a compressed one say the same")
  func plainAndCompressed() throws {
    let plain = try IDXFile(decoding: IDXFileTests.bytes, path: "file")
    #expect(plain.dimensions == [2, 2, 3])
    #expect(plain.values == IDXFileTests.bytes.suffix(12))
    #expect(try IDXFile(decoding: compressed(IDXFileTests.bytes), path: "file") == plain)
  }

  @Test("a gzip file of two members is read to its end")
  func members() throws {
    let bytes = IDXFileTests.bytes
    let file = compressed(Array(bytes[0..<20])) + compressed(Array(bytes[20...]))
    #expect(try IDXFile(decoding: file, path: "file").values == bytes.suffix(12))
  }

  @Test("a file is cut off at any byte: the error says where it ends", arguments: 0..<28)
  func truncated(count: Int) throws {
    let error = try #require(refusal(Array(IDXFileTests.bytes[0..<count])))
    guard case .unusableFile("file", let offset, _, "the end of the file") = error else {
      Issue.record("\(error)")
      return
    }
    #expect(offset == count)
  }

  @Test("another kind of file is refused at the byte that gives it away")
  func mislabelled() {
    #expect(
      refusal(changed(1, to: 7))
        == .unusableFile(path: "file", offset: 0, expected: "two zero bytes of an IDX file", found: "0, 7"))
    #expect(
      refusal(changed(2, to: 13))
        == .unusableFile(path: "file", offset: 2, expected: "type 8, unsigned bytes", found: "type 13"))
    #expect(
      refusal(changed(3, to: 0))
        == .unusableFile(path: "file", offset: 3, expected: "1 to 4 dimensions", found: "0"))
    #expect(
      refusal(changed(11, to: 0))
        == .unusableFile(path: "file", offset: 8, expected: "an extent of 1 or more", found: "0"))
    #expect(
      refusal(IDXFileTests.bytes + [0])
        == .unusableFile(
          path: "file", offset: 28, expected: "the end of the file after 2 x 2 x 3 numbers",
          found: "more bytes"))
    // 2 x (2³² - 1) x 3 numbers.
    let huge: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 255, 255, 255, 255, 0, 0, 0, 3]
    #expect(
      refusal(huge)
        == .unusableFile(
          path: "file", offset: 8, expected: "extents of at most 1073741824 numbers in all",
          found: "2 x 4294967295 x 3"))
  }

  @Test("of a file that would inflate a thousandfold, no more is inflated than its header says")
  func bomb() throws {
    let long = IDXFileTests.bytes + [UInt8](repeating: 0, count: 50_000_000)
    let file = compressed(long)
    #expect(file.count < long.count / 500)
    // Damage where the 29th byte has long been inflated is never seen.
    var damaged = file
    damaged[file.count - 1] ^= 1
    for bytes in [file, damaged] {
      #expect(
        refusal(bytes)
          == .unusableFile(
            path: "file", offset: 28, expected: "the end of the file after 2 x 2 x 3 numbers",
            found: "more bytes"))
    }
  }

  @Test("a damaged or truncated gzip stream is refused, wherever the damage is")
  func damagedGzip() throws {
    let file = compressed(IDXFileTests.bytes)
    for count in [2, 9, 15, file.count - 9, file.count - 1] {
      let error = try #require(refusal(Array(file[0..<count])))
      #expect("\(error)".hasSuffix("expected more of the gzip stream, found the end of the file"), "\(error)")
    }
    // The checksum of the contents, and its length.
    for offset in [file.count - 8, file.count - 1] {
      var damaged = file
      damaged[offset] ^= 1
      let error = try #require(refusal(damaged))
      #expect("\(error)".contains("expected a sound gzip stream"), "\(error)")
    }
  }

  @Test("labels of another number than pictures are refused, and a folder without files says what to do")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "minimax-idx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: PictureError.self) { try PictureSplit(folder: folder.path) }
    let pictures: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2] + (0..<24).map { UInt8($0) }
    func write(_ bytes: [UInt8], _ name: String) throws {
      try Data(bytes).write(to: folder.appending(path: name))
    }
    func labels(_ count: UInt8) -> [UInt8] {
      [0, 0, 8, 1, 0, 0, 0, count] + [UInt8](repeating: 1, count: Int(count))
    }
    try write(pictures, "train-images-idx3-ubyte")
    try write(compressed(pictures), "t10k-images-idx3-ubyte.gz")
    try write(labels(12), "t10k-labels-idx1-ubyte")
    try write(labels(11), "train-labels-idx1-ubyte")
    do {
      _ = try PictureSplit(folder: folder.path)
      Issue.record("read")
    } catch {
      let path = "\(folder.path)/train-labels-idx1-ubyte"
      #expect("\(error)".hasPrefix("\(path): at byte 4 expected 12 labels"), "\(error)")
    }
    try write(labels(12), "train-labels-idx1-ubyte")
    let split = try PictureSplit(folder: folder.path)
    #expect(split.training.pixels == (0..<20).map { UInt8($0) })
    #expect(split.validation.pixels == (20..<24).map { UInt8($0) })
    #expect(split.test.count == 12)
    #expect(split.identity.hasPrefix("1 x 2, 10 training ("))
    // A label that no training picture has, at byte 8 + 11; and too few pictures for a standard error.
    try write(labels(12).dropLast() + [255], "t10k-labels-idx1-ubyte")
    #expect(
      refusal(folder.path)?.description
        == "\(folder.path)/t10k-labels-idx1-ubyte: at byte 19 expected a label of "
        + "\(folder.path)/train-labels-idx1-ubyte, 1 to 1, found 255")
    try write(labels(12), "t10k-labels-idx1-ubyte")
    let few: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 11, 0, 0, 0, 1, 0, 0, 0, 2] + pictures[16..<38]
    try write(few, "train-images-idx3-ubyte")
    try write(labels(11), "train-labels-idx1-ubyte")
    #expect(refusal(folder.path)?.description.contains("11 training pictures; allowed: 12 or more") == true)
  }

  private func refusal(_ folder: String) -> PictureError? {
    do {
      _ = try PictureSplit(folder: folder)
      return nil
    } catch { return error }
  }
}

/// The bytes as a gzip file, by zlib.
func compressed(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  deflateInit2_(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
  let count = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      deflate(&stream, Z_FINISH)
      return target.count - Int(stream.avail_out)
    }
  }
  return Array(output[0..<count])
}
