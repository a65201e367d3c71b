import Foundation

/// Grey pictures of one size, a byte a pixel: 0 is black, 255 white.
public struct PictureSet: Equatable, Sendable {
  /// Pixels from top to bottom.
  public let rows: Int
  /// Pixels from left to right.
  public let columns: Int
  /// The pictures, one after the other, row by row.
  public let pixels: [UInt8]

  /// Pictures made of their parts.
  ///
  /// - Parameters:
  ///   - rows: pixels from top to bottom.
  ///   - columns: pixels from left to right.
  ///   - pixels: whole pictures, one after the other.
  public init(rows: Int, columns: Int, pixels: [UInt8]) {
    (self.rows, self.columns, self.pixels) = (rows, columns, pixels)
  }

  /// Pixels of one picture.
  public var dimension: Int { rows * columns }
  /// How many pictures there are.
  public var count: Int { pixels.count / dimension }

  /// Some of the pictures.
  public subscript(range: Range<Int>) -> PictureSet {
    let part = pixels[range.lowerBound * dimension..<range.upperBound * dimension]
    return PictureSet(rows: rows, columns: columns, pixels: Array(part))
  }

  /// All pixels as numbers in [0, 1]: byte / 255.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func intensities<Number: BinaryFloatingPoint>(as _: Number.Type = Number.self) -> [Number] {
    let scale = (0...255).map { Number($0) / 255 }
    return pixels.map { scale[Int($0)] }
  }

  /// The mean of each pixel over the pictures, in [0, 1].
  public var marginals: [Double] {
    var sums = [Int](repeating: 0, count: dimension)
    for picture in 0..<count {
      for pixel in 0..<dimension { sums[pixel] += Int(pixels[picture * dimension + pixel]) }
    }
    return sums.map { Double($0) / (255 * Double(count)) }
  }
}

extension [Double] {
  /// The logits of probabilities, kept 1e-7 away from 0 and 1, as the code published with the paper does for the
  /// biases of its generator's pixels.
  public var marginalLogits: [Double] {
    map { mean in
      let kept = Swift.min(Swift.max(mean, 1e-7), 1 - 1e-7)
      return log(kept / (1 - kept))
    }
  }
}
