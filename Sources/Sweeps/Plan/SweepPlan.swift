import ExperimentKit

/// A sweep as it was planned: parts whose cells follow one another, each known by its position and by a name.
///
/// Cells are made when they are asked for, so that a plan of a hundred million takes no more room than one of ten.
public struct SweepPlan: Sendable {
  /// The plan's name, with which its files begin.
  public let name: String
  /// The seed of cells that have none of their own.
  public let seed: UInt64
  /// The parts, in order.
  public let parts: [SweepPart]
  /// The probability of the summary's intervals.
  public let confidence: Double
  /// The axes that the summary averages over; they vary fastest.
  public let averagedOver: Set<String>
  /// What is asked of Slurm.
  public let slurm: SlurmSettings
  /// How many cells are kept in one file.
  public let cellsPerChunk: Int
  /// The text of the plan as it was read.
  public let text: String

  /// Where the cells of each part begin, and the end.
  private let starts: [Int]

  init(
    name: String, seed: UInt64, parts: [SweepPart], confidence: Double, averagedOver: Set<String>,
    slurm: SlurmSettings, cellsPerChunk: Int?, text: String
  ) {
    self.name = name
    self.seed = seed
    self.parts = parts
    self.confidence = confidence
    self.averagedOver = averagedOver
    self.slurm = slurm
    self.text = text
    starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    // Few enough to be lost lightly, enough that ten million cells leave ten thousand files.
    self.cellsPerChunk = cellsPerChunk ?? max(1, min(1000, (starts[parts.count] + 255) / 256))
  }

  /// How many cells there are.
  public var count: Int { starts[parts.count] }

  /// How many files they are kept in.
  public var chunkCount: Int { (count + cellsPerChunk - 1) / cellsPerChunk }

  /// The positions of the cells of a chunk.
  public func cells(ofChunk chunk: Int) -> Range<Int> {
    chunk * cellsPerChunk..<min(count, (chunk + 1) * cellsPerChunk)
  }

  /// The positions of the cells of a part.
  public func cells(ofPart part: Int) -> Range<Int> { starts[part]..<starts[part + 1] }

  /// Which part a cell belongs to.
  public func part(ofCell index: Int) -> Int {
    var part = 0
    while index >= starts[part + 1] { part += 1 }
    return part
  }

  /// The cell at a position.
  public func cell(at index: Int) throws -> SweepCell {
    let part = part(ofCell: index)
    return try parts[part].cell(at: index - starts[part])
  }

  /// The tables of all parts, in order.
  public var tables: [SweepTable] { parts.flatMap(\.tables) }

  /// The tables of means, in order: one for each table with something that is averaged over.
  public var summaryTables: [Table] { averagedTables.map { summary(of: $0).table } }

  /// The tables with something that is averaged over; of others a summary would say the same again.
  public var averagedTables: [SweepTable] { tables.filter { $0.isAveraged(over: averagedOver) } }

  /// The table of means of a table.
  public func summary(of table: SweepTable) -> SummaryTable {
    SummaryTable(of: table, averagedOver: averagedOver, confidence: confidence)
  }

  /// The cells that failed, written where there are any.
  public var failedTable: Table {
    Table(
      "\(name)-failed", "Cells whose rows are missing, as they failed.",
      [.text("cell", "the identifier"), .text("message", "what it said")], keys: ["cell"])
  }

  /// All tables that may be written.
  var allTables: [Table] {
    tables.map(\.table) + summaryTables + parts.compactMap(\.verifiedTable) + [failedTable]
  }

  /// Throws if two tables would have one file, or if what is to be averaged over is nowhere.
  func check() throws {
    var names: Set<String> = []
    if let twice = allTables.first(where: { !names.insert($0.name).inserted }) {
      throw SweepError.plan(
        path: "parts", found: "make two tables named \(twice.name)",
        allowed: "parts whose names do not continue one another's")
    }
    let known = Set(tables.flatMap { $0.axes.map(\.key) + $0.labels.map(\.name) }).union(["seed"])
    if let stranger = averagedOver.subtracting(known).min() {
      throw SweepError.plan(
        path: "average_over", found: "names \(stranger), which is no axis",
        allowed: known.sorted().joined(separator: ", "))
    }
  }

  /// What tells this work from any other, whatever is asked of Slurm or of the summary's confidence.
  public var fingerprint: String {
    stableHash(
      of: "sweep 1 \(name) \(seed) \(cellsPerChunk)\n" + parts.map(\.fingerprint).joined(separator: "\n"))
  }

  /// The lines that a cell adds to the plan's tables, behind its identifier.
  func lines(ofCellAt index: Int) throws -> [[UInt8]] {
    let own = part(ofCell: index)
    let part = parts[own]
    let cell = try part.cell(at: index - starts[own])
    let rows = try part.program.rows(of: cell)
    let axes = part.axisRow(of: cell)
    var lines: [[UInt8]] = [Array((cell.identifier + "\n").utf8)]
    for (position, other) in parts.enumerated() {
      for table in other.tables {
        var bytes: [UInt8] = []
        if position == own {
          for (number, row) in (rows.byTable[table.programTable.name] ?? []).enumerated() {
            try CSVFormat.append(axes.merging(row), number: number + 1, of: table.table, to: &bytes)
          }
        }
        lines.append(bytes)
      }
    }
    return lines
  }
}
