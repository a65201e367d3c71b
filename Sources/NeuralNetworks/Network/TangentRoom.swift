/// The memory of tangent passes: for a direction in weights and inputs, the directional derivatives of everything
/// that the forward and the backward pass compute.
public final class TangentRoom<Scalar: NetworkScalar>: @unchecked Sendable {
  /// The direction in the inputs, rows x inputs.
  public let input: UnsafeMutablePointer<Scalar>
  /// Where a direction in the parameters may be kept, in their order.
  public let parameters: UnsafeMutablePointer<Scalar>
  /// The directional derivative of the output, rows x outputs, after a tangent pass forward.
  public let output: UnsafeMutablePointer<Scalar>
  /// Room for the directional derivative of dL/d(output), rows x outputs; overwritten by the pass backward.
  public let outputGradient: UnsafeMutablePointer<Scalar>
  /// The directional derivative of dL/d(parameters), after a tangent pass backward: the product of the Hessian.
  public let gradient: UnsafeMutablePointer<Scalar>

  /// ȧ of each layer, ẋ̂ of each batch normalisation or Ṁ of each minibatch discrimination, and mean(x̂ẋ), column by
  /// column.
  let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Scalar>>
  let normalised: UnsafeMutablePointer<UnsafeMutablePointer<Scalar>>
  let columns: UnsafeMutablePointer<UnsafeMutablePointer<Scalar>>
  let deltas: (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>)
  let scratch: UnsafeMutablePointer<Scalar>
  private let slab: Storage<Scalar>

  init(_ network: Network<Scalar>, rows: Int, widest: Int) {
    let plans = network.plans
    var sizes = Slab()
    let inputPlace = sizes.place(rows * network.architecture.inputs)
    let parameterPlace = sizes.place(network.parameters.count)
    let gradientPlace = sizes.place(network.parameters.count)
    let outputGradientPlace = sizes.place(rows * network.architecture.outputs)
    let deltaPlaces = (sizes.place(rows * widest), sizes.place(rows * widest))
    let scratchPlace = sizes.place(rows * widest)
    let outputPlaces = plans.map { sizes.place(rows * $0.outputs) }
    let normalisedPlaces = plans.map {
      $0.kind.couplesRows ? sizes.place(rows * max($0.outputs, $0.width)) : 0
    }
    let columnPlaces = plans.map { $0.kind == .batchNormalisation ? sizes.place(5 * $0.outputs) : 0 }
    slab = Storage(count: sizes.count)
    let base = slab.pointer
    input = base + inputPlace
    parameters = base + parameterPlace
    gradient = base + gradientPlace
    outputGradient = base + outputGradientPlace
    deltas = (base + deltaPlaces.0, base + deltaPlaces.1)
    scratch = base + scratchPlace
    outputs = .allocate(capacity: plans.count)
    normalised = .allocate(capacity: plans.count)
    columns = .allocate(capacity: plans.count)
    for index in 0..<plans.count {
      (outputs + index).initialize(to: base + outputPlaces[index])
      (normalised + index).initialize(to: base + normalisedPlaces[index])
      (columns + index).initialize(to: base + columnPlaces[index])
    }
    output = base + (outputPlaces.last ?? inputPlace)
  }

  deinit {
    outputs.deallocate()
    normalised.deallocate()
    columns.deallocate()
  }
}
