extension Workspace {
  /// The gradients of a loss L after ``forward(rows:mode:)`` over the same rows.
  ///
  /// - Parameters:
  ///   - rows: how many rows of the last forward pass.
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
      case .minibatchDiscrimination:
        current = backwardMinibatchDiscrimination(
          room, rows: rows, delta: current, gradient: gradient, keeping: keeping)
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
    if WinningPieces<Scalar>.pays(for: plan) {
      return backwardThroughWinners(
        room, rows: rows, delta: delta, gradient: gradient, keeping: keeping, inputs: inputs)
    }
    var current = delta
    if plan.pieces > 1 {
      current = other(than: delta)
      MaxoutKernels.scatter(
        delta, rows: rows, units: plan.outputs, pieces: plan.pieces, winners: room.winners, into: current)
    }
    if let gradient {
      let sums = RowTile(tile, width: plan.width)
      ActivationKernels.differentiate(
        plan.activation, current, values: room.output, total: rows * plan.width, sums: sums)
      sums.fold(into: gradient + plan.biases, rows: rows, keeping: keeping)
      Scalar.multiply(
        room.input, transposed: true, current, transposed: false, into: gradient + plan.weights,
        rows: plan.inputs, columns: plan.width, inner: rows, alpha: 1, beta: keeping)
    } else {
      ActivationKernels.multiplyBySlope(
        plan.activation, current, values: room.output, total: rows * plan.width)
    }
    guard inputs else { return current }
    let target = other(than: current)
    multiplyByTransposedWeights(plan, rows: rows, delta: current, into: target)
    return target
  }

  /// The same for a maxout of many pieces.
  @inline(__always)
  private func backwardThroughWinners(
    _ room: LayerRoom<Scalar>, rows: Int, delta: UnsafeMutablePointer<Scalar>,
    gradient: UnsafeMutablePointer<Scalar>?, keeping: Scalar, inputs: Bool
  ) -> UnsafeMutablePointer<Scalar> {
    let plan = room.plan
    let target = other(than: delta)
    let isLarge = rows * plan.outputs * plan.inputs > 4_000_000
    OpenBLAS.inParts(isLarge ? 2 : 1) { [winningRooms, parameters] part, parts in
      let winning = WinningPieces(
        rows: rows, inputs: plan.inputs, units: plan.outputs, pieces: plan.pieces, delta: delta,
        winners: room.winners, room: part == 0 ? winningRooms.0 : winningRooms.1, part: part, parts: parts)
      if let gradient {
        winning.differentiateParameters(
          inputs: room.input, weights: gradient + plan.weights, biases: gradient + plan.biases,
          keeping: keeping)
      }
      if inputs { winning.differentiateInputs(weights: parameters + plan.weights, into: target) }
    }
    return inputs ? target : delta
  }

  /// δx = δz Wᵀ. For a small W and many rows it pays to transpose W first: OpenBLAS's kernels for small matrices make
  /// A B in three quarters of the time of A Bᵀ.
  @inline(__always)
  private func multiplyByTransposedWeights(
    _ plan: LayerPlan, rows: Int, delta: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>
  ) {
    let (inputs, width) = (plan.inputs, plan.width)
    let weights = parameters + plan.weights
    let isSmall = rows >= 64 && inputs >= 8 && width >= 8 && inputs <= 64 && width <= 64
    if isSmall {
      for column in 0..<width {
        let row = scratch + column * inputs
        for i in 0..<inputs { row[i] = weights[i * width + column] }
      }
    }
    Scalar.multiply(
      delta, transposed: false, isSmall ? scratch : weights, transposed: !isSmall, into: target,
      rows: rows, columns: inputs, inner: width, alpha: 1, beta: 0)
  }

  /// The delta buffer that is not in use.
  @inline(__always)
  func other(than current: UnsafeMutablePointer<Scalar>) -> UnsafeMutablePointer<Scalar> {
    current == deltas.0 ? deltas.1 : deltas.0
  }
}
