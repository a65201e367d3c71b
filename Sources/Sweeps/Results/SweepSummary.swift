import Distributions
import ExperimentKit

/// A table of a sweep averaged over some axes, the seeds unless the plan says otherwise: `TABLE-summary.csv`.
///
/// One row for each measure of each group: the mean with half the width of its confidence interval, by Student's t,
/// t s/√n, and the spread. What is not finite is counted and left out. All that is averaged stands together in the
/// table, so that one group is held in memory at a time.
struct SweepSummary {
  /// The summary's table.
  let table: Table
  /// How many rows it has.
  private(set) var rows = 0

  /// Summarises a published table, and writes the summary beside it.
  init(of source: SweepTable, plan: SweepPlan, in folder: ResultsFolder) throws {
    let axes = source.axes.filter { !plan.averagedOver.contains($0.key) }.map(\.column)
    let layout = Layout(source, groups: axes)
    table = Self.table(of: source, groups: axes, confidence: plan.confidence)
    var output = try AtomicFile(path: "\(folder.path)/\(table.fileName)", temporaryFolder: folder.hidden)
    var header: [UInt8] = []
    CSVFormat.appendHeader(of: table, to: &header)
    try output.write(header)
    var reader = try CSVReader(path: "\(folder.path)/\(source.table.fileName)")
    _ = try reader.next()
    var group = Group(key: [])
    var quantiles = Quantiles(confidence: plan.confidence)
    while let fields = try reader.next() {
      let key = layout.groups.map { fields[$0] }
      if key != group.key {
        try write(group, layout, &quantiles, to: &output)
        group = Group(key: key)
      }
      group.add(fields, layout)
    }
    try write(group, layout, &quantiles, to: &output)
    try output.commit()
  }

  /// The names of its own columns, which no axis can have.
  static let ownColumns: Set<String> = [
    "measure", "cells", "not_finite", "average", "average_error", "standard_deviation", "minimum", "maximum",
  ]

  /// The table of the summary of a table.
  static func table(of source: SweepTable, plan: SweepPlan) -> Table {
    table(
      of: source, groups: source.axes.filter { !plan.averagedOver.contains($0.key) }.map(\.column),
      confidence: plan.confidence)
  }

  private static func table(of source: SweepTable, groups: [Column], confidence: Double) -> Table {
    Table(
      "\(source.table.name)-summary",
      """
      The means of \(source.table.name), with half the width of their \(confidence) confidence interval \
      by Student's t as the error.
      """,
      groups + source.labels.map { Column.swept($0.name, $0.kind, $0.description) } + [
        .text("measure", "the column that is averaged"),
        .integer("cells", "how many rows have a finite value"),
        .integer("not_finite", "how many have none"),
        .estimate("average", unit: "as the measure", "their mean", optional: true),
        .number("standard_deviation", unit: "as the measure", "of a single row", optional: true),
        .number("minimum", unit: "as the measure", "least value", optional: true),
        .number("maximum", unit: "as the measure", "largest value", optional: true),
      ])
  }

  private mutating func write(
    _ group: Group, _ layout: Layout, _ quantiles: inout Quantiles, to output: inout AtomicFile
  ) throws {
    for label in group.order {
      guard let moments = group.moments[label] else { continue }
      for (measure, moments) in zip(layout.measureNames, moments) {
        var row = Row()
        for (column, field) in zip(layout.keyColumns, group.key + label) {
          row.insert(Datum(reading: field, kind: column.kind), at: column.name)
        }
        row.set("measure", measure)
        row.set("cells", moments.count)
        row.set("not_finite", moments.notFinite)
        let deviation = moments.standardDeviation
        row.set("average", moments.count > 0 ? moments.mean : nil)
        row.set(
          "average_error", try deviation.map { try quantiles.halfWidth(deviation: $0, count: moments.count) })
        row.set("standard_deviation", deviation)
        row.set("minimum", moments.count > 0 ? moments.minimum : nil)
        row.set("maximum", moments.count > 0 ? moments.maximum : nil)
        var line: [UInt8] = []
        try CSVFormat.append(row, number: rows + 1, of: table, to: &line)
        try output.write(line)
        rows += 1
      }
    }
  }

  /// Which field is what.
  private struct Layout {
    let groups: [Int]
    let labels: [Int]
    let measures: [Int]
    let measureNames: [String]
    let keyColumns: [Column]

    init(_ source: SweepTable, groups columns: [Column]) {
      func positions(_ wanted: [Column]) -> [Int] {
        wanted.compactMap { column in source.table.columns.firstIndex { $0.name == column.name } }
      }
      groups = positions(columns)
      labels = positions(source.labels)
      measures = positions(source.measures)
      measureNames = source.measures.map(\.name)
      keyColumns = columns + source.labels
    }
  }

  /// The rows with the same values of all axes that are not averaged over.
  private struct Group {
    let key: [String]
    var order: [[String]] = []
    var moments: [[String]: [Moments]] = [:]

    init(key: [String]) { self.key = key }

    mutating func add(_ fields: [String], _ layout: Layout) {
      let label = layout.labels.map { fields[$0] }
      if moments[label] == nil {
        order.append(label)
        moments[label] = Array(repeating: Moments(), count: layout.measures.count)
      }
      for (index, position) in layout.measures.enumerated() where !fields[position].isEmpty {
        moments[label]?[index].add(Double(fields[position]) ?? .nan)
      }
    }
  }
}

/// Mean and spread of numbers one by one (Welford 1962).
struct Moments {
  private(set) var count = 0
  private(set) var notFinite = 0
  private(set) var mean = 0.0
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private var squares = 0.0

  mutating func add(_ value: Double) {
    guard value.isFinite else {
      notFinite += 1
      return
    }
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  /// Of a single value, √(Σ (x - mean)² / (n - 1)); `nil` of fewer than two.
  var standardDeviation: Double? { count > 1 ? (squares / Double(count - 1)).squareRoot() : nil }
}

/// Quantiles of Student's t, each found once.
private struct Quantiles {
  let confidence: Double
  private var known: [Int: Double] = [:]

  init(confidence: Double) { self.confidence = confidence }

  /// Half the width of the confidence interval of a mean, t s/√n.
  mutating func halfWidth(deviation: Double, count: Int) throws -> Double {
    let t: Double
    if let quantile = known[count] {
      t = quantile
    } else {
      let law = try Student(degreesOfFreedom: Double(count - 1), location: 0, scale: 1)
      t = law.quantile((1 + confidence) / 2)
      known[count] = t
    }
    return t * deviation / Double(count).squareRoot()
  }
}

extension Datum {
  /// The value that a field of our own spells.
  fileprivate init(reading field: String, kind: Column.Kind) {
    switch kind {
    case .number: self = Double(field).map { .number($0) } ?? .text(field)
    case .integer: self = Int(field).map { .integer($0) } ?? .text(field)
    case .boolean: self = Bool(field).map { .boolean($0) } ?? .text(field)
    case .string: self = .text(field)
    }
  }
}
