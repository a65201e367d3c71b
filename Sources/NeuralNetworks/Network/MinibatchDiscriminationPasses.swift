/// Minibatch discrimination: with M = x T and K_ij = exp(-Σ_c |M_ic - M_jc|) for each kernel, y_i = (x_i, Σ_j K_ij).
///
/// Columns of M lie dimension by dimension, c · kernels + b, so the inner loops run over the kernels and vectorise.
extension Workspace {
  @inline(__always)
  func forwardMinibatchDiscrimination(_ room: LayerRoom<Scalar>, rows: Int) {
    let plan = room.plan
    let (inputs, outputs, kernels) = (plan.inputs, plan.outputs, plan.outputs - plan.inputs)
    Scalar.multiply(
      room.input, transposed: false, parameters + plan.weights, transposed: false, into: room.auxiliary,
      rows: rows, columns: plan.width, inner: inputs, alpha: 1, beta: 0)
    for i in 0..<rows {
      let row = room.output + i * outputs
      row.update(from: room.input + i * inputs, count: inputs)
      for b in 0..<kernels { row[inputs + b] = 1 }
    }
    let closeness = room.columns
    for i in 0..<rows {
      let mine = room.output + i * outputs + inputs
      for j in 0..<i {
        measureCloseness(room, i, j, into: closeness)
        let other = room.output + j * outputs + inputs
        for b in 0..<kernels {
          mine[b] += closeness[b]
          other[b] += closeness[b]
        }
      }
    }
  }

  /// δM_ic = -Σ_j (δo_i + δo_j) K_ij sign(M_ic - M_jc), dT = xᵀ δM, δx = the first columns of δy + δM Tᵀ.
  @inline(__always)
  func backwardMinibatchDiscrimination(
    _ room: LayerRoom<Scalar>, rows: Int, delta: UnsafeMutablePointer<Scalar>,
    gradient: UnsafeMutablePointer<Scalar>?, keeping: Scalar
  ) -> UnsafeMutablePointer<Scalar> {
    let plan = room.plan
    let (inputs, outputs, kernels) = (plan.inputs, plan.outputs, plan.outputs - plan.inputs)
    let change = scratch
    for i in 0..<rows * plan.width { change[i] = 0 }
    let weight = room.columns
    for i in 0..<rows {
      for j in 0..<i {
        measureCloseness(room, i, j, into: weight)
        let (mine, other) = (delta + i * outputs + inputs, delta + j * outputs + inputs)
        for b in 0..<kernels { weight[b] *= mine[b] + other[b] }
        spread(weight, room, i, j, into: change)
      }
    }
    if let gradient {
      Scalar.multiply(
        room.input, transposed: true, change, transposed: false, into: gradient + plan.weights,
        rows: inputs, columns: plan.width, inner: rows, alpha: 1, beta: keeping)
    }
    let target = other(than: delta)
    pull(plan, rows: rows, change, parameters + plan.weights, direct: delta, into: target)
    return target
  }

  /// Ṁ = ẋ T + x V, K̇_ij = -K_ij Σ_c sign(M_ic - M_jc) (Ṁ_ic - Ṁ_jc), ẏ_i = (ẋ_i, Σ_j K̇_ij).
  @inline(__always)
  func forwardMinibatchDiscriminationTangent(
    _ room: LayerRoom<Scalar>, index: Int, rows: Int, from tangent: UnsafeMutablePointer<Scalar>,
    _ tangents: TangentRoom<Scalar>, direction: UnsafePointer<Scalar>?
  ) {
    let plan = room.plan
    let (inputs, outputs, kernels) = (plan.inputs, plan.outputs, plan.outputs - plan.inputs)
    let affine = tangents.normalised[index]
    Scalar.multiply(
      tangent, transposed: false, parameters + plan.weights, transposed: false, into: affine,
      rows: rows, columns: plan.width, inner: inputs, alpha: 1, beta: 0)
    if let direction {
      Scalar.multiply(
        room.input, transposed: false, direction + plan.weights, transposed: false, into: affine,
        rows: rows, columns: plan.width, inner: inputs, alpha: 1, beta: 1)
    }
    let target = tangents.outputs[index]
    for i in 0..<rows {
      let row = target + i * outputs
      row.update(from: tangent + i * inputs, count: inputs)
      for b in 0..<kernels { row[inputs + b] = 0 }
    }
    let (closeness, change) = (room.columns, room.columns + kernels)
    for i in 0..<rows {
      let mine = target + i * outputs + inputs
      for j in 0..<i {
        measureCloseness(room, i, j, into: closeness)
        measureChange(room, affine, i, j, closeness, into: change)
        let other = target + j * outputs + inputs
        for b in 0..<kernels {
          mine[b] += change[b]
          other[b] += change[b]
        }
      }
    }
  }

