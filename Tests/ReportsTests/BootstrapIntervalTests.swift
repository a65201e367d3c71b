import ExperimentKit
import Testing

@testable import Reports

@Suite("The bootstrap interval of a mean")
struct BootstrapIntervalTests {
  @Test("of many numbers it is that of the normal law, mean ± 1.96 s/√n")
  func normalTheory() throws {
    let n = 400
    // Quantiles of the uniform law on [0, 1]: mean 1/2, variance 1/12.
    let numbers = (0..<n).map { (Double($0) + 0.5) / Double(n) }
    let interval = try #require(BootstrapInterval(meanOf: numbers))
    let reach = 1.96 * (1 / (12 * Double(n))).squareRoot()
    // The ends of 5,000 resamples scatter by about 0.035 standard errors.
    #expect(abs(interval.lower - (0.5 - reach)) < 0.1 * reach)
    #expect(abs(interval.upper - (0.5 + reach)) < 0.1 * reach)
  }

  @Test("does not depend on the order of the numbers")
  func order() throws {
    let numbers = (0..<20).map { Double($0 * $0 % 17) }
    let (a, b) = (BootstrapInterval(meanOf: numbers), BootstrapInterval(meanOf: numbers.reversed()))
    #expect(a?.lower == b?.lower && a?.upper == b?.upper)
    #expect(try #require(a).lower < (numbers.reduce(0, +) / 20))
  }

  @Test("is the number itself for one number, and nothing for none or an infinite one")
  func edges() {
    #expect(BootstrapInterval(meanOf: [5]).map { [$0.lower, $0.upper] } == [5, 5])
    #expect(BootstrapInterval(meanOf: []) == nil)
    #expect(BootstrapInterval(meanOf: [1, .infinity]) == nil)
  }

  @Test("is an aggregate in SQL, group by group, NULLs left out")
  func aggregate() throws {
    let table = Table(
      "runs", "A run.", [.text("kind", "which"), .number("x", unit: "1", "x", optional: true)])
    let database = try SQLDatabase()
    let rows: [Row] = [
      ["kind": "a", "x": 1.0], ["kind": "a", "x": 2.0], ["kind": "a", "x": 4.0], ["kind": "b", "x": 3.0],
      ["kind": "b"], ["kind": "c"],
    ]
    try database.fill(table) { insert in try rows.forEach(insert) }
    let selection = try database.select(
      "SELECT kind, bootstrap_lower(x), bootstrap_upper(x) FROM runs GROUP BY kind ORDER BY kind")
    let a = try #require(BootstrapInterval(meanOf: [1, 2, 4]))
    #expect(
      selection.rows == [
        [.text("a"), .number(a.lower), .number(a.upper)], [.text("b"), .number(3), .number(3)],
        [.text("c"), .missing, .missing],
      ])
  }
}
