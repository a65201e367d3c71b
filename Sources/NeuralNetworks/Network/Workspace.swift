/// The memory of passes through one network over minibatches of up to `capacity` rows.
///
/// Everything is allocated here, once: passes allocate nothing. Input and output may lie in another workspace's
/// memory, so that a generator writes its samples where the discriminator reads them. Several workspaces of one
/// network may run at the same time on different threads, as long as nobody changes the weights; batch
/// normalisation in training changes the running statistics and wants one at a time.
///
///     let work = Workspace(network, rows: 256)
///     fill(work.input)
///     work.forward(rows: 256, mode: .training)
///     // write the loss's derivative to work.outputGradient
///     work.backward(rows: 256, from: work.outputGradient, gradient: work.gradient)
public final class Workspace<Scalar: NetworkScalar>: @unchecked Sendable {
  /// The network, kept alive; its weights are read at each pass.
  public let network: Network<Scalar>
  /// The largest number of rows.
  public let capacity: Int
  /// Rows of input, `capacity` x inputs.
  public let input: UnsafeMutablePointer<Scalar>
  /// Rows of output of the last forward pass, `capacity` x outputs.
  public let output: UnsafeMutablePointer<Scalar>
  /// Room for dL/d(output), `capacity` x outputs; a backward pass overwrites what it is given.
  public let outputGradient: UnsafeMutablePointer<Scalar>
  /// Room for dL/d(parameters), in the order of the network's parameters.
  public let gradient: UnsafeMutablePointer<Scalar>
  /// The random stream of dropout's masks.
  public var maskStream = RandomStream(seed: 0, name: "masks")
  /// The memory of tangent passes, if asked for.
  public let tangents: TangentRoom<Scalar>?

  let parameters: UnsafeMutablePointer<Scalar>
  let layers: UnsafeMutablePointer<LayerRoom<Scalar>>
  let layerCount: Int
  /// Two deltas between which a backward pass alternates, and a scratch of affine outputs.
  let deltas: (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>)
  let scratch: UnsafeMutablePointer<Scalar>
  let tile: UnsafeMutablePointer<Scalar>
  let winningRooms: (WinningPiecesRoom<Scalar>, WinningPiecesRoom<Scalar>)
  /// How the last forward pass was made: a backward pass follows it.
  var lastMode = PassMode.inference
  private let slab: Storage<Scalar>
  private let winners: UnsafeMutablePointer<UInt8>

  /// Room for passes of up to `rows` rows.
  ///
  /// - Parameters:
  ///   - network: what will be computed.
  ///   - rows: the most rows of one pass.
  ///   - input: where the input lies, if not in this workspace's own memory; it must outlive the workspace.
  ///   - output: where the output goes, likewise.
  ///   - withTangents: whether ``forwardTangent(rows:parameterDirection:)`` will be used.
  public init(
    _ network: Network<Scalar>, rows: Int, input: UnsafeMutablePointer<Scalar>? = nil,
    output: UnsafeMutablePointer<Scalar>? = nil, withTangents: Bool = false
  ) {
    let plans = network.plans
    let widest = plans.map { max($0.width, $0.inputs, $0.outputs) }.max() ?? 1
    var sizes = Slab()
    let inputPlace = sizes.place(rows * network.architecture.inputs)
    let outputGradientPlace = sizes.place(rows * network.architecture.outputs)
    let gradientPlace = sizes.place(network.parameters.count)
    let deltaPlaces = (sizes.place(rows * widest), sizes.place(rows * widest))
    let scratchPlace = sizes.place(rows * widest)
    let tilePlace = sizes.place(RowTile<Scalar>.capacity(width: widest))
    let winning = WinningPieces<Scalar>.roomNeeded(network.plans, rows: rows)
    let winningPlaces = [0, 1].map { _ in (sizes.place(winning.block), sizes.place(winning.entries)) }
    let outputPlaces = plans.map { sizes.place(rows * $0.outputs) }
    let auxiliaryPlaces = plans.map { $0.kind == .dense ? 0 : sizes.place(rows * max($0.outputs, $0.width)) }
    let columnPlaces = plans.map { $0.kind.couplesRows ? sizes.place(3 * $0.outputs) : 0 }

    slab = Storage(count: sizes.count)
    let base = slab.pointer
    self.network = network
    capacity = rows
    parameters = network.storage.pointer
    outputGradient = base + outputGradientPlace
    gradient = base + gradientPlace
    deltas = (base + deltaPlaces.0, base + deltaPlaces.1)
    scratch = base + scratchPlace
    tile = base + tilePlace
    let rooms = winningPlaces.map { block, coefficients in
      WinningPiecesRoom(block: base + block, coefficients: base + coefficients, entries: winning.entries)
    }
    winningRooms = (rooms[0], rooms[1])
    layerCount = plans.count
    layers = .allocate(capacity: plans.count)
    let winnerCount = plans.reduce(1) { $0 + ($1.pieces > 1 ? rows * $1.outputs : 0) }
    winners = .allocate(capacity: winnerCount)
    winners.initialize(repeating: 0, count: winnerCount)

    var current = input ?? base + inputPlace
    self.input = current
    var winner = winners
    for (index, plan) in plans.enumerated() {
      let isLast = index == plans.count - 1
      let target = isLast ? output ?? base + outputPlaces[index] : base + outputPlaces[index]
      let room = LayerRoom(
        plan: plan, input: current, output: target, auxiliary: base + auxiliaryPlaces[index],
        columns: base + columnPlaces[index], winners: winner)
      (layers + index).initialize(to: room)
      if plan.pieces > 1 { winner += rows * plan.outputs }
      current = target
    }
    self.output = current
    tangents = withTangents ? TangentRoom(network, rows: rows, widest: widest) : nil
  }

  deinit {
    layers.deallocate()
    winners.deallocate()
    winningRooms.0.deallocate()
    winningRooms.1.deallocate()
  }
}

/// How a forward pass treats dropout and batch normalisation.
public enum PassMode: Sendable, Hashable {
  /// Masks are drawn, minibatch statistics are used and the running ones follow.
  case training
  /// As training, with the masks of the last pass and the running statistics left alone: the same function again.
  case trainingRepeated
  /// Dropout multiplies by its mean, batch normalisation uses its running statistics.
  case inference
}

/// One layer's places in a workspace, as plain pointers.
struct LayerRoom<Scalar: NetworkScalar> {
  let plan: LayerPlan
  let input: UnsafeMutablePointer<Scalar>
  let output: UnsafeMutablePointer<Scalar>
  /// Dropout: the mask. Batch normalisation: the normalised rows. Minibatch discrimination: M = x T.
  let auxiliary: UnsafeMutablePointer<Scalar>
  /// Batch normalisation, a number a column each: 1/deviation, and two scratch rows. Minibatch discrimination: scratch.
  let columns: UnsafeMutablePointer<Scalar>
  /// Maxout: which piece won.
  let winners: UnsafeMutablePointer<UInt8>
}

/// Counts out a block of memory, each place on a multiple of 16 numbers.
struct Slab {
  private(set) var count = 0

  mutating func place(_ size: Int) -> Int {
    let start = count
    count += (size + 15) / 16 * 16
    return start
  }
}
