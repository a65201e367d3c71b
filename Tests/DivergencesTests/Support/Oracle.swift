import Distributions
import Divergences
import Quadrature
import Testing

/// A divergence of one pair with its closed form.
struct Oracle: Sendable, CustomTestStringConvertible {
  let name: String
  let exact: Double
  let computed: @Sendable () throws -> Estimate

  var testDescription: String { name }
}

/// Collects the oracles of one pair of laws.
struct OracleList {
  let pair: String
  private(set) var all: [Oracle] = []

  init(_ p: some Law, _ q: some Law) { pair = "\(p) against \(q)" }

  /// Adds one; a closed form that is not known for these parameters is left out.
  mutating func add(
    _ quantity: String, _ exact: Double?, _ computed: @escaping @Sendable () throws -> Estimate
  ) {
    guard let exact else { return }
    all.append(Oracle(name: "\(quantity), \(pair)", exact: exact, computed: computed))
  }
}

/// Records an issue unless the estimate holds the exact value within its error and that of the formula, and is either
/// right to 1e-10 relative or says that it may not be.
///
/// - Parameter rounding: that of the formula, relative; 16 ulp unless given.
func expectAgreement(
  _ estimate: Estimate, _ exact: Double, rounding: Double = 16 * .ulpOfOne, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if exact == .infinity {
    #expect(estimate.value == .infinity, "\(comment): \(estimate)", sourceLocation: sourceLocation)
    #expect(!estimate.verdict.reason.isEmpty, "\(comment)", sourceLocation: sourceLocation)
    return
  }
  let difference = (estimate.value - exact).magnitude
  #expect(
    difference <= estimate.absoluteError + rounding * exact.magnitude,
    "\(comment): \(estimate), exact \(exact)", sourceLocation: sourceLocation)
  #expect(
    difference <= 1e-10 * exact.magnitude || estimate.verdict.name == "unresolved",
    "\(comment): \(estimate), exact \(exact)", sourceLocation: sourceLocation)
}
