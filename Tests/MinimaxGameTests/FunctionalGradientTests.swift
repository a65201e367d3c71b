import Distributions
import Divergences
import Foundation
import MinimaxGame
import Quadrature
import Testing

/// Proposition 2's ground: C as a functional of p_g. Laws between q and r are mixtures (1 - ε) q + ε r.
@Suite("C(G) is convex in p_g with gradient log(1 - D*), and mirror descent on it reaches -log 4")
struct FunctionalGradientTests {
  private let data = "normal(0, 1)"
  private let q = "normal(1, 1.5)"
  private let r = "normal(-2, 0.8)"

  private func criterion(_ generator: String) throws -> Double {
    try MinimaxGame(data: Distribution(data), generator: Distribution(generator)).criterion().value
  }

  /// ∫ (r - q) log(1 - D*_q).
  private func slope() throws -> Double {
    let atQ = MinimaxGame(data: try Distribution(data), generator: try Distribution(q))
    let atR = MinimaxGame(data: try Distribution(data), generator: try Distribution(r))
    let optimal = atQ.optimalDiscriminator
    let terms = (try atR.report(on: optimal).generatorTerm, try atQ.report(on: optimal).generatorTerm)
    return terms.0.value - terms.1.value
  }

  @Test("δC/δp_g = log(1 - D*): the derivative of C along a mixture")
  func gradient() throws {
    let (start, slope) = (try criterion(q), try slope())
    let errors = try [1e-2, 1e-3].map { step in
      try (criterion("\(1 - step)*\(q) + \(step)*\(r)") - start) / step - slope
    }
    // The error of a difference quotient is of first order, positive for a convex functional.
    #expect(errors[0] > errors[1] && errors[1] > 0 && errors[1] < 0.2 * errors[0])
  }

  @Test("C is convex, and 1-smooth relative to the entropy: 0 <= C(r) - C(q) - <∇C(q), r - q> <= KL(r ‖ q)")
  func smoothness() throws {
    let excess = try criterion(r) - criterion(q) - slope()
    #expect(excess >= 0)
    #expect(excess <= (try kullbackLeibler(from: Distribution(r), to: Distribution(q))).value)
  }

  @Test("along the segment between two generators C lies below its chord", arguments: [0.1, 0.5, 0.9])
  func chord(share: Double) throws {
    let between = try criterion("\(1 - share)*\(q) + \(share)*\(r)")
    #expect(between <= (1 - share) * (try criterion(q)) + share * (try criterion(r)) + 1e-12)
  }

  @Test("mirror descent with step 1 is q <- (p_data + q)/2: TV halves, and C_t + log 4 <= KL(p_data ‖ q_0)/t")
  func mirrorDescent() throws {
    let p = try Distribution(data)
    let start = try totalVariation(p, Distribution(q)).value
    let divergence = try kullbackLeibler(from: p, to: Distribution(q)).value
    var last = Double.infinity
    for t in 1...6 {
      let weight = pow(0.5, Double(t))
      let law = try Distribution("\(1 - weight)*\(data) + \(weight)*\(q)")
      let variation = try totalVariation(p, law)
      #expect(abs(variation.value - weight * start) <= 1e-10 * start)
      let excess = try jensenShannon(p, law).value * 2
      #expect(excess <= divergence / Double(t) && excess < last)
      last = excess
    }
  }
}
