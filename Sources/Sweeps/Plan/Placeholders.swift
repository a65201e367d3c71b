import ExperimentKit

/// Names in braces within texts: `normal({mean}, {sd})` takes the values of the axes `mean` and `sd`.
enum Placeholders {
  /// The names that stand in braces in the texts of a value.
  static func names(in value: JSONValue) -> [String] {
    switch value {
    case .string(let text): pieces(of: text).compactMap { if case .name(let name) = $0 { name } else { nil } }
    case .array(let elements): elements.flatMap(names)
    case .object(let members): members.sorted { $0.key < $1.key }.flatMap { names(in: $0.value) }
    default: []
    }
  }

  /// A value with the names replaced; a text that is one name and nothing else becomes its value, of its type.
  static func filled(_ value: JSONValue, with values: [String: JSONValue]) -> JSONValue {
    switch value {
    case .string(let text):
      let pieces = pieces(of: text)
      if pieces.count == 1, case .name(let name) = pieces[0], let value = values[name] { return value }
      return .string(
        pieces.map { piece in
          switch piece {
          case .text(let text): text
          case .name(let name): values[name]?.plainText ?? "{\(name)}"
          }
        }.joined())
    case .array(let elements): return .array(elements.map { filled($0, with: values) })
    case .object(let members): return .object(members.mapValues { filled($0, with: values) })
    default: return value
    }
  }

  private enum Piece {
    case text(String)
    case name(String)
  }

  /// The text cut at its names; a brace that encloses no name is text.
  private static func pieces(of text: String) -> [Piece] {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return [.text(text)] }
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = rest[rest.index(after: open)..<close]
      guard isName(name) else {
        pieces.append(.text(String(rest[...open])))
        rest = rest[rest.index(after: open)...]
        continue
      }
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      pieces.append(.name(String(name)))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    return pieces
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
  }
}
