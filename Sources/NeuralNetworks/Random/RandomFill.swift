/// Batches of uniform and normal numbers: the words first, then one vectorised loop.
extension RandomStream {
  /// Fills `target` with independent numbers uniform on [lower, upper).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func fillUniform<Scalar: NetworkScalar>(
    _ target: UnsafeMutableBufferPointer<Scalar>, lower: Scalar, upper: Scalar
  ) {
    guard let base = target.baseAddress else { return }
    fillUnit(base, count: target.count)
    let width = upper - lower
    for i in 0..<target.count {
      base[i] = Scalar.multiplyAdd(width, base[i], lower)
    }
  }

  /// Fills `target` with independent normal numbers, by Box and Muller (1958): in blocks of up to 256, the first half
  /// is √(-2 log u) cos 2πv and the second √(-2 log u) sin 2πv. In Float the largest is 5.8 standard deviations (u is
  /// a multiple of 2⁻²⁴ above 0), in Double 8.6.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func fillNormal<Scalar: NetworkScalar>(
    _ target: UnsafeMutableBufferPointer<Scalar>, mean: Scalar, standardDeviation: Scalar
  ) {
    guard let base = target.baseAddress else { return }
    let total = target.count
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 256) { room in
      guard let uniforms = room.baseAddress else { return }
      var start = 0
      while start < total {
        let count = min(256, total - start)
        let half = (count + 1) / 2
        fillUnit(uniforms, count: 2 * half)
        let angles = uniforms + half
        for i in 0..<half {
          uniforms[i] = Scalar.root(-2 * Scalar.logarithm(1 - uniforms[i])) * standardDeviation
        }
        let (left, right) = (base + start, base + start + half)
        for i in 0..<half {
          left[i] = Scalar.multiplyAdd(uniforms[i], Scalar.circle(angles[i]).cosine, mean)
        }
        for i in 0..<count - half {
          right[i] = Scalar.multiplyAdd(uniforms[i], Scalar.circle(angles[i]).sine, mean)
        }
        start += count
      }
    }
  }

  /// Uniform numbers on [0, 1), two from each word in Float's precision, one in Double's.
  @inline(__always)
  private mutating func fillUnit<Scalar: NetworkScalar>(
    _ base: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    var local = self
    if MemoryLayout<Scalar>.size == 4 {
      var i = 0
      while i + 1 < count {
        let word = local.next()
        base[i] = Scalar.uniform(word)
        base[i + 1] = Scalar.uniform(word &<< 32)
        i += 2
      }
      if i < count { base[i] = Scalar.uniform(local.next()) }
    } else {
      for i in 0..<count {
        base[i] = Scalar.uniform(local.next())
      }
    }
    self = local
  }
}
