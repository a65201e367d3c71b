import ExperimentKit

/// A table of a sweep averaged over some axes, the seeds unless the plan says otherwise: `TABLE-means.csv`.
///
/// One row for each measure of each setting: the mean with half the width of its confidence interval, by Student's t,
/// t s/√n, and the spread. What is not finite, and what is unresolved, is counted and left out. All that is averaged
/// stands together in the table, so that one group is held in memory at a time.
struct SweepSummary {
  /// The summary's table.
  let table: Table
  /// How many rows it has.
  private(set) var rows = 0
  /// Whether some mean is of several values that are all equal, and none of values that differ.
  var isConstant: Bool { hasSeveral && !hasSpread }

  private var hasSeveral = false
  private var hasSpread = false
  private var quantiles: StudentQuantiles

  /// Summarises a published table, and writes the summary beside it.
  init(of source: SweepTable, plan: SweepPlan, in folder: ResultsFolder) throws {
    let layout = SummaryTable(of: source, averagedOver: plan.averagedOver, confidence: plan.confidence)
    table = layout.table
    quantiles = StudentQuantiles(confidence: plan.confidence)
    var output = try AtomicFile(path: "\(folder.path)/\(table.fileName)", temporaryFolder: folder.hidden)
    var header: [UInt8] = []
    CSVFormat.appendHeader(of: table, to: &header)
    try output.write(header)
    var reader = try CSVReader(path: "\(folder.path)/\(source.table.fileName)")
    _ = try reader.next()
    var group = Group(key: [], layout)
    while let fields = try reader.next() {
      let key = layout.groups.map { fields[$0] }
      if key != group.key {
        try write(&group, layout, to: &output)
        group = Group(key: key, layout)
      }
      group.add(fields)
    }
    try write(&group, layout, to: &output)
    try output.commit()
  }

  private mutating func write(
    _ group: inout Group, _ layout: SummaryTable, to output: inout AtomicFile
  ) throws {
    for (place, label) in group.labels.enumerated() {
      let moments = group.moments(ofLabelAt: place)
      for (measure, moments) in zip(layout.source.measures, moments) where !moments.isEmpty {
        var row = Row()
        for (column, field) in zip(layout.keyColumns, group.key + label) {
          row.insert(Datum(reading: field, kind: column.kind), at: column.name)
        }
        try fill(&row, measure.name, moments)
        var line: [UInt8] = []
        try CSVFormat.append(row, number: rows + 1, of: table, to: &line)
        try output.write(line)
        rows += 1
      }
    }
  }

  private mutating func fill(_ row: inout Row, _ measure: String, _ moments: Moments) throws {
    row.set("measure", measure)
    row.set("cells", moments.count)
    row.set("not_finite", moments.notFinite)
    row.set("unresolved", moments.unresolved)
    let deviation = moments.standardDeviation
    row.set("average", moments.count > 0 ? moments.mean : nil)
    row.set(
      "average_error", try deviation.map { try quantiles.halfWidth(deviation: $0, count: moments.count) })
    row.set("standard_deviation", deviation)
    row.set("minimum", moments.count > 0 ? moments.minimum : nil)
    row.set("maximum", moments.count > 0 ? moments.maximum : nil)
    if moments.count > 1 { (hasSeveral, hasSpread) = (true, hasSpread || moments.minimum < moments.maximum) }
  }

  /// The rows with the same values of all axes that are not averaged over.
  private struct Group {
    let key: [String]
    private(set) var labels: [[String]] = []
    private let layout: SummaryTable
    private var entries: [Entry] = []
    private var places: [[String]: Int] = [:]

    private struct Entry {
      var moments: [Moments]
      /// Of a table with repetitions: those of the cell that was read last, and which it is.
      var repetitions: [Moments]
      var cell: ArraySlice<String> = []

      mutating func close() {
        for index in moments.indices {
          moments[index].add(repetitions: repetitions[index])
          repetitions[index] = Moments()
        }
      }
    }

    init(key: [String], _ layout: SummaryTable) {
      self.key = key
      self.layout = layout
    }

    /// The moments of each measure of a label, everything added.
    mutating func moments(ofLabelAt place: Int) -> [Moments] {
      entries[place].close()
      return entries[place].moments
    }

    mutating func add(_ fields: [String]) {
      let place = place(of: layout.labels.map { fields[$0] })
      if layout.source.table.repeated {
        // Rows of one cell are no independent values: their mean is one.
        let cell = fields[..<layout.source.axes.count]
        if entries[place].cell != cell { entries[place].close() }
        entries[place].cell = cell
      }
      let verdict = layout.verdict(of: fields)
      for (index, position) in layout.measures.enumerated() where !fields[position].isEmpty {
        let isUnresolved = verdict.map { layout.isUnresolved(index, verdict: $0) } ?? false
        let value = isUnresolved ? nil : layout.value(fields[position], ofMeasure: index)
        if layout.source.table.repeated {
          entries[place].repetitions[index].add(value)
        } else {
          entries[place].moments[index].add(value)
        }
      }
    }

    private mutating func place(of label: [String]) -> Int {
      if let place = places[label] { return place }
      places[label] = entries.count
      labels.append(label)
      let none = Array(repeating: Moments(), count: layout.measures.count)
      entries.append(Entry(moments: none, repetitions: none))
      return entries.count - 1
    }
  }
}

extension Datum {
  /// The value that a field of our own spells.
  fileprivate init(reading field: String, kind: Column.Kind) {
    guard !field.isEmpty else {
      self = .missing
      return
    }
    switch kind {
    case .number: self = Double(field).map { .number($0) } ?? .text(field)
    case .integer: self = Int(field).map { .integer($0) } ?? .text(field)
    case .boolean: self = Bool(field).map { .boolean($0) } ?? .text(field)
    case .string: self = .text(field)
    }
  }
}
