/// Why a text is not a formula; `column` counts characters from 1.
public struct ExpressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The whole text.
  public let text: String
  /// Where it went wrong, from 1.
  public let column: Int
  /// What was wrong, and what is allowed there.
  public let message: String

  /// One sentence, and the text with a mark under the character where it is short enough to show.
  public var description: String {
    let shown = text.count > 120 ? "" : "\n  \(text)\n  \(String(repeating: " ", count: max(0, column - 1)))^"
    return "expression, character \(column): \(message)\(shown)"
  }
}

extension Expression {
  /// How deeply parentheses, signs and powers may be nested.
  public static let nestingLimit = 200

  /// Reads a formula.
  ///
  /// - Parameters:
  ///   - text: the formula, for example `1/(1+exp(-2*x))`.
  ///   - variable: the name of its variable; `x` unless given.
  /// - Throws: an ``ExpressionError`` that points at the character.
  public init(_ text: String, variable: String = "x") throws(ExpressionError) {
    var parser = ExpressionParser(text: text, variable: variable)
    try parser.sum(depth: 0)
    try parser.expectEnd()
    self.init(description: text, variable: variable, program: parser.program)
  }
}

/// A recursive-descent parser that emits a postfix program.
private struct ExpressionParser {
  let text: String
  let variable: String
  let characters: [Character]
  var position = 0
  var program: [Expression.Instruction] = []

  init(text: String, variable: String) {
    self.text = text
    self.variable = variable
    characters = Array(text)
  }

  mutating func sum(depth: Int) throws(ExpressionError) {
    try product(depth: depth)
    while let sign = accept("+-") {
      try product(depth: depth)
      program.append(.binary(sign == "+" ? .add : .subtract))
    }
  }

  private mutating func product(depth: Int) throws(ExpressionError) {
    try signed(depth: depth)
    while let sign = accept("*/") {
      try signed(depth: depth)
      program.append(.binary(sign == "*" ? .multiply : .divide))
    }
  }

  private mutating func signed(depth: Int) throws(ExpressionError) {
    try check(depth)
    guard let sign = accept("+-") else { return try power(depth: depth) }
    try signed(depth: depth + 1)
    guard sign == "-" else { return }
    if case .constant(let value)? = program.last {
      program[program.count - 1] = .constant(-value)
    } else {
      program.append(.unary(.negated))
    }
  }

  private mutating func power(depth: Int) throws(ExpressionError) {
    try primary(depth: depth)
    guard accept("^") != nil else { return }
    try signed(depth: depth + 1)
    program.append(.binary(.power))
  }

  private mutating func primary(depth: Int) throws(ExpressionError) {
    skipSpaces()
    guard position < characters.count else { throw failure("the formula ends where a value is expected") }
    let character = characters[position]
    if character == "(" {
      position += 1
      try sum(depth: depth + 1)
      try expect(")")
    } else if character.isNumber || character == "." {
      program.append(.constant(try number()))
    } else if character.isLetter {
      try named(depth: depth)
    } else {
      throw failure("'\(character)' is not expected here; a number, \(variable), a function or '(' is")
    }
  }

  private mutating func named(depth: Int) throws(ExpressionError) {
    let start = position
    while position < characters.count, characters[position].isLetter || characters[position].isNumber {
      position += 1
    }
    let name = String(characters[start..<position])
    switch name {
    case variable: program.append(.variable)
    case "pi": program.append(.constant(.pi))
    case "e": program.append(.constant(2.718281828459045235))
    case "min", "max":
      try expect("(")
      try sum(depth: depth + 1)
      try expect(",")
      try sum(depth: depth + 1)
      try expect(")")
      program.append(.binary(name == "min" ? .minimum : .maximum))
    default:
      guard let function = Expression.Function(rawValue: name), function != .negated else {
        position = start
        throw failure("'\(name)' is not known; allowed: \(ExpressionParser.names(variable))")
      }
      try expect("(")
      try sum(depth: depth + 1)
      try expect(")")
      program.append(.unary(function))
    }
  }

  private static func names(_ variable: String) -> String {
    let functions = Expression.Function.allCases.filter { $0 != .negated }.map(\.rawValue)
    return ([variable, "pi", "e"] + functions + ["min", "max"]).joined(separator: ", ")
  }

  private mutating func number() throws(ExpressionError) -> Double {
    let start = position
    func digit(_ i: Int) -> Bool { i < characters.count && (characters[i].isASCII && characters[i].isNumber) }
    while digit(position) || (position < characters.count && characters[position] == ".") { position += 1 }
    if position < characters.count, characters[position] == "e" || characters[position] == "E" {
      var next = position + 1
      if next < characters.count, characters[next] == "+" || characters[next] == "-" { next += 1 }
      if digit(next) {
        position = next
        while digit(position) { position += 1 }
      }
    }
    let spelled = String(characters[start..<position])
    guard let value = Double(spelled), value.isFinite else {
      position = start
      throw failure("'\(spelled)' is not a finite number")
    }
    return value
  }

  mutating func expectEnd() throws(ExpressionError) {
    skipSpaces()
    guard position == characters.count else {
      throw failure("'\(characters[position])' is not expected here; an operator or the end is")
    }
  }

  private mutating func expect(_ character: Character) throws(ExpressionError) {
    guard accept(String(character)) != nil else { throw failure("'\(character)' is missing here") }
  }

  private mutating func accept(_ options: String) -> Character? {
    skipSpaces()
    guard position < characters.count, options.contains(characters[position]) else { return nil }
    position += 1
    return characters[position - 1]
  }

  private mutating func skipSpaces() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private func check(_ depth: Int) throws(ExpressionError) {
    guard depth <= Expression.nestingLimit else {
      throw failure("nested more than \(Expression.nestingLimit) deep; allowed: at most that")
    }
  }

  private func failure(_ message: String) -> ExpressionError {
    ExpressionError(text: text, column: position + 1, message: message)
  }
}
