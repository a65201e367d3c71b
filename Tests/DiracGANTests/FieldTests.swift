import Foundation
import Quadrature
import Testing

@testable import DiracGAN

/// Points away from the equilibrium, of all signs.
private let points = [(1.0, 1.0), (-0.7, 1.4), (0.3, -2), (-1.5, -0.2), (0, 1.1), (2, 0.4)].map {
  DiracGAN.State(theta: $0.0, psi: $0.1)
}

@Suite("The Dirac-GAN's gradient field and its Jacobian")
struct FieldTests {
  static let remedies: [DiracGAN.Remedy] = [
    .none, .gradientPenalty(weight: 0.7), .instanceNoise(standardDeviation: 0.8), .penaltyOnData(weight: 0.4),
    .penaltyOnSamples(weight: 0.4), .consensus(weight: 0.9),
  ]

  @Test("the Jacobian is the derivative of the field", arguments: DiracGAN.Loss.allCases, remedies)
  func derivative(loss: DiracGAN.Loss, remedy: DiracGAN.Remedy) throws {
    let game = try DiracGAN(loss, remedy)
    let h = 1e-4
    for point in points where point.psi.magnitude > h {
      func slope(_ direction: DiracGAN.State) -> DiracGAN.State {
        func at(_ step: Double) -> DiracGAN.State {
          game.field(
            at: .init(theta: point.theta + step * direction.theta, psi: point.psi + step * direction.psi))
        }
        // Central differences of order 4: their error is about h⁴ = 1e-16, and rounding 1e-16/h.
        let (a, b, c, d) = (at(-2 * h), at(-h), at(h), at(2 * h))
        return .init(
          theta: (8 * (c.theta - b.theta) - (d.theta - a.theta)) / (12 * h),
          psi: (8 * (c.psi - b.psi) - (d.psi - a.psi)) / (12 * h))
      }
      let jacobian = try #require(game.jacobian(at: point))
      let (along, across) = (slope(.init(theta: 1, psi: 0)), slope(.init(theta: 0, psi: 1)))
      for (exact, difference) in [
        (jacobian.a, along.theta), (jacobian.c, along.psi), (jacobian.b, across.theta),
        (jacobian.d, across.psi),
      ] {
        #expect((exact - difference).magnitude < 1e-10)
      }
    }
  }

  @Test("the field without remedy is (-ψ f'(±θψ), θ f'(θψ)), f'(t) = 1/(1 + e^t)")
  func formula() {
    for point in points {
      let t = point.theta * point.psi
      let slope = 1 / (1 + exp(t))
      let mirrored = 1 / (1 + exp(-t))
      for (loss, generator, discriminator) in [
        (DiracGAN.Loss.original, slope, slope), (.nonSaturating, mirrored, slope), (.wasserstein, 1, 1),
      ] {
        let field = DiracGAN(loss).field(at: point)
        #expect((field.theta + point.psi * generator).magnitude < 1e-15)
        #expect((field.psi - point.theta * discriminator).magnitude < 1e-15)
      }
    }
  }

  @Test("under instance noise the field is that of GSL's quadrature to 1e-10", arguments: [0.1, 1, 2.5, 20])
  func instanceNoise(deviation: Double) throws {
    let game = try DiracGAN(.nonSaturating, .instanceNoise(standardDeviation: deviation))
    for point in points {
      // Where the logistic function turns, if the normal law has mass there.
      let breakPoints = [-point.theta / deviation].filter { $0.magnitude < 12 }
      func expectation(_ f: (Double) -> Double) throws -> Double {
        try integrate(over: Interval(-12, 12), breakPoints: breakPoints) { z in
          f(deviation * z) * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        }.value
      }
      let generator = try expectation { -point.psi / (1 + exp(-point.psi * (point.theta + $0))) }
      let discriminator = try expectation {
        let x = point.theta + $0
        return x / (1 + exp(point.psi * x)) + $0 / (1 + exp(point.psi * $0))
      }
      let field = game.field(at: point)
      #expect((field.theta - generator).magnitude < 1e-10 * (1 + generator.magnitude))
      #expect((field.psi - discriminator).magnitude < 1e-10 * (1 + discriminator.magnitude))
    }
  }

  @Test("consensus optimisation descends ½‖v‖²: what it adds is minus γ times that gradient")
  func consensus() throws {
    let (plain, game) = (DiracGAN(.original), try DiracGAN(.original, .consensus(weight: 2)))
    func energy(_ theta: Double, _ psi: Double) -> Double {
      let v = plain.field(at: .init(theta: theta, psi: psi))
      return 0.5 * (v.theta * v.theta + v.psi * v.psi)
    }
    let h = 1e-5
    for point in points {
      let (v, w) = (plain.field(at: point), game.field(at: point))
      let theta = (energy(point.theta + h, point.psi) - energy(point.theta - h, point.psi)) / (2 * h)
      let psi = (energy(point.theta, point.psi + h) - energy(point.theta, point.psi - h)) / (2 * h)
      #expect((w.theta - v.theta + 2 * theta).magnitude < 1e-8)
      #expect((w.psi - v.psi + 2 * psi).magnitude < 1e-8)
    }
  }

  @Test(
    "R1 and R2 are one: D ascends L(θ, ψ) - γ/2 E|∂/∂x logit|² over the data and over the samples, G descends L",
    arguments: [0.3, 2])
  func zeroCentredPenalties(weight: Double) throws {
    func f(_ t: Double) -> Double { -log1p(exp(-t)) }
    func logit(_ x: Double, _ psi: Double) -> Double { psi * x }
    let h = 1e-4
    /// A central difference: its error is about h² = 1e-8, and rounding 1e-16/h.
    func difference(_ function: (Double) -> Double) -> Double { (function(h) - function(-h)) / (2 * h) }
    func objective(_ theta: Double, _ psi: Double, penaltyAt x: Double) -> Double {
      let slope = difference { logit(x + $0, psi) }
      return f(logit(theta, psi)) + f(0) - 0.5 * weight * slope * slope
    }
    let (first, second) = (
      try DiracGAN(.original, .penaltyOnData(weight: weight)),
      try DiracGAN(.original, .penaltyOnSamples(weight: weight))
    )
    for point in points {
      let (theta, psi) = (point.theta, point.psi)
      // Over the data, all at 0, and over the samples, all at θ: D moves ψ alone.
      let overData = difference { objective(theta, psi + $0, penaltyAt: 0) }
      let overSamples = difference { objective(theta, psi + $0, penaltyAt: theta) }
      let ofG = difference { -f(logit(theta + $0, psi)) }
      let (r1, r2) = (first.field(at: point), second.field(at: point))
      #expect((r1.psi - overData).magnitude < 1e-7 && (r2.psi - overSamples).magnitude < 1e-7)
      #expect((r1.theta - ofG).magnitude < 1e-7 && (r2.theta - ofG).magnitude < 1e-7)
      #expect((overData - overSamples).magnitude < 1e-7 && r1 == r2)
      // Without the penalty it is another field.
      #expect((DiracGAN(.original).field(at: point).psi - overData).magnitude > 0.05 * weight)
    }
  }
}
