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
    // Off by the oscillation at both ends, whose bound is the leading order of an expansion in h.
    let growth = 1 / forms[1] - 1 / forms[0] - DiracGAN.meanDecay(stepSize: h) * Double(count) * h
    #expect(
      growth.magnitude <= 2 * DiracGAN.decayOscillation(stepSize: h) * (1 + 64.0 / 5000) * (1 + h * h * h))
    #expect((log(forms[1] / forms[0]) / log(2) + 1).magnitude < 0.02)
    // The rate can be told from its expansions: 1 and 1 + h²/16 would be off by more than the oscillation allows.
    if h == 0.8 { #expect((growth + h * h / 128 * 5000).magnitude > 10) }
  }

  /// The greatest distance from the settling circle of the states from T to 2T, of their mean, and how far they swing.
  private func settled(
    _ h: Double, from origin: DiracGAN.State
  ) throws -> (deviation: Double, mean: Double, swing: Double) {
    let count = Int(2000 / h)
    let states = try DiracGAN(.nonSaturating).trajectory(
      from: origin, stepSize: h, .simultaneous, count: 2 * count)
    let settled = states[count...].map { state in
      (ratio: state.distance * state.distance / (2 * h), angle: atan2(state.psi, state.theta))
    }
    // Weights sin² let parts of a turn at either end not count.
    let weights = settled.indices.map { pow(sin(.pi * (Double($0) + 0.5) / Double(settled.count)), 2) }
    let mean = zip(weights, settled).reduce(0) { $0 + $1.0 * $1.1.ratio } / weights.reduce(0, +)
    let ratios = settled.map(\.ratio)
    return (
      settled.map { ($0.ratio - DiracGAN.settlingCircle(angle: $0.angle, stepSize: h)).magnitude }.max() ?? 0,
      (mean - DiracGAN.settlingMean(stepSize: h)).magnitude, (ratios.max() ?? 0) - (ratios.min() ?? 0)
    )
  }

  @Test(
    "non-saturating, simultaneous: every state settles on r² = 2h (1 + (h/8) sin 4φ - h²(...)), off it by O(h³), its mean by O(h⁴)",
    arguments: [start, DiracGAN.State(theta: 0.02, psi: 0)])
  func simultaneousNonSaturating(origin: DiracGAN.State) throws {
    let sizes = [0.8, 0.4, 0.2, 0.1]
    let found = try sizes.map { try settled($0, from: origin) }
    for (h, (coarse, fine)) in zip(sizes, zip(found, found.dropFirst())) {
      // The order of convergence, up to what the next order changes of it.
      #expect((log2(coarse.deviation / fine.deviation) - 3).magnitude <= h)
      #expect((log2(coarse.mean / fine.mean) - 4).magnitude <= h)
      // The circle is no circle: it swings by h/8 either way, and that is far more than the deviation.
      #expect((coarse.swing / (h / 4) - 1).magnitude < h && coarse.deviation < h * coarse.swing)
    }
  }

  @Test(
    "the GAN grows at each simultaneous step; by alternating ones the linear part's form is kept, up to O(r²)"
  )
  func original() throws {
    let game = DiracGAN(.original)
    let growing = try game.trajectory(from: start, stepSize: 0.2, .simultaneous, count: 2000).map(\.distance)
    #expect(zip(growing, growing.dropFirst()).allSatisfy { $0 < $1 })
    func deviation(_ radius: Double) throws -> Double {
      let origin = DiracGAN.State(theta: radius, psi: radius)
      let forms = try game.trajectory(from: origin, stepSize: 0.2, .alternating(), count: 1000).map {
        game.conservedForm($0, stepSize: 0.2)
      }
      return forms.map { ($0 / forms[0] - 1).magnitude }.max() ?? 0
    }
    let deviations = try [0.2, 0.1, 0.05, 0.025].map(deviation)
    for (radius, (far, near)) in zip([0.2, 0.1, 0.05], zip(deviations, deviations.dropFirst())) {
      #expect((log2(far / near) - 2).magnitude <= radius)
    }
  }

  @Test(
    "observed: with 5 steps of D the GAN's radius comes to fall like t^-1/6, 1/r⁶ growing in proportion to time"
  )
  func slowDecay() throws {
    let game = DiracGAN(.original)
    var state = start
    var (radii, done) = ([Double](), 0)
    for doubling in 16...20 {
      var (sum, weights) = (0.0, 0.0)
      for update in done..<(1 << doubling) {
        state = try game.updated(state, stepSize: 0.2, .alternating(discriminatorSteps: 5))
        let place = update - (1 << doubling) + 2000
        guard place >= 0 else { continue }
        // Weights that let parts of a turn at either end not count.
        let weight = pow(sin(.pi * (Double(place) + 0.5) / 2000), 2)
        sum += weight * state.distance * state.distance
        weights += weight
      }
      radii.append((sum / weights).squareRoot())
      done = 1 << doubling
    }
    let exponents = zip(radii.dropFirst(), radii).map { log2($0 / $1) }
    #expect(zip(exponents, exponents.dropFirst()).allSatisfy { $0 < $1 } && exponents[3] < -1.0 / 6)
    // Where they lead if the differences shrink by a factor, known to the last difference.
    let steps = zip(exponents.dropFirst(), exponents).map { $0 - $1 }
    let limit = exponents[3] + steps[2] * steps[2] / (steps[1] - steps[2])
    #expect((limit + 1.0 / 6).magnitude < steps[2])
  }

  @Test("WGAN with clipping stays at a distance: what the linear part conserves is at least that of |ψ| = 1")
  func clipped() throws {
    let (h, game) = (0.2, try DiracGAN(.wasserstein, .weightClipping(bound: 1)))
    // The first step of D clips ψ. By simultaneous steps the radius grows inside the bound, and is 1 or more at it.
    let simultaneous = try game.trajectory(from: start, stepSize: h, .simultaneous, count: 20_000)
    #expect(simultaneous.allSatisfy { $0.distance >= 1 })
    for n in [1, 5] {
      // n θ² + ψ² ± n h θψ is conserved inside; at |ψ| = 1 it is 1 - n h²/4 or more, and on r at most its larger eigenvalue.
      let (count, order) = (Double(n), DiracGAN.Order.alternating(discriminatorSteps: n))
      let least = 1 - count * h * h / 4
      let most = 0.5 * (count + 1 + ((count - 1) * (count - 1) + count * count * h * h).squareRoot())
      let states = try game.trajectory(from: start, stepSize: h, order, count: 20_000)
      #expect(states.allSatisfy { $0.distance * $0.distance >= least / most * (1 - 1e-9) })
    }
  }

  @Test(
    "WGAN-GP never settles at the equilibrium: next to it a step of D is γh long", arguments: [nil, 1, 5])
  func penalised(discriminatorSteps: Int?) throws {
    let order = discriminatorSteps.map { DiracGAN.Order.alternating(discriminatorSteps: $0) } ?? .simultaneous
    let (h, game) = (0.2, try DiracGAN(.wasserstein, .gradientPenalty(weight: 1)))
    let states = try game.trajectory(from: start, stepSize: h, order, count: 20_000)
    // From within γh/4 of it, ψ moves by γh - (1 + γ)h γh/4 or more, and so leaves that distance.
    #expect(zip(states, states.dropFirst()).allSatisfy { max($0.distance, $1.distance) > h / 4 })
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
