import Quadrature
import Testing

/// Records an issue unless the estimate holds the exact value within its error and that of the formula, and
/// is either right to 1e-10 relative or says that it may not be.
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
