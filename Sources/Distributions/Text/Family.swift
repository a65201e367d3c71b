/// One entry of the text form's catalogue: a name, its arguments and how to make the law.
///
/// Each family declares its entry in its own file, and the parser, `minimax distributions` and the error
/// messages all read it there.
public struct Family: Sendable {
  /// The name in the text form, such as `normal`.
  public let name: String
  /// The arguments in their order.
  public let arguments: [Argument]
  /// One line on what the law is.
  public let summary: String
  /// A text that parses.
  public let example: String
  /// Makes the law from as many values as were given.
  let make: @Sendable ([Value]) throws -> any Law

  /// A named argument of a family.
  public struct Argument: Sendable, Hashable {
    /// What may stand there.
    public enum Kind: Sendable, Hashable {
      /// A number.
      case number
      /// Another distribution.
      case distribution
      /// A file name, or a list of numbers in brackets.
      case sample
    }

    /// The name, as in `normal(mean: 0, sd: 1)`.
    public let name: String
    /// What may stand there.
    public let kind: Kind
    /// Which values are allowed, in words.
    public let allowed: String
    /// Whether the argument may be left out.
    public let isOptional: Bool

    /// Any finite number.
    static func finite(_ name: String) -> Argument {
      Argument(name: name, kind: .number, allowed: "a finite number", isOptional: false)
    }

    /// A finite number above 0.
    static func positive(_ name: String, isOptional: Bool = false) -> Argument {
      Argument(name: name, kind: .number, allowed: "a finite number above 0", isOptional: isOptional)
    }

    /// A number with a range of its own.
    static func number(_ name: String, _ allowed: String) -> Argument {
      Argument(name: name, kind: .number, allowed: allowed, isOptional: false)
    }

    /// Another distribution.
    static let distribution = Argument(
      name: "distribution", kind: .distribution, allowed: "a distribution", isOptional: false)

    /// A file of samples or a list.
    static let sample = Argument(
      name: "file", kind: .sample, allowed: "the path of a CSV file, or [numbers]", isOptional: false)
  }

  /// A value of an argument.
  enum Value: Sendable {
    case number(Double)
    case law(any Law)
    case file(String)
    case list([Double])
  }

  /// A family whose arguments are all numbers.
  init(
    _ name: String, _ arguments: [Argument], summary: String, example: String,
    make: @escaping @Sendable ([Double]) throws -> any Law
  ) {
    self.init(
      combinator: name, arguments, summary: summary, example: example,
      make: { values in
        try make(
          values.compactMap {
            if case .number(let number) = $0 { number } else { nil }
          })
      })
  }

  /// A family with other arguments than numbers.
  init(
    combinator name: String, _ arguments: [Argument], summary: String, example: String,
    make: @escaping @Sendable ([Value]) throws -> any Law
  ) {
    self.name = name
    self.arguments = arguments
    self.summary = summary
    self.example = example
    self.make = make
  }

  /// `normal(mean, sd)`; arguments that may be left out stand in brackets.
  public var signature: String {
    let names = arguments.enumerated().map { index, argument in
      (index == 0 ? "" : ", ") + argument.name
    }
    return name + "(" + zip(arguments, names).map { $0.isOptional ? "[\($1)]" : $1 }.joined() + ")"
  }
}
