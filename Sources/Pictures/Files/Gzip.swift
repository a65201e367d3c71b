import CZlib

/// Files in the gzip format (RFC 1952), by zlib.
enum Gzip {
  /// Whether bytes begin as a gzip file does.
  static func recognises(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The contents of a gzip file: all of its members, each with its checksum verified.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: its name, for errors.
  /// - Throws: ``PictureError/unusableFile(path:offset:expected:found:)`` with the offset in the compressed file.
  static func decompressed(_ bytes: [UInt8], path: String) throws(PictureError) -> [UInt8] {
    var stream = z_stream()
    // 15 bits of window, and 16 for a gzip header alone.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
      throw .file(path: path, message: "cannot be decompressed: zlib does not start")
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var result: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 18)
    var consumed = 0
    var status = Z_OK
    while consumed < input.count || status == Z_OK {
      if status == Z_STREAM_END { inflateReset(&stream) }
      let (taken, made) = step(&stream, &input, from: consumed, &room, &status)
      consumed += taken
      result += room[0..<made]
      if status == Z_STREAM_END || status == Z_OK && taken + made > 0 { continue }
      guard status == Z_OK || status == Z_BUF_ERROR else {
        let reason = stream.msg.map { String(cString: $0) } ?? "error \(status)"
        throw .unusableFile(path: path, offset: consumed, expected: "a sound gzip stream", found: reason)
      }
      throw .unusableFile(
        path: path, offset: consumed, expected: "more of the gzip stream", found: "the end of the file")
    }
    return result
  }

  /// One call of inflate: how many bytes it took and made.
  private static func step(
    _ stream: inout z_stream, _ input: inout [UInt8], from start: Int, _ room: inout [UInt8],
    _ status: inout Int32
  ) -> (taken: Int, made: Int) {
    let available = input.count - start
    return input.withUnsafeMutableBufferPointer { source in
      room.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress.map { $0 + start }
        stream.avail_in = UInt32(available)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        status = inflate(&stream, Z_NO_FLUSH)
        return (available - Int(stream.avail_in), target.count - Int(stream.avail_out))
      }
    }
  }
}