  /// δṀ_ic = -Σ_j [(δȯ_i + δȯ_j) K_ij + (δo_i + δo_j) K̇_ij] sign(M_ic - M_jc), beside δM; dṪ = xᵀ δṀ + ẋᵀ δM;
  /// δẋ = the first columns of δẏ + δṀ Tᵀ + δM Vᵀ.
  @inline(__always)
  func backwardMinibatchDiscriminationTangent(
    _ room: LayerRoom<Scalar>, index: Int, _ pass: DenseTangentPass<Scalar>,
    _ deltas: (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>), _ tangents: TangentRoom<Scalar>
  ) -> (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>) {
    let plan = room.plan
    let rows = pass.rows
    let (inputs, outputs, kernels) = (plan.inputs, plan.outputs, plan.outputs - plan.inputs)
    let (delta, deltaTangent) = deltas
    let (change, changeTangent) = (scratch, tangents.scratch)
    for i in 0..<rows * plan.width {
      change[i] = 0
      changeTangent[i] = 0
    }
    let (weight, rate) = (room.columns, room.columns + kernels)
    for i in 0..<rows {
      for j in 0..<i {
        measureCloseness(room, i, j, into: weight)
        measureChange(room, tangents.normalised[index], i, j, weight, into: rate)
        let (here, there) = (i * outputs + inputs, j * outputs + inputs)
        for b in 0..<kernels {
          let both = delta[here + b] + delta[there + b]
          rate[b] = (deltaTangent[here + b] + deltaTangent[there + b]) * weight[b] + both * rate[b]
          weight[b] *= both
        }
        spread(weight, room, i, j, into: change)
        spread(rate, room, i, j, into: changeTangent)
      }
    }
    func accumulate(_ gradient: UnsafeMutablePointer<Scalar>, _ change: UnsafePointer<Scalar>) {
      Scalar.multiply(
        room.input, transposed: true, change, transposed: false, into: gradient + plan.weights,
        rows: inputs, columns: plan.width, inner: rows, alpha: 1, beta: pass.keeping)
    }
    if let gradient = pass.gradient { accumulate(gradient, change) }
    if let gradient = pass.gradientTangent {
      accumulate(gradient, changeTangent)
      Scalar.multiply(
        pass.inputTangent, transposed: true, change, transposed: false, into: gradient + plan.weights,
        rows: inputs, columns: plan.width, inner: rows, alpha: 1, beta: 1)
    }
    let target = (
      other(than: delta), deltaTangent == tangents.deltas.0 ? tangents.deltas.1 : tangents.deltas.0
    )
    pull(plan, rows: rows, change, parameters + plan.weights, direct: delta, into: target.0)
    pull(plan, rows: rows, changeTangent, parameters + plan.weights, direct: deltaTangent, into: target.1)
    if let direction = pass.direction {
      Scalar.multiply(
        change, transposed: false, direction + plan.weights, transposed: true, into: target.1,
        rows: rows, columns: inputs, inner: plan.width, alpha: 1, beta: 1)
    }
    return target
  }

  /// K_ij of each kernel.
  @inline(__always)
  private func measureCloseness(
    _ room: LayerRoom<Scalar>, _ i: Int, _ j: Int, into closeness: UnsafeMutablePointer<Scalar>
  ) {
    let (width, kernels) = (room.plan.width, room.plan.outputs - room.plan.inputs)
    let (mine, other) = (room.auxiliary + i * width, room.auxiliary + j * width)
    for b in 0..<kernels { closeness[b] = 0 }
    for start in stride(from: 0, to: width, by: kernels) {
      for b in 0..<kernels { closeness[b] -= (mine[start + b] - other[start + b]).magnitude }
    }
    for b in 0..<kernels { closeness[b] = Scalar.exponential(closeness[b]) }
  }

  /// K̇_ij of each kernel, from K_ij and Ṁ.
  @inline(__always)
  private func measureChange(
    _ room: LayerRoom<Scalar>, _ tangent: UnsafePointer<Scalar>, _ i: Int, _ j: Int,
    _ closeness: UnsafePointer<Scalar>, into change: UnsafeMutablePointer<Scalar>
  ) {
    let (width, kernels) = (room.plan.width, room.plan.outputs - room.plan.inputs)
    let (mine, other) = (room.auxiliary + i * width, room.auxiliary + j * width)
    let (mineTangent, otherTangent) = (tangent + i * width, tangent + j * width)
    for b in 0..<kernels { change[b] = 0 }
    for start in stride(from: 0, to: width, by: kernels) {
      for b in 0..<kernels {
        let step = mineTangent[start + b] - otherTangent[start + b]
        change[b] -= Self.sign(mine[start + b] - other[start + b]) * step
      }
    }
    for b in 0..<kernels { change[b] *= closeness[b] }
  }

  /// change_i -= weight · sign(M_i - M_j), change_j += the same.
  @inline(__always)
  private func spread(
    _ weight: UnsafePointer<Scalar>, _ room: LayerRoom<Scalar>, _ i: Int, _ j: Int,
    into change: UnsafeMutablePointer<Scalar>
  ) {
    let (width, kernels) = (room.plan.width, room.plan.outputs - room.plan.inputs)
    let (mine, other) = (room.auxiliary + i * width, room.auxiliary + j * width)
    let (mineChange, otherChange) = (change + i * width, change + j * width)
    for start in stride(from: 0, to: width, by: kernels) {
      for b in 0..<kernels {
        let part = weight[b] * Self.sign(mine[start + b] - other[start + b])
        mineChange[start + b] -= part
        otherChange[start + b] += part
      }
    }
  }

  /// target = the first columns of `direct` + change Tᵀ.
  @inline(__always)
  private func pull(
    _ plan: LayerPlan, rows: Int, _ change: UnsafePointer<Scalar>, _ weights: UnsafePointer<Scalar>,
    direct: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>
  ) {
    for i in 0..<rows {
      (target + i * plan.inputs).update(from: direct + i * plan.outputs, count: plan.inputs)
    }
    Scalar.multiply(
      change, transposed: false, weights, transposed: true, into: target,
      rows: rows, columns: plan.inputs, inner: plan.width, alpha: 1, beta: 1)
  }

  @inline(__always)
  private static func sign(_ x: Scalar) -> Scalar { x > 0 ? 1 : (x < 0 ? -1 : 0) }
}
