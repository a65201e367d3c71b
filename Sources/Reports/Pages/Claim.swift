import ExperimentKit

/// A statement of the paper with the comparison that checks it.
struct Claim: Decodable {
  /// Its name, for error messages.
  var name: String
  /// What is claimed, in words and formulas.
  var statement: String
  /// Where it is stated.
  var stated: String
  /// How it was checked.
  var how: String
  /// `holds`, unless it says otherwise: `holds with a correction`, `does not hold as stated`.
  var verdict: String?
  /// A query whose rows each have a `deviation` and what is `allowed` of it: the check passes where no deviation exceeds.
  /// A row that is the closest call of many says of how many in a column `comparisons`.
  var check: String
  /// The unit of the deviation, if it has one.
  var unit: String?

  /// What a check found.
  struct Outcome {
    let claim: Claim
    /// How many comparisons were made.
    let comparisons: Int
    /// The deviation that comes closest to what is allowed of it, or exceeds it most.
    let deviation: Double
    /// What is allowed of that one.
    let allowed: Double
    /// Whether nothing was compared, as may be in a quick run.
    var isUntested: Bool { comparisons == 0 }

    /// The word of the verdict.
    var verdict: String { isUntested ? "not tested by this run" : claim.verdict ?? "holds" }
  }

  /// Compares.
  ///
  /// - Throws: ``ReportError/claimsFail(_:)`` naming the claim where a deviation exceeds what is allowed or is no
  ///   number, or nothing was compared although it should have been.
  func outcome(in database: SQLDatabase, page: String, mayBeUntested: Bool) throws -> Outcome {
    let selection = try database.select(check)
    guard let first = selection.columns.firstIndex(of: "deviation"),
      let second = selection.columns.firstIndex(of: "allowed")
    else {
      throw ReportError.template(file: page, message: "the check of \(name) selects no deviation and allowed")
    }
    let third = selection.columns.firstIndex(of: "comparisons")
    var comparisons = 0
    var worst: (deviation: Double, allowed: Double, ratio: Double) = (0, 0, -1)
    for row in selection.rows {
      guard let deviation = row[first].double, let allowed = row[second].double, deviation <= allowed else {
        let (deviation, allowed) = (row[first], row[second])
        throw ReportError.claimsFail([
          "\(page), \(name): the deviation \(deviation) exceeds the allowed \(allowed)"
        ])
      }
      comparisons += third.flatMap { row[$0].double }.map { Int($0) } ?? 1
      let ratio = allowed > 0 ? max(deviation, 0) / allowed : 0
      if ratio > worst.ratio || (ratio == worst.ratio && deviation > worst.deviation) {
        worst = (deviation, allowed, ratio)
      }
    }
    if selection.rows.isEmpty && !mayBeUntested {
      throw ReportError.claimsFail(["\(page), \(name): nothing was compared"])
    }
    return Outcome(
      claim: self, comparisons: comparisons, deviation: worst.deviation, allowed: worst.allowed)
  }
}

extension Datum {
  /// The number of a number.
  fileprivate var double: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }
}

extension Claim.Outcome {
  /// The claim and its outcome as templates see it.
  var forStencil: [String: Any] {
    [
      "name": claim.name, "statement": claim.statement, "stated": claim.stated, "how": claim.how,
      "verdict": verdict, "comparisons": comparisons,
      "deviation": isUntested ? "" : NumberText.significant(deviation, digits: 2) + unitText,
      "allowed": isUntested ? "" : NumberText.significant(allowed, digits: 2) + unitText,
    ]
  }

  private var unitText: String { claim.unit.map { " " + $0 } ?? "" }
}
