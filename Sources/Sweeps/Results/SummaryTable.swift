import ExperimentKit

/// The table of means of a table of a sweep: which columns it has, and which of the source's are what.
public struct SummaryTable: Sendable {
  /// The table.
  public let table: Table
  let source: SweepTable
  /// The columns of a setting: the axes, then the labels.
  public let keyColumns: [Column]

  /// Which fields of the source hold the axes that are not averaged over.
  let groups: [Int]
  /// Which hold the labels that are not.
  let labels: [Int]
  /// Which hold the measures.
  let measures: [Int]
  /// Which of the measures are estimates, whose verdict counts.
  let estimates: [Bool]
  /// Which fields say what is unresolved.
  let verdicts: [Int]

  /// The ending of its name, which no table of a program has.
  static let ending = "-means"

  /// The names of its own columns, which no axis can have.
  static let ownColumns: Set<String> = [
    "measure", "cells", "not_finite", "unresolved", "average", "average_error", "standard_deviation",
    "minimum",
    "maximum",
  ]

  init(of source: SweepTable, averagedOver averaged: Set<String>, confidence: Double) {
    self.source = source
    let (axes, keys) = source.settings(averagedOver: averaged)
    keyColumns = axes + keys
    func positions(_ wanted: [Column]) -> [Int] {
      wanted.compactMap { column in source.table.columns.firstIndex { $0.name == column.name } }
    }
    groups = positions(axes)
    labels = positions(keys)
    measures = positions(source.measures)
    estimates = source.measures.map { $0.errorName != nil }
    verdicts = ["verdict", "reason"].compactMap { name in
      source.table.columns.firstIndex { $0.name == name && $0.kind == .string }
    }
    table = Table(
      source.table.name + Self.ending,
      """
      The means of \(source.table.name), with half the width of their \(confidence) confidence interval \
      by Student's t as the error.
      """,
      keyColumns.map { Column.swept($0.name, $0.kind, $0.description, optional: $0.optional) } + [
        .text("measure", "the column that is averaged; of what is true or false the share that is true"),
        .integer("cells", "how many cells have a finite value that was resolved"),
        .integer("not_finite", "how many have an infinite one, or one that is not defined"),
        .integer("unresolved", "how many have one that their verdict calls unresolved"),
        .estimate("average", unit: "as the measure", "mean of the finite resolved values", optional: true),
        .number("standard_deviation", unit: "as the measure", "of a single cell", optional: true),
        .number("minimum", unit: "as the measure", "least value", optional: true),
        .number("maximum", unit: "as the measure", "largest value", optional: true),
      ], keys: keyColumns.map(\.name) + ["measure"])
  }

  /// The number that a field spells; of a truth value 1 or 0.
  func value(_ field: String, ofMeasure measure: Int) -> Double {
    source.measures[measure].kind == .boolean ? (field == "true" ? 1 : 0) : Double(field) ?? .nan
  }

  /// Whether a row's verdict calls a measure unresolved: by its name, `NAME is unresolved: ...`, or as a whole.
  func isUnresolved(_ measure: Int, verdict: String) -> Bool {
    guard estimates[measure] else { return false }
    guard verdict.contains(" is unresolved") else { return true }
    let wanted = source.measures[measure].name + " is unresolved"
    return [wanted, "all is unresolved"].contains { text in
      verdict.hasPrefix(text) || verdict.contains(" \(text)")
    }
  }

  /// What a row says of itself where anything in it is unresolved; else `nil`.
  func verdict(of fields: [String]) -> String? {
    guard verdicts.contains(where: { fields[$0] != "converged" && fields[$0].contains("unresolved") }) else {
      return nil
    }
    return verdicts.map { fields[$0] }.joined(separator: " ")
  }
}
