/// Forward over reverse (Pearlmutter 1994): one direction (v in the weights, u in the inputs), and the directional
/// derivatives of the output and of both gradients. With u = ∇ₓD and v = 0 it is the gradient of ½|∇ₓD|² in the
/// weights, which gradient penalties need; with v a difference of weights, what unrolling needs.
extension Workspace {
  /// The derivative of ``output`` in the direction (`parameterDirection`, `tangents.input`), after
  /// ``forward(rows:mode:)`` over the same rows. The result is in `tangents.output`.
  ///
  /// - Parameters:
  ///   - rows: how many, as in that pass.
  ///   - parameterDirection: a number for each parameter, in their order; `nil` stands for zeros.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forwardTangent(rows: Int, parameterDirection: UnsafePointer<Scalar>? = nil) {
    guard let tangents else { preconditionFailure("the workspace was made without tangents") }
    var current = tangents.input
    for index in 0..<layerCount {
      let room = layers[index]
      let target = tangents.outputs[index]
      switch room.plan.kind {
      case .dense:
        denseTangent(room, rows: rows, from: current, into: target, tangents, direction: parameterDirection)
      case .dropout:
        for i in 0..<rows * room.plan.outputs { target[i] = current[i] * room.auxiliary[i] }
      case .batchNormalisation:
        forwardBatchNormalisationTangent(
          room, index: index, rows: rows, from: current, tangents, direction: parameterDirection)
      case .minibatchDiscrimination:
        forwardMinibatchDiscriminationTangent(
          room, index: index, rows: rows, from: current, tangents, direction: parameterDirection)
      }
      current = target
    }
  }

  /// ż = ẋ W + x V + v_b, ẏ = φ'(z) ż.
  @inline(__always)
  private func denseTangent(
    _ room: LayerRoom<Scalar>, rows: Int, from tangent: UnsafeMutablePointer<Scalar>,
    into target: UnsafeMutablePointer<Scalar>, _ tangents: TangentRoom<Scalar>,
    direction: UnsafePointer<Scalar>?
  ) {
    let plan = room.plan
    let affine = plan.pieces > 1 ? tangents.scratch : target
    Scalar.multiply(
      tangent, transposed: false, parameters + plan.weights, transposed: false, into: affine,
      rows: rows, columns: plan.width, inner: plan.inputs, alpha: 1, beta: 0)
    if let direction {
      Scalar.multiply(
        room.input, transposed: false, direction + plan.weights, transposed: false, into: affine,
        rows: rows, columns: plan.width, inner: plan.inputs, alpha: 1, beta: 1)
      let tile = RowTile(self.tile, width: plan.width)
      tile.repeatVector(direction + plan.biases, rows: rows)
      tile.update(affine, total: rows * plan.width) { $0 + $1 }
    }
    if plan.pieces > 1 {
      MaxoutKernels.gather(
        affine, rows: rows, units: plan.outputs, pieces: plan.pieces, winners: room.winners, into: target)
    } else {
      ActivationKernels.multiplyBySlope(
        plan.activation, target, values: room.output, total: rows * plan.width)
    }
  }

  /// Both backward passes at once, after ``forwardTangent(rows:parameterDirection:)`` with the same direction.
  ///
  /// - Parameters:
  ///   - rows: how many rows of the last two passes.
  ///   - parameterDirection: that of ``forwardTangent(rows:parameterDirection:)``.
  ///   - delta: dL/d(output). Overwritten.
  ///   - deltaTangent: its directional derivative: (d²L/d(output)²) `tangents.output`. Overwritten.
  ///   - gradient: where dL/d(parameters) goes; `nil` unless wanted.
  ///   - gradientTangent: where its directional derivative goes, such as `tangents.gradient`; `nil` unless wanted.
  ///   - keeping: what both keep of what they were: 0 replaces, 1 adds.
  /// - Returns: dL/d(input) and its directional derivative, in this workspace until its next pass.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  @discardableResult
  public func backwardTangent(
    rows: Int, from delta: UnsafeMutablePointer<Scalar>, tangent deltaTangent: UnsafeMutablePointer<Scalar>,
    parameterDirection: UnsafePointer<Scalar>? = nil, gradient: UnsafeMutablePointer<Scalar>?,
    gradientTangent: UnsafeMutablePointer<Scalar>?, keeping: Scalar = 0
  ) -> (inputGradient: UnsafeMutablePointer<Scalar>, inputGradientTangent: UnsafeMutablePointer<Scalar>) {
    guard let tangents else { preconditionFailure("the workspace was made without tangents") }
    var current = (delta, deltaTangent)
    for index in stride(from: layerCount - 1, through: 0, by: -1) {
      let room = layers[index]
      let before = index > 0 ? tangents.outputs[index - 1] : tangents.input
      switch room.plan.kind {
      case .dense:
        let pass = DenseTangentPass(
          rows: rows, inputTangent: before, outputTangent: tangents.outputs[index],
          direction: parameterDirection, gradient: gradient, gradientTangent: gradientTangent,
          keeping: keeping)
        current = backwardDenseTangent(room, pass, current, tangents)
      case .dropout:
        for i in 0..<rows * room.plan.outputs {
          current.0[i] *= room.auxiliary[i]
          current.1[i] *= room.auxiliary[i]
        }
      case .batchNormalisation:
        backwardBatchNormalisationTangent(
          room, index: index, rows: rows, current, tangents, direction: parameterDirection,
          gradients: (gradient, gradientTangent), keeping: keeping)
      case .minibatchDiscrimination:
        let pass = DenseTangentPass(
          rows: rows, inputTangent: before, outputTangent: tangents.outputs[index],
          direction: parameterDirection, gradient: gradient, gradientTangent: gradientTangent,
          keeping: keeping)
        current = backwardMinibatchDiscriminationTangent(room, index: index, pass, current, tangents)
      }
    }
    return current
  }

  /// δż = φ'' ż δy + φ' δẏ; dẆ = ẋᵀ δz + xᵀ δż; δẋ = δż Wᵀ + δz Vᵀ.
  @inline(__always)
  private func backwardDenseTangent(
    _ room: LayerRoom<Scalar>, _ pass: DenseTangentPass<Scalar>,
    _ deltas: (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>), _ tangents: TangentRoom<Scalar>
  ) -> (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>) {
    let plan = room.plan
    let rows = pass.rows
    var (delta, deltaTangent) = deltas
    if plan.pieces > 1 {
      let wide = (
        other(than: delta), deltaTangent == tangents.deltas.0 ? tangents.deltas.1 : tangents.deltas.0
      )
      MaxoutKernels.scatter(
        delta, rows: rows, units: plan.outputs, pieces: plan.pieces, winners: room.winners, into: wide.0)
      MaxoutKernels.scatter(
        deltaTangent, rows: rows, units: plan.outputs, pieces: plan.pieces, winners: room.winners,
        into: wide.1)
      (delta, deltaTangent) = wide
    } else {
      let total = rows * plan.width
      ActivationKernels.differentiateTangent(
        plan.activation, deltaTangent, delta: delta, values: room.output, valueTangents: pass.outputTangent,
        total: total)
      ActivationKernels.multiplyBySlope(plan.activation, delta, values: room.output, total: total)
    }
    if let gradient = pass.gradient {
      accumulate(plan, gradient, rows: rows, input: room.input, delta: delta, keeping: pass.keeping)
    }
    if let gradient = pass.gradientTangent {
      accumulate(plan, gradient, rows: rows, input: room.input, delta: deltaTangent, keeping: pass.keeping)
      Scalar.multiply(
        pass.inputTangent, transposed: true, delta, transposed: false, into: gradient + plan.weights,
        rows: plan.inputs, columns: plan.width, inner: rows, alpha: 1, beta: 1)
    }
    let target = (
      other(than: delta), deltaTangent == tangents.deltas.0 ? tangents.deltas.1 : tangents.deltas.0
    )
    Scalar.multiply(
      delta, transposed: false, parameters + plan.weights, transposed: true, into: target.0,
      rows: rows, columns: plan.inputs, inner: plan.width, alpha: 1, beta: 0)
    Scalar.multiply(
      deltaTangent, transposed: false, parameters + plan.weights, transposed: true, into: target.1,
      rows: rows, columns: plan.inputs, inner: plan.width, alpha: 1, beta: 0)
    if let direction = pass.direction {
      Scalar.multiply(
        delta, transposed: false, direction + plan.weights, transposed: true, into: target.1,
        rows: rows, columns: plan.inputs, inner: plan.width, alpha: 1, beta: 1)
    }
    return target
  }

  /// gradient = keeping · gradient + (xᵀ δ, column sums of δ), at the place of this layer.
  @inline(__always)
  private func accumulate(
    _ plan: LayerPlan, _ gradient: UnsafeMutablePointer<Scalar>, rows: Int, input: UnsafePointer<Scalar>,
    delta: UnsafePointer<Scalar>, keeping: Scalar
  ) {
    Scalar.multiply(
      input, transposed: true, delta, transposed: false, into: gradient + plan.weights,
      rows: plan.inputs, columns: plan.width, inner: rows, alpha: 1, beta: keeping)
    let sums = RowTile(tile, width: plan.width)
    sums.gather(delta, total: rows * plan.width)
    sums.fold(into: gradient + plan.biases, rows: rows, keeping: keeping)
  }
}

/// What the two backward passes of a layer with an affine map read and write.
struct DenseTangentPass<Scalar: NetworkScalar> {
  let rows: Int
  let inputTangent: UnsafeMutablePointer<Scalar>
  let outputTangent: UnsafeMutablePointer<Scalar>
  let direction: UnsafePointer<Scalar>?
  let gradient: UnsafeMutablePointer<Scalar>?
  let gradientTangent: UnsafeMutablePointer<Scalar>?
  let keeping: Scalar
}
