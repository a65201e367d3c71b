import Distributions
import Foundation
import MinimaxGame
import NeuralNetworks
import Quadrature
import Testing

@testable import LearnedAgainstExact

/// D with logit 10.3 (tanh k(x + c) - tanh k(x - c)) - 20: a window of [-c, c] as steep as k.
@Suite("A steep D is not overlooked")
struct SteepDiscriminatorTests {
  static func window(_ k: Double, _ c: Double) -> NetworkSnapshot<Double> {
    let shape = Architecture(inputs: 1, layers: [.dense(2, .tanh), .dense(1, .identity)])
    return NetworkSnapshot<Double>(
      architecture: shape, parameters: [k, k, k * c, -k * c, 10.3, -10.3, -20], statistics: [])
  }

  /// V by midpoints in x, graded towards the two steps.
  static func dense(_ k: Double, _ c: Double) -> Double {
    let ends =
      ([-8, 8]
      + [-c, -1, 1, c].flatMap { centre in
        [centre]
          + (0...60).flatMap { j in
            let d = 8 * pow(0.6, Double(j))
            return [centre - d, centre + d]
          }
      }).filter { (-8...8).contains($0) }.sorted()
    func logit(_ x: Double) -> Double { 10.3 * (tanh(k * (x + c)) - tanh(k * (x - c))) - 20 }
    func softplus(_ t: Double) -> Double { max(t, 0) + log1p(exp(-abs(t))) }
    var sum = 0.0
    for (a, b) in zip(ends, ends.dropFirst()) where b > a {
      let panels = 200
      let h = (b - a) / Double(panels)
      for i in 0..<panels {
        let x = a + (Double(i) + 0.5) * h
        let data = abs(x) < 1 ? 0.5 : 0
        let generator = exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
        sum -= h * (data * softplus(-logit(x)) + generator * softplus(logit(x)))
      }
    }
    return sum
  }

  @Test(
    "V and the gap are those of a dense sum, wherever the step lies beside the end of the support",
    arguments: [10, 1e2, 1e3, 1e4, 1e5, 1e6], [1, 1.003])
  func gap(k: Double, c: Double) throws {
    let (data, generator) = (try Distribution("uniform(-1, 1)"), try Distribution("normal(0, 1)"))
    let game = MinimaxGame(data: data, generator: generator)
    let learned = try Self.window(k, c).onTheLine(near: game)
    let tolerance = try Tolerance(absolute: 1e-9, relative: 1e-8)
    let report = try game.report(on: learned, tolerance: tolerance)
    let criterion = try game.criterion(tolerance: tolerance)
    let dense = Self.dense(k, c)
    #expect((report.value.value - dense).magnitude < 2e-6)
    #expect((report.gap.value - (criterion.value - dense)).magnitude < 2e-6)
    // The table is the network, on both sides of the steps as on them.
    for j in -40...40 {
      let x = c + Double(j) / (10 * k)
      let (found, exact) = (learned.logit(x), learned.network(x))
      #expect((found - exact).magnitude <= 10 * learned.logitError + 1e-8 + 400 * k * x.ulp, "x = \(x)")
    }
  }
}
