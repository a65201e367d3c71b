import DiracGAN
import Foundation
import Testing

private let start = DiracGAN.State(theta: 1, psi: 1)

@Suite("The Dirac-GAN's dynamics in continuous time, by simultaneous and by alternating steps")
struct DynamicsTests {
  @Test("the GAN and the Wasserstein GAN conserve θ² + ψ² in continuous time")
  func circles() throws {
    for loss in [DiracGAN.Loss.original, .wasserstein] {
      let (end, error) = try DiracGAN(loss).flow(from: start, over: 50, steps: 2000)
      #expect((end.distance - start.distance).magnitude <= 2 * error && error < 1e-6)
    }
  }

  @Test("non-saturating, continuous: d(θ² + ψ²)/dt = 2θψ (f'(θψ) - f'(-θψ)) <= 0, and 1/r² grows by t/8")
  func continuousNonSaturating() throws {
    let game = DiracGAN(.nonSaturating)
    let time = 1000.0
    let middle = try game.flow(from: start, over: time, steps: 5000)
    let end = try game.flow(from: middle.end, over: time, steps: 5000)
    let growth = pow(end.end.distance, -2) - pow(middle.end.distance, -2)
    // d(1/r²)/dt = sin²(2φ)/4 to leading order, φ' = 1/2: its mean is 1/8, its oscillation at most 1/16 either way.
    #expect((growth - time / 8).magnitude <= 1.0 / 8 + 1e-2)
    let exponent = log(end.end.distance / middle.end.distance) / log(2)
    #expect((exponent + 0.5).magnitude < 0.01)
    var (state, last) = (start, start.distance)
    for _ in 0..<100 {
      state = try game.flow(from: state, over: 1, steps: 20).end
      #expect(state.distance <= last)
      last = state.distance
    }
  }

  @Test(
    "non-saturating, alternating: converges like t^-1/2; the conserved form's inverse grows by t/8 / (1 - h²/16)",
    arguments: [0.8, 0.4, 0.2, 0.1])
  func alternatingNonSaturating(h: Double) throws {
    let game = DiracGAN(.nonSaturating)
    let count = Int(5000 / h)
    let states = try game.trajectory(from: start, stepSize: h, .alternating(), count: 2 * count)
    let forms = [states[count], states[2 * count]].map { game.conservedForm($0, stepSize: h) }
    // Off by the oscillation at both ends; and 1/Q was found to grow by about (h/16) log t more.
    let growth = 1 / forms[1] - 1 / forms[0] - DiracGAN.meanDecay(stepSize: h) * Double(count) * h
    #expect(
      (growth - h / 16 * log(2)).magnitude <= 2 * DiracGAN.decayOscillation(stepSize: h) * (1 + 64.0 / 5000))
    #expect((log(forms[1] / forms[0]) / log(2) + 1).magnitude < 0.02)
    // The rate can be told from its expansions: 1 and 1 + h²/16 would be off by more than the oscillation allows.
    if h == 0.8 { #expect((growth + h * h / 128 * 5000).magnitude > 10) }
  }

  @Test(
    "non-saturating, simultaneous: every state settles on the circle r² = 2h (1 + (h/8) sin 4φ + O(h²)), from inside and out",
    arguments: [0.4, 0.2, 0.1], [start, DiracGAN.State(theta: 0.02, psi: 0)])
  func simultaneousNonSaturating(h: Double, origin: DiracGAN.State) throws {
    let count = Int(2000 / h)
    let states = try DiracGAN(.nonSaturating).trajectory(
      from: origin, stepSize: h, .simultaneous, count: 2 * count)
    let settled = states[count...].map { state in
      (ratio: state.distance * state.distance / (2 * h), angle: atan2(state.psi, state.theta))
    }
    for (ratio, angle) in settled {
      // The expansion's third order, a fifth of which is what is left of the way from either start.
      #expect((ratio - DiracGAN.settlingCircle(angle: angle, stepSize: h)).magnitude <= h * h * h / 40)
    }
    // The circle is no circle: sin 4φ is there, by a hundred times that.
    let (least, most) = (settled.map(\.ratio).min() ?? 0, settled.map(\.ratio).max() ?? 0)
    #expect(((most - least) / (h / 4) - 1).magnitude < h)
    let mean = settled.reduce(0) { $0 + $1.ratio } / Double(settled.count)
    #expect((mean - DiracGAN.settlingMean(stepSize: h)).magnitude < 0.02 * pow(h, 4) + 1.0 / 8 / 2000)
    #expect((mean.squareRoot() - 1).magnitude < 0.03 * h * h + 1e-4)
  }

