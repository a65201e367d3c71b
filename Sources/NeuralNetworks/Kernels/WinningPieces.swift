/// The backward pass of maxout through the pieces that won.
///
/// Of the slopes of a row's affine outputs z one in each unit differs from zero, so of the sums in dW = xᵀ δz and
/// δx = δz Wᵀ one term in `pieces` remains: a column of dW is the sum of the inputs that it won, a row of δx that of
/// the columns of W that won it; units that dropout has silenced cost nothing either. For 5 pieces it takes about half
/// of the time of OpenBLAS's products with the zeros, a quarter where half of the units are dropped.
struct WinningPieces<Scalar: NetworkScalar> {
  let rows: Int
  let inputs: Int
  let units: Int
  let pieces: Int
  /// The slopes in the outputs, rows x units.
  let delta: UnsafePointer<Scalar>
  /// Which piece won, rows x units.
  let winners: UnsafePointer<UInt8>
  /// The room of this part of the work, and which of how many parts it is.
  let room: WinningPiecesRoom<Scalar>
  let part: Int
  let parts: Int

  /// Units whose columns of W or dW are worked on together: their columns, transposed, stay in the second cache, and
  /// fill whole cache lines of W in Float.
  private static var group: Int { 16 }

  private var width: Int { units &* pieces }

  /// Whether it pays for a layer: with few pieces or short rows the dense products are as fast.
  static func pays(for plan: LayerPlan) -> Bool { plan.pieces >= 4 && plan.inputs >= 16 }

  /// The room that layers of these plans need for `rows` rows: (numbers of the block, entries of a list).
  static func roomNeeded(_ plans: UnsafeMutableBufferPointer<LayerPlan>, rows: Int) -> (
    block: Int, entries: Int
  ) {
    var (block, entries) = (0, 0)
    for plan in plans where pays(for: plan) {
      block = max(block, plan.pieces * group * plan.inputs)
      entries = max(entries, plan.pieces * rows, group)
    }
    return (block, entries)
  }

  /// δx = δz Wᵀ, into `target`: this part's share of the columns.
  @inline(__always)
  func differentiateInputs(weights: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
    let (start, end) = (inputs &* part / parts, inputs &* (part &+ 1) / parts)
    let columns = end - start
    for first in stride(from: 0, to: units, by: Self.group) {
      let count = min(Self.group, units - first)
      for piece in 0..<pieces {
        Scalar.transpose(
          weights + start * width + piece * units + first, stride: width, rows: columns, columns: count,
          into: room.block + piece * Self.group * columns, stride: columns, keeping: 0)
      }
      for row in 0..<rows {
        let (slopes, winner) = (delta + row * units + first, winners + row * units + first)
        var entries = 0
        for u in 0..<count {
          room.offsets[entries] = Int32(truncatingIfNeeded: (Int(winner[u]) &* Self.group &+ u) &* columns)
          room.coefficients[entries] = slopes[u]
          entries &+= slopes[u] == 0 ? 0 : 1
        }
        Scalar.combine(
          room.block, columns: columns, offsets: room.offsets, coefficients: room.coefficients,
          count: entries,
          into: target + row * inputs + start, keeping: first > 0)
      }
    }
  }

  /// dW = keeping dW + xᵀ δz, db = keeping db + the column sums of δz: this part's share of the groups of units.
  @inline(__always)
  func differentiateParameters(
    inputs x: UnsafePointer<Scalar>, weights: UnsafeMutablePointer<Scalar>,
    biases: UnsafeMutablePointer<Scalar>, keeping: Scalar
  ) {
    for first in stride(from: part * Self.group, to: units, by: parts * Self.group) {
      let count = min(Self.group, units - first)
      for u in 0..<count {
        sumInputs(x, unit: first + u, place: u, biases: biases, keeping: keeping)
      }
      for piece in 0..<pieces {
        Scalar.transpose(
          room.block + piece * Self.group * inputs, stride: inputs, rows: count, columns: inputs,
          into: weights + piece * units + first, stride: width, keeping: keeping)
      }
    }
  }

  /// For each piece of a unit: the sum of the rows that it won times their slopes, into the block, and the sum of the
  /// slopes.
  @inline(__always)
  private func sumInputs(
    _ x: UnsafePointer<Scalar>, unit: Int, place: Int, biases: UnsafeMutablePointer<Scalar>, keeping: Scalar
  ) {
    let ends = room.ends
    for piece in 0..<pieces { ends[piece] = piece &* rows }
    for row in 0..<rows {
      let slope = delta[row &* units &+ unit]
      let piece = Int(winners[row &* units &+ unit])
      let end = ends[piece]
      room.offsets[end] = Int32(truncatingIfNeeded: row &* inputs)
      room.coefficients[end] = slope
      ends[piece] = end &+ (slope == 0 ? 0 : 1)
    }
    for piece in 0..<pieces {
      let start = piece &* rows
      let count = ends[piece] &- start
      let slopes = room.coefficients + start
      Scalar.combine(
        x, columns: inputs, offsets: room.offsets + start, coefficients: slopes, count: count,
        into: room.block + (piece &* Self.group &+ place) &* inputs, keeping: false)
      var sum: Scalar = 0
      for k in 0..<count { sum += slopes[k] }
      let bias = biases + (piece &* units &+ unit)
      bias.pointee = keeping == 0 ? sum : keeping * bias.pointee + sum
    }
  }
}

/// The memory of one part of ``WinningPieces``, allocated once with a workspace.
struct WinningPiecesRoom<Scalar: NetworkScalar> {
  /// As many parts work at once at most.
  static var mostParts: Int { 2 }

  /// A group's columns of W or dW, transposed.
  let block: UnsafeMutablePointer<Scalar>
  /// Which rows to add, and how much of each.
  let offsets: UnsafeMutablePointer<Int32>
  let coefficients: UnsafeMutablePointer<Scalar>
  /// Where each piece's list ends.
  let ends: UnsafeMutablePointer<Int>

  init(block: UnsafeMutablePointer<Scalar>, coefficients: UnsafeMutablePointer<Scalar>, entries: Int) {
    (self.block, self.coefficients) = (block, coefficients)
    offsets = .allocate(capacity: max(1, entries))
    ends = .allocate(capacity: 256)
  }

  func deallocate() {
    offsets.deallocate()
    ends.deallocate()
  }
}
