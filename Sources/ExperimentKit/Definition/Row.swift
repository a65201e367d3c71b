/// One observation: values by the name of their column.
///
/// ```swift
/// let row: Row = ["pair": "normal-laplace", "points": 100, "jsd": estimate, "note": nil]
/// ```
///
/// An estimate fills its column and that of its error. The row is checked against its table when the cell
/// ends: a column that is missing, unknown or of another type is an error that names it.
public struct Row: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// The values by column; absent ones are ``Datum/missing`` or not there.
  public private(set) var values: [String: Datum]
  /// A column that was given twice, which no table accepts.
  private(set) var duplicate: String?

  /// A row without values.
  public init() { values = [:] }

  /// A row from columns and values.
  public init(dictionaryLiteral elements: (String, (any RowValue)?)...) {
    values = Dictionary(minimumCapacity: elements.count)
    for (column, value) in elements { set(column, value) }
  }

  /// Sets a column, and with an estimate that of its error; `nil` is an absent value.
  public mutating func set(_ column: String, _ value: (any RowValue)?) {
    guard let value else { return insert(.missing, at: column) }
    insert(value.rowValue, at: column)
    if let error = value.rowError { insert(.number(error), at: Column.errorName(of: column)) }
  }

  /// This row with the columns of another one.
  public func merging(_ other: Row) -> Row {
    var result = self
    for (column, value) in other.values { result.insert(value, at: column) }
    result.duplicate = result.duplicate ?? other.duplicate
    return result
  }

  /// Sets the value of a column and notes when it had one.
  package mutating func insert(_ value: Datum, at column: String) {
    if values.updateValue(value, forKey: column) != nil { duplicate = column }
  }
}

/// What stands in one column of one row.
public enum Datum: Sendable, Hashable {
  /// A Double.
  case number(Double)
  /// An Int.
  case integer(Int)
  /// A text.
  case text(String)
  /// A truth value.
  case boolean(Bool)
  /// Nothing.
  case missing
}

/// What a row may hold: Double, Float, Int, String, Bool, and a number with its error.
public protocol RowValue: Sendable {
  /// The value for its column.
  var rowValue: Datum { get }
  /// The absolute error, for the column beside it; `nil` for what has none.
  var rowError: Double? { get }
}

extension RowValue {
  /// No error.
  public var rowError: Double? { nil }
}

/// A number that knows its absolute error; an estimate type elsewhere conforms in one line, having both.
public protocol NumberWithError: RowValue {
  /// The number.
  var value: Double { get }
  /// Its estimated absolute error, at least 0.
  var absoluteError: Double { get }
}

extension NumberWithError {
  /// The number.
  public var rowValue: Datum { .number(value) }
  /// The error.
  public var rowError: Double? { absoluteError }
}

/// A number and its error, for what is not an integral: a mean over seeds, a share.
public struct Measured: NumberWithError, Equatable {
  /// The number.
  public var value: Double
  /// Its estimated absolute error.
  public var absoluteError: Double

  /// A number with its absolute error.
  public init(_ value: Double, error: Double) {
    self.value = value
    absoluteError = error
  }
}

extension Double: RowValue {
  /// The number.
  public var rowValue: Datum { .number(self) }
}

extension Float: RowValue {
  /// The number, widened without rounding.
  public var rowValue: Datum { .number(Double(self)) }
}

extension Int: RowValue {
  /// The integer; a column of numbers takes it too.
  public var rowValue: Datum { .integer(self) }
}

extension String: RowValue {
  /// The text.
  public var rowValue: Datum { .text(self) }
}

extension Bool: RowValue {
  /// The truth value.
  public var rowValue: Datum { .boolean(self) }
}