  @Test("the GAN grows by simultaneous steps and cycles by alternating ones")
  func original() throws {
    let game = DiracGAN(.original)
    let growing = try game.trajectory(from: start, stepSize: 0.2, .simultaneous, count: 2000).map(\.distance)
    #expect(zip(growing, growing.dropFirst()).allSatisfy { $0 < $1 } && growing[2000] > 2.5 * growing[0])
    let cycling = try game.trajectory(from: start, stepSize: 0.2, .alternating(), count: 20_000).map(
      \.distance)
    #expect(cycling.allSatisfy { $0 > 1.3 && $0 < 1.6 })
  }

  @Test("WGAN with clipping and WGAN-GP never settle at the equilibrium", arguments: [nil, 1, 5])
  func wasserstein(discriminatorSteps: Int?) throws {
    let order = discriminatorSteps.map { DiracGAN.Order.alternating(discriminatorSteps: $0) } ?? .simultaneous
    for remedy in [DiracGAN.Remedy.weightClipping(bound: 1), .gradientPenalty(weight: 1)] {
      let states = try DiracGAN(.wasserstein, remedy).trajectory(
        from: start, stepSize: 0.2, order, count: 20_000)
      #expect(states.suffix(100).allSatisfy { $0.distance > 0.3 && $0.distance < 2 })
    }
  }

  @Test("WGAN-GP has wrong rest points: for ψ > 0 the field is linear about θ = -γ, ψ = 0, and damped")
  func wrongRestPoint() throws {
    // γ >= 2 damps without turning, so that ψ never changes sign: continuous time ends at the wrong generator.
    let game = try DiracGAN(.wasserstein, .gradientPenalty(weight: 3))
    let (end, error) = try game.flow(from: start, over: 100, steps: 2000)
    #expect((end.theta + 3).magnitude < 1e-9 && end.psi.magnitude < 1e-9 && error < 1e-6)
    // With γ = 1 it turns, but five steps of D for one of G damp it enough.
    let five = try DiracGAN(.wasserstein, .gradientPenalty(weight: 1)).trajectory(
      from: start, stepSize: 0.2, .alternating(discriminatorSteps: 5), count: 2000)
    #expect((five[2000].theta.magnitude - 1).magnitude < 1e-9 && five[2000].psi.magnitude < 1e-9)
  }

  @Test("instance noise and R1 converge, and at the rate of the linearised update", arguments: [nil, 1, 5])
  func convergent(discriminatorSteps: Int?) throws {
    let order = discriminatorSteps.map { DiracGAN.Order.alternating(discriminatorSteps: $0) } ?? .simultaneous
    for remedy in [DiracGAN.Remedy.instanceNoise(standardDeviation: 1), .penaltyOnData(weight: 0.3)] {
      let game = try DiracGAN(.original, remedy)
      let states = try game.trajectory(from: start, stepSize: 0.2, order, count: 1200)
      // Between 1e-3, where the update is nearly linear, and 1e-11, far above rounding.
      let first = try #require(states.firstIndex { $0.distance < 1e-3 })
      let last = try #require(states.firstIndex { $0.distance < 1e-11 })
      let rate = log(states[last].distance / states[first].distance) / Double(last - first)
      let modulus = try #require(try game.linearUpdate(stepSize: 0.2, order)).spectralRadius
      // Within a turn the distance oscillates by a factor below 4.
      #expect((rate - log(modulus)).magnitude < log(4) / Double(last - first))
    }
  }

  @Test(
    "consensus optimisation converges, but diverges from (1, 1) with 5 D steps although its operator contracts"
  )
  func consensus() throws {
    let game = try DiracGAN(.original, .consensus(weight: 1))
    for order in [DiracGAN.Order.simultaneous, .alternating()] {
      #expect(try game.trajectory(from: start, stepSize: 0.2, order, count: 1000)[1000].distance < 1e-8)
    }
    let five = DiracGAN.Order.alternating(discriminatorSteps: 5)
    let far = try game.trajectory(from: start, stepSize: 0.2, five, count: 1000).map(\.distance)
    #expect(far[1000] > 5 && far[1000] > far[500])
    #expect(try #require(try game.linearUpdate(stepSize: 0.2, five)).spectralRadius < 1)
    let near = DiracGAN.State(theta: 0.1, psi: 0.1)
    #expect(try game.trajectory(from: near, stepSize: 0.2, five, count: 1000)[1000].distance < 1e-8)
  }
}
