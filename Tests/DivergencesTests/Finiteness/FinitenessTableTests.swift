import Distributions
import Foundation
import Quadrature
import Testing

@testable import Divergences

/// One row of `Reference/finiteness.json`: two laws, and whether KL, chi-squared and W1 are finite.
private struct FinitenessRow: Decodable {
  let p: String
  let q: String
  let kullbackLeibler: Bool
  let chiSquared: Bool
  let wasserstein: Bool

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    p = try row.decode(String.self)
    q = try row.decode(String.self)
    kullbackLeibler = try row.decode(Int.self) == 1
    chiSquared = try row.decode(Int.self) == 1
    wasserstein = try row.decode(Int.self) == 1
  }
}

/// 49 laws of all families, one-sided ones mirrored too, against each other, at both ends. The witness reads the integrand's power of decay
/// between 10^100 and 10^200 in mpmath; the package compares asymptotic forms.
@Suite("Finiteness, each family against each other")
struct FinitenessTableTests {
  private static let rows: Result<[FinitenessRow], any Error> = Result {
    try JSONDecoder().decode([FinitenessRow].self, from: Data(contentsOf: referenceFile("finiteness.json")))
  }

  private func check(_ kernel: DivergenceKernel, _ expected: (FinitenessRow) -> Bool) throws {
    var laws: [String: Distribution] = [:]
    func law(_ text: String) throws -> Distribution {
      if let known = laws[text] { return known }
      let made = try Distribution(text)
      laws[text] = made
      return made
    }
    for row in try FinitenessTableTests.rows.get() {
      let reason = kernel.reasonForInfinity(LawPair(try law(row.p), try law(row.q)))
      #expect(
        (reason == nil) == expected(row), "\(kernel.name): \(row.p) against \(row.q), \(reason ?? "finite")")
      #expect(reason != "", "\(row.p) against \(row.q)")
    }
  }

  @Test("KL is finite exactly where the witness says so") func kullbackLeibler() throws {
    try check(.kullbackLeibler) { $0.kullbackLeibler }
  }

  @Test("chi-squared is finite exactly where the witness says so") func chiSquared() throws {
    try check(.chiSquared) { $0.chiSquared }
  }

  @Test("the Rényi divergence of order 2 is finite where chi-squared is") func renyi() throws {
    try check(.power(order: 2)) { $0.chiSquared }
  }

  @Test("KL exchanged is finite where KL of the exchanged pair is") func exchanged() throws {
    for row in try FinitenessTableTests.rows.get().prefix(400) {
      let (p, q) = (try Distribution(row.p), try Distribution(row.q))
      let there = DivergenceKernel.reverseKullbackLeibler.reasonForInfinity(LawPair(p, q)) == nil
      #expect(there == (DivergenceKernel.kullbackLeibler.reasonForInfinity(LawPair(q, p)) == nil))
    }
  }

  @Test("W1 is finite exactly where the witness says so") func wasserstein() throws {
    for row in try FinitenessTableTests.rows.get() {
      let pair = LawPair(try Distribution(row.p), try Distribution(row.q))
      let reason = pair.reasonForInfiniteCumulativeIntegral(power: 1)
      #expect((reason == nil) == row.wasserstein, "\(row.p) against \(row.q): \(reason ?? "finite")")
      #expect(reason != "")
    }
  }
}
