import ExperimentKit

/// One part of a plan: a program, settings and axes, and by them its cells, none of which is held in memory.
public struct SweepPart: Sendable {
  /// Its name.
  public let name: String
  /// What it runs.
  public let run: String
  /// The program.
  public let program: any SweepProgram
  /// What moves, the slowest first.
  public let dimensions: [Dimension]
  /// The tables, with the columns of the axes before the program's own.
  public let tables: [SweepTable]
  /// How many cells it has.
  public private(set) var count: Int

  private let fixed: [String: JSONValue]
  private let names: Set<String>
  private let seed: UInt64
  private let otherInputs: String
  /// Where the cells of each assignment begin, and the end; `nil` where each has one.
  private var starts: [Int]?
  private let columns: [Column]

  /// A part; throws if its first cell cannot be run or the axes make too many cells.
  ///
  /// - Parameters:
  ///   - namesInBraces: the axes whose values only fill texts.
  ///   - otherInputs: what else the rows depend on.
  init(
    name: String, run: String, prefix: String, fixed: [String: JSONValue], dimensions: [Dimension],
    namesInBraces: Set<String>, seed: UInt64, otherInputs: String, program: any SweepProgram
  ) throws {
    self.name = name
    self.run = run
    self.program = program
    self.dimensions = dimensions
    self.fixed = fixed
    self.seed = seed
    self.otherInputs = otherInputs
    names = namesInBraces
    let axes = dimensions.flatMap(\.axes)
    let taken = SweepSummary.ownColumns.union(program.tables.flatMap { $0.columns.map(\.name) })
    columns = axes.map { Self.column(of: $0, avoiding: taken) }
    let columns = columns
    tables = program.tables.map {
      SweepTable(
        $0, of: run, prefix: prefix, axes: Array(zip(axes.map(\.key), columns)),
        labels: program.labels[$0.name])
    }
    var assignments = 1
    for dimension in dimensions {
      let (product, overflow) = assignments.multipliedReportingOverflow(by: dimension.count)
      guard !overflow, product <= Self.most else {
        throw SweepError.plan(
          path: "parts.\(name)", found: "makes more than \(Self.most) cells", allowed: "fewer")
      }
      assignments = product
    }
    starts = nil
    count = assignments
    let first = cell(assignment: 0, inner: 0, innerName: nil)
    try program.check(first)
    guard try program.innerCells(of: first) != nil else { return }
    // Each assignment makes cells of its own; only their numbers are kept.
    var sums = [0]
    for assignment in 0..<assignments {
      let cell = cell(assignment: assignment, inner: 0, innerName: nil)
      sums.append(sums[assignment] + (try program.innerCells(of: cell)?.count ?? 1))
    }
    starts = sums
    count = sums[assignments]
  }

  /// More cells than this are a slip of the pen.
  private static let most = 1_000_000_000

  /// The cell at a position, from 0.
  public func cell(at index: Int) throws -> SweepCell {
    guard let starts else { return cell(assignment: index, inner: 0, innerName: nil) }
    var (low, high) = (0, starts.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= index { low = middle } else { high = middle }
    }
    let whole = cell(assignment: low, inner: 0, innerName: nil)
    let inner = index - starts[low]
    return cell(assignment: low, inner: inner, innerName: try program.innerCells(of: whole)?[inner])
  }

  /// A cell for each value of a list, all else as in the first: what is worth a look before any work is done.
  func samples(limit: Int) -> [SweepCell] {
    var samples: [SweepCell] = []
    var stride = dimensions.reduce(1) { $0 * $1.count }
    for dimension in dimensions {
      stride /= dimension.count
      guard dimension.axes.contains(where: { if case .list = $0.values { true } else { false } }) else {
        continue
      }
      for position in 1..<max(1, min(dimension.count, limit)) where samples.count < limit {
        samples.append(cell(assignment: position * stride, inner: 0, innerName: nil))
      }
    }
    return samples
  }

  private func cell(assignment: Int, inner: Int, innerName: String?) -> SweepCell {
    var rest = assignment
    var positions = [Int](repeating: 0, count: dimensions.count)
    for index in dimensions.indices.reversed() {
      positions[index] = rest % dimensions[index].count
      rest /= dimensions[index].count
    }
    var values: [JSONValue] = []
    var byKey: [String: JSONValue] = [:]
    for (dimension, position) in zip(dimensions, positions) {
      for axis in dimension.axes {
        values.append(axis.values[position])
        byKey[axis.key] = axis.values[position]
      }
    }
    var settings = fixed
    for (key, value) in byKey where !names.contains(key) { settings[key] = value }
    if !names.isEmpty { settings = settings.mapValues { Placeholders.filled($0, with: byKey) } }
    var seed = seed
    if case .integer(let own)? = settings.removeValue(forKey: "seed") { seed = UInt64(own) }
    return SweepCell(
      identifier: identifier(values, innerName), settings: settings, axisValues: values, seed: seed,
      inner: inner)
  }

  private func identifier(_ values: [JSONValue], _ innerName: String?) -> String {
    var text = name
    var separator = "/"
    for (axis, value) in zip(dimensions.lazy.flatMap(\.axes), values) {
      text += separator + axis.key + "="
      let plain = value.plainText
      let isPlain = !plain.utf8.contains {
        $0 == 0x2c || $0 == 0x3d || $0 == 0x22 || $0 == 0x2f || $0 == 0x0a
      }
      text += isPlain ? plain : JSONValue.string(plain).text
      separator = ","
    }
    return innerName.map { "\(text)/\($0)" } ?? text
  }

  /// The values of the axes for a row.
  func axisRow(of cell: SweepCell) -> Row {
    var row = Row()
    for (column, value) in zip(columns, cell.axisValues) {
      row.insert(value.datum(column.kind), at: column.name)
    }
    return row
  }

  private static func column(of axis: Axis, avoiding taken: Set<String>) -> Column {
    var name = ""
    for character in axis.key.lowercased() {
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      if isPlain { name.append(character) } else if name.last != "_" { name.append("_") }
    }
    if taken.contains(name) { name = "set_\(name)" }
    return Column.swept(name, axis.values.kind, "\(axis.key) of the plan")
  }

  /// What tells this part's work from any other.
  var fingerprint: String {
    var parts = [name, run, otherInputs, JSONValue.object(fixed).text, names.sorted().joined(separator: ",")]
    for dimension in dimensions {
      parts.append(dimension.axes.map { "\($0.key): \($0.values.text)" }.joined(separator: " with "))
    }
    for table in tables {
      parts.append(table.table.name)
      parts += table.table.columns.map { "\($0.name) \($0.kind.rawValue)" }
    }
    return stableHash(of: parts.map { "\($0.utf8.count) \($0)" }.joined())
  }
}
