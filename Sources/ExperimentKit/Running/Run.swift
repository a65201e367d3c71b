/// Runs a plan into a folder: computes the cells that are missing, and when all are there writes its tables.
///
/// The files depend on the plan alone: not on the number of threads, on shards, or on how often the run was
/// killed and begun again. Whatever happens, a CSV is whole or not there.
public struct Run: Sendable {
  private let plan: Plan
  private let options: RunOptions
  private let folder: ResultsFolder

  /// A run of `plan`; throws at once if the folder cannot be written to.
  public init(_ plan: Plan, _ options: RunOptions) throws {
    self.plan = plan
    self.options = options
    folder = try ResultsFolder(preparing: options.folder)
  }

  /// Does the work.
  ///
  /// - Parameters:
  ///   - isCancelled: asked before each cell; when true the run stops, keeping what is done, and throws
  ///     ``ExperimentError/interrupted(experiment:done:total:)``.
  ///   - observe: called as each cell ends, by one thread at a time in no order.
  public func execute(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    observe: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> RunReport {
    let start = ContinuousClock.now
    let state = folder.stateFolder(of: plan.name)
    try ResultsFolder.make(state)
    let runFolder = "\(state)/\(plan.fingerprint)"

    // One process does a whole run; any number do shards of it.
    let lock = try File(locking: "\(runFolder).lock")
    guard lock.lock(options.shard == nil && !options.mergeOnly ? .exclusive : .shared, waiting: false) else {
      throw ExperimentError.busy(experiment: plan.name, folder: options.folder)
    }
    let publication = Publication(plan: plan, folder: folder)
    if options.fresh {
      publication.forget()
      if options.shard == nil { ResultsFolder.remove(runFolder) }
    } else if let files = publication.files(ofAnyBuild: options.mergeOnly) {
      var report = RunReport(state: .complete, computed: 0, kept: plan.identifiers.count, files: files)
      try publication.finish(&report, since: start)
      return report
    }

    let journal = try Journal(folder: runFolder, plan: plan, acceptsOtherBuilds: options.mergeOnly)
    var report = try compute(into: journal, isCancelled: isCancelled, observe: observe)
    if options.shard != nil { try journal.readOthers() }
    let missing = journal.missing
    report.notes = notes(on: journal)
    guard missing.isEmpty else {
      if options.mergeOnly {
        throw ExperimentError.incomplete(
          experiment: plan.name, missing: missing.count, total: plan.identifiers.count,
          first: missing.prefix(3).map { plan.identifiers[$0] })
      }
      report.state = .waiting(missing: missing.count)
      report.seconds = (ContinuousClock.now - start) / .seconds(1)
      return report
    }
    report.cellSeconds = journal.seconds
    report.files = try publication.publish(journal)
    try publication.finish(&report, since: start)
    try publication.recordProvenance(report, machines: journal.machines, jobs: options.jobs)
    // Another shard may still be writing; the last one out puts out the light.
    if lock.lock(.exclusive, waiting: false) { ResultsFolder.remove(runFolder) }
    return report
  }

  private func compute(
    into journal: Journal, isCancelled: @escaping @Sendable () -> Bool,
    observe: @escaping @Sendable (Progress) -> Void
  ) throws -> RunReport {
    let wanted = plan.identifiers.indices.filter { options.shard?.contains($0) ?? true }
    if options.mergeOnly { return RunReport(state: .complete, computed: 0, kept: journal.done) }
    let again = options.fresh && options.shard != nil
    let todo = again ? wanted : wanted.filter { !journal.contains($0) }
    let queue = CellQueue(cells: todo, plan: plan, kept: wanted.count - todo.count)
    let plan = plan
    WorkerPool.run(count: min(options.jobs, todo.count)) {
      while let cell = queue.next() {
        if isCancelled() {
          return queue.stop(
            ExperimentError.interrupted(
              experiment: plan.name, done: wanted.count - todo.count + queue.done, total: wanted.count))
        }
        let record: CellRecord
        do {
          record = try CellRecord(computing: cell, of: plan)
        } catch {
          queue.fail(cell, CellFailure(identifier: plan.identifiers[cell], message: "\(error)"))
          continue
        }
        do {
          try journal.append(record)
        } catch {
          return queue.stop(error)
        }
        observe(queue.finish(cell))
      }
    }
    try queue.throwIfFailed(experiment: plan.name)
    return RunReport(state: .complete, computed: todo.count, kept: wanted.count - todo.count)
  }

  private func notes(on journal: Journal) -> [String] {
    var notes: [String] = []
    if journal.strangers > 0 {
      notes.append(
        "\(journal.strangers) kept cells are of another build and were left aside; --merge takes them")
    }
    let processors = Set(journal.machines.map(\.cpu)).sorted()
    if processors.count > 1 {
      notes.append(
        "the cells come from processors whose last digits may differ: \(processors.joined(separator: ", "))")
    }
    if Set(journal.machines.map(\.build)).count > 1 { notes.append("the cells come from different builds") }
    return notes
  }
}

extension CellRecord {
  /// Computes a cell and spells its rows.
  init(computing cell: Int, of plan: Plan) throws {
    let start = ContinuousClock.now
    let rows = try plan.rows(ofCellAt: cell)
    if let stranger = rows.byTable.keys.filter({ name in !plan.tables.contains { $0.name == name } }).min() {
      throw ExperimentError.invalidDefinition(
        experiment: plan.name, message: "it has no table \(stranger), to which a cell added rows")
    }
    self.cell = cell
    lines = try plan.tables.map { table in
      var bytes: [UInt8] = []
      for (index, row) in rows[table].enumerated() {
        try CSVFormat.append(row, number: index + 1, of: table, to: &bytes)
      }
      return bytes
    }
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }
}
