import ExperimentKit
import Yams

extension Node {
  /// The node as JSON: what is written without quotes and reads as a number, `true`, `false` or `null` is that, all
  /// else a text. The keys of mappings are texts.
  var json: JSONValue {
    if let mapping {
      return .object(
        Dictionary(mapping.map { ($0.key.scalar?.string ?? "?", $0.value.json) }) { first, _ in first })
    }
    if let sequence { return .array(sequence.map(\.json)) }
    guard let scalar else { return .null }
    let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    guard !isQuoted else { return .string(scalar.string) }
    switch scalar.string {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null", "~", "": return .null
    default: break
    }
    if let integer = Int(scalar.string) { return .integer(integer) }
    if let number = Double(scalar.string), number.isFinite { return .number(number) }
    return .string(scalar.string)
  }
}
