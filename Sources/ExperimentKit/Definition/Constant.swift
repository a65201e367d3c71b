/// Something that an experiment's code fixes.
public struct Constant: Sendable, Equatable {
  /// What it is called.
  public let name: String
  /// Its value.
  public let value: JSONValue
  /// What it is, with its unit.
  public let description: String

  /// A number.
  public init(_ name: String, _ value: Double, _ description: String) {
    (self.name, self.value, self.description) = (name, .number(value), description)
  }

  /// A count.
  public init(_ name: String, _ value: Int, _ description: String) {
    (self.name, self.value, self.description) = (name, .integer(value), description)
  }

  /// A choice.
  public init(_ name: String, _ value: String, _ description: String) {
    (self.name, self.value, self.description) = (name, .string(value), description)
  }

  /// The constant as a data package lists it.
  package var json: JSONValue {
    .object(["name": .string(name), "value": value, "description": .string(description)])
  }
}
