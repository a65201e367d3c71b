extension Workspace {
  /// Computes ``output`` from the first `rows` rows of ``input``.
  ///
  /// `rows` is at most ``capacity``. With `mode: .training` masks are drawn from ``maskStream``.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(rows: Int, mode: PassMode = .inference) {
    lastMode = mode
    for index in 0..<layerCount {
      let room = layers[index]
      switch room.plan.kind {
      case .dense: forwardDense(room, rows: rows)
      case .dropout: forwardDropout(room, rows: rows, mode: mode)
      case .batchNormalisation: forwardBatchNormalisation(room, rows: rows, mode: mode)
      case .minibatchDiscrimination: forwardMinibatchDiscrimination(room, rows: rows)
      }
    }
  }

  /// y = φ(x W + b).
  @inline(__always)
  func forwardDense(_ room: LayerRoom<Scalar>, rows: Int) {
    let plan = room.plan
    let affine = plan.pieces > 1 ? scratch : room.output
    Scalar.multiply(
      room.input, transposed: false, parameters + plan.weights, transposed: false,
      into: affine, rows: rows, columns: plan.width, inner: plan.inputs, alpha: 1, beta: 0)
    if plan.pieces > 1 {
      MaxoutKernels.choose(
        affine, biases: parameters + plan.biases, rows: rows, units: plan.outputs, pieces: plan.pieces,
        values: room.output, winners: room.winners)
      return
    }
    let tile = RowTile(self.tile, width: plan.width)
    tile.repeatVector(parameters + plan.biases, rows: rows)
    ActivationKernels.apply(plan.activation, affine, total: rows * plan.width, biases: tile)
  }

  /// y = mask x, a mask of zeros and `scale`s; at rest y = keep · scale · x.
  @inline(__always)
  func forwardDropout(_ room: LayerRoom<Scalar>, rows: Int, mode: PassMode) {
    let total = rows * room.plan.outputs
    let (source, target, mask) = (room.input, room.output, room.auxiliary)
    let scale = Scalar(room.plan.second)
    switch mode {
    case .inference:
      let mean = Scalar(room.plan.first) * scale
      for i in 0..<total { mask[i] = mean }
    case .training:
      maskStream.fillMask(mask, count: total, keep: room.plan.first, scale: scale)
    case .trainingRepeated:
      break
    }
    for i in 0..<total { target[i] = source[i] * mask[i] }
  }
}

extension RandomStream {
  /// `scale` with probability `keep` (to 2⁻³²), else 0: two from each word.
  @inline(__always)
  mutating func fillMask<Scalar: NetworkScalar>(
    _ mask: UnsafeMutablePointer<Scalar>, count: Int, keep: Double, scale: Scalar
  ) {
    let threshold = UInt64(keep * 4_294_967_296)
    var local = self
    var i = 0
    while i < count {
      let word = local.next()
      mask[i] = (word &>> 32) < threshold ? scale : 0
      if i + 1 < count { mask[i + 1] = (word & 0xFFFF_FFFF) < threshold ? scale : 0 }
      i += 2
    }
    self = local
  }
}
