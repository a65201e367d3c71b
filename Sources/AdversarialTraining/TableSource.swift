import NeuralNetworks

/// Samples from a fixed table of rows: the empirical law of a data set.
public final class TableSource<Scalar: NetworkScalar>: SampleSource, @unchecked Sendable {
  /// How rows are chosen.
  public enum Order: String, Codable, Hashable, Sendable {
    /// Each row independently of the others.
    case withReplacement
    /// Each row once an epoch, in an order shuffled anew for each epoch.
    case shuffledEpochs
  }

  public let dimension: Int
  /// Rows of the table.
  public let count: Int
  private let values: [Scalar]
  private let order: Order
  private var permutation: [Int32]
  private var position: Int
  /// The stream as it was when this epoch was shuffled: the shuffle can be made again from it.
  private var epochStart: [UInt64] = []

  /// A source over `values`, row after row of `dimension` numbers; at least one row, whole rows only.
  ///
  /// - Throws: ``TrainingError/invalidConfiguration(_:)`` for a table that is empty or has a broken last row.
  public init(values: [Scalar], dimension: Int, order: Order = .withReplacement) throws(TrainingError) {
    guard dimension > 0, !values.isEmpty, values.count % dimension == 0 else {
      throw .invalidConfiguration("\(values.count) numbers are not a table of rows of \(dimension)")
    }
    self.dimension = dimension
    self.values = values
    self.order = order
    count = values.count / dimension
    position = count
    permutation = order == .shuffledEpochs ? (0..<Int32(count)).map { $0 } : []
  }

  public func fill(_ rows: UnsafeMutableBufferPointer<Scalar>, using stream: inout RandomStream) {
    guard let target = rows.baseAddress else { return }
    values.withUnsafeBufferPointer { table in
      guard let source = table.baseAddress else { return }
      for row in 0..<rows.count / dimension {
        let index = order == .withReplacement ? stream.index(below: count) : nextOfEpoch(&stream)
        (target + row * dimension).update(from: source + index * dimension, count: dimension)
      }
    }
  }

  /// The words of the stream at the start of this epoch, and how many rows were given since.
  public var state: [UInt64] {
    epochStart.isEmpty ? [] : epochStart + [UInt64(position)]
  }

  /// Nothing, or a stream and a place within the table.
  public func accepts(_ state: [UInt64]) -> Bool {
    if order == .withReplacement || state.isEmpty { return state.isEmpty }
    return state.count == 5 && RandomStream(words: Array(state[0..<4])) != nil && state[4] <= UInt64(count)
  }

  public func restore(_ state: [UInt64]) {
    guard accepts(state), state.count == 5, var stream = RandomStream(words: Array(state[0..<4])) else {
      return
    }
    shuffle(&stream)
    position = Int(state[4])
  }

  private func nextOfEpoch(_ stream: inout RandomStream) -> Int {
    if position == count { shuffle(&stream) }
    position += 1
    return Int(permutation[position - 1])
  }

  /// Fisher and Yates, from the identity, so that the same stream gives the same order.
  private func shuffle(_ stream: inout RandomStream) {
    epochStart = stream.state.words
    for i in 0..<count { permutation[i] = Int32(i) }
    for i in stride(from: count - 1, to: 0, by: -1) {
      permutation.swapAt(i, stream.index(below: i + 1))
    }
    position = 0
  }
}
