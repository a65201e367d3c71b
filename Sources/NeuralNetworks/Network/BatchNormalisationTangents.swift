/// The tangents of batch normalisation, with q = mean(x̂ẋ): ṡ = -s² q and x̂˙ = s (ẋ - mean(ẋ) - x̂ q).
///
/// The columns of the tangent room hold q, then four scratch rows.
extension Workspace {
  /// ẏ = φ' (v_gain x̂ + gain x̂˙ + v_shift).
  @inline(__always)
  func forwardBatchNormalisationTangent(
    _ room: LayerRoom<Scalar>, index: Int, rows: Int, from tangent: UnsafeMutablePointer<Scalar>,
    _ tangents: TangentRoom<Scalar>, direction: UnsafePointer<Scalar>?
  ) {
    let plan = room.plan
    let width = plan.outputs
    let share = lastMode == .inference ? 0 : 1 / Scalar(rows)
    let (inverse, gain) = (room.columns, parameters + plan.weights)
    let (q, mean) = (tangents.columns[index], tangents.columns[index] + width)
    sumColumns(tangent, room.auxiliary, rows: rows, width: width, sums: mean, products: q)
    for c in 0..<width {
      q[c] *= share
      mean[c] *= share
    }
    for row in 0..<rows {
      let source = tangent + row * width
      let normalised = room.auxiliary + row * width
      let normalisedTangent = tangents.normalised[index] + row * width
      let target = tangents.outputs[index] + row * width
      for c in 0..<width {
        let change = inverse[c] * (source[c] - mean[c] - normalised[c] * q[c])
        normalisedTangent[c] = change
        target[c] = gain[c] * change
      }
      if let direction {
        let (gainTangent, shiftTangent) = (direction + plan.weights, direction + plan.biases)
        for c in 0..<width { target[c] += gainTangent[c] * normalised[c] + shiftTangent[c] }
      }
    }
    ActivationKernels.multiplyBySlope(
      plan.activation, tangents.outputs[index], values: room.output, total: rows * width)
  }

  /// With g = gain δz and ġ = v_gain δz + gain δż:
  /// δẋ = -s q δx + s (ġ - mean(ġ) - x̂˙ mean(g x̂) - x̂ mean(ġ x̂ + g x̂˙)), beside δx itself.
  @inline(__always)
  func backwardBatchNormalisationTangent(
    _ room: LayerRoom<Scalar>, index: Int, rows: Int,
    _ deltas: (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>), _ tangents: TangentRoom<Scalar>,
    direction: UnsafePointer<Scalar>?,
    gradients: (UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?), keeping: Scalar
  ) {
    let plan = room.plan
    let width = plan.outputs
    let total = rows * width
    let (delta, deltaTangent) = deltas
    ActivationKernels.differentiateTangent(
      plan.activation, deltaTangent, delta: delta, values: room.output,
      valueTangents: tangents.outputs[index],
      total: total)
    ActivationKernels.multiplyBySlope(plan.activation, delta, values: room.output, total: total)

    let (sums, products) = (room.columns + width, room.columns + 2 * width)
    let q = tangents.columns[index]
    let (tangentSums, tangentProducts) = (q + width, q + 2 * width)
    let (unused, crossProducts) = (q + 3 * width, q + 4 * width)
    let normalised = room.auxiliary
    let normalisedTangent = tangents.normalised[index]
    sumColumns(delta, normalised, rows: rows, width: width, sums: sums, products: products)
    sumColumns(
      deltaTangent, normalised, rows: rows, width: width, sums: tangentSums, products: tangentProducts)
    sumColumns(delta, normalisedTangent, rows: rows, width: width, sums: unused, products: crossProducts)
    for c in 0..<width { tangentProducts[c] += crossProducts[c] }
    if let gradient = gradients.0 {
      keep(gradient + plan.weights, plus: products, width, keeping)
      keep(gradient + plan.biases, plus: sums, width, keeping)
    }
    if let gradient = gradients.1 {
      keep(gradient + plan.weights, plus: tangentProducts, width, keeping)
      keep(gradient + plan.biases, plus: tangentSums, width, keeping)
    }

    let share = lastMode == .inference ? 0 : 1 / Scalar(rows)
    let (inverse, gain) = (room.columns, parameters + plan.weights)
    for row in 0..<rows {
      for c in 0..<width {
        let i = row * width + c
        let (x, xTangent) = (normalised[i], normalisedTangent[i])
        let gainTangent = direction.map { $0[plan.weights + c] } ?? 0
        let centred = delta[i] - share * (sums[c] + x * products[c])
        let centredTangent =
          deltaTangent[i] - share * (tangentSums[c] + xTangent * products[c] + x * tangentProducts[c])
        let s = inverse[c]
        deltaTangent[i] =
          s * (gainTangent * centred + gain[c] * centredTangent) - s * s * q[c] * gain[c] * centred
        delta[i] = s * gain[c] * centred
      }
    }
  }

  @inline(__always)
  private func keep(
    _ target: UnsafeMutablePointer<Scalar>, plus change: UnsafePointer<Scalar>, _ count: Int,
    _ keeping: Scalar
  ) {
    for c in 0..<count { target[c] = keeping == 0 ? change[c] : keeping * target[c] + change[c] }
  }
}
