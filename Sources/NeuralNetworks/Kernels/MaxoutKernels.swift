/// Maxout over affine outputs that lie piece by piece: column p · units + u is piece p of unit u, so both loops run
/// over neighbouring units and vectorise.
enum MaxoutKernels<Scalar: NetworkScalar> {
  /// values[u] = max over p of z[p, u] + biases[p, u], and the first p that reaches it. The biases are added here and
  /// not before: the affine outputs of a wide layer are then read once and not written again.
  @inline(__always)
  static func choose(
    _ z: UnsafePointer<Scalar>, biases: UnsafePointer<Scalar>, rows: Int, units: Int, pieces: Int,
    values: UnsafeMutablePointer<Scalar>, winners: UnsafeMutablePointer<UInt8>
  ) {
    for row in 0..<rows {
      let source = z + row * units * pieces
      let best = values + row * units
      let winner = winners + row * units
      for u in 0..<units {
        best[u] = source[u] + biases[u]
        winner[u] = 0
      }
      for p in 1..<pieces {
        let (piece, bias) = (source + p * units, biases + p * units)
        let index = UInt8(truncatingIfNeeded: p)
        for u in 0..<units {
          let value = piece[u] + bias[u]
          let larger = value > best[u] || value != value
          winner[u] = larger ? index : winner[u]
          best[u] = larger ? value : best[u]
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
