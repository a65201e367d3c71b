import ExperimentKit

/// Turns the finished chunks of a sweep into the files of the results folder.
struct SweepGathering: Sendable {
  let plan: SweepPlan
  let folder: SweepFolder

  /// What chunks hold together.
  private struct Gathered {
    var machines: Set<Machine> = []
    var seconds = 0.0
    var failures: [String] = []
  }

  private var tables: [Table] { plan.tables.map(\.table) }

  private func published(_ tables: [Table]) -> PublishedTables {
    PublishedTables(tables, in: folder.results, fingerprint: plan.fingerprint, sealPath: folder.seal)
  }

  /// The files of this very plan, if they are there and nobody changed them since; else `nil`.
  func sealed(anyBuild: Bool) -> [RunReport.File]? { published(tables).files(ofAnyBuild: anyBuild) }

  /// Throws if the folder lists a table of the same name as that of another sweep or of an experiment.
  func checkNames() throws {
    let own = Set(plan.allTables.map(\.name))
    for (name, owner) in try DataPackage.owners(in: folder.results.path) where owner != plan.name {
      guard !own.contains(name) else {
        throw SweepError.plan(
          path: "name", found: "makes a table \(name), which is one of \(owner) in \(folder.results.path)",
          allowed: "another name, or another --out")
      }
    }
  }

  /// Writes the tables from the chunks, cells in order, then gives all their names at once; then the summaries.
  ///
  /// - Parameter patience: how many seconds a chunk that is not seen yet is waited for.
  func publish(
    into report: inout SweepReport, patience: Double, since start: ContinuousClock.Instant, jobs: Int
  ) throws {
    try completeFromAttempts(folder.unfinished(of: Array(0..<plan.chunkCount), patience: patience))
    report.failed = (0..<plan.chunkCount).reduce(0) { $0 + (folder.head($1)?.failed ?? 0) }
    let tables = tables + (report.failed > 0 ? [plan.failedTable] : [])
    var gathered = Gathered()
    let output = try TableOutput(tables: tables, folder: folder.results)
    for chunk in 0..<plan.chunkCount { try append(chunk, to: output, &gathered) }
    try output.finishWriting()
    report.files = try published(tables).commit(output)
    // What is not whole has no seal: the same command tries again.
    if report.failed > 0 { ResultsFolder.remove(folder.seal) }
    report.failures = gathered.failures
    report.notes = notes(on: gathered.machines)
    report.cellSeconds = gathered.seconds
    try finish(&report, since: start, machines: gathered.machines, jobs: jobs)
  }

  /// A task that was killed between its last cell and the chunk's name has left all that is needed.
  private func completeFromAttempts(_ chunks: [Int]) throws {
    var missing = 0
    var first: [String] = []
    for chunk in chunks {
      let journal = try ChunkJournal(
        chunk, of: plan, in: folder, isAlone: false, retrying: false, anyBuild: true)
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
      throw SweepError.incomplete(
        sweep: plan.name, missing: missing, total: plan.count, first: first, others: folder.otherPlans)
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
      if let message = record.failure {
        try output.append(record.lines.dropFirst() + [failedLine(expected, message, &gathered)])
      } else {
        try output.append(record.lines.dropFirst())
      }
      expected += 1
    }
    guard expected == cells.upperBound else { throw damaged }
    gathered.machines.formUnion(head.machines)
    gathered.seconds += head.seconds
  }

  /// The line of a cell in the table of those that failed.
  private func failedLine(_ index: Int, _ message: String, _ gathered: inout Gathered) throws -> [UInt8] {
    let cell = try plan.cell(at: index).identifier
    if gathered.failures.count < 10 { gathered.failures.append("\(cell): \(message)") }
    var line: [UInt8] = []
    try CSVFormat.append(["cell": cell, "message": message], number: 1, of: plan.failedTable, to: &line)
    return line
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
    for (source, summary) in zip(plan.averagedTables, summaries) {
      report.files.append(
        RunReport.File(path: "\(folder.results.path)/\(summary.table.fileName)", rows: summary.rows))
      if summary.isConstant {
        report.notes.append(
          "no number of \(source.table.name) differs among the cells that are averaged: an interval of no width there "
            + "says that what is averaged over changes nothing")
      }
    }
    try verify(&report)
    try list(
      tables + (report.failed > 0 ? [plan.failedTable] : []) + summaries.map(\.table)
        + plan.parts.compactMap(\.verifiedTable))
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    guard !machines.isEmpty else { return }
    let ordered = machines.sorted()
    let note = Provenance(
      arguments: "minimax sweep", machines: ordered, jobs: jobs, seconds: report.seconds,
      cellSeconds: report.cellSeconds, computed: report.computed, kept: report.kept)
    try note.record(of: plan.name, in: folder.results)
  }

  /// Asks the experiments of parts that are to be verified what does not hold.
  private func verify(_ report: inout SweepReport) throws {
    for part in plan.parts {
      guard let verification = try SweepVerification(of: part, in: folder.results) else { continue }
      let path = "\(folder.results.path)/\(verification.table.fileName)"
      report.files.append(RunReport.File(path: path, rows: verification.rows))
      guard verification.failed > 0 else { continue }
      report.notes.append(
        "what \(part.run) claims does not hold in \(verification.failed) of \(verification.rows) settings of \(part.name); "
          + "see \(path)")
    }
  }

  /// Lists the tables as those of the sweep; files of an earlier plan of its name that it no longer makes are removed.
  private func list(_ tables: [Table]) throws {
    let dropped = try folder.results.list(tables, of: plan.name) { table, bytes in
      table.resource(
        bytes: bytes,
        about: [
          "title": .string("The sweep \(plan.name)"), "experiment": .string(plan.name),
          "seed": JSONValue(seed: plan.seed), "arguments": "minimax sweep",
          "parameters": .object(["plan": .string(plan.text)]),
        ])
    }
    for name in dropped { ResultsFolder.remove("\(folder.results.path)/\(name).csv") }
  }
}
