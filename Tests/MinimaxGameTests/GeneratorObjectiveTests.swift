import Foundation
import MinimaxGame
import Testing

@Suite("The generator's losses as functions of D and of its logit")
struct GeneratorObjectiveTests {
  private func logistic(_ h: Double) -> Double { 1 / (1 + exp(-h)) }

  @Test("each loss is one function, of D or of the logit", arguments: GeneratorObjective.allCases)
  func bothVariables(objective: GeneratorObjective) {
    for h in stride(from: -6.0, through: 6, by: 0.5) {
      let d = logistic(h)
      let scale = 1e-12 * (1 + objective.value(atLogit: h).magnitude)
      #expect((objective.value(at: d) - objective.value(atLogit: h)).magnitude < scale)
      let chained = d * (1 - d) * objective.slope(at: d)
      #expect((chained - objective.slope(atLogit: h)).magnitude < 1e-12 * (1 + chained.magnitude))
    }
  }

  @Test("slopes are the derivatives of the values", arguments: GeneratorObjective.allCases)
  func derivatives(objective: GeneratorObjective) {
    let step = 1e-5
    for h in [-5, -1.2, 0, 0.7, 4] {
      let difference = (objective.value(atLogit: h + step) - objective.value(atLogit: h - step)) / (2 * step)
      // Central: off by step²/6 times the third derivative, plus rounding over the step.
      #expect((difference - objective.slope(atLogit: h)).magnitude < 1e-8 * (1 + exp(h)))
    }
    for d in [0.05, 0.3, 0.5, 0.9] {
      let difference = (objective.value(at: d + step) - objective.value(at: d - step)) / (2 * step)
      #expect((difference / objective.slope(at: d) - 1).magnitude < 1e-6)
    }
  }

  @Test("in D the slope of log(1 - D) at 0 is -1: it saturates in the logit, -D against -(1 - D)")
  func saturation() {
    #expect(GeneratorObjective.saturating.slope(at: 0) == -1)
    #expect(GeneratorObjective.nonSaturating.slope(at: 1) == -1)
    #expect(GeneratorObjective.saturating.slope(at: 1) == -.infinity)
    #expect(GeneratorObjective.nonSaturating.slope(at: 0) == -.infinity)
    #expect(GeneratorObjective.maximumLikelihood.slope(at: 0) == -1)
    for h in [-40, -3, 0, 3, 40.0] {
      let (d, complement) = (logistic(h), logistic(-h))
      #expect((GeneratorObjective.saturating.slope(atLogit: h) / -d - 1).magnitude < 1e-14)
      #expect((GeneratorObjective.nonSaturating.slope(atLogit: h) / -complement - 1).magnitude < 1e-14)
      #expect((GeneratorObjective.maximumLikelihood.slope(atLogit: h) / -exp(h) - 1).magnitude < 1e-14)
    }
    #expect(GeneratorObjective.saturating.slope(atLogit: -700) > -1e-300)
    #expect(GeneratorObjective.nonSaturating.slope(atLogit: -700) == -1)
  }

  @Test(
    "the review's Fig. 3 is captioned 1 - log(x): that has the slope of -log x everywhere, and shows nothing")
  func caption() {
    for x in [0.01, 0.3, 0.99] {
      let step = 1e-6 * x
      let slope = ((1 - log(x + step)) - (1 - log(x - step))) / (2 * step)
      #expect((slope / GeneratorObjective.nonSaturating.slope(at: x) - 1).magnitude < 1e-8)
      #expect((slope / GeneratorObjective.saturating.slope(at: x) - 1).magnitude > 0.01)
    }
  }

  @Test(
    "the slopes of log(1 - D) and -log D in the logit add up to -1: where one saturates the other does not")
  func complement() {
    for h in [-30, -1, 0, 2, 30.0] {
      let sum =
        GeneratorObjective.saturating.slope(atLogit: h) + GeneratorObjective.nonSaturating.slope(atLogit: h)
      #expect((sum + 1).magnitude < 1e-15)
    }
  }
}
