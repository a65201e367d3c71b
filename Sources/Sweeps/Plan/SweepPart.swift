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
  /// The columns of the axes.
  let columns: [Column]
  /// What each setting of an experiment comes to when it is verified; `nil` unless the plan asks for it.
  let verifiedTable: Table?
  /// How many combinations the axes have, each of which may make several cells.
  let assignments: Int

  /// A part; throws if its first cell cannot be run or the axes make too many cells.
  ///
  /// - Parameters:
  ///   - namesInBraces: the axes whose values only fill texts.
  ///   - otherInputs: what else the rows depend on.
  ///   - verifying: whether each setting is to be verified.
  init(
    name: String, run: String, prefix: String, fixed: [String: JSONValue], dimensions: [Dimension],
    namesInBraces: Set<String>, seed: UInt64, otherInputs: String, verifying: Bool,
    program: any SweepProgram
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
    let columns = try Self.columns(of: axes, besides: program.tables, path: "parts.\(name)")
    self.columns = columns
    tables = program.tables.map {
      SweepTable($0, of: run, prefix: prefix, axes: Array(zip(axes.map(\.key), columns)))
    }
    verifiedTable =
      verifying
      ? Table(
        "\(prefix)-verified", "What \(run) verifies, asked of each setting.",
        columns + [
          .integer("violations", "how much does not hold"),
          .text("first", "the first of it", optional: true),
        ], keys: columns.map(\.name)) : nil
    var assignments = 1
    for dimension in dimensions {
      let (product, overflow) = assignments.multipliedReportingOverflow(by: dimension.count)
      guard !overflow, product <= Self.most else {
        throw SweepError.plan(
          path: "parts.\(name)", found: "makes more than \(Self.most) cells", allowed: "fewer")
      }
      assignments = product
    }
    self.assignments = assignments
    starts = nil
    count = assignments
    let first = cell(assignment: 0)
    try program.check(first)
    guard try program.innerCells(of: first) != nil else { return }
    // Each assignment makes cells of its own; only their numbers are kept. The seed, which mostly varies fastest,
    // changes none, so that an experiment is asked once for all of them.
    var sums = [0]
    sums.reserveCapacity(assignments + 1)
    var last: (settings: [String: JSONValue], count: Int)?
    for assignment in 0..<assignments {
      let cell = cell(assignment: assignment)
      let count =
        if let last, last.settings == cell.settings { last.count } else {
          try program.innerCells(of: cell)?.count ?? 1
        }
      last = (cell.settings, count)
      sums.append(sums[assignment] + count)
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
    let whole = cell(assignment: low)
    let inner = index - starts[low]
    guard let names = try program.innerCells(of: whole) else { return whole }
    guard names.count == starts[low + 1] - starts[low] else {
      throw SweepError.cell(
        whole.identifier,
        message: "makes \(names.count) cells, not \(starts[low + 1] - starts[low]) as with other seeds")
    }
    return cell(assignment: low, inner: inner, innerName: names[inner])
  }

  /// A cell for each value of a list and for the last of a range, all else as in the first: what is worth a look before
  /// any work is done.
  func samples(limit: Int) -> [SweepCell] {
    var samples: [SweepCell] = []
    var stride = dimensions.reduce(1) { $0 * $1.count }
    for dimension in dimensions {
      stride /= dimension.count
      guard dimension.axes.contains(where: { if case .list = $0.values { true } else { false } }) else {
        let last = (dimension.count - 1) * stride
        if last > 0, samples.count < limit {
          samples.append(cell(assignment: last))
        }
        continue
      }
      for position in 1..<max(1, min(dimension.count, limit)) where samples.count < limit {
        samples.append(cell(assignment: position * stride))
      }
    }
    return samples
  }

  /// The cell of a combination of the axes, or the first of the cells that it makes.
  func cell(assignment: Int) -> SweepCell { cell(assignment: assignment, inner: 0, innerName: nil) }

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

  /// The columns of the axes: their keys with underscores, `set_` before those that a program's column has.
  private static func columns(of axes: [Axis], besides tables: [Table], path: String) throws -> [Column] {
    var taken = SummaryTable.ownColumns.union(["violations", "first"]).union(
      tables.flatMap { $0.columns.map(\.name) })
    var keys: [String: String] = [:]
    return try axes.map { axis in
      var name = columnName(of: axis)
      if taken.contains(name), keys[name] == nil { name = "set_\(name)" }
      guard taken.insert(name).inserted else {
        throw SweepError.plan(
          path: path,
          found: "has the axes \(keys[name] ?? name) and \(axis.key), whose columns are both \(name)",
          allowed: "keys that differ in more than capitals and points")
      }
      keys[name] = axis.key
      return Column.swept(name, axis.values.kind, "\(axis.key) of the plan")
    }
  }

  private static func columnName(of axis: Axis) -> String {
    var name = ""
    var wasSmall = false
    for character in axis.key {
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      // An experiment's sampleSizes is sample_sizes.
      if isPlain ? wasSmall && character.isUppercase : name.last != "_" { name.append("_") }
      if isPlain { name += character.lowercased() }
      wasSmall = isPlain && !character.isUppercase
    }
    return name
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
