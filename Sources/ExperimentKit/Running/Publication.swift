/// Turns the finished cells of a plan into the files of the results folder.
struct Publication: Sendable {
  let plan: Plan
  let folder: ResultsFolder

  private var sealPath: String { "\(folder.stateFolder(of: plan.name))/complete.json" }

  /// Has the plan count as not yet run.
  func forget() { ResultsFolder.remove(sealPath) }

  private var published: PublishedTables {
    PublishedTables(plan.tables, in: folder, fingerprint: plan.fingerprint, sealPath: sealPath)
  }

  /// The files of this very plan, if they are there and nobody changed them since; else `nil`.
  func files(ofAnyBuild: Bool) -> [RunReport.File]? { published.files(ofAnyBuild: ofAnyBuild) }

  /// Writes the tables from the journal, cells in order, then gives all their names at once.
  func publish(_ journal: Journal) throws -> [RunReport.File] {
    let output = try TableOutput(tables: plan.tables, folder: folder)
    for cell in plan.identifiers.indices {
      if let record = try journal.record(of: cell) { try output.append(record.lines) }
    }
    try output.finishWriting()
    return try published.commit(output)
  }

  /// Verifies the files and lists them in the data package; the list is written even if verifying throws.
  func finish(_ report: inout RunReport, since start: ContinuousClock.Instant) throws {
    let verdict = Result { try plan.verify(Results(folder: folder.path, tables: plan.tables)) }
    report.violations = (try? verdict.get()) ?? []
    try list(violations: report.violations)
    _ = try verdict.get()
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
  }

  /// Notes machine, revision and times.
  func recordProvenance(_ report: RunReport, machines: [Machine], jobs: Int) throws {
    let note = Provenance(
      arguments: plan.arguments, machines: machines, jobs: jobs, seconds: report.seconds,
      cellSeconds: report.cellSeconds, computed: report.computed, kept: report.kept)
    try note.record(of: plan.name, in: folder)
  }

  private func list(violations: [Violation]) throws {
    try folder.list(plan.tables, of: plan.name) { table, bytes in
      table.resource(of: plan, bytes: bytes, violations: violations)
    }
  }
}
