import ExperimentKit
import Quadrature

/// An estimate fills its column and that of its error.
extension Estimate: RowValue, NumberWithError {}

extension Column {
  /// The verdict of the estimates of a row: `converged`, or the first that is not, with its reason.
  static let verdict = Column.text(
    "verdict", "converged, or what is infinite or unresolved in this row, and why")
}

/// `converged`, or the first verdict of a row that is not, with its reason.
func verdict(of estimates: Estimate...) -> String {
  guard let worst = estimates.first(where: { $0.verdict != .converged }) else { return "converged" }
  return "\(worst.verdict.name): \(worst.verdict.reason)"
}
