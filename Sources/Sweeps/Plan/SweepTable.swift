import ExperimentKit

/// A table of a sweep: what a program writes, with the values of the axes in front.
public struct SweepTable: Sendable {
  /// The table as it is published.
  public let table: Table
  /// The program's own.
  public let programTable: Table
  /// The axes' keys, each with its column.
  let axes: [(key: String, column: Column)]
  /// The columns that tell the rows of a cell apart.
  public let labels: [Column]
  /// The columns of numbers that a summary averages.
  public let measures: [Column]

  init(
    _ program: Table, of run: String, prefix: String, axes: [(key: String, column: Column)],
    labels names: [String]?
  ) {
    programTable = program
    self.axes = axes
    let name = program.name == run ? prefix : "\(prefix)-\(program.name.withoutPrefix("\(run)-"))"
    table = Table(
      name: name, description: program.description, allColumns: axes.map(\.column) + program.columns)
    let errors = Set(program.columns.compactMap(\.errorName))
    // Unless the program says, what stands before the first estimate labels the row.
    let first = program.columns.firstIndex { $0.errorName != nil } ?? program.columns.count
    let labelNames = Set(names ?? program.columns[..<first].map(\.name))
    labels = program.columns.filter { labelNames.contains($0.name) }
    measures = program.columns.filter {
      ($0.kind == .number || $0.kind == .integer) && !labelNames.contains($0.name)
        && !errors.contains($0.name)
    }
  }
}

extension String {
  fileprivate func withoutPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
