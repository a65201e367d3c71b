import Distributions
import Divergences
import Foundation
import Testing

@Suite("Closed forms keep their digits where the two laws are nearly equal, or far apart")
struct ClosedFormDigitsTests {
  @Test("against mpmath: separations of 1e-6, 1e-3, 40 and 60, scale ratios of 1e5 and 1e8")
  func references() throws {
    var count = 0
    for item in try ReferenceCase.all() where ["separations", "scales", "singular"].contains(item.group) {
      guard let found = closedForms(try Distribution(item.p).law, try Distribution(item.q).law) else {
        continue
      }
      for (quantity, value) in found {
        guard let text = item.values[quantity], let exact = Double(text) else { continue }
        count += 1
        // log Γ of an argument of order 1 is right to some 1e-16, and small excesses are quotients of zeta series.
        #expect(
          value == exact || abs(value - exact) <= 3e-13 * abs(exact),
          "\(quantity) of \(item.p) against \(item.q): \(value), exact \(text)")
      }
    }
    #expect(count > 150)
  }

  @Test("two equal laws are at distance exactly 0")
  func equalLaws() throws {
    for text in [
      "normal(1, 2)", "lognormal(1, 2)", "laplace(1, 2)", "logistic(1, 2)", "cauchy(1, 2)", "gumbel(1, 2)",
      "exponential(2)", "gamma(2.5, 0.7)", "beta(0.5, 3)", "weibull(1.5, 2)", "pareto(2.5, 3)",
      "uniform(1, 2)",
    ] {
      let law = try Distribution(text).law
      for (quantity, value) in try #require(closedForms(law, law)) where quantity != "jsd_deficit" {
        #expect(value == 0, "\(quantity) of \(text)")
      }
    }
  }
}
