import Distributions
import ExperimentKit
import MinimaxGame
import Quadrature

/// An evaluation as CSV, JSON or an aligned table.
struct EvaluationOutput {
  let evaluation: Evaluation
  let unit: LogarithmUnit
  let data: Distribution
  let generator: any Law

  func text(_ format: OutputFormat) -> String {
    switch format {
    case .csv: csv
    case .json: json
    case .table: table
    }
  }

  private static let columns = ["quantity", "value", "absolute_error", "evaluations", "verdict", "reason"]

  /// The fields of each row, in the unit asked for.
  private var records: [[String]] {
    evaluation.rows.map { row in
      let estimate = scaled(row)
      return [
        row.quantity.rawValue, "\(estimate.value)", "\(estimate.absoluteError)", "\(estimate.evaluations)",
        estimate.verdict.name, estimate.verdict.reason,
      ]
    }
  }

  private func scaled(_ row: Evaluation.Row) -> Estimate {
    guard unit == .bits, row.quantity.unit == .nats else { return row.estimate }
    return row.estimate.scaled(by: 1 / 0.693147180559945309417)
  }

  private var csv: String {
    ([EvaluationOutput.columns] + records).map { record in
      record.map(csvField).joined(separator: ",") + "\n"
    }.joined()
  }

  private var json: String {
    let quantities = evaluation.rows.map { row -> JSONValue in
      let estimate = scaled(row)
      return .object([
        "quantity": .string(row.quantity.rawValue), "value": .number(estimate.value),
        "absolute_error": .number(estimate.absoluteError), "evaluations": .integer(estimate.evaluations),
        "verdict": .string(estimate.verdict.name), "reason": .string(estimate.verdict.reason),
        "unit": .string(row.quantity.unit == .nats ? unit.rawValue : row.quantity.unit.rawValue),
        "definition": .string(row.quantity.definition),
      ])
    }
    let document = JSONValue.object([
      "data": .string("\(data)"), "generator": .string("\(generator)"), "quantities": .array(quantities),
    ])
    return document.text
  }

  /// Aligned columns, the value rounded to its error.
  private var table: String {
    let rows = evaluation.rows.map { row -> [String] in
      let estimate = scaled(row)
      return [
        row.quantity.rawValue, estimate.roundedValue, estimate.roundedError, "\(estimate.evaluations)",
        estimate.verdict.name, estimate.verdict.reason,
      ]
    }
    let all = [["quantity", "value", "± error", "evaluations", "verdict", ""]] + rows
    let widths = (0..<5).map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { record in
      let fields = (0..<5).map { record[$0].padding(to: widths[$0]) } + [record[5]]
      return fields.joined(separator: "  ").trimmingEnd() + "\n"
    }.joined()
  }
}

/// A field of a CSV line, quoted where it must be.
func csvField(_ field: String) -> String {
  guard field.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" }) else { return field }
  return "\"" + field.replacing("\"", with: "\"\"") + "\""
}

extension Estimate {
  /// The value to the digits that its error leaves.
  fileprivate var roundedValue: String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let error = max(absoluteError, value.magnitude * 1e-15)
    let digits = max(1, min(16, Int((log10Magnitude(value) - log10Magnitude(error)).rounded(.up)) + 1))
    return formatted(value, significantDigits: digits)
  }

  fileprivate var roundedError: String {
    absoluteError.isFinite ? formatted(absoluteError, significantDigits: 2) : "\(absoluteError)"
  }
}

extension String {
  fileprivate func trimmingEnd() -> String {
    var result = self
    while result.last == " " { result.removeLast() }
    return result
  }
}
