import Distributions
import Divergences
import Foundation
import Testing

@Suite("Closed forms keep their digits where the two laws are nearly equal, or far apart")
struct ClosedFormDigitsTests {
  /// What `ClosedForm` has for two laws of one family, by the names of `Reference/references.json`.
  private func formulas(_ first: any Law, _ second: any Law) -> [String: Double?]? {
    switch (first, second) {
    case (let p as Normal, let q as Normal):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q), "tv": ClosedForm.totalVariation(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    case (let p as Lognormal, let q as Lognormal):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q), "tv": ClosedForm.totalVariation(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    case (let p as Laplace, let q as Laplace):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q), "tv": ClosedForm.totalVariation(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    case (let p as Logistic, let q as Logistic):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q), "tv": ClosedForm.totalVariation(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    case (let p as Cauchy, let q as Cauchy):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q), "jsd": ClosedForm.jensenShannon(p, q),
        "jsd_deficit": ClosedForm.jensenShannonDeficit(p, q), "tv": ClosedForm.totalVariation(p, q),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    case (let p as Gumbel, let q as Gumbel):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q), "tv": ClosedForm.totalVariation(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    default: formulasWithAnEnd(first, second)
    }
  }

  private func formulasWithAnEnd(_ first: any Law, _ second: any Law) -> [String: Double?]? {
    switch (first, second) {
    case (let p as Exponential, let q as Exponential):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q), "tv": ClosedForm.totalVariation(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    case (let p as Gamma, let q as Gamma):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    case (let p as Beta, let q as Beta):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    case (let p as Weibull, let q as Weibull):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
      ]
    case (let p as Pareto, let q as Pareto):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q),
        "kl_qp": ClosedForm.kullbackLeibler(from: q, to: p),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q), "tv": ClosedForm.totalVariation(p, q),
        "chi_squared": ClosedForm.chiSquared(of: p, against: q),
      ]
    case (let p as Uniform, let q as Uniform):
      [
        "kl_pq": ClosedForm.kullbackLeibler(from: p, to: q), "jsd": ClosedForm.jensenShannon(p, q),
        "squared_hellinger": ClosedForm.squaredHellinger(p, q), "tv": ClosedForm.totalVariation(p, q),
        "wasserstein_1": ClosedForm.wasserstein1(p, q),
      ]
    default: nil
    }
  }

  @Test("against mpmath: separations of 1e-6, 1e-3, 40 and 60, scale ratios of 1e5 and 1e8")
  func references() throws {
    var count = 0
    for item in try ReferenceCase.all() where ["separations", "scales", "singular"].contains(item.group) {
      guard let found = formulas(try Distribution(item.p).law, try Distribution(item.q).law) else { continue }
      for (quantity, value) in found {
        guard let value, let text = item.values[quantity], let exact = Double(text) else { continue }
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
      for (quantity, value) in try #require(formulas(law, law)) where quantity != "jsd_deficit" {
        #expect(value == 0, "\(quantity) of \(text)")
      }
    }
  }
}
