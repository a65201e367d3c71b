import DiracGAN
import Testing

@Suite("What a Dirac-GAN refuses, and how it says so")
struct ValidationTests {
  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return "\(error)" }
  }

  @Test("weights, targets, standard deviations and bounds out of range are named, with what is allowed")
  func remedies() {
    let cases: [(DiracGAN.Remedy, String)] = [
      (.penaltyOnData(weight: -1), "weight is -1.0; allowed: a finite number, 0 or more"),
      (.penaltyOnSamples(weight: .nan), "weight is nan; allowed: a finite number, 0 or more"),
      (.consensus(weight: .infinity), "weight is inf; allowed: a finite number, 0 or more"),
      (
        .instanceNoise(standardDeviation: -0.1),
        "standardDeviation is -0.1; allowed: a finite number, 0 or more"
      ),
      (.gradientPenalty(weight: -2), "weight is -2.0; allowed: a finite number, 0 or more"),
      (.gradientPenalty(weight: 1, target: -1), "target is -1.0; allowed: a finite number, 0 or more"),
      (.weightClipping(bound: 0), "bound is 0.0; allowed: a finite number, above 0"),
    ]
    for (remedy, expected) in cases {
      #expect(message { _ = try DiracGAN(.original, remedy) } == expected)
    }
  }

  @Test("no remedy and remedies of strength 0 are games, and the same one")
  func none() throws {
    let state = DiracGAN.State(theta: 0.7, psi: -1.2)
    for remedy in [
      DiracGAN.Remedy.none, .penaltyOnData(weight: 0), .penaltyOnSamples(weight: 0), .consensus(weight: 0),
      .instanceNoise(standardDeviation: 0), .gradientPenalty(weight: 0),
    ] {
      #expect(try DiracGAN(.original, remedy).field(at: state) == DiracGAN(.original).field(at: state))
    }
  }

  @Test("step sizes, counts, starts and times out of range are named", arguments: [0, -0.1, .nan, .infinity])
  func steps(h: Double) {
    let game = DiracGAN(.original)
    let state = DiracGAN.State(theta: 1, psi: 1)
    let expected = "stepSize is \(h); allowed: a finite number, above 0"
    #expect(message { _ = try game.updated(state, stepSize: h, .simultaneous) } == expected)
    #expect(
      message { _ = try game.trajectory(from: state, stepSize: h, .simultaneous, count: 1) } == expected)
    #expect(message { _ = try game.linearUpdate(stepSize: h, .alternating()) } == expected)
    #expect(message { _ = try game.closedFormModulus(stepSize: h, .alternating()) } == expected)
    let wrong = DiracGAN.Order.alternating(discriminatorSteps: -1)
    #expect(
      message { _ = try game.updated(state, stepSize: 0.1, wrong) }
        == "discriminatorSteps is -1; allowed: 0 or more")
    #expect(
      message { _ = try game.trajectory(from: state, stepSize: 0.1, .simultaneous, count: -1) }
        == "count is -1; allowed: 0 or more")
    let nowhere = DiracGAN.State(theta: .nan, psi: 1)
    #expect(
      message { _ = try game.trajectory(from: nowhere, stepSize: 0.1, .simultaneous, count: 1) }
        == "start is (nan, 1.0); allowed: two finite numbers")
    #expect(
      message { _ = try game.flow(from: state, over: .infinity, steps: 1) }
        == "time is inf; allowed: a finite number")
    #expect(message { _ = try game.flow(from: state, over: 1, steps: 0) } == "steps is 0; allowed: 1 or more")
  }
}
