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
  /// A query whose rows each have a signed `deviation` and what is `allowed` of it, see ``ClosestCall``.
  var check: String
  /// The most that any comparison may allow: where an error is larger, it shows nothing, and the claim fails.
  var limit: Double
  /// Whether there may be nothing to compare; then the claim counts as not tested.
  var mayBeUntested: Bool?
  /// The unit of the deviation, if it has one.
  var unit: String?

  /// What a check found.
  struct Outcome {
    let claim: Claim
    /// The closest of all comparisons.
    let call: ClosestCall
    /// Whether nothing was compared, as may be in a quick run.
    var isUntested: Bool { call.comparisons == 0 }

    /// The word of the verdict.
    var verdict: String { isUntested ? "not tested by this run" : claim.verdict ?? "holds" }
  }

  /// Compares.
  ///
  /// - Throws: ``ReportError/claimsFail(_:)`` naming the claim where a deviation exceeds what is allowed, one of the two
  ///   is no number, more is allowed than ``limit``, or nothing was compared although it should have been.
  func outcome(in database: SQLDatabase, page: String, mayBeUntested: Bool) throws -> Outcome {
    func failure(_ sentence: String) -> ReportError { .claimsFail(["\(page), \(name): \(sentence)"]) }
    let call: ClosestCall
    do {
      call = try ClosestCall(of: database.select(check))
    } catch let error as ClosestCall.Undefined {
      throw failure(error.description)
    } catch let error as ClosestCall.MissingColumn {
      throw ReportError.template(file: page, message: "the check of \(name) selects no \(error.name)")
    }
    guard call.comparisons > 0 else {
      guard mayBeUntested || self.mayBeUntested == true else { throw failure("nothing was compared") }
      return Outcome(claim: self, call: call)
    }
    guard call.holds else {
      throw failure("the deviation \(call.deviation) exceeds the allowed \(call.allowed)")
    }
    guard call.largestAllowed <= limit else {
      throw failure(
        "a comparison allows a deviation of \(call.largestAllowed), which shows nothing; the claim's limit is \(limit)"
      )
    }
    return Outcome(claim: self, call: call)
  }
}

extension Claim.Outcome {
  /// The claim and its outcome as templates see it.
  var forStencil: [String: Any] {
    let (deviation, allowed) = NumberText.apart(call.deviation, call.allowed)
    let largest = NumberText.significant(call.largestAllowed, digits: 2)
    let texts = [
      "deviation": deviation, "allowed": allowed,
      "largest": call.largestAllowed == call.allowed ? allowed : largest,
    ]
    let all: [String: Any] = [
      "name": claim.name, "statement": claim.statement, "stated": claim.stated, "how": claim.how,
      "verdict": verdict, "comparisons": call.comparisons,
    ]
    return all.merging(texts.mapValues { isUntested ? "" : $0 + unitText }) { own, _ in own }
  }

  private var unitText: String { claim.unit.map { " " + $0 } ?? "" }
}
