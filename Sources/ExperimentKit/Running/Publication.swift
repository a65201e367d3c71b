#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Turns the finished cells of a plan into the files of the results folder.
struct Publication: Sendable {
  let plan: Plan
  let folder: ResultsFolder

  /// What was last published of an experiment, so that a run that is complete is known as such.
  private struct Seal: Codable {
    var fingerprint: String
    var build: String
    /// By table: the hash of its file and how many rows it has.
    var hashes: [String: String]
    var rows: [String: Int]
  }

  private var sealPath: String { "\(folder.stateFolder(of: plan.name))/complete.json" }

  /// Has the plan count as not yet run.
  func forget() { ResultsFolder.remove(sealPath) }

  /// The files of this very plan, if they are there and nobody changed them since; else `nil`.
  func files(ofAnyBuild: Bool) -> [RunReport.File]? {
    guard let data = FileManager.default.contents(atPath: sealPath),
      let seal: Seal = try? JSONValue(text: String(decoding: data, as: UTF8.self)).decoded(),
      seal.fingerprint == plan.fingerprint, ofAnyBuild || seal.build == Machine.current.build
    else { return nil }
    let files = plan.tables.compactMap { table -> RunReport.File? in
      let path = "\(folder.path)/\(table.fileName)"
      guard let hash = try? StableHash.ofFile(path), hash == seal.hashes[table.name],
        let rows = seal.rows[table.name]
      else { return nil }
      return RunReport.File(path: path, rows: rows)
    }
    return files.count == plan.tables.count ? files : nil
  }

  /// Writes the tables from the journal, cells in order, then gives all their names at once.
  func publish(_ journal: Journal) throws -> [RunReport.File] {
    let output = try TableOutput(tables: plan.tables, folder: folder)
    for cell in plan.identifiers.indices {
      if let record = try journal.record(of: cell) { try output.append(record.lines) }
    }
    try output.finishWriting()
    let lock = try File(locking: "\(folder.hidden)/package.lock")
    _ = lock.lock(.exclusive, waiting: true)
    return try Interruption.deferred {
      try output.commit()
      let seal = Seal(
        fingerprint: plan.fingerprint, build: Machine.current.build, hashes: output.hashes, rows: output.rows)
      try AtomicFile.write(
        JSONValue(encoding: seal).indentedText, to: sealPath, temporaryFolder: folder.hidden)
      return plan.tables.map {
        RunReport.File(path: "\(folder.path)/\($0.fileName)", rows: output.rows[$0.name] ?? 0)
      }
    }
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
    let lock = try File(locking: "\(folder.hidden)/package.lock")
    _ = lock.lock(.exclusive, waiting: true)
    let note = Provenance(
      arguments: plan.arguments, machines: machines, jobs: jobs, seconds: report.seconds,
      cellSeconds: report.cellSeconds, computed: report.computed, kept: report.kept)
    try note.record(of: plan.name, in: folder)
  }

  private func list(violations: [Violation]) throws {
    let lock = try File(locking: "\(folder.hidden)/package.lock")
    _ = lock.lock(.exclusive, waiting: true)
    var package = try DataPackage.read(from: folder.path)
    let resources = try plan.tables.map { table in
      let bytes = try File(reading: "\(folder.path)/\(table.fileName)").size
      return table.resource(of: plan, bytes: bytes, violations: violations)
    }
    try package.replace(resourcesOf: plan.name, by: resources)
    try AtomicFile.write(
      package.text, to: "\(folder.path)/\(DataPackage.fileName)", temporaryFolder: folder.hidden)
  }

}
