import CZlib
import Testing

@testable import Pictures

/// A PNG holds its pixels: chunks with right lengths and checksums, rows behind a filter byte.
struct GreyPNGTests {
  private func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  @Test("the encoded picture decodes to its pixels")
  func roundTrip() throws {
    let pixels = (0..<7 * 5).map { UInt8(($0 * 37) % 256) }
    let bytes = GreyPNG(width: 7, height: 5, pixels: pixels).encoded
    #expect(Array(bytes[0..<8]) == [137, 80, 78, 71, 13, 10, 26, 10])
    var chunks: [String: [UInt8]] = [:]
    var position = 8
    while position < bytes.count {
      let length = number(bytes[position..<position + 4])
      let body = Array(bytes[position + 4..<position + 8 + length])
      #expect(
        number(bytes[position + 8 + length..<position + 12 + length])
          == Int(crc32(0, body, UInt32(body.count))))
      chunks[String(decoding: body[0..<4], as: UTF8.self)] = Array(body[4...])
      position += 12 + length
    }
    #expect(chunks["IHDR"] == [0, 0, 0, 7, 0, 0, 0, 5, 8, 0, 0, 0, 0])
    #expect(chunks["IEND"] == [])
    let data = try #require(chunks["IDAT"])
    var raw = [UInt8](repeating: 0, count: 8 * 5)
    var size = UInt(raw.count)
    #expect(uncompress(&raw, &size, data, UInt(data.count)) == Z_OK)
    #expect(size == 40)
    #expect((0..<5).allSatisfy { raw[8 * $0] == 0 })
    #expect((0..<5).flatMap { raw[8 * $0 + 1..<8 * $0 + 8] } == pixels)
  }

  @Test("a picture reads itself back, and any damaged byte or cut is refused")
  func decoding() throws {
    let picture = GreyPNG(width: 7, height: 5, pixels: (0..<7 * 5).map { UInt8(($0 * 37) % 256) })
    let bytes = picture.encoded
    #expect(try GreyPNG(decoding: bytes, path: "file") == picture)
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 4
      #expect(throws: PictureError.self) { try GreyPNG(decoding: damaged, path: "file") }
    }
    for count in [0, 7, 20, bytes.count - 13, bytes.count - 1] {
      #expect(throws: PictureError.self) { try GreyPNG(decoding: Array(bytes[0..<count]), path: "file") }
    }
  }

  @Test("a sheet has each picture in its place, intensities clamped to black and white")
  func sheet() {
    let pictures: [Float] = [0, 0.5, 1, 2] + [1, 1, 1, 1] + [-1, 0, 0, 0.2]
    let png = PictureSheet(rows: 2, columns: 2).png(pictures, across: 2)
    #expect((png.width, png.height) == (10, 10))
    func pixel(_ row: Int, _ column: Int) -> UInt8 { png.pixels[row * 10 + column] }
    #expect([pixel(2, 2), pixel(2, 3), pixel(3, 2), pixel(3, 3)] == [0, 128, 255, 255])
    #expect([pixel(2, 6), pixel(3, 7)] == [255, 255])
    #expect([pixel(6, 2), pixel(7, 3)] == [0, 51])
    #expect([pixel(0, 0), pixel(6, 6)] == [64, 64])
    let sheet = PictureSheet(rows: 2, columns: 2)
    #expect(sheet.picture(line: 1, place: 0, of: png) == [0, 0, 0, 0.2])
    #expect(sheet.picture(line: 2, place: 0, of: png) == nil)
  }
}
