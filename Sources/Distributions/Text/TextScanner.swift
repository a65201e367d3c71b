import CGSL

/// A cursor over the characters of a text that skips spaces and knows its column.
struct TextScanner {
  private let text: String
  private let characters: [Character]
  private var index = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
    skipSpaces()
  }

  /// The column of the next character that is not a space, from 1.
  var column: Int { index + 1 }
  var isAtEnd: Bool { index >= characters.count }

  /// The next character, without taking it.
  func peek() -> Character? { isAtEnd ? nil : characters[index] }

  /// Takes the given character if it is next.
  mutating func skip(_ character: Character) -> Bool {
    guard peek() == character else { return false }
    index += 1
    skipSpaces()
    return true
  }

  /// An error at `column`, or here.
  func error(_ message: String, at column: Int? = nil) -> DistributionError {
    .syntax(text: text, column: column ?? self.column, message: message)
  }

  /// Whether a number may start here: a digit, a point, a sign or `inf`.
  var startsNumber: Bool {
    guard let next = peek() else { return false }
    return next.isASCII && next.isNumber || next == "." || next == "-" || next == "+"
      || startsInfinity(at: index)
  }

  private func startsInfinity(at start: Int) -> Bool {
    let end = start + 3
    guard end <= characters.count, String(characters[start..<end]) == "inf" else { return false }
    return end == characters.count || !characters[end].isLetter
  }

  /// Takes letters, digits and underscores; empty if none is next.
  mutating func word() -> String {
    let start = index
    while let next = peek(), next.isLetter || next.isNumber || next == "_" { index += 1 }
    let word = String(characters[start..<index])
    skipSpaces()
    return word
  }

  /// Takes `name :` if that is next.
  mutating func label() -> String? {
    let start = index
    let name = word()
    if !name.isEmpty, name.first?.isLetter == true, skip(":") { return name }
    index = start
    return nil
  }

  /// Takes a signed decimal number or `inf`, rounded correctly; takes nothing if there is none.
  mutating func decimal() -> Double? {
    let start = index
    var sign = 1.0
    if let next = peek(), next == "-" || next == "+" {
      sign = next == "-" ? -1 : 1
      index += 1
      skipSpaces()
    }
    if startsInfinity(at: index) {
      index += 3
      skipSpaces()
      return sign * .infinity
    }
    let digits = index
    skipDigits()
    if peek() == "." {
      index += 1
      skipDigits()
    }
    if let next = peek(), next == "e" || next == "E" {
      let mark = index
      index += 1
      if let next = peek(), next == "-" || next == "+" { index += 1 }
      let exponent = index
      skipDigits()
      if index == exponent { index = mark }
    }
    // A number too large for Double reads as infinity, which no argument but an end allows.
    guard let value = Double(String(characters[digits..<index])) else {
      index = start
      return nil
    }
    skipSpaces()
    return sign * value
  }

  /// Takes a file name: in quotes, or as it stands up to a comma or a parenthesis.
  mutating func fileName() throws(DistributionError) -> String? {
    if let quote = peek(), quote == "\"" || quote == "'" { return try quotedName(quote) }
    let start = index
    while let next = peek(), next != ",", next != ")", next != "(" { index += 1 }
    var end = index
    while end > start, characters[end - 1].isWhitespace { end -= 1 }
    return end > start ? String(characters[start..<end]) : nil
  }

  private mutating func quotedName(_ quote: Character) throws(DistributionError) -> String {
    let opening = column
    index += 1
    var name = ""
    while let next = peek(), next != quote {
      index += 1
      if next == "\\", let escaped = peek() {
        name.append(escaped)
        index += 1
      } else {
        name.append(next)
      }
    }
    guard peek() == quote else { throw error("the closing quote is missing", at: opening) }
    index += 1
    skipSpaces()
    return name
  }

  private mutating func skipDigits() {
    while let next = peek(), next.isASCII, next.isNumber { index += 1 }
  }

  private mutating func skipSpaces() {
    while let next = peek(), next.isWhitespace { index += 1 }
  }
}
