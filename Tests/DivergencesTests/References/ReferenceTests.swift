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

  @Test("every error that is reported holds")
  func errors() throws {
    for outcome in try ReferenceOutcome.all.get() where outcome.exact.isFinite {
      #expect(outcome.errorHolds, "\(outcome.description)")
    }
  }

  @Test("a value that is not known to 1e-10 relative says so in its verdict")
  func verdicts() throws {
    for outcome in try ReferenceOutcome.all.get() where outcome.exact.isFinite {
      let isGood = outcome.difference <= 1e-10 * outcome.exact
      #expect(isGood || outcome.estimate.verdict.name == "unresolved", "\(outcome.description)")
    }
  }
}
