import ExperimentKit

/// Turns the finished chunks of a sweep into the files of the results folder.
struct SweepGathering: Sendable {
  let plan: SweepPlan
  let folder: SweepFolder

  /// What chunks hold together.
  struct Gathered {
    var files: [RunReport.File] = []
    var machines: Set<Machine> = []
    var seconds = 0.0
    var notes: [String] = []
  }

  private var tables: [Table] { plan.tables.map(\.table) }

  private var published: PublishedTables {
    PublishedTables(tables, in: folder.results, fingerprint: plan.fingerprint, sealPath: folder.seal)
  }

  /// The files of this very plan, if they are there and nobody changed them since; else `nil`.
  func sealed(anyBuild: Bool) -> [RunReport.File]? { published.files(ofAnyBuild: anyBuild) }

  /// Writes the tables from the chunks, cells in order, then gives all their names at once.
  ///
  /// - Parameter patience: how many seconds a chunk that is not seen yet is waited for.
  func publish(patience: Double) throws -> Gathered {
    try completeFromAttempts(folder.unfinished(of: Array(0..<plan.chunkCount), patience: patience))
    var gathered = Gathered()
    let output = try TableOutput(tables: tables, folder: folder.results)
    for chunk in 0..<plan.chunkCount { try append(chunk, to: output, &gathered) }
    try output.finishWriting()
    gathered.files = try published.commit(output)
    gathered.notes = notes(on: gathered.machines)
    return gathered
  }

  /// A task that was killed between its last cell and the chunk's name has left all that is needed.
  private func completeFromAttempts(_ chunks: [Int]) throws {
    var missing = 0
    var first: [String] = []
    for chunk in chunks {
      let journal = try ChunkJournal(chunk, of: plan, in: folder, isAlone: false, anyBuild: true)
      if journal.done == journal.cells.count {
        try journal.finish()
        continue
      }
      missing += journal.cells.count - journal.done
      for cell in journal.cells where first.count < 3 && journal.isMissing(cell) {
        first.append(try plan.cell(at: cell).identifier)
      }
    }
    if missing > 0 {
      throw SweepError.incomplete(sweep: plan.name, missing: missing, total: plan.count, first: first)
    }
  }

  /// Adds the rows of a chunk, each cell at its place and once.
  private func append(_ chunk: Int, to output: TableOutput, _ gathered: inout Gathered) throws {
    let path = folder.chunk(chunk)
    let damaged = SweepError.file(
      path: path, message: "is not what was written; remove it and submit again what is missing, by --resume")
    guard let head = ChunkHead.read(path), let file = try JournalChunk.read(path) else { throw damaged }
    let cells = plan.cells(ofChunk: chunk)
    var expected = cells.lowerBound
    try file.forEachWholeRecord(tableCount: 1 + tables.count) { _, record in
      guard record.cell == expected, cells.contains(expected), try record.isOf(plan.cell(at: expected)) else {
        throw damaged
      }
      try output.append(record.lines.dropFirst())
      expected += 1
    }
    guard expected == cells.upperBound else { throw damaged }
    gathered.machines.formUnion(head.machines)
    gathered.seconds += head.seconds
  }

  private func notes(on machines: Set<Machine>) -> [String] {
    var notes: [String] = []
    let processors = Set(machines.map(\.cpu)).sorted()
    if processors.count > 1 {
      notes.append(
        "the cells come from \(processors.count) types of processor, whose last digits may differ: "
          + "\(processors.joined(separator: ", ")); --portable avoids that")
    }
    if Set(machines.map(\.build)).count > 1 { notes.append("the cells come from different builds") }
    return notes
  }

  /// Summarises the published tables, and lists all in the data package.
  func finish(
    _ report: inout SweepReport, since start: ContinuousClock.Instant, machines: Set<Machine>, jobs: Int
  ) throws {
    let summaries = try plan.averagedTables.map { try SweepSummary(of: $0, plan: plan, in: folder.results) }
    for summary in summaries {
      report.files.append(
        RunReport.File(path: "\(folder.results.path)/\(summary.table.fileName)", rows: summary.rows))
    }
    try list(tables + summaries.map(\.table))
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    guard !machines.isEmpty else { return }
    let ordered = machines.sorted { ($0.host, $0.cpu, $0.build) < ($1.host, $1.cpu, $1.build) }
    let note = Provenance(
      arguments: "minimax sweep", machines: ordered, jobs: jobs, seconds: report.seconds,
      cellSeconds: report.cellSeconds, computed: report.computed, kept: report.kept)
    try note.record(of: plan.name, in: folder.results)
  }

  private func list(_ tables: [Table]) throws {
    try folder.results.list(tables, of: plan.name) { table, bytes in
      table.resource(
        bytes: bytes,
        about: [
          "title": .string("The sweep \(plan.name)"), "experiment": .string(plan.name),
          "seed": JSONValue(seed: plan.seed), "arguments": "minimax sweep",
          "parameters": .object(["plan": .string(plan.text)]),
        ])
    }
  }
}
