import NeuralNetworks

/// A piecewise linear function as the list of its pieces: a search instead of a pass through a network.
struct LinearTable: Sendable {
  /// The pieces, ascending, without gaps; neighbours on one line are one piece.
  let pieces: [LinearPiece]

  /// The table of adjoining pieces.
  init(_ found: [LinearPiece]) {
    pieces = found.reduce(into: []) { kept, piece in
      if let last = kept.last, last.slope == piece.slope {
        kept[kept.count - 1] = LinearPiece(
          interval: Bounds(last.interval.lower, piece.interval.upper), slope: last.slope, value: last.value)
      } else {
        kept.append(piece)
      }
    }
  }

  /// Where the slope jumps.
  var kinks: [Double] { pieces.dropFirst().map(\.interval.lower) }

  /// The piece that holds x, the outermost ones going on for ever.
  func piece(at x: Double) -> LinearPiece {
    var (low, high) = (0, pieces.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if pieces[middle].interval.lower <= x { low = middle } else { high = middle - 1 }
    }
    return pieces[low]
  }

  /// The function and its slope.
  func callAsFunction(_ x: Double) -> (value: Double, slope: Double) {
    let piece = piece(at: x)
    return (piece.value + piece.slope * (x - piece.interval.lower), piece.slope)
  }
}
