import Divergences
import Foundation
import Quadrature
import Testing

@Suite("Exact values from mpmath, ordinary and hard pairs")
struct ReferenceTests {
  @Test(
    "every value is right to 1e-10 relative, or within the error it reports",
    arguments: [
      "ordinary", "combined", "spikes", "scales", "singular", "modes", "separations", "kernel_density",
      "truncations",
    ])
  func values(group: String) throws {
    let outcomes = try ReferenceOutcome.all.get().filter { $0.group == group }
    #expect(!outcomes.isEmpty)
    for outcome in outcomes {
      #expect(outcome.isRight, "\(outcome.description)")
    }
  }

  @Test("ordinary pairs of all families are right to 1e-10 relative, whatever the reported error")
  func ordinary() throws {
    for outcome in try ReferenceOutcome.all.get() where outcome.group == "ordinary" {
      guard outcome.exact.isFinite else { continue }
      #expect(outcome.difference <= 1e-10 * outcome.exact, "\(outcome.description)")
    }
  }

  @Test("at least 95 % of the errors that are reported hold")
  func errors() throws {
    let finite = try ReferenceOutcome.all.get().filter { $0.exact.isFinite }
    let exceptions = finite.filter { !$0.errorHolds }
    let list = exceptions.map(\.description).joined(separator: "\n")
    if !exceptions.isEmpty { print("\(exceptions.count) of \(finite.count) errors are exceeded:\n\(list)") }
    #expect(Double(exceptions.count) <= 0.05 * Double(finite.count), "\(list)")
  }

  @Test("a value that is not known to 1e-10 relative says so in its verdict")
  func verdicts() throws {
    for outcome in try ReferenceOutcome.all.get() where outcome.exact.isFinite {
      let isGood = outcome.difference <= 1e-10 * outcome.exact
      #expect(isGood || outcome.estimate.verdict.name == "unresolved", "\(outcome.description)")
    }
  }
}
