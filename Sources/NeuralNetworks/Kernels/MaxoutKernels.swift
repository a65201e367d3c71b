/// Maxout over affine outputs that lie piece by piece: column p · units + u is piece p of unit u, so both loops run
/// over neighbouring units and vectorise.
enum MaxoutKernels<Scalar: NetworkScalar> {
  /// values[u] = max over p of z[p, u], and the first p that reaches it.
  @inline(__always)
  static func choose(
    _ z: UnsafePointer<Scalar>, rows: Int, units: Int, pieces: Int,
    values: UnsafeMutablePointer<Scalar>, winners: UnsafeMutablePointer<UInt8>
  ) {
    for row in 0..<rows {
      let source = z + row * units * pieces
      let best = values + row * units
      let winner = winners + row * units
      for u in 0..<units {
        best[u] = source[u]
        winner[u] = 0
      }
      for p in 1..<pieces {
        let piece = source + p * units
        let index = UInt8(truncatingIfNeeded: p)
        for u in 0..<units {
          let larger = piece[u] > best[u] || piece[u] != piece[u]
          winner[u] = larger ? index : winner[u]
          best[u] = larger ? piece[u] : best[u]
        }
      }
    }
  }

  /// target[p, u] = delta[u] for the winner p, else 0.
  @inline(__always)
  static func scatter(
    _ delta: UnsafePointer<Scalar>, rows: Int, units: Int, pieces: Int, winners: UnsafePointer<UInt8>,
    into target: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows {
      let source = delta + row * units
      let winner = winners + row * units
      for p in 0..<pieces {
        let piece = target + (row * pieces + p) * units
        let index = UInt8(truncatingIfNeeded: p)
        for u in 0..<units { piece[u] = winner[u] == index ? source[u] : 0 }
      }
    }
  }

  /// values[u] = z[winner of u, u]: the tangent of a maximum is the winner's.
  @inline(__always)
  static func gather(
    _ z: UnsafePointer<Scalar>, rows: Int, units: Int, pieces: Int, winners: UnsafePointer<UInt8>,
    into values: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows {
      let source = z + row * units * pieces
      let target = values + row * units
      let winner = winners + row * units
      for u in 0..<units { target[u] = source[u] }
      for p in 1..<pieces {
        let piece = source + p * units
        let index = UInt8(truncatingIfNeeded: p)
        for u in 0..<units { target[u] = winner[u] == index ? piece[u] : target[u] }
      }
    }
  }
}
