import NeuralNetworks
import Testing

@Suite struct LimitedMemoryBFGSTests {
  /// Runs to the end from `start`; counts steps and checks that each lowers the objective.
  private func minimum(
    from start: [Double], limit: Int = 500,
    _ objective: @escaping ([Double]) -> (value: Double, gradient: [Double])
  ) -> (point: [Double], steps: Int, isMonotone: Bool) {
    var point = start
    var optimiser = LimitedMemoryBFGS()
    var (steps, isMonotone, before) = (0, true, Double.infinity)
    while steps < limit,
      point.withUnsafeMutableBufferPointer({ point in
        optimiser.step(point) { gradient in
          let (value, slopes) = objective(Array(point))
          for i in slopes.indices { gradient[i] = slopes[i] }
          return value
        }
      })
    {
      isMonotone = isMonotone && optimiser.value < before
      before = optimiser.value
      steps += 1
    }
    return (point, steps, isMonotone)
  }

  @Test("Rosenbrock's valley is followed to its end, downhill at every step")
  func rosenbrock() {
    let found = minimum(from: [-1.2, 1]) { x in
      let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
      return (a * a + 100 * b * b, [-2 * a - 400 * x[0] * b, 200 * b])
    }
    #expect(found.isMonotone)
    #expect(found.steps < 100)
    #expect((found.point[0] - 1).magnitude < 1e-6)
    #expect((found.point[1] - 1).magnitude < 1e-6)
  }

  /// Steepest descent needs about κ/2 log(1/ε), 69,000 steps here.
  @Test("A quadratic of condition 1e4 in 20 dimensions is solved to 1e-6 in 1,000 steps")
  func quadratic() {
    // 1 to 1e4, each 10^(4/19) times the one before.
    let ratio = 1.6237767391887217
    let curvatures = (1..<20).reduce(into: [1.0]) { all, i in all.append(all[i - 1] * ratio) }
    let found = minimum(from: Array(repeating: 1, count: 20), limit: 1000) { x in
      (
        zip(curvatures, x).reduce(0) { $0 + 0.5 * $1.0 * $1.1 * $1.1 },
        zip(curvatures, x).map { $0 * $1 }
      )
    }
    #expect(found.isMonotone)
    #expect(found.point.allSatisfy { $0.magnitude < 1e-6 })
  }

  @Test("An objective that is not finite ends the descent where it began")
  func notFinite() {
    let found = minimum(from: [3, 4]) { _ in (.nan, [.nan, .nan]) }
    #expect(found.steps == 0)
    #expect(found.point == [3, 4])
  }
}
