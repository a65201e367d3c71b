import CZlib

extension GreyPNG {
  /// Reads back a picture that ``encoded`` wrote: grey, eight bits, rows unfiltered.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: its name, for errors.
  /// - Throws: ``PictureError`` where it is damaged, or a PNG of another kind.
  public init(decoding bytes: [UInt8], path: String) throws(PictureError) {
    func refuse(_ offset: Int, _ expected: String, _ found: String) -> PictureError {
      .unusableFile(path: path, offset: offset, expected: expected, found: found)
    }
    guard bytes.starts(with: GreyPNG.signature) else {
      throw refuse(0, "the signature of a PNG", "other bytes")
    }
    var position = GreyPNG.signature.count
    var header: [UInt8] = []
    var data: [UInt8] = []
    var isEnded = false
    while position < bytes.count {
      guard position + 12 <= bytes.count else { throw refuse(bytes.count, "a chunk", "the end of the file") }
      let length = GreyPNG.number(bytes[position..<position + 4])
      guard position + 12 + length <= bytes.count else {
        throw refuse(bytes.count, "a chunk of \(length) bytes", "the end of the file")
      }
      let body = Array(bytes[position + 4..<position + 8 + length])
      guard
        GreyPNG.number(bytes[position + 8 + length..<position + 12 + length])
          == Int(crc32(0, body, UInt32(body.count)))
      else { throw refuse(position + 8 + length, "the checksum of the chunk before it", "another") }
      switch String(decoding: body[0..<4], as: UTF8.self) {
      case "IHDR": header = Array(body[4...])
      case "IDAT": data += body[4...]
      default: isEnded = true
      }
      position += 12 + length
    }
    guard isEnded else { throw refuse(bytes.count, "a last chunk", "the end of the file") }
    guard header.count == 13, Array(header[8...]) == [8, 0, 0, 0, 0] else {
      throw refuse(16, "a grey picture of eight bits, not interlaced", "another kind")
    }
    let (width, height) = (GreyPNG.number(header[0..<4]), GreyPNG.number(header[4..<8]))
    var raw = [UInt8](repeating: 1, count: (width + 1) * height)
    var size = UInt(raw.count)
    guard uncompress(&raw, &size, data, UInt(data.count)) == Z_OK, size == raw.count,
      (0..<height).allSatisfy({ raw[$0 * (width + 1)] == 0 })
    else { throw refuse(33, "\(height) unfiltered rows of \(width) pixels", "other data") }
    self.init(
      width: width, height: height,
      pixels: (0..<height).flatMap { raw[$0 * (width + 1) + 1..<($0 + 1) * (width + 1)] })
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
