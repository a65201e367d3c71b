import ExperimentKit

/// A table of a sweep: what a program writes, with the values of the axes in front.
public struct SweepTable: Sendable {
  /// The table as it is published.
  public let table: Table
  /// The program's own.
  public let programTable: Table
  /// The axes' keys, each with its column.
  let axes: [(key: String, column: Column)]
  /// The columns by which the program tells the rows of a cell apart.
  public let labels: [Column]
  /// The columns that a summary averages: numbers, and of what is true or false the share that is true.
  public let measures: [Column]

  init(_ program: Table, of run: String, prefix: String, axes: [(key: String, column: Column)]) {
    programTable = program
    self.axes = axes
    let name = program.name == run ? prefix : "\(prefix)-\(program.name.withoutPrefix("\(run)-"))"
    table = Table(
      name: name, description: program.description, allColumns: axes.map(\.column) + program.columns,
      keys: axes.map(\.column.name) + program.keys, repeated: program.repeated)
    let names = Set(program.columns.map(\.name))
    labels = program.keys.compactMap { key in program.columns.first { $0.name == key } }
    measures = program.columns.filter { column in
      column.kind != .string && !program.keys.contains(column.name)
        && !(column.name.hasSuffix("_error") && names.contains(String(column.name.dropLast(6))))
    }
  }

  /// The axes and labels that a summary which averages over `averaged` leaves apart.
  func settings(averagedOver averaged: Set<String>) -> (groups: [Column], labels: [Column]) {
    (
      axes.filter { !averaged.contains($0.key) }.map(\.column),
      labels.filter { !averaged.contains($0.name) }
    )
  }

  /// Whether there is something to average: an axis, or a column such as an experiment's own `seed`.
  func isAveraged(over averaged: Set<String>) -> Bool {
    axes.contains { averaged.contains($0.key) } || labels.contains { averaged.contains($0.name) }
  }
}

extension String {
  fileprivate func withoutPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
