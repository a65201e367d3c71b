/// Batch normalisation: with x̂ = (x - mean) s and s = 1/√(variance + epsilon), y = φ(gain x̂ + shift).
extension Workspace {
  @inline(__always)
  func forwardBatchNormalisation(_ room: LayerRoom<Scalar>, rows: Int, mode: PassMode) {
    let plan = room.plan
    let width = plan.outputs
    let inverse = room.columns
    let mean = room.columns + width
    let epsilon = Scalar(plan.second)
    let running = network.statisticsStorage.pointer + plan.statistics
    let runningVariance = running + width
    if mode == .inference {
      for c in 0..<width {
        mean[c] = running[c]
        inverse[c] = 1 / Scalar.root(runningVariance[c] + epsilon)
      }
    } else {
      measureColumns(room.input, rows: rows, width: width, mean: mean, variance: inverse)
      if mode == .training {
        let old = Scalar(plan.first)
        let unbiased = rows > 1 ? Scalar(rows) / Scalar(rows - 1) : 1
        for c in 0..<width {
          running[c] = old * running[c] + (1 - old) * mean[c]
          runningVariance[c] = old * runningVariance[c] + (1 - old) * unbiased * inverse[c]
        }
      }
      for c in 0..<width { inverse[c] = 1 / Scalar.root(inverse[c] + epsilon) }
    }
    let gain = parameters + plan.weights
    for row in 0..<rows {
      let source = room.input + row * width
      let normalised = room.auxiliary + row * width
      let target = room.output + row * width
      for c in 0..<width {
        let value = (source[c] - mean[c]) * inverse[c]
        normalised[c] = value
        target[c] = gain[c] * value
      }
    }
    let tile = RowTile(self.tile, width: width)
    tile.repeatVector(parameters + plan.biases, rows: rows)
    ActivationKernels.apply(plan.activation, room.output, total: rows * width, biases: tile)
  }

  /// d(shift) = Σ δz, d(gain) = Σ δz x̂, and with g = gain δz
  /// δx = s (g - mean(g) - x̂ mean(g x̂)); at rest, where mean and s are constants, δx = s g.
  @inline(__always)
  func backwardBatchNormalisation(
    _ room: LayerRoom<Scalar>, rows: Int, delta: UnsafeMutablePointer<Scalar>,
    gradient: UnsafeMutablePointer<Scalar>?, keeping: Scalar
  ) {
    let plan = room.plan
    let width = plan.outputs
    let inverse = room.columns
    let sums = room.columns + width
    let products = room.columns + 2 * width
    ActivationKernels.multiplyBySlope(plan.activation, delta, values: room.output, total: rows * width)
    sumColumns(delta, room.auxiliary, rows: rows, width: width, sums: sums, products: products)
    if let gradient {
      let (gains, shifts) = (gradient + plan.weights, gradient + plan.biases)
      for c in 0..<width {
        gains[c] = keeping == 0 ? products[c] : keeping * gains[c] + products[c]
        shifts[c] = keeping == 0 ? sums[c] : keeping * shifts[c] + sums[c]
      }
    }
    let gain = parameters + plan.weights
    let share = lastMode == .inference ? 0 : 1 / Scalar(rows)
    for row in 0..<rows {
      let change = delta + row * width
      let normalised = room.auxiliary + row * width
      for c in 0..<width {
        let centred = change[c] - share * sums[c] - normalised[c] * (share * products[c])
        change[c] = gain[c] * inverse[c] * centred
      }
    }
  }

  /// Column means and variances (divided by the number of rows), in two passes.
  @inline(__always)
  private func measureColumns(
    _ x: UnsafePointer<Scalar>, rows: Int, width: Int, mean: UnsafeMutablePointer<Scalar>,
    variance: UnsafeMutablePointer<Scalar>
  ) {
    let share = 1 / Scalar(rows)
    for c in 0..<width {
      mean[c] = 0
      variance[c] = 0
    }
    for row in 0..<rows {
      let source = x + row * width
      for c in 0..<width { mean[c] += source[c] }
    }
    for c in 0..<width { mean[c] *= share }
    for row in 0..<rows {
      let source = x + row * width
      for c in 0..<width {
        let deviation = source[c] - mean[c]
        variance[c] += deviation * deviation
      }
    }
    for c in 0..<width { variance[c] *= share }
  }

  /// Column sums of a and of a b.
  @inline(__always)
  func sumColumns(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, rows: Int, width: Int,
    sums: UnsafeMutablePointer<Scalar>, products: UnsafeMutablePointer<Scalar>
  ) {
    for c in 0..<width {
      sums[c] = 0
      products[c] = 0
    }
    for row in 0..<rows {
      let (left, right) = (a + row * width, b + row * width)
      for c in 0..<width {
        sums[c] += left[c]
        products[c] += left[c] * right[c]
      }
    }
  }
}
