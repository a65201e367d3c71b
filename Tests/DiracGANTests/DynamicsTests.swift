import DiracGAN
import Foundation
import Testing

private let start = DiracGAN.State(theta: 1, psi: 1)

@Suite("The Dirac-GAN's dynamics in continuous time, by simultaneous and by alternating steps")
struct DynamicsTests {
  @Test("the GAN and the Wasserstein GAN conserve θ² + ψ² in continuous time")
  func circles() {
    for loss in [DiracGAN.Loss.original, .wasserstein] {
      let (end, error) = DiracGAN(loss).flow(from: start, over: 50, steps: 2000)
      #expect((end.distance - start.distance).magnitude <= 2 * error && error < 1e-6)
    }
  }

  @Test("non-saturating, continuous: d(θ² + ψ²)/dt = 2θψ (f'(θψ) - f'(-θψ)) <= 0, and 1/r² grows by t/8")
  func continuousNonSaturating() {
    let game = DiracGAN(.nonSaturating)
    let time = 1000.0
    let middle = game.flow(from: start, over: time, steps: 5000)
    let end = game.flow(from: middle.end, over: time, steps: 5000)
    let growth = pow(end.end.distance, -2) - pow(middle.end.distance, -2)
    // d(1/r²)/dt = sin²(2φ)/4 to leading order, φ' = 1/2: its mean is 1/8, its oscillation at most 1/16 either way.
    #expect((growth - time / 8).magnitude <= 1.0 / 8 + 1e-2)
    let exponent = log(end.end.distance / middle.end.distance) / log(2)
    #expect((exponent + 0.5).magnitude < 0.01)
    var (state, last) = (start, start.distance)
    for _ in 0..<100 {
      state = game.flow(from: state, over: 1, steps: 20).end
      #expect(state.distance <= last)
      last = state.distance
    }
  }

  @Test(
    "non-saturating, alternating: converges like t^-1/2; the conserved form's inverse grows by t/8 (1 + h²/16)"
  )
  func alternatingNonSaturating() {
    let game = DiracGAN(.nonSaturating)
    for h in [0.4, 0.2, 0.1] {
      let count = Int(1000 / h)
      let states = game.trajectory(from: start, stepSize: h, .alternating(), count: 2 * count)
      let forms = [states[count], states[2 * count]].map { game.conservedForm($0, stepSize: h) }
      let slope = (1 / forms[1] - 1 / forms[0]) / (Double(count) * h)
      // As in continuous time; the correction in h was found to be of second order.
      #expect((8 * slope - 1 - h * h / 16).magnitude <= 1.1e-3 + h * h * h * h)
      #expect((log(forms[1] / forms[0]) / log(2) + 1).magnitude < 0.02)
    }
  }

  @Test(
    "non-saturating, simultaneous: settles on a circle of radius near √(2h), from inside and from outside")
  func simultaneousNonSaturating() {
    let game = DiracGAN(.nonSaturating)
    for h in [0.4, 0.2, 0.1] {
      for origin in [start, DiracGAN.State(theta: 0.02, psi: 0)] {
        let count = Int(2000 / h)
        let states = game.trajectory(from: origin, stepSize: h, .simultaneous, count: 2 * count)
        let settled = states[count...].map { $0.distance * $0.distance }
        let mean = settled.reduce(0, +) / Double(settled.count)
        #expect((mean / (2 * h) - 1).magnitude < 0.06 * h * h + 1e-3)
        let (least, most) = (settled.min() ?? 0, settled.max() ?? 0)
        #expect(most - least < h * mean)
      }
    }
  }

  @Test("the GAN grows by simultaneous steps and cycles by alternating ones")
  func original() {
    let game = DiracGAN(.original)
    let growing = game.trajectory(from: start, stepSize: 0.2, .simultaneous, count: 2000).map(\.distance)
    #expect(zip(growing, growing.dropFirst()).allSatisfy { $0 < $1 } && growing[2000] > 2.5 * growing[0])
    let cycling = game.trajectory(from: start, stepSize: 0.2, .alternating(), count: 20_000).map(\.distance)
    #expect(cycling.allSatisfy { $0 > 1.3 && $0 < 1.6 })
  }

