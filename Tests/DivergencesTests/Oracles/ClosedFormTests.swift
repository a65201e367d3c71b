import Distributions
import Divergences
import Quadrature
import Testing

@Suite("Closed forms and quadrature agree, from separations of 1e-6 to scale ratios of 1000")
struct ClosedFormTests {
  /// A family with the parameters of some pairs, those of p first.
  struct Family: Sendable, CustomTestStringConvertible {
    let name: String
    let pairs: [[Double]]
    /// That of the formulas, relative.
    var rounding = 16 * Double.ulpOfOne
    /// How many quantities have a formula for each pair, at least.
    var quantities: Int

    var testDescription: String { name }
  }

  /// The quadrature that each formula is held against.
  static let quadrature: [String: @Sendable (any Law, any Law) throws -> Estimate] = [
    "kl_pq": { try kullbackLeibler(from: $0, to: $1) },
    "kl_qp": { try kullbackLeibler(from: $1, to: $0) },
    "squared_hellinger": { try squaredHellinger($0, $1) },
    "bhattacharyya": { try bhattacharyyaDistance($0, $1) },
    "chi_squared": { try chiSquared(of: $0, against: $1) },
    "renyi_0.3": { try renyi(of: $0, against: $1, order: 0.3) },
    "renyi_1.7": { try renyi(of: $0, against: $1, order: 1.7) },
    "tv": { try totalVariation($0, $1) },
    "jsd": { try jensenShannon($0, $1) },
    "jsd_deficit": { try jensenShannonDeficit($0, $1) },
    "wasserstein_1": { try wasserstein1($0, $1) },
    "wasserstein_2": { try wasserstein2($0, $1) },
  ]

  static let families = [
    Family(
      name: "normal",
      pairs: [
        [0, 1, 1e-6, 1], [0, 1, 1e-3, 1], [0, 1, 0, 1 + 1e-6], [0, 1, 0.7, 1.3], [1, 2, 0, 1], [0, 1, 12, 1],
        [0, 1, 0, 1000], [5, 1e-3, 5.001, 1e-3], [0, 1, 3, 0.6],
      ], quantities: 10),
    Family(
      name: "lognormal",
      pairs: [
        [0, 1, 1e-6, 1], [0, 1, 1e-3, 1], [0, 1, 0, 1.001], [0, 0.5, 0.7, 0.7], [1, 0.5, -1, 0.4],
        [0, 0.5, 5, 0.5],
      ], quantities: 10),
    Family(
      name: "laplace",
      pairs: [
        [0, 1, 1e-6, 1], [0, 1, 1e-3, 1], [0, 1, 0, 1 + 1e-6], [0, 1, 0.7, 1.3], [1, 2, 0, 1], [0, 1, 12, 1],
        [0, 1, 0, 1000], [0, 1, 3, 0.6],
      ], quantities: 7),
    Family(
      name: "logistic",
      pairs: [
        [0, 1, 1e-6, 1], [0, 1, 1e-3, 1], [0, 1, 0.7, 1], [3, 0.5, 0, 0.5], [0, 1, 12, 1], [0, 1, 0.7, 1.3],
      ], quantities: 2),
    Family(
      name: "cauchy",
      pairs: [
        [0, 1, 1e-6, 1], [0, 1, 1e-3, 1], [0, 1, 0, 1 + 1e-6], [0, 1, 0.7, 1.3], [1, 2, 0, 1], [0, 1, 12, 1],
        [0, 1, 0, 1000], [0, 1, 1e6, 1],
      ], quantities: 9),
    Family(
      name: "gumbel",
      pairs: [
        [0, 1, 1e-6, 1], [0, 1, 1e-3, 1], [0, 1, 0, 1.001], [0, 1, 0.7, 1.3], [1, 1, 0.4, 1], [0, 1, 6, 1],
        [0.4, 1, 1, 1], [0, 1, 0, 3],
      ], quantities: 3),
    Family(
      name: "exponential",
      pairs: [[1, 1 + 1e-6], [1, 1 + 1e-3], [1, 1.9], [1.9, 1], [2.1, 1], [1, 50], [3, 1e-3]], quantities: 10),
    // log Γ of the larger shapes is of order 100, and a divergence of order 1 is a difference of several.
    Family(
      name: "gamma",
      pairs: [
        [2, 1, 2, 1 + 1e-6], [2, 1, 2 + 1e-3, 1], [2, 1, 2.001, 1.001], [2.5, 0.7, 1.7, 1.1],
        [0.3, 1, 0.5, 2],
        [5, 1, 5, 3], [40, 0.1, 3, 1], [3, 1, 7, 1],
      ], rounding: 3e-13, quantities: 7),
    Family(
      name: "beta",
      pairs: [
        [2, 3, 2 + 1e-6, 3], [2, 3, 2.001, 3.001], [2, 3, 3, 2], [0.5, 0.5, 1, 1], [0.7, 0.6, 0.5, 0.5],
        [20, 30, 2, 3], [2, 3, 5, 7],
      ], rounding: 3e-13, quantities: 7),
    Family(
      name: "uniform",
      pairs: [
        [0, 1, 0, 1 + 1e-6], [1e-6, 1, 0, 1], [0, 1, 0.3, 2], [0.2, 0.5, 0, 2], [0, 1, 3, 4],
        [0, 1, -1000, 1000], [0, 1, 1e-3, 1.001],
      ], quantities: 11),
    Family(
      name: "weibull",
      pairs: [
        [1.5, 1, 1.5, 1 + 1e-6], [1.5, 1, 1.501, 1], [1.5, 1, 1.5, 1.2], [1.7, 1.2, 0.8, 1], [2, 1, 2, 3],
        [0.6, 1, 0.6, 1.5],
      ], quantities: 2),
    Family(
      name: "pareto",
      pairs: [
        [3, 1, 3 + 1e-6, 1], [3, 1, 3.001, 1], [3, 1.001, 3, 1], [2.5, 1, 4, 1], [2.5, 2, 1.5, 1],
        [3, 1, 3, 2],
        [0.8, 1, 0.8, 2], [2, 1, 5, 1],
      ], quantities: 7),
  ]

  @Test("within one family", arguments: families)
  func agreement(_ family: Family) throws {
    for parameters in family.pairs {
      let (first, second) = (parameters.prefix(parameters.count / 2), parameters.suffix(parameters.count / 2))
      func law(_ values: ArraySlice<Double>) throws -> any Law {
        try Distribution("\(family.name)(\(values.map { "\($0)" }.joined(separator: ", ")))").law
      }
      let (p, q) = (try law(first), try law(second))
      let known = try #require(closedForms(p, q))
      #expect(known.count >= family.quantities, "\(p) against \(q): only \(known.keys.sorted())")
      for (quantity, exact) in known {
        let computed = try #require(Self.quadrature[quantity])
        expectAgreement(
          try computed(p, q), exact, rounding: family.rounding, "\(quantity) of \(p) against \(q)")
      }
    }
  }
}
