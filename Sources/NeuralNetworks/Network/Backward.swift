extension Workspace {
  /// The gradients of a loss L after ``forward(rows:mode:)`` over the same rows.
  ///
  /// - Parameters:
  ///   - delta: dL/d(output), rows x outputs, such as ``outputGradient``. Overwritten.
  ///   - gradient: where dL/d(parameters) goes, in the order of the network's parameters: ``gradient``, or any
  ///     buffer of that size; `nil` where only the inputs' gradient is wanted.
  ///   - keeping: `gradient` becomes `keeping` times what it was plus dL/d(parameters): 0 replaces, 1 adds. (With
  ///     `delta` scaled by the negative rate it is the velocity of momentum itself.)
  ///   - inputs: whether dL/d(input) is wanted.
  /// - Returns: dL/d(input), rows x inputs, in this workspace until its next pass; `nil` unless wanted.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  @discardableResult
  public func backward(
    rows: Int, from delta: UnsafeMutablePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>?,
    keeping: Scalar = 0, inputs: Bool = false
  ) -> UnsafeMutablePointer<Scalar>? {
    var current = delta
    for index in stride(from: layerCount - 1, through: 0, by: -1) {
      let room = layers[index]
      let wantsInputs = inputs || index > 0
      switch room.plan.kind {
      case .dense:
        current = backwardDense(
          room, rows: rows, delta: current, gradient: gradient, keeping: keeping, inputs: wantsInputs)
      case .dropout:
        let mask = room.auxiliary
        for i in 0..<rows * room.plan.outputs { current[i] *= mask[i] }
      case .batchNormalisation:
        backwardBatchNormalisation(room, rows: rows, delta: current, gradient: gradient, keeping: keeping)
      }
    }
    return inputs ? current : nil
  }

  /// δz = φ'(z) δy, dW = xᵀ δz, db = the column sums of δz, δx = δz Wᵀ.
  @inline(__always)
  private func backwardDense(
    _ room: LayerRoom<Scalar>, rows: Int, delta: UnsafeMutablePointer<Scalar>,
    gradient: UnsafeMutablePointer<Scalar>?, keeping: Scalar, inputs: Bool
  ) -> UnsafeMutablePointer<Scalar> {
    let plan = room.plan
    var current = delta
    if plan.pieces > 1 {
      current = other(than: delta)
      MaxoutKernels.scatter(
        delta, rows: rows, units: plan.outputs, pieces: plan.pieces, winners: room.winners, into: current)
    }
    if let gradient {
      let sums = RowTile(tile, width: plan.width)
      sums.clear()
      ActivationKernels.differentiate(
        plan.activation, current, values: room.output, total: rows * plan.width, sums: sums)
      sums.fold(into: gradient + plan.biases, keeping: keeping)
      Scalar.multiply(
        room.input, transposed: true, current, transposed: false, into: gradient + plan.weights,
        rows: plan.inputs, columns: plan.width, inner: rows, alpha: 1, beta: keeping)
    } else {
      ActivationKernels.multiplyBySlope(
        plan.activation, current, values: room.output, total: rows * plan.width)
    }
    guard inputs else { return current }
    let target = other(than: current)
    Scalar.multiply(
      current, transposed: false, parameters + plan.weights, transposed: true, into: target,
      rows: rows, columns: plan.inputs, inner: plan.width, alpha: 1, beta: 0)
    return target
  }

  /// The delta buffer that is not in use.
  @inline(__always)
  func other(than current: UnsafeMutablePointer<Scalar>) -> UnsafeMutablePointer<Scalar> {
    current == deltas.0 ? deltas.1 : deltas.0
  }
}