  @Test("WGAN with clipping and WGAN-GP never settle at the equilibrium", arguments: [nil, 1, 5])
  func wasserstein(discriminatorSteps: Int?) {
    let order = discriminatorSteps.map { DiracGAN.Order.alternating(discriminatorSteps: $0) } ?? .simultaneous
    for remedy in [DiracGAN.Remedy.weightClipping(bound: 1), .gradientPenalty(weight: 1)] {
      let states = DiracGAN(.wasserstein, remedy).trajectory(
        from: start, stepSize: 0.2, order, count: 20_000)
      #expect(states.suffix(100).allSatisfy { $0.distance > 0.3 && $0.distance < 2 })
    }
  }

  @Test("WGAN-GP has wrong rest points: for ψ > 0 the field is linear about θ = -γ, ψ = 0, and damped")
  func wrongRestPoint() {
    // γ >= 2 damps without turning, so that ψ never changes sign: continuous time ends at the wrong generator.
    let game = DiracGAN(.wasserstein, .gradientPenalty(weight: 3))
    let (end, error) = game.flow(from: start, over: 100, steps: 2000)
    #expect((end.theta + 3).magnitude < 1e-9 && end.psi.magnitude < 1e-9 && error < 1e-6)
    // With γ = 1 it turns, but five steps of D for one of G damp it enough.
    let five = DiracGAN(.wasserstein, .gradientPenalty(weight: 1)).trajectory(
      from: start, stepSize: 0.2, .alternating(discriminatorSteps: 5), count: 2000)
    #expect((five[2000].theta.magnitude - 1).magnitude < 1e-9 && five[2000].psi.magnitude < 1e-9)
  }

  @Test("instance noise and R1 converge, and at the rate of the linearised update", arguments: [nil, 1, 5])
  func convergent(discriminatorSteps: Int?) throws {
    let order = discriminatorSteps.map { DiracGAN.Order.alternating(discriminatorSteps: $0) } ?? .simultaneous
    for remedy in [DiracGAN.Remedy.instanceNoise(standardDeviation: 1), .penaltyOnData(weight: 0.3)] {
      let game = DiracGAN(.original, remedy)
      let states = game.trajectory(from: start, stepSize: 0.2, order, count: 1200)
      // Between 1e-3, where the update is nearly linear, and 1e-11, far above rounding.
      let first = try #require(states.firstIndex { $0.distance < 1e-3 })
      let last = try #require(states.firstIndex { $0.distance < 1e-11 })
      let rate = log(states[last].distance / states[first].distance) / Double(last - first)
      let modulus = try #require(game.linearUpdate(stepSize: 0.2, order)).spectralRadius
      // Within a turn the distance oscillates by a factor below 4.
      #expect((rate - log(modulus)).magnitude < log(4) / Double(last - first))
    }
  }

  @Test(
    "consensus optimisation converges, but diverges from (1, 1) with 5 D steps although its operator contracts"
  )
  func consensus() throws {
    let game = DiracGAN(.original, .consensus(weight: 1))
    for order in [DiracGAN.Order.simultaneous, .alternating()] {
      #expect(game.trajectory(from: start, stepSize: 0.2, order, count: 1000)[1000].distance < 1e-8)
    }
    let five = DiracGAN.Order.alternating(discriminatorSteps: 5)
    let far = game.trajectory(from: start, stepSize: 0.2, five, count: 1000).map(\.distance)
    #expect(far[1000] > 5 && far[1000] > far[500])
    #expect(try #require(game.linearUpdate(stepSize: 0.2, five)).spectralRadius < 1)
    let near = DiracGAN.State(theta: 0.1, psi: 0.1)
    #expect(game.trajectory(from: near, stepSize: 0.2, five, count: 1000)[1000].distance < 1e-8)
  }
}
