/// A claim of the paper and the work that checks it: parameters in, independent cells, rows out.
///
/// An experiment is a value without state. Its work is a list of cells whose rows depend only on the cell,
/// the parameters and the seed, so that any number of workers, shards or resumed runs write the same bytes.
///
/// ```swift
/// public struct FairCoin: Experiment {
///   public struct Parameters: Codable, Sendable, Equatable { public var tosses: [Int] }
///
///   public let name = "fair-coin"
///   public let title = "A coin that is fair"
///   public let claim = Claim("The share of heads tends to 1/2.", reference: "Bernoulli 1713")
///   static let shares = Table(
///     "fair-coin", "The share of heads for each number of tosses.",
///     [.integer("tosses", "how often the coin was tossed"), .estimate("heads", unit: "1", "share")],
///     keys: ["tosses"])
///   public let tables = [shares]
///
///   public func parameters(for size: Size) -> Parameters {
///     Parameters(tosses: size == .quick ? [10, 100] : [10, 100, 1_000, 10_000])
///   }
///   public func cells(_ parameters: Parameters, seed: UInt64) -> [Cell<Int>] {
///     parameters.tosses.map { Cell("tosses=\($0)", $0, cost: Double($0)) }
///   }
///   public func rows(
///     for cell: Cell<Int>, _ parameters: Parameters, random: inout RandomStream
///   ) -> Rows {
///     let heads = (0..<cell.payload).count { _ in Bool.random(using: &random) }
///     let n = Double(cell.payload)
///     let share = Measured(Double(heads) / n, error: 0.5 / n.squareRoot())
///     var rows = Rows()
///     rows.append(["tosses": cell.payload, "heads": share], to: Self.shares)
///     return rows
///   }
///   public func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation] {
///     try results.violations(in: Self.shares) { row in
///       let (heads, error) = try (row.number("heads"), row.number("heads_error"))
///       return (heads - 0.5).magnitude <= 6 * error ? nil : "\(heads) heads is not 1/2 within 6 x \(error)"
///     }
///   }
/// }
/// ```
public protocol Experiment: Sendable {
  /// What can be set from outside. Every property has a default at each size; the keys are its JSON keys.
  associatedtype Parameters: Codable & Sendable & Equatable
  /// What a cell works on.
  associatedtype Payload: Sendable

  /// Its name in kebab-case, which is also that of its executable.
  var name: String { get }
  /// A short title, for a heading.
  var title: String { get }
  /// The statement of the paper that it checks.
  var claim: Claim { get }
  /// The tables that it writes, each one CSV file; at least one.
  var tables: [Table] { get }
  /// Whether any row depends on the seed; true unless said otherwise. Sweeps over seeds are refused where none does.
  var dependsOnSeed: Bool { get }

  /// What its code fixes and no parameter sets: rates, shapes, tolerances. They are published beside the parameters, and
  /// change no row by themselves. None unless given.
  func constants(_ parameters: Parameters) throws -> [Constant]

  /// The parameters at a size: seconds for `.quick`, what reports publish for `.full`.
  func parameters(for size: Size) -> Parameters

  /// The cells, in the order of their rows. Throws if the parameters make no sense.
  ///
  /// Every call with equal arguments gives the same list: shards and resumed runs count on it. How many there are, and
  /// what they are called, depends on the parameters alone: sweeps over seeds count on it.
  func cells(_ parameters: Parameters, seed: UInt64) throws -> [Cell<Payload>]

  /// The rows of one cell, a function of the cell, the parameters and the seed alone.
  ///
  /// - Parameters:
  ///   - cell: one independent piece of work.
  ///   - parameters: those of the whole run.
  ///   - random: the cell's own stream, derived from the seed, the experiment and the cell's
  ///     identifier; ``RandomStream/substream(_:)`` splits it further.
  func rows(for cell: Cell<Payload>, _ parameters: Parameters, random: inout RandomStream) throws -> Rows

  /// What does not hold in the finished tables, one sentence with numbers each; empty if the claim holds.
  func verify(_ results: Results, _ parameters: Parameters) throws -> [Violation]
}

extension Experiment {
  /// True.
  public var dependsOnSeed: Bool { true }

  /// None.
  public func constants(_ parameters: Parameters) throws -> [Constant] { [] }
}

/// How much work an experiment does.
public enum Size: String, Sendable, Codable, CaseIterable {
  /// Seconds; what CI runs.
  case quick
  /// The default: all experiments together in under 15 minutes on two cores.
  case standard
  /// What the reports publish.
  case full
}

/// A statement of the paper, with where it stands.
public struct Claim: Sendable, Equatable {
  /// The statement in words and symbols.
  public let statement: String
  /// Where it is made, such as `Proposition 1, eq. (2)`.
  public let reference: String

  /// A statement and where it is made.
  public init(_ statement: String, reference: String) {
    self.statement = statement
    self.reference = reference
  }
}

/// An independent piece of an experiment's work.
public struct Cell<Payload: Sendable>: Sendable {
  /// What names it among the experiment's cells, whatever the order: `pair=normal-laplace,seed=3`.
  public let identifier: String
  /// What it works on.
  public let payload: Payload
  /// How long it takes relative to the others; above 0. Long cells start first, and the time left counts it.
  public let cost: Double

  /// A cell; without a `cost` all cells count the same.
  public init(_ identifier: String, _ payload: Payload, cost: Double = 1) {
    self.identifier = identifier
    self.payload = payload
    self.cost = cost
  }
}

/// Something that an experiment found not to hold: a sentence with its numbers.
public struct Violation: Sendable, Equatable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// A violation from its sentence.
  public init(_ sentence: String) { description = sentence }

  /// A violation written as a string literal.
  public init(stringLiteral sentence: String) { description = sentence }
}
