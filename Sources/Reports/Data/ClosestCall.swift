import ExperimentKit

/// Of many comparisons the one that comes closest to failing, or fails most.
///
/// A comparison is a signed deviation and what is allowed of it: it passes if the deviation is at most that. A deviation
/// below 0 is one to the safe side, and its size the margin. Both have to be numbers, the allowed a finite one:
/// a row without is an error and never skipped.
struct ClosestCall {
  /// A row with a deviation or an allowed that is no number.
  struct Undefined: Error, CustomStringConvertible {
    let deviation: Datum
    let allowed: Datum

    var description: String {
      "a comparison is undefined: the deviation is \(deviation.words), allowed is \(allowed.words)"
    }
  }

  /// A selection that has no column of this name.
  struct MissingColumn: Error {
    let name: String
  }

  /// How many comparisons were made.
  private(set) var comparisons = 0
  /// The deviation that comes closest to what is allowed of it, or exceeds it most.
  private(set) var deviation = 0.0
  /// What is allowed of that one.
  private(set) var allowed = 0.0
  /// The most that any of the comparisons allowed.
  private(set) var largestAllowed = -Double.infinity
  private var rank: (kind: Int, closeness: Double) = (-1, 0)

  /// Whether no deviation exceeds what is allowed of it.
  var holds: Bool { comparisons == 0 || deviation <= allowed }

  init() {}

  /// The closest call of a query's rows, which have `deviation` and `allowed`; a row that stands for many says of how
  /// many in `comparisons`, and what any of them allowed in `largest_allowed`.
  init(of selection: SQLDatabase.Selection) throws {
    func column(_ name: String) -> Int? { selection.columns.firstIndex(of: name) }
    guard let first = column("deviation") else { throw MissingColumn(name: "deviation") }
    guard let second = column("allowed") else { throw MissingColumn(name: "allowed") }
    let (many, largest) = (column("comparisons"), column("largest_allowed"))
    for row in selection.rows {
      guard let deviation = row[first].double, let allowed = row[second].double, !deviation.isNaN,
        allowed.isFinite
      else { throw Undefined(deviation: row[first], allowed: row[second]) }
      var largestAllowed = allowed
      if let largest {
        guard let number = row[largest].double, number.isFinite else {
          throw Undefined(deviation: row[first], allowed: row[largest])
        }
        largestAllowed = number
      }
      add(
        deviation: deviation, allowed: allowed,
        comparisons: many.flatMap { row[$0].double }.map { Int($0) } ?? 1,
        largestAllowed: largestAllowed)
    }
  }

  private mutating func add(
    deviation: Double, allowed: Double, comparisons count: Int, largestAllowed most: Double
  ) {
    comparisons += count
    largestAllowed = max(largestAllowed, most)
    let new = Self.rank(deviation, allowed)
    guard new > rank else { return }
    (rank, self.deviation, self.allowed) = (new, deviation, allowed)
  }

  /// Failures before all others; then deviations above 0 by their share of what is allowed; then the least margin.
  private static func rank(_ deviation: Double, _ allowed: Double) -> (kind: Int, closeness: Double) {
    if deviation > allowed { return (2, allowed > 0 ? deviation / allowed : .infinity) }
    return deviation > 0 ? (1, deviation / allowed) : (0, deviation - min(allowed, 0))
  }
}

extension Datum {
  /// The number of a number.
  var double: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }

  /// The value as a sentence says it.
  fileprivate var words: String {
    switch self {
    case .number(let number): "\(number)"
    case .integer(let integer): "\(integer)"
    case .boolean(let boolean): "\(boolean)"
    case .text(let text): "the text \(text)"
    case .missing: "missing"
    }
  }
}
