import ExperimentKit
import Stencil

/// What templates can do with numbers and rows, beside what Stencil brings.
///
/// - `value|rounded:error` or `value|rounded:error,most`: to the digits that the error leaves
/// - `value|digits:n`: to n significant digits; `value|percent:n`: as a percentage; `value|count`: with thousands apart
/// - `value|plain`: a setting, as it is; `value|yesno`: yes or no
/// - `text|spelled`: a text that a query wrote, its numbers spelled as these are
///
/// A filter whose value is missing is an error: nothing is left blank by accident.
enum NumberFilters {
  static func environment() -> Environment {
    let filters = Extension()
    filters.registerFilter("rounded") { value, arguments in
      guard let error = number(arguments.first ?? nil) else { throw misuse("rounded", "its error") }
      let most = arguments.count > 1 ? number(arguments[1]).map { Int($0) } ?? 15 : 15
      return NumberText.rounded(try present(value, "rounded"), error: error, most: most)
    }
    filters.registerFilter("digits") { value, arguments in
      guard let digits = number(arguments.first ?? nil) else { throw misuse("digits", "how many") }
      return NumberText.significant(try present(value, "digits"), digits: Int(digits))
    }
    filters.registerFilter("percent") { value, arguments in
      guard let digits = number(arguments.first ?? nil) else { throw misuse("percent", "how many digits") }
      return NumberText.significant(100 * (try present(value, "percent")), digits: Int(digits)) + " %"
    }
    filters.registerFilter("count") { value in NumberText.count(Int(try present(value, "count"))) }
    filters.registerFilter("plain") { value in NumberText.text(try present(value, "plain")) }
    filters.registerFilter("spelled") { value in
      guard let text = value as? String else { throw misuse("spelled", "a text, not \(value ?? "nothing")") }
      return NumberText.spelled(text)
    }
    filters.registerFilter("yesno") { value in try present(value, "yesno") == 0 ? "no" : "yes" }
    return Environment(extensions: [filters], trimBehaviour: .smart)
  }

  private static func misuse(_ filter: String, _ wanted: String) -> TemplateSyntaxError {
    TemplateSyntaxError("the filter \(filter) needs \(wanted)")
  }

  private static func present(_ value: Any?, _ filter: String) throws -> Double {
    guard let number = number(value) else { throw misuse(filter, "a number, not \(value ?? "nothing")") }
    return number
  }

  private static func number(_ value: Any?) -> Double? {
    switch value {
    case let number as Double: number
    case let integer as Int: Double(integer)
    // A literal of a template.
    case let literal as Float: Double(literal)
    case let text as String: Double(text)
    default: nil
    }
  }
}

extension Datum {
  /// The value as Stencil takes it; `nil` where there is none.
  var forStencil: Any? {
    switch self {
    case .number(let number): number
    case .integer(let integer): integer
    case .boolean(let boolean): boolean
    case .text(let text): text
    case .missing: nil
    }
  }
}

extension SQLDatabase.Selection {
  /// The rows as Stencil takes them.
  var forStencil: [[String: Any]] {
    rows.indices.map { record($0).compactMapValues(\.forStencil) }
  }
}
