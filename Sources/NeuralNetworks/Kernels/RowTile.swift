/// A vector of `width` numbers (biases, or their gradient) repeated until it is long enough for a vector loop.
///
/// A minibatch of rows is one long block. Walking it in pieces of a tile keeps the inner loop long and free of
/// remainders even for narrow layers, where a loop over one row of 32 numbers would be all overhead.
struct RowTile<Scalar: NetworkScalar> {
  let pointer: UnsafeMutablePointer<Scalar>
  let width: Int
  let repeats: Int

  /// The room that a tile of any of the widths up to `width` needs.
  static func capacity(width: Int) -> Int { max(256, width) }

  @inline(__always)
  init(_ pointer: UnsafeMutablePointer<Scalar>, width: Int) {
    self.pointer = pointer
    self.width = width
    repeats = max(1, 256 / width)
  }

  var length: Int { @inline(__always) get { repeats * width } }

  /// Repeats `vector` over the tile, as far as `rows` rows need it.
  @inline(__always)
  func repeatVector(_ vector: UnsafePointer<Scalar>, rows: Int) {
    if width == 1 {
      let value = vector[0]
      for i in 0..<min(repeats, rows) { pointer[i] = value }
      return
    }
    for copy in 0..<min(repeats, rows) {
      let row = pointer + copy * width
      for i in 0..<width { row[i] = vector[i] }
    }
  }

  /// target = keeping · target + the sum of the tile's rows, as many as `rows` rows have filled.
  @inline(__always)
  func fold(into target: UnsafeMutablePointer<Scalar>, rows: Int, keeping: Scalar) {
    for copy in 1..<max(1, min(repeats, rows)) {
      let row = pointer + copy * width
      for i in 0..<width { pointer[i] += row[i] }
    }
    if keeping == 0 {
      for i in 0..<width { target[i] = pointer[i] }
    } else {
      for i in 0..<width { target[i] = keeping * target[i] + pointer[i] }
    }
  }

  /// z[i] = function(z[i], tile) over `total` numbers of whole rows.
  @inline(__always)
  func update(_ z: UnsafeMutablePointer<Scalar>, total: Int, _ function: (Scalar, Scalar) -> Scalar) {
    var start = 0
    while start < total {
      let count = min(length, total - start)
      let piece = z + start
      for i in 0..<count { piece[i] = function(piece[i], pointer[i]) }
      start += count
    }
  }

  /// The tile gathers the sums of the columns of `delta`.
  @inline(__always)
  func gather(_ delta: UnsafePointer<Scalar>, total: Int) {
    let first = min(length, total)
    for i in 0..<first { pointer[i] = delta[i] }
    var start = first
    while start < total {
      let count = min(length, total - start)
      let piece = delta + start
      for i in 0..<count { pointer[i] += piece[i] }
      start += count
    }
  }

  /// delta[i] *= slope(a[i]), and the tile gathers the sums of the columns.
  @inline(__always)
  func differentiate(
    _ delta: UnsafeMutablePointer<Scalar>, values a: UnsafePointer<Scalar>, total: Int,
    _ slope: (Scalar) -> Scalar
  ) {
    let first = min(length, total)
    for i in 0..<first {
      let product = delta[i] * slope(a[i])
      delta[i] = product
      pointer[i] = product
    }
    var start = first
    while start < total {
      let count = min(length, total - start)
      let piece = delta + start
      let value = a + start
      for i in 0..<count {
        let product = piece[i] * slope(value[i])
        piece[i] = product
        pointer[i] += product
      }
      start += count
    }
  }
}
