extension DistributionParser {
  /// An argument's value and where it stands.
  struct ParsedArgument {
    var value: Family.Value
    var column: Int
  }

  /// The arguments of a call up to and including its ), in the family's order.
  mutating func parseArguments(of family: Family) throws(DistributionError) -> [ParsedArgument] {
    var found = [ParsedArgument?](repeating: nil, count: family.arguments.count)
    var position = 0
    if scanner.peek() != ")" {
      repeat {
        let start = scanner.column
        let index = try argumentIndex(in: family, position: position)
        if found[index] != nil {
          throw scanner.error(
            "\(family.arguments[index].name) is given twice: \(family.signature)", at: start)
        }
        let column = scanner.column
        found[index] = ParsedArgument(value: try parseValue(family.arguments[index]), column: column)
        position = index + 1
      } while scanner.skip(",")
    }
    let missing = zip(family.arguments, found).first { $0.1 == nil && !$0.0.isOptional }
    if let missing, scanner.peek() == ")" {
      throw scanner.error("\(missing.0.name) is missing: \(family.signature)")
    }
    if !scanner.skip(")") {
      let next = scanner.peek().map { "\"\($0)\" is not expected here" } ?? "the text ends too early"
      throw scanner.error("\(next); , or ) is expected: \(family.signature)")
    }
    return found.compactMap { $0 }
  }

  /// Which argument comes next: the one whose name stands before a colon, else the next in order.
  private mutating func argumentIndex(in family: Family, position: Int) throws(DistributionError) -> Int {
    let column = scanner.column
    if let name = scanner.label() {
      guard let index = family.arguments.firstIndex(where: { $0.name == name }) else {
        let hint = closestSpelling(to: name, among: family.arguments.map(\.name))
        let advice = hint.map { "; did you mean \($0)?" } ?? ":"
        throw scanner.error(
          "\(family.name) has no argument \"\(name)\"\(advice) \(family.signature)",
          at: column)
      }
      return index
    }
    guard position < family.arguments.count else {
      throw scanner.error("too many arguments: \(family.signature)", at: column)
    }
    return position
  }

  private mutating func parseValue(_ argument: Family.Argument) throws(DistributionError) -> Family.Value {
    switch argument.kind {
    case .number:
      guard scanner.startsNumber else {
        throw scanner.error("\(argument.name) must be \(argument.allowed)")
      }
      return .number(try parseNumber())
    case .distribution:
      return .law(try parseSum())
    case .sample:
      if scanner.skip("[") { return .list(try parseList()) }
      guard let path = try scanner.fileName() else {
        throw scanner.error("a file name is expected; one with spaces, commas or parentheses in quotes")
      }
      return .file(path)
    }
  }

  private mutating func parseList() throws(DistributionError) -> [Double] {
    var values: [Double] = []
    if scanner.skip("]") { return values }
    repeat {
      guard scanner.startsNumber else { throw scanner.error("a number is expected") }
      values.append(try parseNumber())
    } while scanner.skip(",")
    if !scanner.skip("]") { throw scanner.error("a closing ] is missing") }
    return values
  }

  /// A decimal number, `inf`, or a fraction of two decimals.
  mutating func parseNumber() throws(DistributionError) -> Double {
    let column = scanner.column
    guard let value = scanner.decimal() else {
      throw scanner.error("a number is expected", at: column)
    }
    guard scanner.skip("/") else { return value }
    let divisorColumn = scanner.column
    guard let divisor = scanner.decimal(), divisor != 0 else {
      throw scanner.error("a number other than 0 is expected after /", at: divisorColumn)
    }
    return value / divisor
  }
}
