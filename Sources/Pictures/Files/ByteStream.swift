import CZlib
import Foundation

/// The bytes of a file in their order, decompressed where it is gzip (RFC 1952), a piece at a time: a small file that would
/// inflate to gigabytes is refused by its header before it does.
struct ByteStream {
  private enum Source {
    case file(FileHandle)
    case memory([UInt8])
  }

  /// Bytes that are read, or inflated, at once.
  private static let piece = 1 << 18

  private let path: String
  private var source: Source
  private var inflater: Inflater?
  private var isBegun = false
  /// What was inflated, or read of a plain file, and not yet given.
  private var ready: [UInt8] = []
  private var position = 0

  /// The bytes of a file.
  ///
  /// - Throws: ``PictureError/file(path:message:)`` where it cannot be opened.
  init(contentsOf path: String) throws(PictureError) {
    guard let file = FileHandle(forReadingAtPath: path) else { throw ByteStream.unreadable(path) }
    (self.path, source) = (path, .file(file))
  }

  /// Bytes in memory, called `path` in errors.
  init(_ bytes: [UInt8], path: String) { (self.path, source) = (path, .memory(bytes)) }

  /// The next bytes, fewer than `count` only at the end.
  ///
  /// - Throws: ``PictureError/unusableFile(path:offset:expected:found:)`` with the offset in the compressed file where a
  ///   gzip stream is damaged or ends early, each member's checksum verified.
  mutating func next(_ count: Int) throws(PictureError) -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      if position == ready.count {
        (ready, position) = (try moreBytes(), 0)
        if ready.isEmpty { break }
      }
      let taken = min(count - result.count, ready.count - position)
      result += ready[position..<position + taken]
      position += taken
    }
    return result
  }

  private mutating func moreBytes() throws(PictureError) -> [UInt8] {
    if !isBegun {
      isBegun = true
      let first = try stored()
      guard first.starts(with: [0x1F, 0x8B]) else { return first }
      guard let inflater = Inflater(first) else {
        throw .file(path: path, message: "cannot be decompressed: zlib does not start")
      }
      self.inflater = inflater
    }
    guard let inflater else { return try stored() }
    while true {
      if inflater.needsInput { inflater.give(try stored()) }
      // Nothing more, and a member has just ended.
      if inflater.needsInput, inflater.isBetweenMembers { return [] }
      switch inflater.inflated(most: ByteStream.piece) {
      case .bytes(let bytes): if !bytes.isEmpty { return bytes }
      case .unsound(let reason): throw damaged("a sound gzip stream", found: reason)
      case .tooShort: throw damaged("more of the gzip stream", found: "the end of the file")
      }
    }
  }

  /// The next bytes as they are in the file; none at its end.
  private mutating func stored() throws(PictureError) -> [UInt8] {
    switch source {
    case .memory(let bytes):
      source = .memory([])
      return bytes
    case .file(let file):
      do {
        return [UInt8](try file.read(upToCount: ByteStream.piece) ?? Data())
      } catch {
        throw ByteStream.unreadable(path)
      }
    }
  }

  private func damaged(_ expected: String, found: String) -> PictureError {
    .unusableFile(path: path, offset: inflater?.consumed ?? 0, expected: expected, found: found)
  }

  private static func unreadable(_ path: String) -> PictureError {
    .file(path: path, message: "cannot be read; expected an IDX file, plain or gzip")
  }
}

/// zlib at work on a gzip file, member after member. zlib keeps the address of its state, which therefore does not move.
private final class Inflater {
  enum Outcome {
    /// What came out; nothing where more input is needed.
    case bytes([UInt8])
    /// zlib's word for what is wrong.
    case unsound(String)
    /// There is no more input, and no end was seen.
    case tooShort
  }

  /// Compressed bytes taken so far.
  private(set) var consumed = 0
  /// Whether a member has ended and no other has begun.
  private(set) var isBetweenMembers = false
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8]
  private var position = 0

  init?(_ input: [UInt8]) {
    self.input = input
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for a gzip header alone.
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return nil
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  var needsInput: Bool { position == input.count }

  func give(_ bytes: [UInt8]) { (input, position) = (bytes, 0) }

  func inflated(most: Int) -> Outcome {
    if isBetweenMembers {
      inflateReset(stream)
      isBetweenMembers = false
    }
    var status = Z_OK
    let available = input.count - position
    let made = [UInt8](unsafeUninitializedCapacity: most) { room, count in
      input.withUnsafeMutableBufferPointer { source in
        stream.pointee.next_in = source.baseAddress.map { $0 + position }
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = room.baseAddress
        stream.pointee.avail_out = UInt32(most)
        status = inflate(stream, Z_NO_FLUSH)
      }
      count = most - Int(stream.pointee.avail_out)
    }
    let taken = available - Int(stream.pointee.avail_in)
    position += taken
    consumed += taken
    switch status {
    case Z_STREAM_END:
      isBetweenMembers = true
      return .bytes(made)
    case Z_OK, Z_BUF_ERROR: return made.isEmpty && available == 0 ? .tooShort : .bytes(made)
    default: return .unsound(stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)")
    }
  }
}
