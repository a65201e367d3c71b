import ExperimentKit

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The values that one key of a plan takes, each made when it is asked for: a range of a million costs what one of
/// two does.
public enum AxisValues: Sendable, Equatable {
  /// Values one by one.
  case list([JSONValue])
  /// `first`, `first + step`, ...
  case integers(first: Int, step: Int, count: Int)
  /// Equal distances, both ends among them, each value rounded to 12 significant digits.
  case linear(from: Double, to: Double, count: Int)
  /// Equal ratios, both ends among them, each value rounded to 12 significant digits.
  case logarithmic(from: Double, to: Double, count: Int)

  /// How many there are.
  public var count: Int {
    switch self {
    case .list(let values): values.count
    case .integers(_, _, let count), .linear(_, _, let count), .logarithmic(_, _, let count): count
    }
  }

  /// The value at a position, from 0.
  public subscript(index: Int) -> JSONValue {
    switch self {
    case .list(let values):
      return values[index]
    case .integers(let first, let step, _):
      return .integer(first + index * step)
    case .linear(let from, let to, let count):
      if count == 1 { return .number(from) }
      let share = Double(index) / Double(count - 1)
      return .number(rounded(from * (1 - share) + to * share))
    case .logarithmic(let from, let to, let count):
      if count == 1 { return .number(from) }
      let share = Double(index) / Double(count - 1)
      return .number(rounded(exp(log(from) * (1 - share) + log(to) * share)))
    }
  }

  /// What a column of these values holds.
  var kind: Column.Kind {
    switch self {
    case .integers: return .integer
    case .linear, .logarithmic: return .number
    case .list(let values):
      let kinds = Set(values.map(\.columnKind))
      if kinds.count == 1, let kind = kinds.first { return kind }
      return kinds == [.integer, .number] ? .number : .string
    }
  }

  /// What tells these values from others, for the plan's fingerprint.
  var text: String {
    switch self {
    case .list(let values): JSONValue.array(values).text
    case .integers(let first, let step, let count): "\(count) from \(first) by \(step)"
    case .linear(let from, let to, let count): "\(count) from \(from) to \(to)"
    case .logarithmic(let from, let to, let count): "\(count) from \(from) to \(to) by ratio"
    }
  }
}

/// To 12 significant digits, so that a step of a range reads as 0.3 and not as 0.30000000000000004.
private func rounded(_ value: Double) -> Double {
  guard value != 0, value.isFinite else { return value }
  let exponent = 11 - Int(log10(value.magnitude).rounded(.down))
  // Powers of ten up to 22 are exact, and so is the quotient's rounding.
  guard (0...22).contains(exponent) else { return value }
  let scale = pow(10, Double(exponent))
  return (value * scale).rounded() / scale
}

extension JSONValue {
  /// What a column of values like this one holds.
  var columnKind: Column.Kind {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .number: .number
    default: .string
    }
  }

  /// The value as one reads it: a text without quotes.
  public var plainText: String { stringValue ?? text }

  /// The value in a column of a kind.
  func datum(_ kind: Column.Kind) -> Datum {
    switch (kind, self) {
    case (.boolean, .boolean(let value)): .boolean(value)
    case (.integer, .integer(let value)), (.number, .integer(let value)): .integer(value)
    case (.number, .number(let value)): .number(value)
    default: .text(plainText)
    }
  }
}
