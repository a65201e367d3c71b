/// One CSV file of an experiment: its name and its columns, in order.
public struct Table: Sendable, Equatable {
  /// Its name in kebab-case; the file is `name.csv`.
  public let name: String
  /// What one row of it is.
  public let description: String
  /// The columns, in the order of the file; an estimate's error follows it.
  public let columns: [Column]
  /// The columns that say what a row is about; all others are what was found there.
  public let keys: [String]
  /// Whether rows with the same keys are repetitions, so that the keys do not tell one row from another.
  public let repeated: Bool

  /// A table; each column made by ``Column/estimate(_:unit:_:optional:)`` is followed by one for its error.
  ///
  /// - Parameters:
  ///   - keys: the columns that say what a row is about: no two rows of a run have the same, unless `repeated`.
  ///   - repeated: whether several rows may have the same keys, as random trials of one setting.
  public init(
    _ name: String, _ description: String, _ columns: [Column], keys: [String] = [], repeated: Bool = false
  ) {
    self.init(
      name: name, description: description,
      allColumns: columns.flatMap { column in column.errorColumn.map { [column, $0] } ?? [column] },
      keys: keys, repeated: repeated)
  }

  /// A table whose columns are complete already, as read from a file.
  package init(
    name: String, description: String, allColumns: [Column], keys: [String] = [], repeated: Bool = false
  ) {
    self.name = name
    self.description = description
    self.columns = allColumns
    self.keys = keys
    self.repeated = repeated
  }

  /// The name of its file in the folder of results.
  public var fileName: String { "\(name).csv" }
}

/// A column of a table: what stands in it, in which unit.
public struct Column: Sendable, Equatable {
  /// What a column holds, by the names that a Frictionless schema uses.
  public enum Kind: String, Sendable, Codable {
    /// A Double, `inf`, `-inf` and `nan` among them.
    case number
    /// An Int.
    case integer
    /// Text.
    case string
    /// `true` or `false`.
    case boolean
  }

  /// Its name, in snake_case.
  public let name: String
  /// What it holds.
  public let kind: Kind
  /// The unit of a number: `nat`, `s`, `1` for a pure number.
  public let unit: String?
  /// What it means.
  public let description: String
  /// Whether a row may leave it empty. An empty text is an absent one.
  public let optional: Bool
  /// The column of the error of this one.
  public let errorName: String?

  init(
    name: String, kind: Kind, unit: String?, description: String, optional: Bool, errorName: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.description = description
    self.optional = optional
    self.errorName = errorName
  }

  /// A column of Doubles that carry no error: settings, positions, counted costs.
  public static func number(
    _ name: String, unit: String, _ description: String, optional: Bool = false
  ) -> Column {
    Column(name: name, kind: .number, unit: unit, description: description, optional: optional)
  }

  /// A column `name` of estimates, and with it the column `name_error` of their absolute errors.
  public static func estimate(
    _ name: String, unit: String, _ description: String, optional: Bool = false
  ) -> Column {
    Column(
      name: name, kind: .number, unit: unit, description: description, optional: optional,
      errorName: errorName(of: name))
  }

  /// A column of Ints.
  public static func integer(
    _ name: String, unit: String? = nil, _ description: String, optional: Bool = false
  ) -> Column {
    Column(name: name, kind: .integer, unit: unit, description: description, optional: optional)
  }

  /// A column of texts.
  public static func text(_ name: String, _ description: String, optional: Bool = false) -> Column {
    Column(name: name, kind: .string, unit: nil, description: description, optional: optional)
  }

  /// A column of `true` and `false`.
  public static func boolean(_ name: String, _ description: String, optional: Bool = false) -> Column {
    Column(name: name, kind: .boolean, unit: nil, description: description, optional: optional)
  }

  /// The column of a parameter that varies.
  package static func swept(
    _ name: String, _ kind: Kind, _ description: String, optional: Bool = false
  ) -> Column {
    Column(name: name, kind: kind, unit: nil, description: description, optional: optional)
  }

  /// The name of the column that holds the error of `name`.
  static func errorName(of name: String) -> String { "\(name)_error" }

  var errorColumn: Column? {
    errorName.map {
      Column(
        name: $0, kind: .number, unit: unit, description: "estimated absolute error of \(name)",
        optional: optional)
    }
  }
}
