/// A feed-forward network: an architecture and its weights, in one buffer.
///
/// The buffer lies layer after layer, the weights W (inputs x width, row-major) before the biases. Passes over a
/// minibatch are made by a ``Workspace``. A network is a mutable object and not safe to change while another
/// thread reads it; ``snapshot()`` gives a value.
public final class Network<Scalar: NetworkScalar>: @unchecked Sendable {
  /// The shape.
  public let architecture: Architecture
  let storage: Storage<Scalar>
  let statisticsStorage: Storage<Scalar>
  let plans: UnsafeMutableBufferPointer<LayerPlan>

  /// A network of zeros (gains and running variances of batch normalisation are 1).
  ///
  /// - Throws: ``NetworkError/invalidArchitecture(layer:message:)``.
  public convenience init(_ architecture: Architecture) throws(NetworkError) {
    try architecture.validate()
    self.init(valid: architecture)
  }

  /// Another network with the weights and statistics that this one has now.
  public convenience init(copyOf other: Network<Scalar>) {
    self.init(valid: other.architecture)
    restore(other.snapshot())
  }

  private init(valid architecture: Architecture) {
    _ = OpenBLAS.beginsWithOneThread
    self.architecture = architecture
    let list = LayerPlan.plans(of: architecture)
    plans = .allocate(capacity: list.count)
    _ = plans.initialize(from: list)
    storage = Storage(count: list.last?.parameterEnd ?? 0)
    let normalised = list.reduce(0) { $1.kind == .batchNormalisation ? $0 + 2 * $1.inputs : $0 }
    statisticsStorage = Storage(count: normalised)
    for plan in list where plan.kind == .batchNormalisation {
      for column in 0..<plan.inputs {
        storage.pointer[plan.weights + column] = 1
        statisticsStorage.pointer[plan.statistics + plan.inputs + column] = 1
      }
    }
  }

  /// A network whose weights are drawn by each layer's initialisation from `stream`, in order of the layers.
  public convenience init(
    _ architecture: Architecture, initialisedFrom stream: inout RandomStream
  ) throws(NetworkError) {
    try self.init(architecture)
    if let layer = architecture.waitingLayer {
      throw .invalidArchitecture(
        layer: layer, message: "its biases are to be those of the data's marginals, which only pictures have")
    }
    initialise(from: &stream)
  }

  /// The network of a snapshot, in this precision.
  public convenience init<Other>(_ snapshot: NetworkSnapshot<Other>) throws(NetworkError) {
    try self.init(snapshot.architecture)
    restore(snapshot)
  }

  deinit {
    plans.deinitialize()
    plans.deallocate()
  }

  /// All weights and biases: valid while the network lives.
  public var parameters: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: storage.pointer, count: storage.count)
  }

  /// The running means and variances of batch normalisation: valid while the network lives.
  public var statistics: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: statisticsStorage.pointer, count: statisticsStorage.count)
  }

  /// A copy of the weights and statistics as they are now.
  public func snapshot() -> NetworkSnapshot<Scalar> {
    NetworkSnapshot(
      architecture: architecture, parameters: storage.values, statistics: statisticsStorage.values)
  }

  /// Takes over the weights and statistics of a snapshot of the same architecture.
  public func restore<Other>(_ snapshot: NetworkSnapshot<Other>) {
    precondition(snapshot.parameters.count == storage.count, "a snapshot of another architecture")
    storage.assign(snapshot.parameters.map { Scalar($0) })
    statisticsStorage.assign(snapshot.statistics.map { Scalar($0) })
  }
}

/// The weights and statistics of a network at one moment, as a value.
public struct NetworkSnapshot<Scalar: NetworkScalar>: Codable, Hashable, Sendable {
  /// The shape.
  public let architecture: Architecture
  /// Weights and biases, in the order of ``Network/parameters``.
  public let parameters: [Scalar]
  /// Running means and variances, in the order of ``Network/statistics``.
  public let statistics: [Scalar]

  /// A snapshot made of its parts.
  public init(architecture: Architecture, parameters: [Scalar], statistics: [Scalar] = []) {
    self.architecture = architecture
    self.parameters = parameters
    self.statistics = statistics
  }
}
