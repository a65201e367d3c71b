import NeuralNetworks

/// Where samples of p_data come from: a law that can be sampled, a table of rows, pictures.
///
/// A source draws only from the stream that it is given, so a run is determined by its seed. A source whose next
/// batch also depends on something of its own (where it is in an epoch) is a class that gives that as ``state``.
public protocol SampleSource<Scalar>: Sendable {
  /// The type of the numbers.
  associatedtype Scalar: NetworkScalar

  /// Numbers in one sample.
  var dimension: Int { get }

  /// Fills whole rows of ``dimension`` numbers with independent samples.
  func fill(_ rows: UnsafeMutableBufferPointer<Scalar>, using stream: inout RandomStream)

  /// All that the next batch depends on apart from the stream; empty unless the source overrides it.
  var state: [UInt64] { get }

  /// Goes on from a saved ``state``, one that it ``accepts(_:)``.
  func restore(_ state: [UInt64])

  /// Whether a saved ``state`` can be that of this source; any, unless the source overrides it.
  func accepts(_ state: [UInt64]) -> Bool
}

extension SampleSource {
  /// Nothing.
  public var state: [UInt64] { [] }

  /// Does nothing.
  public func restore(_ state: [UInt64]) {}

  /// Yes.
  public func accepts(_ state: [UInt64]) -> Bool { true }
}

/// Samples from a function that fills a batch.
///
///     let normal = FunctionSource<Float>(dimension: 1) { rows, stream in
///       stream.fillNormal(rows, mean: 4, standardDeviation: 1.25)
///     }
public struct FunctionSource<Scalar: NetworkScalar>: SampleSource {
  public let dimension: Int
  private let function: @Sendable (UnsafeMutableBufferPointer<Scalar>, inout RandomStream) -> Void

  /// A source whose batches `function` fills, in rows of `dimension` numbers.
  public init(
    dimension: Int,
    _ function: @escaping @Sendable (UnsafeMutableBufferPointer<Scalar>, inout RandomStream) -> Void
  ) {
    self.dimension = dimension
    self.function = function
  }

  public func fill(_ rows: UnsafeMutableBufferPointer<Scalar>, using stream: inout RandomStream) {
    function(rows, &stream)
  }
}
