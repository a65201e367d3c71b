import NeuralNetworks
import Testing

struct OptimiserTests {
  @Test("schedules take their published values")
  func schedules() {
    let rate = Schedule.exponential(initial: 0.1, divisor: 1.000004, floor: 1e-6)
    #expect(close(rate.value(at: 0), 0.1, 1e-15))
    #expect(close(rate.value(at: 173_287), 0.05, 1e-6))
    #expect(rate.value(at: 10_000_000) == 1e-6)
    let momentum = Schedule.linear(initial: 0.5, final: 0.7, start: 500, end: 125_000)
    #expect(momentum.value(at: 0) == 0.5)
    #expect(momentum.value(at: 500) == 0.5)
    #expect(close(momentum.value(at: 62_750), 0.6, 1e-12))
    #expect(momentum.value(at: 125_000) == 0.7)
    #expect(momentum.value(at: 999_999) == 0.7)
    #expect(Schedule.constant(value: 3).value(at: 17) == 3)
  }

  @Test("momentum follows its recurrence, up or down", arguments: [Direction.ascent, .descent])
  func momentum(_ direction: Direction) {
    let state = OptimiserState<Double>(.momentum(rate: 0.1, momentum: 0.5), parameterCount: 2)
    var parameters = [1.0, 2.0]
    var velocity = [0.0, 0.0]
    var expected = parameters
    for step in 0..<5 {
      let gradient = [Double(step) + 1, -2.0]
      #expect(state.update(&parameters, gradient: gradient, direction))
      for i in 0..<2 {
        velocity[i] = 0.5 * velocity[i] + (direction == .ascent ? 0.1 : -0.1) * gradient[i]
        expected[i] += velocity[i]
      }
    }
    #expect(zip(parameters, expected).allSatisfy { close($0, $1, 1e-14) })
    #expect(state.updates == 5)
  }

  @Test("Adam's first step has the length of its rate")
  func adam() {
    let state = OptimiserState<Double>(.adam(rate: 0.01), parameterCount: 2)
    var parameters = [0.0, 0.0]
    #expect(state.update(&parameters, gradient: [3, -1e-3], .descent))
    #expect(close(parameters[0], -0.01, 1e-8))
    #expect(abs(parameters[1] - 0.01) < 1e-6)
  }

  @Test("an update that leaves a weight infinite or undefined says so", arguments: [Float.infinity, .nan])
  func finiteness(bad: Float) {
    let rules: [Optimiser] = [
      .momentum(rate: 0.1, momentum: 0.0), .adam(rate: 0.1), .rmsProp(rate: 0.1, decay: 0.9, epsilon: 1e-8),
    ]
    for rule in rules {
      let state = OptimiserState<Float>(rule, parameterCount: 40)
      var parameters = [Float](repeating: 0, count: 40)
      var gradient = [Float](repeating: 1, count: 40)
      #expect(state.update(&parameters, gradient: gradient, .descent))
      gradient[37] = bad
      #expect(!state.update(&parameters, gradient: gradient, .descent))
    }
  }
}
