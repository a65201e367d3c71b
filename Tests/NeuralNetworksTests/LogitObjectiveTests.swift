import Foundation
import NeuralNetworks
import Testing

struct LogitObjectiveTests {
  static let all: [LogitObjective] = [.logProbability, .logComplement, .negativeOdds, .logit]

  func evaluate(_ objective: LogitObjective, _ logit: Double) -> (
    value: Double, slope: Double, second: Double
  ) {
    var slope = 0.0
    var second = 0.0
    let sum = objective.evaluate([logit], count: 1, weight: 1, derivative: &slope)
    objective.secondDerivative([logit], count: 1, weight: 1, into: &second)
    return (sum.sum, slope, second)
  }

  @Test("values, slopes and second derivatives agree with differences", arguments: all)
  func derivatives(_ objective: LogitObjective) {
    for logit in [-6.0, -1.5, 0, 0.3, 2, 5] {
      let (_, slope, second) = evaluate(objective, logit)
      let h = 1e-4
      func at(_ k: Double) -> (value: Double, slope: Double, second: Double) {
        evaluate(objective, logit + k * h)
      }
      let expected = (8 * (at(1).value - at(-1).value) - (at(2).value - at(-2).value)) / (12 * h)
      let curvature = (8 * (at(1).slope - at(-1).slope) - (at(2).slope - at(-2).slope)) / (12 * h)
      #expect(close(slope, expected, 1e-10))
      #expect(close(second, curvature, 1e-10))
    }
  }

  @Test("a saturated discriminator loses no digits")
  func saturation() {
    #expect(close(evaluate(.logComplement, -300).value / -exp(-300), 1, 1e-14))
    #expect(evaluate(.logComplement, 700).value == -700)
    #expect(close(evaluate(.logComplement, 2).value, -log1p(exp(2)), 1e-15))
    #expect(close(evaluate(.logProbability, -40).slope, 1, 1e-15))
    #expect(close(evaluate(.logProbability, 40).slope / exp(-40), 1, 1e-14))
  }

  @Test("the standard error is that of a mean")
  func standardError() {
    var slopes = [Double](repeating: 0, count: 5)
    let sum = LogitObjective.logit.evaluate([1, 2, 3, 4, 10], count: 5, weight: 0.2, derivative: &slopes)
    #expect(sum.mean == 4)
    #expect(close(sum.standardError, (50.0 / 20).squareRoot(), 1e-14))
    #expect(slopes == [0.2, 0.2, 0.2, 0.2, 0.2])
  }
}
