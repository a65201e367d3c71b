import CZlib

/// A grey picture of eight bits a pixel in the PNG format (ISO/IEC 15948).
public struct GreyPNG: Equatable, Sendable {
  /// Pixels from left to right.
  public let width: Int
  /// Pixels from top to bottom.
  public let height: Int
  /// Row by row, 0 black to 255 white.
  public let pixels: [UInt8]

  /// A picture.
  ///
  /// - Parameters:
  ///   - width: pixels from left to right.
  ///   - height: pixels from top to bottom.
  ///   - pixels: width · height bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height, "\(pixels.count) pixels for \(width) x \(height)")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// The bytes of the file; equal pictures give equal bytes with one version of zlib.
  public var encoded: [UInt8] {
    // Each row begins with its filter: none.
    var raw: [UInt8] = []
    raw.reserveCapacity((width + 1) * height)
    for row in 0..<height {
      raw.append(0)
      raw += pixels[row * width..<(row + 1) * width]
    }
    let header = GreyPNG.bigEndian(width) + GreyPNG.bigEndian(height) + [8, 0, 0, 0, 0]
    return GreyPNG.signature + GreyPNG.chunk("IHDR", header)
      + GreyPNG.chunk("IDAT", GreyPNG.deflated(raw)) + GreyPNG.chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(crc32(0, body, UInt32(body.count))))
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(size))
    let status = compress2(&result, &size, bytes, UInt(bytes.count), 9)
    precondition(status == Z_OK, "zlib has no memory")
    return Array(result[0..<Int(size)])
  }
}
