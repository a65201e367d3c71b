/// Pictures side by side on a dark ground, to be looked at.
public struct PictureSheet: Sendable {
  /// Pixels of a picture's rows and columns.
  private let rows: Int
  private let columns: Int
  /// Ground between the pictures, in pixels.
  private let gap = 2
  private let ground: UInt8 = 64

  /// Sheets of pictures of this size.
  public init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
  }

  /// Lines of pictures, from the top; a picture is `rows` · `columns` intensities, clamped to [0, 1].
  ///
  /// - Parameters:
  ///   - lines: the pictures of each line.
  ///   - wideGaps: before which places of a line the gap is three times as wide.
  public func png(_ lines: [[ArraySlice<Float>]], wideGaps: Set<Int> = []) -> GreyPNG {
    let places = lines.map(\.count).max() ?? 0
    var starts: [Int] = []
    var width = gap
    for place in 0..<places {
      if wideGaps.contains(place) { width += 2 * gap }
      starts.append(width)
      width += columns + gap
    }
    let height = gap + lines.count * (rows + gap)
    var pixels = [UInt8](repeating: ground, count: width * height)
    for (line, pictures) in lines.enumerated() {
      for (place, picture) in pictures.enumerated() {
        let corner = (gap + line * (rows + gap)) * width + starts[place]
        for (index, intensity) in picture.enumerated() {
          let (y, x) = index.quotientAndRemainder(dividingBy: columns)
          pixels[corner + y * width + x] = UInt8((255 * min(max(intensity, 0), 1)).rounded())
        }
      }
    }
    return GreyPNG(width: width, height: height, pixels: pixels)
  }

  /// The picture at a place of a sheet of lines without wide gaps; `nil` where the sheet ends before.
  public func picture(line: Int, place: Int, of png: GreyPNG) -> [Float]? {
    let (left, top) = (gap + place * (columns + gap), gap + line * (rows + gap))
    guard left + columns <= png.width, top + rows <= png.height else { return nil }
    return (top..<top + rows).flatMap { y in
      png.pixels[y * png.width + left..<y * png.width + left + columns].map { Float($0) / 255 }
    }
  }

  /// Pictures that lie one after the other, cut into lines.
  ///
  /// - Parameters:
  ///   - pictures: whole pictures.
  ///   - across: pictures of a line.
  public func png(_ pictures: [Float], across: Int) -> GreyPNG {
    let size = rows * columns
    let slices = stride(from: 0, to: pictures.count, by: size).map { pictures[$0..<$0 + size] }
    let lines = stride(from: 0, to: slices.count, by: across).map {
      Array(slices[$0..<min($0 + across, slices.count)])
    }
    return png(lines)
  }
}
