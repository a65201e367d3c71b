import ExperimentKit

/// A tiny experiment: the share of heads in some tosses, and the tosses themselves.
struct FairCoin: Experiment {
  struct Parameters: Codable, Sendable, Equatable {
    var tosses: [Int]
    /// What the share of heads is held against.
    var expected: Double
    var note: String
    /// A cell with so many tosses throws.
    var brokenAt: Int
  }

  let name = "fair-coin"
  let title = "A fair coin"
  let claim = Claim("The share of heads tends to 1/2.", reference: "Bernoulli 1713")

  static let shares = Table(
    "fair-coin", "The share of heads, a row for each number of tosses.",
    [
      .integer("tosses", unit: "1", "how often the coin was tossed"),
      .estimate("heads", unit: "1", "share of heads"),
      .number("odds", unit: "1", "heads over tails; inf, or nan without a toss"),
      .text("note", "a text with a comma, a \"quote\" and more", optional: true),
      .boolean("even", "whether the number of tosses is even"),
    ], keys: ["tosses"])
  static let tosses = Table(
    "fair-coin-tosses", "Each toss.",
    [.integer("tosses", "which run"), .integer("toss", "from 0"), .boolean("head", "the outcome")],
    keys: ["tosses", "toss"])
  let tables = [shares, tosses]

  func parameters(for size: Size) -> Parameters {
    let tosses =
      switch size {
      case .quick: [0, 1, 5, 64]
      case .standard: Array(0..<20)
      case .full: Array(0..<200)
      }
    return Parameters(tosses: tosses, expected: 0.5, note: "a, \"b\"\nc", brokenAt: -1)
  }

  func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Int>] {
    parameters.tosses.map { Cell("tosses=\($0)", $0, cost: Double($0 + 1)) }
  }

  struct Broken: Error, CustomStringConvertible {
    let description = "the coin stands on its edge"
  }

  func rows(for cell: Cell<Int>, _ parameters: Parameters, random: inout RandomStream) throws -> Rows {
    if cell.payload == parameters.brokenAt { throw Broken() }
    var rows = Rows()
    var heads = 0.0
    for toss in 0..<cell.payload {
      let head = Bool.random(using: &random)
      heads += head ? 1 : 0
      rows.append(["tosses": cell.payload, "toss": toss, "head": head], to: Self.tosses)
    }
    let n = Double(cell.payload)
    let share = Measured(n == 0 ? 0.5 : heads / n, error: 0.5 / max(1, n).squareRoot())
    rows.append(
      [
        "tosses": cell.payload, "heads": share, "odds": heads / (n - heads),
        "note": cell.payload == 1 ? nil : parameters.note, "even": cell.payload.isMultiple(of: 2),
      ], to: Self.shares)
    return rows
  }

  func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
    try results.violations(in: Self.shares) { row in
      let heads = try row.estimate("heads")
      let (n, expected) = (try row.integer("tosses"), parameters.expected)
      if (heads.value - expected).magnitude <= 6 * heads.absoluteError { return nil }
      return "\(n) tosses: \(heads.value) is not \(expected) within 6 x \(heads.absoluteError)"
    }
  }
}
