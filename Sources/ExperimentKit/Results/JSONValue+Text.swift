/// The text of a document. It is ours, not Foundation's, so that its bytes stay the same between versions:
/// keys in order, two spaces, lists of plain values on one line, doubles with the digits that read back.
extension JSONValue {
  /// The document on one line.
  public var text: String {
    var text = ""
    write(to: &text, indentation: nil)
    return text
  }

  /// The document over many lines, with a line end at its end.
  public var indentedText: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text + "\n"
  }

  private func write(to text: inout String, indentation: Int?) {
    switch self {
    case .null: text += "null"
    case .boolean(let boolean): text += boolean ? "true" : "false"
    case .integer(let integer): text += integer.description
    case .number(let number): text += Self.spelling(of: number)
    case .string(let string): Self.write(string, to: &text)
    case .array(let elements):
      let plain = elements.allSatisfy { !$0.isContainer }
      Self.write(elements, "[", "]", to: &text, indentation: plain ? nil : indentation) {
        element, text, inner in
        element.write(to: &text, indentation: inner)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key < $1.key }
      Self.write(sorted, "{", "}", to: &text, indentation: indentation) { member, text, inner in
        Self.write(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indentation: inner)
      }
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }

  /// The elements between brackets, each on its own line where there is an indentation.
  private static func write<Element>(
    _ elements: [Element], _ opening: String, _ closing: String, to text: inout String, indentation: Int?,
    writeElement: (Element, inout String, Int?) -> Void
  ) {
    text += opening
    let inner = indentation.map { $0 + 2 }
    for (index, element) in elements.enumerated() {
      if index > 0 { text += inner == nil ? ", " : "," }
      if let inner { text += "\n" + String(repeating: " ", count: inner) }
      writeElement(element, &text, inner)
    }
    if let indentation, !elements.isEmpty { text += "\n" + String(repeating: " ", count: indentation) }
    text += closing
  }

  /// Whole numbers without a fraction: they read back as integers, and then must be written the same.
  private static func spelling(of number: Double) -> String {
    if number.isNaN { return "\"nan\"" }
    if number.isInfinite { return number < 0 ? "\"-inf\"" : "\"inf\"" }
    return Int(exactly: number)?.description ?? number.description
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..."\u{1f}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
