/// Reading a row by column, for ``Experiment/verify(_:_:)`` and reports.
extension Row {
  /// The Double of a column; throws if there is none.
  public func number(_ column: String) throws -> Double {
    switch try present(column) {
    case .number(let value): return value
    case .integer(let value): return Double(value)
    case let other: throw ExperimentError.column(name: column, message: "\(other) is not a number")
    }
  }

  /// The Int of a column; throws if there is none.
  public func integer(_ column: String) throws -> Int {
    guard case .integer(let value) = try present(column) else {
      throw ExperimentError.column(name: column, message: "holds no integer")
    }
    return value
  }

  /// The text of a column; throws if there is none.
  public func text(_ column: String) throws -> String {
    guard case .text(let value) = try present(column) else {
      throw ExperimentError.column(name: column, message: "holds no text")
    }
    return value
  }

  /// The truth value of a column; throws if there is none.
  public func boolean(_ column: String) throws -> Bool {
    guard case .boolean(let value) = try present(column) else {
      throw ExperimentError.column(name: column, message: "holds no truth value")
    }
    return value
  }

  /// The number of a column and the error beside it.
  public func estimate(_ column: String) throws -> Measured {
    Measured(try number(column), error: try number(Column.errorName(of: column)))
  }

  /// Whether the column has a value.
  public func has(_ column: String) -> Bool { (values[column] ?? .missing) != .missing }

  private func present(_ column: String) throws -> Datum {
    guard let value = values[column] else {
      throw ExperimentError.column(name: column, message: "is not in this table")
    }
    if case .missing = value { throw ExperimentError.column(name: column, message: "is empty in this row") }
    return value
  }
}
